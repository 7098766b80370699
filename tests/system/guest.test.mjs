/* A guest at a live table, on a telephone, with everything real: daemon, broker with its guard, browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { newPage, openBrowser, pictureFolder, textOf, until } from "../page/tools.mjs";
import { Member, Office } from "./office.mjs";

const SOON_MS = 2000;
const PHONE = { width: 390, height: 844 };

let browser;
let office;
before(async () => {
  office = await Office.open({ now: undefined }); /* the broker counts how long a code lasts by the real clock */
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await office?.close();
});

/* A table with guests, led by s.dewit. */
async function table(t, title = "Wat wil de professional?") {
  const leader = await Member.enter(office, "s.dewit");
  t.after(() => leader.close());
  const { code } = await leader.call("harvest-begin", { title });
  const { guest_code } = await leader.call("harvest-guests", { code });
  const wall = async () => (await leader.call("harvest-show", { code })).items.map((item) => item.text);
  return { leader, code, guest_code, wall };
}

async function phone(t, hash = "", options = {}) {
  const context = await browser.newContext({ viewport: PHONE, deviceScaleFactor: 2, isMobile: true, hasTouch: true, ...options });
  t.after(() => context.close());
  const page = await newPage(context);
  await page.goto(`http://127.0.0.1:${office.wsPort}/mee.html${hash}`);
  return page;
}

const sits = (page, title = "Wat wil de professional?") =>
  until("it sits at the table", async () => (await textOf(page, ".place .title")) === title && (await textOf(page, ".trouble")) === "", 60000);

async function give(page, text) {
  await page.fill("#input", text);
  await page.click(".give .press:not(.second)");
}

const hangs = (page, text) => until(`"${text}" hangs`, async () => (await textOf(page, ".done .text")).split(" | ").includes(text), 60000);

