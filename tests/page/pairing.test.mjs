/* Who the screen is, where it learns that, and what happens when it is no longer welcome. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cards, fileUrl, fragment, newPage, openBrowser, scene, seesCode, sleep, textOf, until } from "./tools.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

const LOGIN = { broker: { passwords: { "delft-1": "geheim", vakwerkd: "daemon" } }, login: { username: "vakwerkd", password: "daemon" } };
const HOW = "Vraag de beheerder van Vakwerk om dit scherm toe te voegen met: vakwerk kiosk add Open daarna op dit scherm het adres dat de beheerder daarbij krijgt.";

test("without credentials the screen says what to do, and tries nothing", async (t) => {
  const { broker, context } = await scene(t, browser);
  const page = await newPage(context);
  let lines = 0;
  page.on("websocket", () => { lines++; });
  await page.goto(broker.pageUrl);
  await until("the text", async () => (await textOf(page, ".cover")) === `Dit scherm is nog niet gekoppeld. ${HOW}`);
  await sleep(1000);
  assert.equal(lines, 0);
  assert.deepEqual(page.problems, []);
});

test("the secret leaves the address bar and is remembered", async (t) => {
  const { broker, daemon, context } = await scene(t, browser, LOGIN);
  await daemon.wall();
  const page = await newPage(context);
  await page.goto(broker.pageUrl + fragment());
  await until("the wall", () => seesCode(page, "7K3F"));
  assert.equal(page.url(), broker.pageUrl);
  await page.reload();
  await until("the wall again", () => seesCode(page, "7K3F"));
  await page.goto("about:blank");
  await page.goto(broker.pageUrl);
  await until("and again", () => seesCode(page, "7K3F"));
});

test("a screen that is refused forgets everything", async (t) => {
  const { broker, context } = await scene(t, browser, LOGIN);
  const page = await newPage(context);
  await page.goto(broker.pageUrl + fragment({ secret: "fout" }));
  await until("the text", async () => (await textOf(page, ".cover")) === `Dit scherm is ontkoppeld. ${HOW}`);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  let lines = 0;
  page.on("websocket", () => { lines++; });
  await sleep(4000);
  assert.equal(lines, 0, "it does not try again");
  await page.reload();
  await until("unpaired", async () => (await textOf(page, ".cover h1")) === "Dit scherm is nog niet gekoppeld.");
});

test("a screen that is shut out while it runs", async (t) => {
  const { broker, daemon, context } = await scene(t, browser, LOGIN);
  await daemon.wall();
  const page = await newPage(context);
  await page.goto(broker.pageUrl + fragment());
  await until("the wall", () => seesCode(page, "7K3F"));
  await until("it is kept", () => page.evaluate(() => localStorage.getItem("vakwerk.wall") !== null), 5000);
  await broker.kill();
  spawnSync("mosquitto_passwd", ["-b", join(broker.folder, "passwords"), "delft-1", "anders"]);
  await broker.run();
  await until("the text", async () => (await textOf(page, ".cover h1")) === "Dit scherm is ontkoppeld.", 15000);
  await sleep(1500);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  assert.equal(await textOf(page, ".spotlight"), "");
  assert.ok(!(await textOf(page, "body")).includes(cards["7K3F"].title));
});

test("from a file the address of the server has to be given, once", async (t) => {
  const { broker, daemon, context } = await scene(t, browser, LOGIN);
  await daemon.wall();
  const page = await newPage(context);
  await page.goto(fileUrl + fragment());
  await until("it asks for the address", async () =>
    (await textOf(page, ".cover")) === "Dit scherm weet nog niet waar de server is. Zet het adres van de server in het adres van deze pagina, zoals: #broker=wss://vakwerk.intern:9001");
  await page.goto("about:blank");
  await page.goto(`${fileUrl}#broker=${broker.url}`);
  await until("the wall", () => seesCode(page, "7K3F"));
  assert.equal(page.url(), fileUrl);
});

test("the secret of one screen is not used for another", async (t) => {
  const { broker, daemon, context } = await scene(t, browser, LOGIN);
  await daemon.wall();
  const page = await newPage(context);
  await page.goto(broker.pageUrl + fragment());
  await until("the wall", () => seesCode(page, "7K3F"));
  await page.goto("about:blank");
  await page.goto(`${broker.pageUrl}#kiosk=rijswijk-1`);
  await until("not paired", async () => (await textOf(page, ".cover h1")) === "Dit scherm is nog niet gekoppeld.");
});
