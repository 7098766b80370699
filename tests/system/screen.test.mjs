/* From a member's question to the wall of a team's room, with everything real: daemon, broker, browser. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newPage, openBrowser, sleep, textOf, until } from "../page/tools.mjs";
import { Member, Office } from "./office.mjs";

const ASKED = 20;
const SOON_MS = 2000;
const RESTED_MS = 300; /* a wall is drawn at most four times a second: measured is a question that comes by itself */

/* Screens are black at night and in the weekend: the daemon's clock says Tuesday, three o'clock in Amsterdam. */
function tuesdayAfternoon() {
  const now = new Date();
  const then = new Date(now);
  then.setUTCHours(13, 30, 0, 0);
  do then.setUTCDate(then.getUTCDate() + 1); while (then.getUTCDay() !== 2);
  return `+${then.getTime() - now.getTime()}`;
}

let browser;
let office;
before(async () => {
  office = await Office.open({ now: tuesdayAfternoon() });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await office?.close();
});

async function open(t, { fromFile = false } = {}) {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  t.after(() => context.close());
  const page = await newPage(context);
  await page.goto(office.pageUrl("delft-1", fromFile));
  await until("the wall is drawn", async () => (await textOf(page, ".header .room")) === "Teamkamer Delft");
  await until("it is connected", async () => /^Bijgewerkt/.test(await textOf(page, ".live")));
  const member = await Member.enter(office, "s.dewit");
  t.after(() => member.close());
  return { page, member };
}

const shows = async (page, title) => (await textOf(page, ".spotlight .title, .row-title")).includes(title);

/* Looks at every frame, so that the measurement is not one of a timer. */
async function appears(page, title) {
  await page.waitForFunction((wanted) => document.body.innerText.includes(wanted), title, { polling: "raf", timeout: SOON_MS });
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

test("a question is on the wall at once, and a withdrawn one leaves within two seconds", async (t) => {
  const { page, member } = await open(t);
  const came = [];
  const left = [];
  const confirmed = [];
  for (let i = 0; i < ASKED; i++) {
    await sleep(RESTED_MS);
    const title = `Hoe lang duurt het tot hier, keer ${i + 1}?`;
    const begin = Date.now();
    const { code } = await member.call("theme/wacht/ask", { title });
    await appears(page, title);
    came.push(Date.now() - begin);
    const withdrawn = Date.now();
    await member.call("retract", { code });
    left.push(await until(`${code} leaves`, async () => !(await shows(page, title)), SOON_MS));
    await until("the screen confirms", async () => {
      const { took_away, items } = await member.call("screens", { code });
      return took_away === 1 && items.length === 0;
    }, SOON_MS);
    confirmed.push(Date.now() - withdrawn);
    assert.ok(Date.now() - withdrawn < SOON_MS + 1000);
  }
  t.diagnostic(`ask to screen: median ${median(came)} ms, slowest ${Math.max(...came)} ms, of ${ASKED}`);
  t.diagnostic(`withdrawn to gone: median ${median(left)} ms, slowest ${Math.max(...left)} ms`);
  t.diagnostic(`withdrawn to confirmed by the screen: median ${median(confirmed)} ms, slowest ${Math.max(...confirmed)} ms`);
  assert.deepEqual(page.problems, []);
});

test("what is private to another team is not on the wall", async (t) => {
  const { page, member } = await open(t);
  const other = await Member.enter(office, "k.yilmaz");
  t.after(() => other.close());
  await other.call("team/rijswijk/ask", { title: "Alleen voor Rijswijk, toch?", theme: "wacht" });
  await member.call("team/delft/ask", { title: "Alleen voor Delft, en dus hier?", theme: "wacht" });
  await appears(page, "Alleen voor Delft, en dus hier?");
  assert.equal(await page.evaluate(() => document.body.innerText.includes("Rijswijk, toch")), false);
});

test("a page from a file shows the same", async (t) => {
  const { page, member } = await open(t, { fromFile: true });
  await member.call("theme/wacht/ask", { title: "Komt dit ook in het bestand aan?" });
  await appears(page, "Komt dit ook in het bestand aan?");
  assert.deepEqual(page.problems, []);
});

test("what is touched on the screen counts, and more of a question is shown", async (t) => {
  const { page, member } = await open(t);
  const title = "Wat doe je met een touch?";
  const { code } = await member.call("theme/wacht/ask", { title, text: "Hier gaat het om." });
  await until("it takes its turn", async () => (await page.getAttribute(".spotlight", "data-code")) === code, 5000);
  await page.click(".spotlight [data-touch=thank]");
  await until("it counts", async () => (await member.call("show", { code })).thanks === 1, 12000);
  await page.click(".spotlight .title");
  await until("its explanation", async () => (await textOf(page, ".sheet-text p")) === "Hier gaat het om.", 5000);
  await page.click(".sheet [data-touch=intervision]");
  await until("it is on the list", async () => {
    const { items } = await member.call("team/delft/intervision-list", {});
    return items.some((row) => JSON.stringify(row).includes(code));
  }, 12000);
  await member.call("retract", { code });
  await until("it is gone from there too", async () => (await textOf(page, ".detail")) === "", SOON_MS);
  assert.deepEqual(page.problems, []);
});

test("an unpaired screen is paired by its digits, and unpaired within two seconds when it is removed", async (t) => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  t.after(() => context.close());
  const page = await newPage(context);
  const admin = await Member.enter(office, "beheer");
  t.after(() => admin.close());
  await page.goto(`http://127.0.0.1:${office.wsPort}/index.html`);
  const digits = async () => (await textOf(page, ".pair-digits")).replace(" ", "");
  await until("the digits", async () => /^[0-9]{6}$/.test(await digits()));
  const { kiosk } = await admin.call("kiosk-pair", { digits: await digits(), team: "rijswijk", room: "Keuken" });
  const paired = await until("the wall", async () => (await textOf(page, ".header .room")) === "Keuken", 5000);
  await until("it is connected", async () => /^Bijgewerkt/.test(await textOf(page, ".live")));
  await until("it is kept", () => page.evaluate(() => localStorage.getItem("vakwerk.wall") !== null), 5000);
  await admin.call("kiosk-remove", { kiosk });
  const out = await until("it is nobody again", async () => (await textOf(page, ".cover h1")) === "Dit scherm is ontkoppeld.", SOON_MS);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await until("other digits", async () => /^[0-9]{6}$/.test(await digits()));
  t.diagnostic(`paired to wall: ${paired} ms; removed to gone: ${out} ms`);
  assert.deepEqual(page.problems, []);
});

