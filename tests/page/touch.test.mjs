/* What people touch on the screen: it is said once, it can be taken back, and more of a question is shown for a minute. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { KIOSK, cards, fragment, newPage, openBrowser, require, scene, seesCode, sideBySide, sleep, textOf, until } from "./tools.mjs";

const { decode } = require("@msgpack/msgpack");

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

/* A screen with buttons, and all that was touched on it. */
async function show(t, changes = {}) {
  const around = await scene(t, browser);
  const said = [];
  around.daemon.client.on("message", (topic, payload) => {
    if (topic === `vakwerk/1/kiosk/${KIOSK}/touch`) said.push(decode(payload));
  });
  await around.daemon.client.subscribeAsync(`vakwerk/1/kiosk/${KIOSK}/touch`, { qos: 1 });
  await around.daemon.wall({ screen: { spotlight: ["7K3F"], touch: true, ...changes } });
  const page = await newPage(around.context);
  await page.goto(around.broker.pageUrl + fragment());
  await until("the wall", () => seesCode(page, "7K3F"));
  around.daemon.beat();
  await until("the clock", async () => (await textOf(page, ".header .clock")) !== "");
  return { ...around, page, said };
}

const press = (page, action, where = ".spotlight") => page.click(`${where} [data-touch=${action}]`);
const detail = { code: "4HXP", text: "Een gezin wacht al weken.", answers: [{ text: "Spreek een vast belmoment af.", team_name: "Team Zoetermeer", thanks: 12 }, { text: "Vraag wie er al helpt.", thanks: 0 }] };

describe("touch", sideBySide, () => {
  test("a touch is said once, five seconds later, with an id of its own", async (t) => {
    const { page, said } = await show(t);
    await press(page, "thank");
    await until("it is confirmed", async () => (await textOf(page, ".spotlight .touched")) === "Bedankt, gewaardeerd. Ongedaan maken");
    assert.equal(said.length, 0);
    await until("it is said", () => said.length === 1, 8000);
    assert.deepEqual([said[0].action, said[0].code, said[0].id.length], ["thank", "7K3F", 16]);
    await until("it cannot be taken back any more", async () => (await textOf(page, ".spotlight .touched")) === "Bedankt, gewaardeerd.");
    await until("and the buttons are back", async () => (await page.locator(".spotlight [data-touch=thank]").count()) === 1, 15000);
    assert.equal(said.length, 1);
    await press(page, "intervision");
    await until("the other one", async () => (await textOf(page, ".spotlight .touched")) === "Staat klaar voor de intervisie van Team Delft. Ongedaan maken");
    await until("is said too", () => said.length === 2, 8000);
    assert.equal(said[1].action, "intervision");
    assert.notDeepEqual(said[0].id, said[1].id);
    assert.deepEqual(page.problems, []);
  });

  test("what is tapped twice is said once", async (t) => {
    const { page, said } = await show(t);
    await page.evaluate(() => {
      const button = document.querySelector(".spotlight [data-touch=thank]");
      button.click();
      document.querySelector(".spotlight [data-touch=thank]")?.click();
      button.click();
    });
    await until("it is said", () => said.length > 0, 8000);
    await sleep(1500);
    assert.equal(said.length, 1);
  });

  test("what is taken back is not said", async (t) => {
    const { page, said } = await show(t);
    await press(page, "thank");
    await press(page, "undo");
    await until("the buttons are back", async () => (await page.locator(".spotlight [data-touch=thank]").count()) === 1);
    await sleep(6500);
    assert.equal(said.length, 0);
  });

  test("more of a question comes after a touch, is kept nowhere, and leaves with the question", async (t) => {
    const { daemon, page, said } = await show(t);
    await page.click(".row[data-code='4HXP']");
    await until("it asks", () => said.length === 1 && said[0].action === "detail" && said[0].code === "4HXP");
    await until("the question", async () => (await textOf(page, ".sheet h1")) === cards["4HXP"].title);
    await daemon.publish("detail", { ...detail, code: "9QMD" }, false);
    await daemon.publish("detail", detail, false);
    await until("its answers", async () => (await textOf(page, ".sheet blockquote")) ===
      "Spreek een vast belmoment af. Team Zoetermeer · 12 keer gewaardeerd | Vraag wie er al helpt. Een team in de regio");
    assert.match(await textOf(page, ".sheet-left"), /^Dit venster sluit vanzelf over [0-9]+ seconden\.$/);
    await sleep(1500);
    assert.ok(!(await page.evaluate(() => JSON.stringify(localStorage))).includes("belmoment"));
    await daemon.withdraw("4HXP");
    await until("it is gone", async () => (await textOf(page, ".detail")) === "", 2000);
    assert.ok(!(await page.evaluate(() => document.body.textContent)).includes("belmoment"));
    await page.click(".spotlight .title");
    await until("another", async () => (await textOf(page, ".sheet h1")) === cards["7K3F"].title);
    await press(page, "close", ".sheet");
    await until("closed", async () => (await textOf(page, ".detail")) === "");
    assert.deepEqual(page.problems, []);
  });

  test("where visitors pass nothing more is asked for", async (t) => {
    const { page, said } = await show(t, { privacy: "strict", public_url: "https://vakwerk.example" });
    await page.click(".row[data-code='4HXP']");
    await until("the question, and where to read it", async () => /Scan om alles te lezen/.test(await textOf(page, ".sheet")));
    await sleep(1000);
    assert.equal(said.length, 0);
  });

  test("a screen without buttons has none, and a touch does nothing", async (t) => {
    const { page, said } = await show(t, { touch: false });
    assert.equal(await page.locator("button:visible").count(), 0);
    await page.click(".row[data-code='4HXP']");
    await sleep(1000);
    assert.equal(await textOf(page, ".detail"), "");
    assert.equal(said.length, 0);
  });

  test("without the daemon the buttons are grey and do nothing", async (t) => {
    const { daemon, page, said } = await show(t);
    await daemon.state("offline");
    await until("grey", async () => (await page.locator(".spotlight .off").count()) === 2);
    await press(page, "thank");
    await sleep(6000);
    assert.equal(await textOf(page, ".spotlight .touched"), "");
    assert.equal(said.length, 0);
  });
});
