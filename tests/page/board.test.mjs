/* What a team does together, in place of the cards: drawn, counted down by the daemon's clock, and gone when it is over. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { NOW, fragment, newPage, openBrowser, pictureFolder, scene, seesCode, sideBySide, sleep, textOf, until } from "./tools.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

const MINUTE = 60000;

const rounds = {
  listen: {
    kind: "intervision", title: "Incidentmethode", code: "7K3F", about: "Wie belt de school als de ouders niet samen willen?",
    step: 1, steps: 6, next: "Vragen", until_at: NOW + 4 * MINUTE + 5000, notes: [],
    now: [{ name: "Inbreng", task: "listen", duration_ms: 5 * MINUTE,
      text: "De inbrenger vertelt kort wat er gebeurde en waar het vastliep, zonder namen of herkenbare details. De anderen luisteren." }],
  },
  questions: {
    kind: "intervision", title: "Incidentmethode", code: "7K3F", about: "Wie belt de school als de ouders niet samen willen?",
    step: 2, steps: 6, next: "Wat zou jij doen?", until_at: NOW + 12 * MINUTE + 40000,
    now: [{ name: "Vragen", task: "questions", duration_ms: 15 * MINUTE,
      text: "Vraag wat je nodig hebt om het te begrijpen. Nog geen advies, ook niet in de vorm van een vraag." }],
    notes: [{ text: "Wie was erbij toen het misging?" }, { text: "Wat had je gehoopt dat er zou gebeuren?" }, { text: "Sinds wanneer weet de school ervan?" }],
  },
  choice: {
    kind: "intervision", title: "Incidentmethode", code: "7K3F", about: "Wie belt de school als de ouders niet samen willen?",
    step: 5, steps: 6, next: "Leren", until_at: NOW - 20000, notes: [], chosen: "Morgen bel ik eerst de vader, en daarna samen met hem de school.",
    now: [{ name: "Kiezen", task: "choice", duration_ms: 5 * MINUTE, text: "De inbrenger kiest één stap. Wat ga je doen?" }],
  },
  lesson: {
    kind: "intervision", title: "Incidentmethode", code: "7K3F",
    step: 6, steps: 6, until_at: NOW + 65000, notes: [], chosen: "Morgen bel ik eerst de vader.", learned: "Vraag eerder wie er nog meer aan tafel hoort.",
    now: [{ name: "Leren", task: "lesson", duration_ms: 5 * MINUTE, text: "Wat neemt de groep mee, los van dit voorval?" }],
  },
};
const LONG = "Wat doe je als ouders, school en de gezinsvoogd alle drie iets anders willen en het kind zelf niets meer zegt, ook niet tegen de mentor? ";
const full = {
  ...rounds.questions, title: "Een werkwijze met een lange naam die we zelf hebben bedacht voor de donderdagmiddag in het voorjaar",
  about: LONG.slice(0, 110), others: 37,
  now: [{ ...rounds.questions.now[0], name: "Een ronde met een naam van zestig tekens, dat is de grens ok", text: (LONG + LONG).slice(0, 240) }],
  notes: Array.from({ length: 12 }, (_, nth) => ({ text: `${nth + 1}. ${LONG + LONG + LONG}`.slice(0, 300) })),
};

const table = {
  kind: "harvest", title: "Ontwikkeltafel Haaglanden", code: "5N5DT7", unsorted: 7, now: [],
  themes: [{ number: 1, name: "Minder regels", inputs: 23 }, { number: 2, name: "Dossier-overdracht", inputs: 11 }, { number: 3, name: "Gezien worden", inputs: 4 }],
  notes: [{ text: "Verschillen tussen gemeenten maken ons gek.", theme: 1 }, { text: "Eén plan dat meegaat als het gezin verhuist.", theme: 2 },
    { text: "Vraag eens hoe het met óns gaat.", theme: 3 }, { text: "Minder formulieren, meer koffie met het gezin.", theme: 0 }],
};
const fullTable = {
  ...table, title: LONG.slice(0, 110), unsorted: 1200,
  themes: Array.from({ length: 16 }, (_, nth) => ({ number: nth + 1, name: `${nth + 1} ${LONG}`.slice(0, 80), inputs: 200 * nth })),
  notes: Array.from({ length: 24 }, (_, nth) => ({ text: `${nth + 1}. ${LONG}`.slice(0, 120), theme: 0 })),
};

async function open(t, board, { prepare = async () => undefined, screen = {}, ...options } = {}) {
  const around = await scene(t, browser, options);
  await around.daemon.wall({ screen });
  if (board) await around.daemon.publish("board", board);
  const page = await newPage(around.context);
  await prepare(page);
  await page.goto(around.broker.pageUrl + fragment());
  await until("the screen", async () => (await textOf(page, ".header .room")) !== "");
  await around.daemon.clock();
  await until("the clock runs", async () => (await textOf(page, ".header .clock")) === "14:32");
  return { ...around, page };
}

const round = (page) => textOf(page, ".board .title");
const left = (page) => textOf(page, ".board-clock");

/* No part of the board reaches out of its card, or over another. */
async function overflow(page) {
  return page.evaluate(() => Array.from(document.querySelectorAll(".board, .board .card, .board-column"))
    .filter((node) => node.getClientRects().length > 0 && node.scrollHeight > node.clientHeight + 1)
    .map((node) => `${node.className}: ${node.scrollHeight} > ${node.clientHeight}`));
}