test("an intervision is held on the team's screen, through a daemon that was killed, and leaves by itself", async (t) => {
  const { page, member } = await open(t);
  const { code } = await member.call("theme/wacht/ask", { title: "Waar liepen we op vast?" });
  await member.call("team/delft/intervision-add", { codes: [code] });
  const begun = Date.now();
  await member.call("team/delft/meeting-begin", {
    kind: "intervision", title: "Kort", code,
    steps: [{ name: "Inbreng", task: "listen", duration_ms: 600000 }, { name: "Bespreken", task: "notes", duration_ms: 600000 },
      { name: "Leren", task: "lesson", duration_ms: 2000 }],
  });
  await until("the first round", async () => (await textOf(page, ".board .title")) === "Inbreng", SOON_MS);
  t.diagnostic(`begun to screen: ${Date.now() - begun} ms`);
  assert.equal(await textOf(page, ".board-about"), "Over: Waar liepen we op vast?");
  assert.match(await textOf(page, ".board-clock"), /^(10:00|9:5[0-9])$/);
  await member.call("team/delft/meeting-next", { step: 1 });
  await member.call("team/delft/meeting-say", { text: "Een inval van ons" });
  await until("what was said", async () => (await textOf(page, ".board-notes li")) === "Een inval van ons", SOON_MS);
  await office.end("SIGKILL");
  await until("the bar", async () => (await textOf(page, ".footer.trouble")).startsWith("Geen verbinding"), 10000);
  assert.equal(await textOf(page, ".board .title"), "Bespreken");
  await office.up();
  await until("no bar", async () => (await textOf(page, ".footer.trouble")) === "", 15000);
  await until("the daemon hears", async () => member.client.connected, 5000);
  assert.equal(await textOf(page, ".board-notes li"), "Een inval van ons");
  await member.call("team/delft/meeting-next", { step: 2 });
  await member.call("team/delft/meeting-say", { text: "Vraag eerder wie erbij was." });
  await until("the lesson", async () => /wie erbij was/.test(await textOf(page, ".board-kept")), SOON_MS);
  const over = await until("the cards are back by themselves", async () => (await textOf(page, ".board")) === "" && (await textOf(page, ".spotlight .title")) !== "", 25000);
  t.diagnostic(`a lesson said to cards back: ${over} ms`);
  const { items } = await member.call("team/delft/intervision-list", { done: true });
  assert.equal(items.find((row) => row.code === code).learned, "Vraag eerder wie erbij was.");
  assert.deepEqual(page.problems, []);
});

test("the wall of a live table grows on the screen as inputs come", async (t) => {
  const { page, member } = await open(t);
  const other = await Member.enter(office, "k.yilmaz");
  t.after(() => other.close());
  const { code } = await member.call("harvest-begin", { title: "Ontwikkeltafel", themes: [{ name: "Minder regels" }] });
  await member.call("team/delft/meeting-begin", { kind: "harvest", code });
  await until("its code", async () => (await textOf(page, ".table-code")) === code, SOON_MS);
  for (let i = 1; i <= ASKED; i++) {
    await member.call("harvest-add", { code, text: `Inbreng ${i} van Delft`, theme: 1 });
    await other.call("harvest-add", { code, text: `Inbreng ${i} van Rijswijk` });
  }
  const came = await until("all of them", async () => (await textOf(page, ".table-count")) === `${2 * ASKED} keer ingebracht`, SOON_MS);
  t.diagnostic(`the last of ${2 * ASKED} inputs on the screen after ${came} ms`);
  assert.match(await textOf(page, ".board-notes li"), /^Inbreng 20 van Rijswijk \| Inbreng 20 van Delft/);
  await member.call("team/delft/meeting-stop", { code });
  await until("the cards are back", async () => (await textOf(page, ".board")) === "", SOON_MS);
  assert.deepEqual(page.problems, []);
});

test("a daemon that was killed and started again brings the wall back", async (t) => {
  const { page, member } = await open(t);
  await member.call("theme/wacht/ask", { title: "Blijft dit hangen na de storing?" });
  await appears(page, "Blijft dit hangen na de storing?");
  await office.end("SIGKILL");
  await until("the bar", async () => (await textOf(page, ".footer.trouble")).startsWith("Geen verbinding"), 10000);
  assert.ok(await shows(page, "Blijft dit hangen na de storing?"), "the wall stands");
  await office.up();
  await until("no bar", async () => (await textOf(page, ".footer.trouble")) === "", 15000);
  await until("the daemon hears", async () => member.client.connected, 5000);
  await member.call("theme/wacht/ask", { title: "En deze vraag is van daarna?" });
  await appears(page, "En deze vraag is van daarna?");
});
