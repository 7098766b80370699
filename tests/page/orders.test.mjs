/* What an administrator has the screen do, and what the screen says of itself. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { KIOSK, NOW, cards, fragment, newPage, openBrowser, require, scene, seesCode, sideBySide, textOf, until } from "./tools.mjs";

const { decode } = require("@msgpack/msgpack");

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

/* A screen with its wall, and all that it has said of itself, in order. */
async function show(t, wall) {
  const around = await scene(t, browser);
  const said = [];
  around.daemon.client.on("message", (topic, payload) => {
    if (topic === `vakwerk/1/kiosk/${KIOSK}/alive`) said.push(decode(payload));
  });
  await around.daemon.client.subscribeAsync(`vakwerk/1/kiosk/${KIOSK}/alive`, { qos: 1 });
  await around.daemon.wall(wall);
  const page = await newPage(around.context);
  await page.goto(around.broker.pageUrl + fragment());
  await until("the wall", () => seesCode(page, "7K3F"));
  around.daemon.beat();
  await until("the clock", async () => (await textOf(page, ".header .clock")) !== "");
  return { ...around, page, said, last: () => said[said.length - 1] };
}

const order = (daemon, word, retain = false) => daemon.publish("order", { order: word }, retain);

describe("what the screen is told to do", sideBySide, () => {
  test("the screen says how it is and which cards it holds, and at once when one is withdrawn", async (t) => {
    const { daemon, page, last, said } = await show(t);
    const all = Object.keys(cards).sort();
    await until("all cards", () => !!last() && !!last().cards && JSON.stringify([...last().cards].sort()) === JSON.stringify(all));
    assert.equal(last().state, "online");
    assert.match(last().version, /^[0-9]/);
    assert.ok(last().uptime_s >= 0 && last().memory_kb > 0);
    const before = said.length;
    await daemon.withdraw("9QMD");
    const ms = await until("it confirms", () => said.length > before && !last().cards.includes("9QMD"), 2000);
    assert.equal((await textOf(page, "body")).includes(cards["9QMD"].title), false);
    t.diagnostic(`withdrawn to confirmed: ${ms} ms`);
  });

  test("what was withdrawn while the screen was away is confirmed when it is back", async (t) => {
    const { broker, daemon, last } = await show(t);
    await until("all cards", () => !!last() && !!last().cards && last().cards.includes("9QMD"));
    await broker.kill();
    await broker.run();
    await until("the daemon is back", async () => daemon.client.connected);
    await daemon.wall({ cards: [cards["7K3F"], cards["2VRN"]], screen: { latest: ["2VRN"] } });
    await until("it holds what it held, and then no longer", () => !!last().cards && last().cards.length === 2 && !last().cards.includes("9QMD"), 45000);
  });

  test("it opens its page anew", async (t) => {
    const { daemon, page } = await show(t);
    await page.evaluate(() => { window.before = true; });
    await order(daemon, "explode");
    await order(daemon, "reload");
    await until("a new page", async () => (await page.evaluate(() => window.before)) === undefined);
    await until("with its wall", () => seesCode(page, "7K3F"));
    assert.deepEqual(page.problems, []);
  });

  test("an order that the broker kept is not obeyed", async (t) => {
    const { daemon, page } = await show(t);
    await page.evaluate(() => { window.before = true; });
    await order(daemon, "reload", true);
    await until("obeyed now", async () => (await page.evaluate(() => window.before)) === undefined && (await seesCode(page, "7K3F")));
    await page.evaluate(() => { window.before = true; });
    await page.reload();
    await until("with its wall", () => seesCode(page, "7K3F"));
    await page.evaluate(() => { window.before = true; });
    await daemon.card({ ...cards["7K3F"], answers: 3, open: false });
    await until("it goes on", async () => (await textOf(page, ".spotlight .answered")) === "3 antwoorden");
    assert.equal(await page.evaluate(() => window.before), true);
  });

  test("it says for half a minute which screen it is", async (t) => {
    const { daemon, page } = await show(t);
    await order(daemon, "identify");
    await until("the name", async () => (await textOf(page, ".label")) === "Dit scherm heet delft-1 Teamkamer Delft Team Delft");
    await until("and then no longer", async () => (await textOf(page, ".label")) === "", 40000);
  });

  test("the administrator's message hangs until its time, by the daemon's clock", async (t) => {
    const { daemon, page } = await show(t);
    const until_at = NOW + 43 * 60000;
    await daemon.screen({ message: "Intervisie om 15:00 in kamer 2", message_until_at: until_at });
    await until("the message", async () => (await textOf(page, ".message")) === "Bericht van de beheerder tot 15:15 Intervisie om 15:00 in kamer 2");
    assert.equal(await page.locator(".list .row:visible").count(), 1);
    await daemon.clock(until_at - 2000);
    await daemon.close();
    await until("its time is over", async () => (await textOf(page, ".message")) === "", 15000);
  });

  test("it shows its next question", async (t) => {
    const { daemon, page } = await show(t);
    await order(daemon, "rotate");
    await until("the next", () => seesCode(page, "2VRN"), 3000);
  });

  test("it is dark by order, until the hours change or somebody touches it", async (t) => {
    const { daemon, page } = await show(t, { screen: { touch: true } });
    const palette = async () => (await page.evaluate(() => document.documentElement.className)) || "day";
    await order(daemon, "dim");
    await until("dark", async () => (await palette()) === "evening");
    await daemon.screen({ palette: "night", touch: true });
    await until("night", async () => (await palette()) === "evening night");
    await daemon.screen({ touch: true });
    await until("a new day", async () => (await palette()) === "day");
    await order(daemon, "dim");
    await until("dark again", async () => (await palette()) === "evening");
    await page.click(".row[data-code='4HXP']");
    await until("bright", async () => (await palette()) === "day");
    assert.equal(await textOf(page, ".detail"), "", "that touch opens nothing");
  });

  test("a touch at night shows the wall in the evening's colours for five minutes", async (t) => {
    const around = await scene(t, browser);
    await around.daemon.wall({ screen: { palette: "night", touch: true } });
    const page = await newPage(around.context);
    await page.clock.install();
    await page.goto(around.broker.pageUrl + fragment());
    const night = async () => (await page.locator(".cover.night:visible").count()) === 1;
    await until("night", night);
    await page.click("body");
    await until("the wall", async () => (await textOf(page, ".spotlight .title")) !== "");
    assert.equal(await page.evaluate(() => document.documentElement.className), "evening");
    assert.equal(await textOf(page, ".detail"), "", "that touch opens nothing");
    await page.clock.fastForward(200000);
    await page.click(".row[data-code='4HXP']");
    await until("the next one does", async () => (await textOf(page, ".sheet h1")) === cards["4HXP"].title);
    await page.clock.fastForward(200000);
    assert.equal(await night(), false, "from the last touch on");
    await page.clock.fastForward(110000);
    await until("night again", night);
  });

  test("a finger that stays opens no menu", async (t) => {
    const { page } = await show(t);
    assert.equal(await page.evaluate(() => document.body.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }))), false);
  });
});
