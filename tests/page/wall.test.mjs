/* What is on the wall: every region, from cards that a real broker retains. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { NOW, allCards, cards, fragment, newPage, openBrowser, scene, seesCode, sideBySide, sleep, textOf, totals, until, waits } from "./tools.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

async function open(t, wall, options) {
  const around = await scene(t, browser, options);
  await around.daemon.wall(wall);
  const page = await newPage(around.context);
  await page.goto(around.broker.pageUrl + fragment());
  await until("the wall is drawn", async () => (await textOf(page, ".header .room")) !== "");
  await around.daemon.clock();
  await until("the clock runs", async () => (await textOf(page, ".header .clock")) === "14:32");
  return { ...around, page };
}

describe("the wall", sideBySide, () => {
  test("draws every region from the cards", async (t) => {
    const { page, daemon } = await open(t);
    assert.equal(await textOf(page, ".brand"), "vakwerk");
    assert.equal(await textOf(page, ".date"), "donderdag 19 mei");
    await until("the spotlight", () => seesCode(page, "7K3F"));
    assert.equal(await textOf(page, ".spotlight .chip"), "Toestemming en dossier");
    assert.equal(await textOf(page, ".spotlight .flag"), "Nog geen antwoord");
    assert.equal(await textOf(page, ".spotlight .title"), cards["7K3F"].title);
    assert.equal(await textOf(page, ".spotlight .who"), "Team Westland 3 uur geleden");
    assert.equal(await textOf(page, ".spotlight .reply"), "Weet jij het? Typ vakwerk answer 7K3F");
    assert.equal(await textOf(page, ".spotlight .prompt"), "De meeste vragen krijgen binnen een dag antwoord.");
    assert.equal(await textOf(page, ".row-title"), [cards["2VRN"].title, cards["9QMD"].title, cards["4HXP"].title].join(" | "));
    assert.equal(await textOf(page, ".row-meta"),
      "Team Rijswijk · 40 minuten geleden Nog geen antwoord | Gezinshuizen Zoetermeer · 5 uur geleden 4 antwoorden | Team Delft · gisteren 17 antwoorden");
    assert.equal(await textOf(page, ".today"), "Vandaag 6 nieuwe vragen 31 antwoorden 2 nog open");
    assert.equal(await textOf(page, ".waits .head"), "Wachttijd in weken stand 19 mei");
    assert.equal(await textOf(page, ".wait"), "Ambulante hulp 6 2 korter | Dagbehandeling 9 gelijk | Gezinsbehandeling 11 1 langer | Pleegzorg 16 3 langer");
    assert.equal(await textOf(page, ".tip"), `Tip bij wachten ${totals.tip} Team Zoetermeer · 12 keer gewaardeerd`);
    assert.equal(await textOf(page, ".privacy"), "Deel nooit namen of herkenbare details.");
    assert.equal(await textOf(page, ".live"), "Bijgewerkt 14:32");
    assert.equal(await page.locator(".turns i").count(), 2);
    assert.deepEqual(await page.evaluate(() => document.querySelectorAll("button").length), 0);
    const alive = await daemon.alive();
    assert.equal(alive.state, "online");
    assert.match(alive.version, /^[0-9.]+$/);
    assert.deepEqual(page.problems, []);
  });

  test("changes are drawn in place: counts, answers, palette, room", async (t) => {
    const { page, daemon } = await open(t);
    await daemon.totals({ questions: 7, answers: 1, open: 0 });
    await until("the counts", async () => (await textOf(page, ".today")) === "Vandaag 7 nieuwe vragen 1 antwoord 0 nog open");
    await daemon.card({ ...cards["9QMD"], answers: 1 });
    await until("one answer", async () => (await textOf(page, ".row[data-code='9QMD'] .count")) === "1 antwoord");
    await daemon.card({ ...cards["7K3F"], answers: 1, open: false, team_name: undefined });
    await until("the flag is gone", async () => (await textOf(page, ".spotlight .top")) === "Toestemming en dossier 1 antwoord");
    assert.equal(await textOf(page, ".spotlight .team"), "Een team in de regio");
    await daemon.screen({ palette: "evening", room: "Zaal 2" });
    await until("evening", async () => (await page.evaluate(() => document.documentElement.className)) === "evening");
    assert.equal(await textOf(page, ".room"), "Zaal 2");
    await daemon.screen({ palette: "night" });
    await until("night", async () => (await page.locator(".cover.night").count()) === 1);
    assert.equal(await textOf(page, ".cover"), "14:32 De volgende werkdag weer aan");
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".cover")).backgroundColor), "rgb(0, 0, 0)");
    await daemon.screen();
    await until("day", async () => (await textOf(page, ".room")) === "Teamkamer Delft");
  });

  test("a new question is in the spotlight at once", async (t) => {
    const { page, daemon } = await open(t);
    await until("the spotlight", () => seesCode(page, "7K3F"));
    await sleep(3000); /* what is retained has come in: from here on a new code is a new question */
    const fresh = { ...cards["2VRN"], code: "8BZC", title: "Wie weet een plek voor een broer en zus samen?", asked_at: NOW };
    await daemon.screen({ spotlight: ["7K3F", "2VRN", "8BZC"] });
    await daemon.card(fresh);
    const took = await until("the new question", () => seesCode(page, "8BZC"), 5000);
    t.diagnostic(`drawn after ${took} ms`);
    assert.equal(await textOf(page, ".spotlight .title"), fresh.title);
    assert.equal(await textOf(page, ".spotlight .age"), "zojuist");
    assert.equal(await page.getAttribute(".turns", "aria-label"), "Vraag 3 van 3");
  });

  test("a withdrawn question leaves the screen and the device", async (t) => {
    const { page, daemon } = await open(t);
    await until("it is kept", async () => (await page.evaluate(() => localStorage.getItem("vakwerk.wall") || "")).includes(cards["4HXP"].title), 5000);
    let start = Date.now();
    await daemon.withdraw("7K3F");
    await until("the spotlight has the next", () => seesCode(page, "2VRN"), 5000);
    t.diagnostic(`out of the spotlight after ${Date.now() - start} ms`);
    start = Date.now();
    await daemon.withdraw("4HXP");
    await until("the row is gone", async () => (await page.locator(".row[data-code='4HXP']").count()) === 0, 5000);
    t.diagnostic(`out of the list after ${Date.now() - start} ms`);
    assert.ok(!(await page.content()).includes(cards["7K3F"].title));
    const kept = await page.evaluate(() => JSON.stringify(Object.assign({}, localStorage)));
    assert.ok(!kept.includes(cards["7K3F"].title) && !kept.includes(cards["4HXP"].title));
  });

  test("a card the screen does not name is not drawn and not kept", async (t) => {
    const { page, daemon } = await open(t, { screen: { spotlight: ["7K3F"], latest: ["2VRN"] } });
    await until("one row", async () => (await page.locator(".row").count()) === 1);
    await sleep(1500);
    const everything = (await page.content()) + (await page.evaluate(() => JSON.stringify(Object.assign({}, localStorage))));
    assert.ok(!everything.includes(cards["4HXP"].title));
    await daemon.screen({ spotlight: ["7K3F"], latest: ["4HXP"] });
    /* In the list, or as what is new in the big place. */
    await until("now it is", async () => (await page.locator("main").first().innerText()).includes(cards["4HXP"].title));
  });

  test("what was withdrawn while the screen was away does not come back", async (t) => {
    const { page, daemon, broker, context } = await open(t);
    await until("it is kept", async () => (await page.evaluate(() => localStorage.getItem("vakwerk.wall") || "")).includes(cards["7K3F"].title), 5000);
    await page.close();
    await daemon.withdraw("7K3F");
    const again = await newPage(context);
    await again.goto(broker.pageUrl);
    await until("the next has its place", () => seesCode(again, "2VRN"), 8000);
    await until("also on the device", async () => !(await again.evaluate(() => localStorage.getItem("vakwerk.wall") || "")).includes(cards["7K3F"].title));
  });

  test("no cards: the invitation, and the sentence only when it is true", async (t) => {
    const { page, daemon } = await open(t, { cards: [], screen: { spotlight: [], latest: [] }, totals: { questions: 0, open: 0, waits: [] } });
    assert.equal(await textOf(page, ".spotlight .title"), "Vandaag nog geen vragen. Waar liep jij tegenaan?");
    assert.equal(await textOf(page, ".spotlight p"), "Stel je vraag zonder namen of herkenbare details. De meeste vragen krijgen binnen een dag antwoord.");
    assert.equal(await textOf(page, ".spotlight .reply"), "Stel een vraag Typ vakwerk ask");
    assert.equal(await textOf(page, ".waits"), "Wachttijd in weken Nog geen wachttijden bekend. Geef ze door met: vakwerk waitlist set");
    assert.equal(await page.locator(".list:visible").count(), 0);
    await daemon.screen({ spotlight: [], latest: [], prompt: false });
    await until("without the sentence", async () => (await textOf(page, ".spotlight p")) === "Stel je vraag zonder namen of herkenbare details.");
    await daemon.totals({ questions: 2 });
    await until("it does not deny today's questions", async () => (await textOf(page, ".spotlight .title")) === "Waar liep jij tegenaan?");
  });

  test("old figures say so", async (t) => {
    const march = Date.UTC(2022, 2, 28, 9);
    const { page, daemon } = await open(t, { totals: { waits: [waits[0], { ...waits[1], at: march }] } });
    assert.equal(await textOf(page, ".waits .head"), "Wachttijd in weken stand 19 mei");
    assert.equal(await textOf(page, ".wait.faded"), "Dagbehandeling 9 oud: 28 maart");
    await daemon.totals({ waits: waits.map((wait) => ({ ...wait, at: march })) });
    await until("all are old", async () => (await textOf(page, ".waits .head")) === "Wachttijd in weken oud: 28 maart");
    assert.equal(await page.locator(".old").count(), 0);
  });

  test("the team's notice stands in place of the tip, while it lasts", async (t) => {
    const { page, daemon } = await open(t, { screen: { notice: "Om 16:00 taart in de keuken.", notice_until_at: NOW + 2 * 3600000 } });
    assert.equal(await textOf(page, ".tip"), "Mededeling Om 16:00 taart in de keuken. Team Delft · tot 16:32");
    await daemon.clock(NOW + 2 * 3600000);
    await until("it has ended", async () => (await textOf(page, ".tip .head")) === "Tip bij wachten");
  });

  test("long texts stay within the picture", async (t) => {
    const title = "Wat doe je als ouders, school en de gezinsvoogd alle drie iets anders willen en het kind zelf niets meer zegt?";
    const team_name = "Wijkteam Centrum en Binnenstad Noord van de gemeente Pijnacker-Nootdorp en om".padEnd(80, "x");
    const long = (code) => ({ ...cards[code], title, team_name, theme_name: "Toestemming, dossier en privacy in de samenwerking met school en met de huisarts" });
    const { page } = await open(t, {
      cards: Object.keys(cards).map(long),
      screen: { room: "R".repeat(80), spotlight: ["7K3F"], notice: "Donaudampfschiff ".repeat(29).trim() },
      totals: { questions: 128, answers: 1031, open: 117, waits: waits.map((wait) => ({ ...wait, weeks: 104, care_name: "Specialistische jeugdhulp met verblijf" })) },
    });
    const outside = await page.evaluate(() => {
      const found = [];
      for (const node of document.querySelectorAll(".stage *")) {
        if (node.closest("svg") || node.getClientRects().length === 0) continue;
        const card = node.closest(".card, .header, .footer");
        if (!card) continue;
        const box = node.getBoundingClientRect();
        const rim = card.getBoundingClientRect();
        if (box.left < rim.left - 1 || box.right > rim.right + 1 || box.top < rim.top - 1 || box.bottom > rim.bottom + 1) found.push(node.className + ": " + node.textContent.slice(0, 30));
      }
      for (const card of document.querySelectorAll(".card, .header, .footer")) {
        const box = card.getBoundingClientRect();
        if (box.right > 1921 || box.bottom > 1081) found.push(card.className);
      }
      const full = document.querySelector(".spotlight .title");
      if (full.scrollHeight > full.clientHeight + 1) found.push("the question is cut");
      return found;
    });
    assert.deepEqual(outside, []);
    const spots = await page.evaluate(() => Array.from(document.querySelectorAll(".number")).map((node) => node.getBoundingClientRect()).map((box) => [box.left, box.right]));
    for (let i = 1; i < spots.length; i++) assert.ok(spots[i][0] > spots[i - 1][1], "the counts stand apart");
  });

  test("hostile texts are only text", async (t) => {
    const markup = "<img src=x onerror=\"window.owned=1\"><script>window.owned=1</script>";
    const { page, daemon } = await open(t, {
      cards: allCards.map((card) => ({ ...card, title: markup, team_name: markup, theme_name: markup, theme: card.code === "7K3F" ? "constructor" : card.theme })),
      totals: { tip: markup, tip_team_name: markup, waits: [{ ...waits[0], care_name: markup }] },
      screen: { room: "Teamkamer Delft" },
    });
    await until("the markup is read as text", async () => (await textOf(page, ".spotlight .title")) === markup);
    assert.equal(await page.evaluate(() => document.images.length + document.scripts.length), 1, "only the page's own script");
    assert.equal(await page.evaluate(() => window.owned), undefined);
    await daemon.card({ ...cards["7K3F"], title: "abc \u202etxt.exe \u2066def\u0000" });
    await until("no direction marks", async () => (await textOf(page, ".spotlight .title")) === "abc txt.exe def");
    await daemon.raw("card/7K3F", Buffer.from([0xc1, 0xff, 0x00]));
    await daemon.raw("screen", Buffer.from("{\"room\":1}"));
    await daemon.raw("totals", Buffer.alloc(3900, 0x93));
    await daemon.raw("card/../../x", Buffer.from("x"));
    await sleep(500);
    assert.equal(await textOf(page, ".spotlight .title"), "abc txt.exe def");
    assert.equal(await textOf(page, ".room"), "Teamkamer Delft");
    assert.deepEqual(page.problems, []);
  });

  test("the same picture on other screens", async (t) => {
    const { page } = await open(t);
    const shape = () => page.evaluate(() => {
      const unit = parseFloat(getComputedStyle(document.documentElement).fontSize);
      return Array.from(document.querySelectorAll(".card")).filter((node) => node.offsetWidth > 0)
        .map((node) => node.getBoundingClientRect()).map((box) => [box.width / unit, box.height / unit]);
    });
    const full = await shape();
    for (const [width, height] of [[1280, 720], [3840, 2160], [1920, 1200]]) {
      await page.setViewportSize({ width, height });
      await sleep(200);
      const other = await shape();
      assert.equal(other.length, full.length);
      other.flat().forEach((side, at) => assert.ok(Math.abs(side - full.flat()[at]) < 0.5, `${width}x${height}: ${other} is not ${full}`));
    }
  });
});

