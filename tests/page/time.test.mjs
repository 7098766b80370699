/* The time on the screen is the daemon's, whatever the device believes. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { NOW, fragment, newPage, openBrowser, scene, seesCode, sideBySide, sleep, textOf, until } from "./tools.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

async function open(t, options, prepare = async () => undefined) {
  const around = await scene(t, browser, options);
  await around.daemon.wall();
  const page = await newPage(around.context);
  await prepare(page);
  await page.goto(around.broker.pageUrl + fragment());
  await until("the wall is drawn", () => seesCode(page, "7K3F"));
  return { ...around, page };
}

const clock = (page) => textOf(page, ".header .clock");

describe("the time", sideBySide, () => {
  test("a device in New York shows the time in Delft", async (t) => {
    const { page, daemon } = await open(t, { timezoneId: "America/New_York", locale: "en-US" });
    assert.equal(await clock(page), "", "no guess before the first heartbeat");
    await daemon.clock();
    await until("Dutch time", async () => (await clock(page)) === "14:32");
    assert.equal(await textOf(page, ".date"), "donderdag 19 mei");
    await daemon.clock(Date.UTC(2022, 4, 19, 22, 5));
    await until("Friday has begun in Delft", async () => (await textOf(page, ".date")) === "vrijdag 20 mei");
    assert.equal(await clock(page), "0:05");
    assert.equal(await page.evaluate(() => new Date(0).getHours()), 19, "the device is where the test says");
  });

  test("a device whose clock stands in 2001", async (t) => {
    const { page, daemon } = await open(t, {}, (fresh) => fresh.clock.install({ time: new Date("2001-01-01T00:00:00Z") }));
    await daemon.clock();
    await until("Dutch time", async () => (await clock(page)) === "14:32");
    assert.equal(await textOf(page, ".spotlight .age"), "3 uur geleden");
  });

  test("the clock runs on by itself", async (t) => {
    const { page, daemon } = await open(t);
    await daemon.clock(NOW - (NOW % 60000) + 58000);
    await until("before", async () => (await clock(page)) === "14:32");
    await until("after", async () => (await clock(page)) === "14:33", 6000);
  });

  test("summer time begins", async (t) => {
    const { page, daemon } = await open(t);
    const change = Date.UTC(2022, 2, 27, 1);
    await daemon.clock(change - 3000, { offset_s: 3600, next_change_at: change, next_offset_s: 7200 });
    await until("winter", async () => (await clock(page)) === "1:59", 3000);
    await until("summer", async () => (await clock(page)) === "3:00", 8000);
  });

  test("summer time ends", async (t) => {
    const { page, daemon } = await open(t);
    const change = Date.UTC(2022, 9, 30, 1);
    await daemon.clock(change - 3000, { offset_s: 7200, next_change_at: change, next_offset_s: 3600 });
    await until("summer", async () => (await clock(page)) === "2:59", 3000);
    await until("winter", async () => (await clock(page)) === "2:00", 8000);
    assert.equal(await textOf(page, ".date"), "zondag 30 oktober");
  });

  test("at four in the morning the page starts afresh, once", async (t) => {
    const { page, daemon } = await open(t);
    let loads = 0;
    page.on("load", () => { loads++; });
    await daemon.clock(Date.UTC(2022, 4, 20, 1, 59, 58));
    await until("a fresh page", async () => loads === 1, 8000);
    await until("the wall", () => seesCode(page, "7K3F"));
    await sleep(2500);
    assert.equal(loads, 1);
    assert.equal(await clock(page), "4:00");
  });

  test("the picture takes a small step each minute, within 12 px", async (t) => {
    const { page } = await open(t, {}, (fresh) => fresh.clock.install());
    const seen = new Set();
    for (let minute = 0; minute < 9; minute++) {
      await page.clock.fastForward(60000);
      await sleep(100);
      const [x, y] = await page.evaluate(() => {
        const box = document.querySelector(".stage").getBoundingClientRect();
        return [box.left, box.top];
      });
      assert.ok(Math.abs(x) <= 12.1 && Math.abs(y) <= 12.1, `${x}, ${y}`);
      seen.add(`${Math.round(x)},${Math.round(y)}`);
    }
    assert.equal(seen.size, 8);
  });
});
