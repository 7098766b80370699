/* Who the screen is, where it learns that, and what happens when it is no longer welcome. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { answerNewcomers, cards, fileUrl, fragment, newPage, openBrowser, require, scene, seesCode, sideBySide, sleep, textOf, until } from "./tools.mjs";

const { encode } = require("@msgpack/msgpack");

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

const LOGIN = { broker: { passwords: { "delft-1": "geheim", vakwerkd: "daemon" } }, login: { username: "vakwerkd", password: "daemon" } };
const NO_DIGITS = "Er is nu geen code om het te koppelen. Het scherm probeert het vanzelf opnieuw.";

const shownDigits = async (page) => (await textOf(page, ".pair-digits")).replace(" ", "");

describe("who the screen is", sideBySide, () => {
  test("an unpaired screen shows digits once the daemon knows them, and takes the account that it gets", async (t) => {
    const { broker, daemon, context } = await scene(t, browser);
    await daemon.wall();
    const page = await newPage(context);
    await page.goto(broker.pageUrl);
    await until("it waits for the daemon", async () => (await textOf(page, ".cover h1")) === "Vakwerk staat even stil.");
    assert.equal(await shownDigits(page), "");
    const digits = await answerNewcomers(daemon, 540);
    await until("the digits", async () => digits.length === 1 && (await shownDigits(page)) === digits[0], 15000);
    assert.match(digits[0], /^[0-9]{6}$/);
    assert.equal(await textOf(page, ".cover"),
      `Koppel dit scherm ${digits[0].slice(0, 3)} ${digits[0].slice(3)} Geef deze code aan de beheerder van Vakwerk, of typ zelf: ` +
      `vakwerk kiosk pair ${digits[0]} --team delft --room "Teamkamer Delft" De code geldt nog 9 minuten. Daarna komt er vanzelf een nieuwe.`);
    const give = (account) => daemon.client.publishAsync(`vakwerk/1/pair/${digits[0]}`, Buffer.from(encode(account)), { qos: 1 });
    await give({ kiosk: "../x", device: "scherm", secret: "geheim" });
    await give({ kiosk: "delft-1", device: "scherm", secret: "" });
    await give({ kiosk: "delft-1", device: "scherm", secret: "geheim" });
    await until("the wall", () => seesCode(page, "7K3F"));
    await page.reload();
    await until("and it knows who it is", () => seesCode(page, "7K3F"));
    assert.equal(digits.length, 1);
    assert.deepEqual(page.problems, []);
  });

  test("digits that expire make place for others", async (t) => {
    const { broker, daemon, context } = await scene(t, browser);
    const digits = await answerNewcomers(daemon, 2);
    const page = await newPage(context);
    await page.goto(broker.pageUrl);
    await until("the first", async () => digits.length > 0 && (await shownDigits(page)) === digits[0]);
    await until("the second", async () => digits.length > 1 && (await shownDigits(page)) === digits[1]);
    assert.notEqual(digits[0], digits[1]);
  });

  test("a line that is cut does not change the digits, and a daemon that is silent takes them away", async (t) => {
    const { broker, daemon, context } = await scene(t, browser);
    const digits = await answerNewcomers(daemon, 540);
    const page = await newPage(context);
    await page.goto(broker.pageUrl);
    await until("the digits", async () => digits.length > 0 && (await shownDigits(page)) === digits[0]);
    await broker.kill();
    await broker.run();
    await until("the daemon is back", async () => daemon.client.connected);
    await daemon.client.unsubscribeAsync("vakwerk/1/pair/+");
    await until("nobody vouches for them", async () => (await textOf(page, ".cover h1")) === "Vakwerk staat even stil.", 60000);
    await daemon.client.subscribeAsync({ "vakwerk/1/pair/+": { qos: 1, nl: true } });
    await until("the same digits", async () => (await shownDigits(page)) === digits[0], 15000);
    assert.equal(digits.length, 1);
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
    await until("the text", async () => (await textOf(page, ".cover")) === `Dit scherm is ontkoppeld. ${NO_DIGITS}`);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    await page.reload();
    await until("nobody", async () => (await textOf(page, ".cover")) === `Koppel dit scherm ${NO_DIGITS}`);
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
    await until("not paired", async () => (await textOf(page, ".cover h1")) === "Koppel dit scherm");
  });
});
