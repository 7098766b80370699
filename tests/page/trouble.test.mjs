/* When something is wrong: the screen says so at once, says since when, and finds its own way back. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Broker, Daemon, KIOSK, NOW, cards, fileUrl, fragment, newPage, openBrowser, require, scene, seesCode, sideBySide, sleep, textOf, until } from "./tools.mjs";

const { decode } = require("@msgpack/msgpack");

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

const bar = (page) => textOf(page, ".footer.trouble");
const OFFLINE = "Geen verbinding sinds 14:32. Dit is de stand van toen. Het scherm probeert het zelf opnieuw.";

async function open(t, { wall, fakeTime, url, ...options } = {}) {
  const around = await scene(t, browser, options);
  await around.daemon.wall(wall);
  const page = await newPage(around.context);
  if (fakeTime) await page.clock.install();
  await page.goto((url || around.broker.pageUrl) + fragment(url ? { broker: around.broker.url } : {}));
  await until("the wall is drawn", () => seesCode(page, "7K3F"));
  await around.daemon.clock();
  await until("the clock runs", async () => (await textOf(page, ".header .clock")) === "14:32");
  return { ...around, page };
}

/* All that the screen says of itself from now on. */
async function hearAlive(daemon) {
  const said = [];
  daemon.client.on("message", (topic, payload) => { if (topic.endsWith("/alive")) said.push(decode(payload)); });
  await daemon.client.subscribeAsync(`vakwerk/1/kiosk/${KIOSK}/alive`, { qos: 1 });
  return said;
}

const keeps = (page) => page.evaluate(() => localStorage.getItem("vakwerk.wall") || "");