/* What of the page's memory is in use, after all that nobody holds was collected. */
async function heap(session) {
  await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}

test("ten thousand updates leave no trace: the document is as large, and the memory in use hardly more", async (t) => {
  const { page, daemon } = await open(t, { screen: { spotlight: ["7K3F"] } });
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  const nodes = async () => (await session.send("Memory.getDOMCounters")).nodes;
  const codes = Object.keys(cards);
  const marked = (portion) => until("the last one is drawn", async () => (await textOf(page, ".row[data-code='9QMD'] .count")) === `${portion}.000 antwoorden`, 30000);
  /* In portions: the broker drops what a screen has not taken yet beyond a thousand messages. */
  const update = async (portion) => {
    for (let i = 0; i < 496; i++) {
      const code = codes[i % codes.length];
      await daemon.card({ ...cards[code], title: `${cards[code].title} ${portion} ${i}`, answers: i, thanks: i, open: i % 2 === 0 });
    }
    for (const card of allCards) await daemon.card({ ...card, answers: 1000 * portion });
    await marked(portion);
  };
  await update(1);
  const [before, nodesBefore] = [await heap(session), await nodes()];
  const elements = () => page.evaluate(() => document.querySelectorAll("*").length);
  const elementsBefore = await elements();
  for (let portion = 2; portion <= 21; portion++) await update(portion);
  const grown = (await heap(session)) - before;
  t.diagnostic(`10,000 updates: ${(grown / 1e6).toFixed(2)} MB more, ${nodesBefore} nodes before and ${await nodes()} after`);
  assert.ok(grown < 5e6, `${grown} bytes`);
  assert.equal(await elements(), elementsBefore);
  /* What is drawn at this moment may hold a text that is about to go. */
  await until("no node is left over", async () => (await heap(session), (await nodes()) <= nodesBefore));
});
