/* The parts of the page that need no browser: ages and dates, turns, and reading what comes over the wire. */
import assert from "node:assert/strict";
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { cards, clockAt, modules, NOW, repository, require, screen, totals } from "./tools.mjs";

const { encode } = require("@msgpack/msgpack");
const folder = mkdtempSync(join(tmpdir(), "vakwerk-units-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const source = join(repository, "clients/kiosk/page/src");
const bundle = await require("esbuild").build({
  stdin: { contents: ["clock", "dates", "rotation", "decode", "wall"].map((name) => `export * from "./${name}";`).join("\n"), resolveDir: source },
  bundle: true, write: false, format: "esm", nodePaths: [join(modules, "node_modules")],
});
const file = join(folder, "units.mjs");
writeFileSync(file, bundle.outputFiles[0].text);
const page = await import(pathToFileURL(file).href);

const HOUR = 3600000;
const clock = new page.Clock();
clock.set(clockAt(NOW), 0);
const age = (asked, now = NOW, frozen = false) => page.ageText(clock, asked, now, frozen);

test("ages are words", () => {
  assert.equal(age(NOW), "zojuist");
  assert.equal(age(NOW + 5000), "zojuist", "a daemon that is a little ahead");
  assert.equal(age(NOW - 59999), "zojuist");
  assert.equal(age(NOW - 60000), "1 minuut geleden");
  assert.equal(age(NOW - 40 * 60000), "40 minuten geleden");
  assert.equal(age(NOW - HOUR), "1 uur geleden");
  assert.equal(age(NOW - 3 * HOUR), "3 uur geleden");
});

test("gisteren follows the calendar in the Netherlands", () => {
  const justAfterMidnight = Date.UTC(2022, 4, 18, 22, 10); /* 19 May 0:10 */
  assert.equal(age(justAfterMidnight, NOW), "14 uur geleden");
  assert.equal(age(justAfterMidnight - 20 * 60000, NOW), "gisteren");
  assert.equal(age(justAfterMidnight - 20 * 60000, justAfterMidnight), "20 minuten geleden");
  assert.equal(age(justAfterMidnight - 2 * HOUR, justAfterMidnight), "gisteren");
  assert.equal(age(NOW - 48 * HOUR), "2 dagen geleden");
  assert.equal(age(NOW - 14 * 24 * HOUR), "14 dagen geleden");
  assert.equal(age(Date.UTC(2022, 4, 3, 12)), "op 3 mei");
  assert.equal(age(Date.UTC(2021, 11, 31, 12)), "op 31 december 2021");
});

test("what stands still says when, not how long ago", () => {
  assert.equal(age(NOW - 40 * 60000, NOW, true), "gesteld om 13:52");
  assert.equal(age(NOW - 30 * HOUR, NOW, true), "gisteren");
});

test("spans of silence", () => {
  assert.equal(page.spanText(20000), "1 minuut");
  assert.equal(page.spanText(40 * 60000), "40 minuten");
  assert.equal(page.spanText(8 * HOUR + 5), "8 uur");
  assert.equal(page.spanText(72 * HOUR), "3 dagen");
});

test("summer time begins and ends at the announced moment", () => {
  const change = Date.UTC(2022, 9, 30, 1);
  assert.equal(page.hhmm(clock.local(change - 1000)), "2:59");
  assert.equal(page.hhmm(clock.local(change)), "2:00");
  const spring = new page.Clock();
  spring.set({ utc_at: 0, offset_s: 3600, next_change_at: Date.UTC(2022, 2, 27, 1), next_offset_s: 7200 }, 0);
  assert.equal(page.hhmm(spring.local(Date.UTC(2022, 2, 27, 0, 59, 59))), "1:59");
  assert.equal(page.hhmm(spring.local(Date.UTC(2022, 2, 27, 1))), "3:00");
});

test("turns: 25 s, 40 s for a long one, 60 s for a new one", () => {
  const rotation = new page.Rotation();
  const length = (code) => (code === "LANG" ? 100 : 40);
  const at = (ms, pool = ["AAAA", "LANG", "CCCC"]) => rotation.turn(pool, (code) => pool.includes(code), length, ms);
  assert.equal(at(0), "AAAA");
  assert.equal(at(24999), "AAAA");
  assert.equal(at(25000), "LANG");
  assert.equal(at(64999), "LANG");
  assert.equal(at(65000), "CCCC");
  assert.equal(at(90000), "AAAA");
  rotation.jump("CCCC", 91000);
  assert.equal(at(91000), "CCCC");
  assert.equal(at(150999), "CCCC");
  assert.equal(at(151000), "AAAA");
});

test("a question that leaves gives its place to the next", () => {
  const rotation = new page.Rotation();
  const at = (ms, pool) => rotation.turn(pool, (code) => pool.includes(code), () => 40, ms);
  assert.equal(at(0, ["AAAA", "BBBB", "CCCC"]), "AAAA");
  assert.equal(at(25000, ["AAAA", "BBBB", "CCCC"]), "BBBB");
  assert.equal(at(26000, ["AAAA", "CCCC"]), "CCCC");
  assert.equal(at(27000, ["AAAA"]), "AAAA");
  assert.equal(at(28000, []), undefined);
  assert.equal(at(29000, ["DDDD"]), "DDDD");
});

test("a new question is shown for its minute also when it takes no turns", () => {
  const rotation = new page.Rotation();
  const at = (ms, hangs = true) => rotation.turn(["AAAA", "BBBB"], (code) => code !== "NEWW" || hangs, () => 40, ms);
  assert.equal(at(0), "AAAA");
  rotation.jump("NEWW", 1000);
  assert.equal(at(60999), "NEWW");
  assert.equal(at(61000), "AAAA");
  rotation.jump("NEWW", 62000);
  assert.equal(at(63000, false), "AAAA", "withdrawn");
});

test("reads what the daemon sends, and nothing more than is drawn", () => {
  const card = page.decodeCard(encode({ ...cards["7K3F"], text: "an explanation that must not be kept" }), "7K3F");
  assert.equal(card.title, cards["7K3F"].title);
  assert.deepEqual(Object.keys(card).sort(), ["answers", "asked_at", "code", "open", "planned", "team_name", "thanks", "theme", "theme_name", "title"]);
  assert.equal(page.decodeScreen(encode({ ...screen, public_url: "https://vakwerk.example/" })).public_url, "https://vakwerk.example");
  assert.equal(page.decodeScreen(encode({ ...screen, public_url: "javascript:alert(1)" })).public_url, undefined);
  assert.equal(page.decodeTotals(encode(totals)).waits.length, 4);
  assert.equal(page.decodeOnline(encode({ status: "offline" })), false);
});

test("a next change that never comes, as the greatest int64", () => {
  const bytes = encode({ utc_at: NOW, offset_s: 7200, next_change_at: 0x7fffffffffffffffn, next_offset_s: 7200 }, { useBigInt64: true });
  const beat = page.decodeClock(bytes);
  const other = new page.Clock();
  other.set(beat, 0);
  assert.equal(page.hhmm(other.local(NOW)), "14:32");
});

test("refuses what does not fit the schema", () => {
  const refused = (value) => assert.throws(() => page.decodeCard(value, "7K3F"), page.Malformed);
  refused(new Uint8Array([0xc1]));
  refused(new Uint8Array(40000));
  refused(encode([1, 2]));
  refused(encode({}));
  refused(encode({ ...cards["7K3F"], code: "2VRN" }));
  refused(encode({ ...cards["7K3F"], title: 7 }));
  refused(encode({ ...cards["7K3F"], title: "" }));
  refused(encode({ ...cards["7K3F"], open: "yes" }));
  refused(encode({ ...cards["7K3F"], answers: -1 }));
  refused(encode({ ...cards["7K3F"], theme: "x\" onload=" }));
  assert.throws(() => page.decodeScreen(encode({ ...screen, stale_after_s: 59 })), page.Malformed);
  assert.equal(page.decodeScreen(encode({ ...screen, stale_after_s: 60 })).stale_after_s, 60);
});

test("controls and direction marks leave the text, and it is cut by characters", () => {
  assert.equal(page.clean("a\u202eb\u2066c\u0007d\n e", 110), "abc d e");
  assert.equal(page.clean("é".repeat(5).normalize("NFD"), 5), "ééééé");
  assert.equal(Array.from(page.clean("😀".repeat(200), 110)).length, 110);
});

test("a bad card does not take a good one away", () => {
  const wall = new page.Wall();
  wall.take("screen", encode({ ...screen, spotlight: ["7K3F"], latest: [] }));
  assert.equal(wall.take("card/7K3F", encode(cards["7K3F"])), true);
  assert.equal(wall.take("card/7K3F", encode({ code: "7K3F" })), false);
  assert.deepEqual(wall.pool, ["7K3F"]);
  assert.equal(wall.take("alive", encode({ state: "online" })), false);
  wall.take("card/7K3F", new Uint8Array());
  assert.deepEqual(wall.pool, []);
});

test("only cards that are drawn are kept", () => {
  const wall = new page.Wall();
  for (const card of Object.values(cards)) wall.take(`card/${card.code}`, encode(card));
  wall.take("screen", encode({ ...screen, spotlight: ["7K3F"], latest: ["2VRN"] }));
  assert.deepEqual(wall.kept.cards.map((card) => card.code).sort(), ["2VRN", "7K3F"]);
});