describe("trouble", sideBySide, () => {
  test("a network that died: the bar within 25 s, and gone within 5 s after it came back", async (t) => {
    const { page, broker, daemon } = await open(t);
    daemon.beat();
    await sleep(1500);
    broker.pause();
    const dark = await until("the bar", async () => (await bar(page)) === OFFLINE, 25000);
    assert.match(await textOf(page, ".spotlight .age"), /^gesteld om 11:20$/, "ages stand still");
    assert.equal(await textOf(page, ".live"), "");
    broker.resume();
    const light = await until("no bar", async () => (await bar(page)) === "" && /^Bijgewerkt/.test(await textOf(page, ".live")), 5000);
    t.diagnostic(`bar after ${dark} ms, gone after ${light} ms`);
    assert.deepEqual(page.problems, []);
  });

  test("a broker that was killed and came back empty", async (t) => {
    const { page, broker, daemon } = await open(t);
    await broker.kill();
    const dark = await until("the bar", async () => (await bar(page)) === OFFLINE, 5000);
    assert.ok(await seesCode(page, "7K3F"), "the wall stands");
    await broker.run();
    await until("the daemon is back", async () => daemon.client.connected);
    const changed = { ...cards["7K3F"], title: "Nieuw na de storing?" };
    await daemon.wall({ cards: [changed, cards["2VRN"]] });
    const light = await until("no bar", async () => (await bar(page)) === "", 15000);
    t.diagnostic(`bar after ${dark} ms, gone after ${light} ms`);
    await until("the new text", async () => (await textOf(page, ".spotlight .title")) === changed.title);
    await until("what did not come back is gone", async () => (await page.locator(".row").count()) === 1);
    await daemon.clock(NOW + 60000);
    await until("the clock", async () => (await textOf(page, ".header .clock")) === "14:33");
  });

  test("opened from a file while the broker is off", async (t) => {
    const broker = await Broker.make();
    t.after(() => broker.close());
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    t.after(() => context.close());
    const page = await newPage(context);
    await page.goto(fileUrl + fragment({ broker: broker.url }));
    await until("it says what is wrong", async () =>
      (await textOf(page, ".cover")) === `Dit scherm kan de server niet vinden. Adres: 127.0.0.1:${broker.webPort}. Controleer het netwerk.`, 15000);
    await broker.run();
    const daemon = await Daemon.connect(broker);
    t.after(() => daemon.close());
    await daemon.wall();
    await until("the wall", () => seesCode(page, "7K3F"), 30000);
    assert.equal(await bar(page), "");
    assert.deepEqual(page.problems, []);
  });

  test("opened again from a file while the broker is off: the last wall, and since when", async (t) => {
    const { page, broker, context } = await open(t, { url: fileUrl });
    await until("it is kept", async () => (await keeps(page)).includes("utc_at"), 5000);
    await page.close();
    await broker.kill();
    const again = await newPage(context);
    await again.goto(fileUrl);
    await until("the wall stands", () => seesCode(again, "7K3F"));
    await until("the bar", async () => (await bar(again)) === OFFLINE, 10000);
    assert.match(await textOf(again, ".header .clock"), /^14:3[23]$/);
  });

  test("the daemon away while the broker is there", async (t) => {
    const { page, daemon } = await open(t);
    await daemon.state("offline");
    await until("its own text", async () =>
      (await bar(page)) === "Vakwerk staat stil sinds 14:32. Dit is de stand van toen. Het scherm gaat vanzelf weer verder.");
    await daemon.state("online");
    await until("no bar", async () => (await bar(page)) === "");
  });

  test("nothing but the broker: no daemon has ever been there", async (t) => {
    const { broker, context } = await scene(t, browser);
    const page = await newPage(context);
    await page.goto(broker.pageUrl + fragment());
    await until("it says so", async () => (await textOf(page, ".cover")) === "Vakwerk staat even stil. Het scherm gaat vanzelf weer verder.");
  });

  test("no heartbeat for 90 s: the line is made again, and the screen does not say that all is well", async (t) => {
    const { page, daemon } = await open(t, { fakeTime: true });
    let lines = 0;
    page.on("websocket", () => { lines++; });
    const pass = async (seconds) => {
      for (let i = 0; i < seconds; i += 5) {
        await page.clock.runFor(5000);
        await sleep(100); /* for the answer to a ping */
      }
    };
    await pass(80);
    assert.equal(lines, 0, "80 s are no reason");
    assert.equal(await bar(page), "");
    await pass(15);
    await until("a new line", async () => lines === 1);
    await until("the bar says what is missing", async () => /^Vakwerk staat stil sinds 14:3\d\./.test(await bar(page)));
    await daemon.clock(NOW + 120000);
    await until("no bar", async () => (await bar(page)) === "");
  });

  test("the line is sought after 2 s, then twice as long each time, and never longer than half a minute; no two screens at once", async (t) => {
    const { page, broker } = await open(t, { fakeTime: true });
    const waits = [];
    let last = 0;
    await page.exposeFunction("sought", (moment) => { if (last > 0) waits.push((moment - last) / 1000); last = moment; });
    await page.evaluate(() => {
      const Real = window.WebSocket;
      window.WebSocket = class extends Real { constructor(...given) { super(...given); window.sought(performance.now()); } };
    });
    await broker.kill();
    await until("the bar", async () => (await bar(page)) !== "", 5000);
    for (let s = 0; s < 200 && waits.length < 7; s++) {
      await page.clock.runFor(1000);
      await sleep(30);
    }
    t.diagnostic(waits.map((wait) => wait.toFixed(1)).join(" "));
    assert.equal(waits.length, 7);
    [4, 8, 16, 30, 30, 30, 30].forEach((wait, at) => assert.ok(waits[at] >= 0.8 * wait - 0.1 && waits[at] <= 1.2 * wait + 1.1, `${waits[at]} s for ${wait}`));
    assert.ok(waits.slice(3).some((wait) => Math.abs(wait - waits[3]) > 0.05), "each is another length");
  });

  test("connected and nothing that can be read: the page opens itself anew after half an hour, and not again before another", async (t) => {
    const { broker, daemon, context } = await scene(t, browser);
    await daemon.state();
    await daemon.raw("screen", "nonsense");
    const page = await newPage(context);
    await page.clock.install();
    let loads = 0;
    page.on("load", () => { loads++; });
    await page.goto(broker.pageUrl + fragment());
    await until("it is connected", async () => (await textOf(page, ".cover")) !== "" && loads === 1);
    /* Minutes at once, and then one in steps that the line can follow. */
    const pass = async (minutes) => {
      await page.clock.fastForward((minutes - 1) * 60000);
      for (let step = 0; step < 12; step++) {
        await page.clock.runFor(5000);
        await sleep(100);
      }
    };
    await pass(20);
    assert.equal(loads, 1, "unreadable for long, but the page is not that old");
    await pass(12);
    await until("a fresh page", async () => {
      await page.clock.runFor(1000);
      return loads === 2;
    }, 20000);
    await pass(20);
    assert.equal(loads, 2);
    await daemon.wall();
    await until("the wall", async () => {
      await page.clock.runFor(1000);
      return seesCode(page, "7K3F");
    }, 20000);
    await pass(9);
    await pass(9);
    assert.equal(loads, 2, "what can be read is no reason");
  });

  test("a network that is away for eight hours: the cards are taken away, also from the device", async (t) => {
    const { page, broker, daemon } = await open(t, { fakeTime: true });
    await until("it is kept", async () => (await keeps(page)).includes(cards["7K3F"].title), 5000);
    await broker.kill();
    await until("the bar", async () => (await bar(page)) !== "", 5000);
    await page.clock.fastForward(8 * 3600000 - 60000);
    await sleep(200);
    assert.equal(await textOf(page, ".cover"), "", "not yet");
    await page.clock.fastForward(90000);
    await until("the cover", async () => /^22:3[0-9] Al 8 uur geen verbinding\. Wil je de servicedesk bellen\? Dit scherm heet delft-1\.$/.test(await textOf(page, ".cover")) || textOf(page, ".cover"));
    await until("nothing is left", async () => !(await keeps(page)).includes(cards["7K3F"].title));
    const held = await page.evaluate(() => document.body.textContent);
    for (const card of Object.values(cards)) assert.ok(!held.includes(card.title), "not even out of sight");
    await page.clock.fastForward(3 * 3600000);
    await until("it counts on", async () => /Al 11 uur geen verbinding/.test(await textOf(page, ".cover")));
    await broker.run();
    await until("the daemon is back", async () => daemon.client.connected);
    await daemon.wall();
    await until("the wall is back", async () => {
      await page.clock.fastForward(5000);
      await sleep(200);
      return seesCode(page, "7K3F");
    }, 20000);
  });

  test("a wall that lay too long on the device is not shown", async (t) => {
    const { page, broker, context } = await open(t, { url: fileUrl });
    await until("it is kept", async () => (await keeps(page)).includes("utc_at"), 5000);
    await page.close();
    await broker.kill();
    const again = await newPage(context);
    await again.clock.install({ time: Date.now() + 9 * 3600000 });
    await again.goto(fileUrl);
    await until("the cover", async () => /Al 9 uur geen verbinding/.test(await textOf(again, ".cover")));
    assert.ok(!(await keeps(again)).includes(cards["7K3F"].title));
  });

  test("a device that woke up in the past does not guess how old its wall is", async (t) => {
    const { page, broker, context } = await open(t, { url: fileUrl });
    await until("it is kept", async () => (await keeps(page)).includes("utc_at"), 5000);
    await page.close();
    await broker.kill();
    const again = await newPage(context);
    await again.clock.install({ time: 1000 });
    await again.goto(fileUrl);
    await again.clock.fastForward(6000);
    await until("the cover", async () => /kan de server niet vinden/.test(await textOf(again, ".cover")));
    assert.equal(await keeps(again), "");
  });

  test("after a script error the picture stands, the screen says what it was, and a minute later the page starts afresh", async (t) => {
    const { page, daemon } = await open(t, { fakeTime: true });
    const said = await hearAlive(daemon);
    let loads = 0;
    page.on("load", () => { loads++; });
    await page.evaluate(() => { queueMicrotask(() => { throw new Error("a test"); }); });
    await until("the error", async () => page.problems.length === 1);
    await until("it is said", () => said.some((one) => /^Uncaught Error: a test \([0-9]+:[0-9]+\)$/.test(one.fault)));
    const pass = async (seconds) => {
      for (let i = 0; i < seconds; i += 5) {
        await page.clock.runFor(5000);
        await sleep(100);
      }
    };
    await pass(50);
    assert.notEqual(await textOf(page, ".spotlight .title"), "");
    assert.equal(loads, 0);
    await pass(15);
    await until("a fresh page", async () => loads === 1);
    await until("the wall", async () => (await textOf(page, ".spotlight .title")) !== "");
  });
});