describe("a board", sideBySide, () => {
  test("a round stands in place of the cards, and the cards come back", async (t) => {
    const { page, daemon } = await open(t);
    await until("the cards", () => seesCode(page, "7K3F"));
    await daemon.publish("board", rounds.questions);
    await until("the round", async () => (await round(page)) === "Vragen");
    assert.equal(await textOf(page, ".spotlight"), "");
    assert.equal(await textOf(page, ".board .chip"), "Incidentmethode");
    assert.equal(await textOf(page, ".board-turn"), "Ronde 2 van 6");
    assert.match(await textOf(page, ".board-time"), /^Nog 12:(40|39|38) Daarna: Wat zou jij doen\?$/);
    assert.equal(await textOf(page, ".board-about"), "Over: Wie belt de school als de ouders niet samen willen?");
    assert.equal(await textOf(page, ".board-notes li"), rounds.questions.notes.map((note) => note.text).join(" | "));
    assert.match(await textOf(page, ".board-how"), /Alleen vragen .* vakwerk meeting say/);
    assert.equal(await page.locator(".footer .turns i").count(), 0);
    await daemon.publish("board", rounds.listen);
    await until("another round", async () => (await round(page)) === "Inbreng");
    assert.doesNotMatch(await textOf(page, ".board-how"), /vakwerk/);
    await daemon.raw("board", "");
    await until("the cards again", async () => (await textOf(page, ".spotlight .title")) !== "");
    assert.equal(await textOf(page, ".board"), "");
    assert.deepEqual(page.problems, []);
  });

  test("the time left is the daemon's, on a device that stands in 2001 in New York", async (t) => {
    const { page, daemon } = await open(t, rounds.listen, {
      timezoneId: "America/New_York", prepare: (fresh) => fresh.clock.install({ time: new Date("2001-01-01T00:00:00Z") }),
    });
    await until("four minutes", async () => /^4:0[345]$/.test(await left(page)));
    await daemon.clock(NOW + 3 * MINUTE + 65000 + 1500);
    await until("the time is over", async () => (await textOf(page, ".board-left-head")) === "De tijd is om");
    assert.equal(await left(page), "0:00");
  });

  test("without a heartbeat nobody guesses how long it still takes", async (t) => {
    const around = await scene(t, browser);
    await around.daemon.wall();
    await around.daemon.publish("board", rounds.listen);
    const page = await newPage(around.context);
    await page.goto(around.broker.pageUrl + fragment());
    await until("the round", async () => (await round(page)) === "Inbreng");
    assert.equal(await left(page), "");
  });

  test("what is said is kept nowhere on the device, and a page that is opened anew has it again", async (t) => {
    const { page } = await open(t, rounds.questions);
    await until("the round", async () => (await round(page)) === "Vragen");
    await until("the wall is kept", async () => page.evaluate(() => (localStorage.getItem("vakwerk.wall") || "").includes("Teamkamer")));
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    assert.ok(!kept.includes("toen het misging") && !kept.includes("Incidentmethode"), kept);
    await page.reload();
    await until("the round again", async () => (await round(page)) === "Vragen");
  });

  test("the broker goes and comes back: the round stands under the bar, and what ended meanwhile is gone", async (t) => {
    const { page, broker, daemon } = await open(t, rounds.questions);
    await broker.kill();
    await until("the bar", async () => (await textOf(page, ".footer.trouble")) !== "");
    assert.equal(await round(page), "Vragen");
    assert.match(await left(page), /^12:/);
    await broker.run(); /* it kept nothing */
    await until("the daemon is back", async () => daemon.client.connected);
    await daemon.wall();
    await until("the bar is gone and the cards are back", async () =>
      (await textOf(page, ".footer.trouble")) === "" && (await textOf(page, ".spotlight .title")) !== "", 40000);
    assert.equal(await round(page), "");
  });

  test("what does not fit the schema changes nothing", async (t) => {
    const { page, daemon } = await open(t, rounds.questions);
    await until("the round", async () => (await round(page)) === "Vragen");
    await daemon.publish("board", { ...rounds.listen, now: "geen lijst" });
    await daemon.publish("board", { ...rounds.listen, title: 7 });
    await daemon.publish("totals", { questions: 1, answers: 1, open: 1 });
    await sleep(300);
    assert.equal(await round(page), "Vragen");
    assert.deepEqual(page.problems, []);
  });

  test("the administrator's message stands there too, and a touch does nothing", async (t) => {
    const { page } = await open(t, rounds.questions, { screen: { touch: true, message: "Om 15:00 is de brandoefening.", message_until_at: NOW + 30 * MINUTE } });
    await until("the message", async () => /brandoefening/.test(await textOf(page, ".board .message")));
    await page.mouse.click(600, 600);
    await sleep(200);
    assert.equal(await page.locator(".sheet:visible").count(), 0);
  });

  for (const [width, height] of [[1920, 1080], [1280, 720]]) {
    test(`the longest of everything stays in its place: ${width}x${height}`, async (t) => {
      const { page } = await open(t, full, { viewport: { width, height } });
      await until("the round", async () => (await round(page)) !== "");
      await sleep(300);
      assert.deepEqual(await overflow(page), []);
      const shown = await page.locator(".board-notes li").count();
      assert.ok(shown < 12, "there is no room for all");
      assert.equal(await textOf(page, ".board-more"), `en ${37 + 12 - shown} eerder`);
      await page.screenshot({ path: join(pictureFolder(), `board-longest-${width}x${height}.png`) });
    });
  }

  test("the wall of a live table grows, with its code in large", async (t) => {
    const { page, daemon } = await open(t, table);
    await until("the table", async () => (await round(page)) === "Ontwikkeltafel Haaglanden");
    assert.equal(await textOf(page, ".table-code"), "5N5DT7");
    assert.equal(await textOf(page, ".table-count"), "45 keer ingebracht");
    assert.equal(await textOf(page, ".table-theme"), "Minder regels 23 | Dossier-overdracht 11 | Gezien worden 4 | Nog niet verdeeld 7");
    assert.equal(await textOf(page, ".board-notes li"), table.notes.map((note) => note.text).reverse().join(" | "));
    assert.deepEqual(await overflow(page), []);
    await page.screenshot({ path: join(pictureFolder(), "board-table.png") });
    await daemon.publish("board", { ...table, unsorted: 8, notes: [...table.notes, { text: "Een vaste dag om te bellen.", theme: 0 }] });
    await until("one more", async () => /^Een vaste dag/.test(await textOf(page, ".board-notes li")));
    assert.equal(await textOf(page, ".table-count"), "46 keer ingebracht");
    await daemon.publish("board", { ...table, closed: true });
    await until("closed", async () => /De tafel is gesloten/.test(await textOf(page, ".board-how")));
    assert.equal(await textOf(page, ".table-code"), "");
    assert.deepEqual(page.problems, []);
  });

  for (const [width, height] of [[1920, 1080], [1280, 720]]) {
    test(`a full table stays in its place: ${width}x${height}`, async (t) => {
      const { page } = await open(t, fullTable, { viewport: { width, height } });
      await until("the table", async () => (await round(page)) !== "");
      await sleep(300);
      assert.deepEqual(await overflow(page), []);
      const spills = await page.evaluate(() => Array.from(document.querySelectorAll(".table-newest, .table-themes"))
        .filter((node) => node.scrollHeight > node.clientHeight + 1).map((node) => `${node.className}: ${node.scrollHeight} > ${node.clientHeight}`));
      assert.deepEqual(spills, []);
      assert.ok((await page.locator(".board-notes li").count()) >= 2);
      assert.equal(await page.locator(".table-theme").count(), 17);
      await page.screenshot({ path: join(pictureFolder(), `board-table-full-${width}x${height}.png`) });
    });
  }

  const door = { guest_code: "7K3MNPQR", link: "https://vakwerk.jeugdregio-haaglanden.example:9443/mee.html#7K3MNPQR", guests_until_at: NOW + 5 * MINUTE };

  for (const [name, board] of Object.entries({ table: fullTable, round: full })) {
    test(`who has no account reads the way in beside the ${name}, as long as it is open`, async (t) => {
      const { page, daemon } = await open(t, { ...board, ...door });
      await until("the way in", async () => (await textOf(page, ".board-guests .code")) === "7K3MNPQR");
      assert.equal(await textOf(page, ".board-guests p"), "vakwerk.jeugdregio-haaglanden.example:9443/mee.html");
      assert.ok(await page.locator(".board-guests .qr").isVisible());
      await sleep(300);
      assert.deepEqual(await overflow(page), []);
      await page.screenshot({ path: join(pictureFolder(), `board-guests-${name}.png`) });
      await daemon.publish("board", { ...board, ...door, link: undefined });
      await until("no address", async () => (await textOf(page, ".board-guests p")) === "Vraag het adres aan wie dit begeleidt.");
      await daemon.publish("board", { ...board, ...door });
      await daemon.clock(NOW + 5 * MINUTE + 1000);
      await until("the code is over", async () => (await page.locator(".board-guests").count()) === 0);
      await daemon.publish("board", board);
      assert.deepEqual(page.problems, []);
    });
  }

  for (const [name, board] of Object.entries(rounds)) {
    test(`picture: board-${name}`, async (t) => {
      const { page, daemon } = await open(t, board);
      await until("the round", async () => (await round(page)) === board.now[0].name);
      await daemon.clock();
      await sleep(400);
      assert.deepEqual(await overflow(page), []);
      await page.screenshot({ path: join(pictureFolder(), `board-${name}.png`) });
      await page.setViewportSize({ width: 1280, height: 720 });
      await sleep(200);
      assert.deepEqual(await overflow(page), []);
      await page.screenshot({ path: join(pictureFolder(), `board-${name}-1280x720.png`) });
    });
  }

  test("picture: board in the evening, and offline", async (t) => {
    const { page, broker } = await open(t, rounds.questions, { screen: { palette: "evening" } });
    await until("the round", async () => (await round(page)) === "Vragen");
    await page.screenshot({ path: join(pictureFolder(), "board-evening.png") });
    await broker.kill();
    await until("the bar", async () => (await textOf(page, ".footer.trouble")) !== "");
    await page.screenshot({ path: join(pictureFolder(), "board-offline.png") });
  });
});
