/* Texts that attack, as they are, from a daemon that lets all of them through: the page is the last that could stop them. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allCards, assertInert, fragment, hostileRows, makeUp, newPage, openBrowser, require, scene, textOf, until, waits } from "./tools.mjs";

const { encode } = require("@msgpack/msgpack");

const MARK = "\u007f"; /* is in no message by itself */
const LONGEST = 110;
const LEAST = 300;

let browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

/* A message in which a text stands as the bytes that it is: encode() would mend them. */
function packed(message, { bytes }) {
  const place = Buffer.from(MARK.repeat(bytes.length));
  const whole = Buffer.from(encode(message(MARK.repeat(bytes.length))));
  for (let at = whole.indexOf(place); at >= 0; at = whole.indexOf(place, at + place.length)) bytes.copy(whole, at);
  return whole;
}

const plain = (text) => text.replace(/\s+/g, " ").trim();

test("hundreds of hostile texts make no element and run nothing", async (t) => {
  const rows = hostileRows().filter((row) => row.bytes.length <= LONGEST);
  assert.ok(rows.length >= LEAST);
  const { broker, daemon, context } = await scene(t, browser);
  await daemon.wall({ screen: { notice: "Een mededeling", notice_until_at: Date.now() + 1e9 }, totals: { waits } });
  daemon.beat();
  const page = await newPage(context);
  await page.goto(broker.pageUrl + fragment());
  await until("the wall is drawn", async () => (await textOf(page, ".header .room")) === "Teamkamer Delft");
  const innocent = await makeUp(page);
  for (let from = 0; from < rows.length; from += allCards.length) {
    const batch = rows.slice(from, from + allCards.length);
    for (const [i, row] of batch.entries())
      await daemon.raw(`card/${allCards[i].code}`, packed((text) => ({ ...allCards[i], title: text, team_name: text, theme_name: text }), row));
    await daemon.raw("totals", packed((text) => ({ questions: 1, answers: 1, open: 1, tip: text, tip_team_name: text, waits: waits.map((wait) => ({ ...wait, care_name: text })) }), batch[0]));
    await daemon.screen({ room: `Kamer ${from}`, notice: batch[0].text ?? "x", notice_until_at: Date.now() + 1e9 });
    await until("they are drawn", async () => (await textOf(page, ".header .room")) === `Kamer ${from}`);
    await assertInert(page, innocent, JSON.stringify(batch.map((row) => row.bytes.toString("latin1"))));
    const shown = plain(await textOf(page, "body"));
    for (const row of batch.filter(({ fate }) => fate === "text"))
      assert.ok(shown.includes(plain(row.text)), `${row.text} is not in: ${shown}`);
  }
  assert.deepEqual(page.problems, []);
});