async function shoot(page, name) {
  await page.screenshot({ path: join(pictureFolder(), `guest-${name}.png`), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.equal(wide, false, `${name} is wider than the telephone`);
}

test("a code, an input, a thank you", async (t) => {
  const { guest_code, wall } = await table(t);
  const page = await phone(t);
  await shoot(page, "code");
  await page.fill("#code", "7K3");
  await page.click(".door .press");
  assert.equal(await textOf(page, ".door .said"), "Een code heeft acht letters en cijfers. Er zit geen 0, 1, I, O of U in.");
  /* As people type it. */
  await page.fill("#code", `${guest_code.slice(0, 4).toLowerCase()} ${guest_code.slice(4)}`);
  await page.click(".door .press");
  await sits(page);
  await shoot(page, "table");
  await give(page, "Minder regels, meer vertrouwen.");
  await hangs(page, "Minder regels, meer vertrouwen.");
  assert.equal(await textOf(page, ".give .said"), "Dank je wel. Je inbreng hangt op de muur.");
  await give(page, "En tijd om te leren.");
  await hangs(page, "En tijd om te leren.");
  assert.deepEqual(await wall(), ["Minder regels, meer vertrouwen.", "En tijd om te leren."]);
  await shoot(page, "thanks");
  assert.deepEqual(page.problems, []);
});

test("a link with the code sits down at once, and the code leaves the address", async (t) => {
  const { guest_code } = await table(t);
  const page = await phone(t, `#${guest_code}`);
  await sits(page);
  assert.equal(new URL(page.url()).hash, "");
  await page.reload();
  await sits(page);
});

test("a code that lets nobody in is said so, and nothing is kept", async (t) => {
  const page = await phone(t, "#ZZZZZZZZ");
  await until("it says so", async () => (await textOf(page, ".door .said")).startsWith("Deze code klopt niet"), 10000);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await shoot(page, "wrong");
});

test("what points at somebody comes back with the reason, and what only may can go after a look", async (t) => {
  const { guest_code, wall } = await table(t);
  const page = await phone(t, `#${guest_code}`);
  await sits(page);
  await give(page, "Bel 06-12345678 voor hem.");
  await until("it is back", async () => (await textOf(page, ".give .said")).includes("“06-12345678” lijkt op een telefoonnummer."));
  assert.equal(await page.inputValue("#input"), "Bel 06-12345678 voor hem.");
  assert.equal(await textOf(page, ".second"), "");
  await shoot(page, "identifying");
  await give(page, "Kees belt altijd terug.");
  await until("it asks", async () => (await textOf(page, ".second")) === "Zo doorgeven");
  assert.deepEqual(await wall(), []);
  await page.click(".second");
  await hangs(page, "Kees belt altijd terug.");
  assert.deepEqual(await wall(), ["Kees belt altijd terug."]);
});

test("without a line an input waits on the telephone, also while the page is closed, and hangs there once", async (t) => {
  const { guest_code, wall } = await table(t);
  const page = await phone(t, `#${guest_code}`);
  await sits(page);
  await give(page, "Voor de storing.");
  await hangs(page, "Voor de storing.");
  await office.end("SIGKILL");
  await until("it is said", async () => (await textOf(page, ".trouble")).startsWith("Geen verbinding."), 30000);
  await give(page, "Tijdens de storing.");
  await give(page, "En nog een.");
  await until("they wait", async () => (await textOf(page, ".yours .state")) === "wacht op verbinding | wacht op verbinding | hangt op de muur");
  await shoot(page, "offline");
  await office.up();
  await page.reload(); /* the queue is not the page's but the telephone's */
  await hangs(page, "Tijdens de storing.");
  await hangs(page, "En nog een.");
  await until("the leader is back", async () => (await wall()).length === 3, 20000);
  assert.deepEqual(await wall(), ["Voor de storing.", "Tijdens de storing.", "En nog een."]);
});

/* The reply is lost with the line: what is sent again has the same id. */
test("an input whose reply was lost is sent again and hangs there once", async (t) => {
  const { guest_code, wall } = await table(t);
  const page = await phone(t);
  const devtools = await page.context().newCDPSession(page);
  await page.evaluate((code) => { window.location.hash = code; }, guest_code);
  await page.reload();
  await sits(page);
  for (let i = 0; i < 5; i++) {
    await give(page, `Keer ${i}.`);
    await devtools.send("Network.emulateNetworkConditions", { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 });
    await page.reload({ waitUntil: "commit" }).catch(() => undefined);
    await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await page.goto(`http://127.0.0.1:${office.wsPort}/mee.html`);
    await sits(page);
    await until("nothing waits", () => page.evaluate(() => JSON.parse(localStorage.getItem("vakwerk.guest")).waiting.length === 0), 20000);
  }
  assert.deepEqual(await wall(), [0, 1, 2, 3, 4].map((i) => `Keer ${i}.`));
});

test("when the table is over its guests hear it within two seconds, and the telephone keeps nothing", async (t) => {
  const { leader, code, guest_code } = await table(t);
  const page = await phone(t, `#${guest_code}`);
  await sits(page);
  await leader.call("harvest-close", { code });
  const out = await until("it is over", async () => (await textOf(page, ".end .title")) === "Deze tafel is klaar", SOON_MS);
  t.diagnostic(`closed to said on the telephone: ${out} ms`);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await shoot(page, "over");
  assert.deepEqual(page.problems, []);
});

/* An intervision of the team of s.dewit, on its screens, with a code for guests. */
async function session(t) {
  const leader = await Member.enter(office, "s.dewit");
  t.after(() => leader.close());
  const team = "team/delft";
  const { code } = await leader.call("theme/regie/ask", { title: "Hoe houd je een gezin aan boord als de hulp lang duurt?" });
  await leader.call(`${team}/intervision-add`, { codes: [code] });
  await leader.call(`${team}/meeting-begin`, { kind: "intervision", title: "Incidentmethode", code, steps: [
    { name: "Inbreng", task: "listen", text: "De inbrenger vertelt." }, { name: "Vragen", task: "questions", duration_ms: 900000 }, { name: "Kiezen", task: "choice" }] });
  t.after(() => leader.call(`${team}/meeting-stop`, {}).catch(() => undefined));
  const { guest_code } = await leader.call(`${team}/meeting-guests`, {});
  return { guest_code, said: async () => (await leader.call(`${team}/meeting-show`, {})).notes.map((note) => note.text),
    next: () => leader.call(`${team}/meeting-next`, {}), stop: () => leader.call(`${team}/meeting-stop`, {}) };
}

test("a guest of an intervision sees the round, says what it asks, and hears when it is over", async (t) => {
  const { guest_code, said, next, stop } = await session(t);
  const page = await phone(t, `#${guest_code}`);
  await sits(page, "Incidentmethode");
  assert.equal(await textOf(page, ".round"), "Ronde 1 van 3: Inbreng");
  assert.equal(await textOf(page, ".step .how"), "De inbrenger vertelt. In deze ronde luister je.");
  assert.equal(await page.isVisible(".give"), false);
  assert.equal((await page.content()).includes("gezin aan boord"), false);
  await shoot(page, "listen");
  await next();
  await until("it is the next round", async () => (await textOf(page, ".round")) === "Ronde 2 van 3: Vragen", 10000);
  assert.match(await textOf(page, ".step .until"), /^Deze ronde duurt tot \d+:\d\d uur\.$/);
  await give(page, "Bel de school.");
  await until("it is back", async () => (await textOf(page, ".give .said")).startsWith("In deze ronde zijn er alleen vragen."));
  await give(page, "Wie was erbij?");
  await hangs(page, "Wie was erbij?");
  assert.deepEqual(await said(), ["Wie was erbij?"]);
  await shoot(page, "round");
  await next();
  await until("the team writes", async () => (await textOf(page, ".step .how")).startsWith("In deze ronde schrijft het team"), 10000);
  assert.equal(await page.isVisible(".give"), false);
  await stop();
  await until("it is over", async () => (await textOf(page, ".end .title")) === "De bijeenkomst is klaar", SOON_MS);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  assert.deepEqual(page.problems, []);
});

test("long words and long texts stay within a small telephone, in the dark too", async (t) => {
  const { guest_code } = await table(t, "Wat hebben professionals in een wijkteam nodig om met vertrouwen te kunnen beslissen en te leren van elkaar?");
  const page = await phone(t, `#${guest_code}`, { viewport: { width: 320, height: 568 }, colorScheme: "dark" });
  await until("it sits", async () => (await textOf(page, ".place .title")).startsWith("Wat hebben"), 60000);
  const text = "Verantwoordelijkheidsverdelingsafspraken ".repeat(7).slice(0, 290);
  await give(page, text);
  await hangs(page, text.trim());
  await page.fill("#input", "x".repeat(301));
  assert.equal(await textOf(page, ".left"), "1 te veel");
  await shoot(page, "small");
});
