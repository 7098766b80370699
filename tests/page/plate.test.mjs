/*
 * Praatplaten in a real browser, with the fonts of this machine: no line is drawn outside its column or the page. Leaves
 * pictures of the size of A3 at 96 dots an inch to look at.
 *   plate.test.mjs, with VAKWERK_BUILD
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildTree, openBrowser, pictureFolder } from "./tools.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

/* In units of the drawing: tenths of millimetres. */
const COLUMN = (4200 - 2 * 140 - 2 * 60) / 3;
const edgeOf = (x, y) => (y < 720 || y > 2760 ? 4200 - 140 : 140 + Math.floor((x - 140) / (COLUMN + 60)) * (COLUMN + 60) + COLUMN);

for (const name of ["lesson", "busy", "hostile", "empty"]) {
  test(`${name}: nothing is drawn outside its place`, async () => {
    const svg = execFileSync(join(buildTree, "tests/write_sheet"), ["plate-svg", name], { encoding: "utf8" });
    const page = await browser.newPage({ viewport: { width: 1588, height: 1123 } });
    await page.setContent(`<body style="margin:0">${svg}</body>`);
    const lines = await page.evaluate(() => [...document.querySelectorAll("text")].map((line) => {
      const box = line.getBBox();
      return { x: +line.getAttribute("x"), y: +line.getAttribute("y"), left: box.x, right: box.x + box.width, bottom: box.y + box.height, text: line.textContent };
    }));
    assert.ok(lines.length >= 8);
    for (const line of lines) {
      assert.ok(line.left >= 130, JSON.stringify(line));
      assert.ok(line.right <= edgeOf(line.x, line.y) + 2, JSON.stringify(line));
      assert.ok(line.bottom <= 2970, JSON.stringify(line));
    }
    await page.screenshot({ path: join(pictureFolder(), `plate-${name}.png`) });
    await page.close();
  });
}
