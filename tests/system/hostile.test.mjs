/*
 * Texts that attack, sent by a colleague through the real daemon, in a real browser: on the wall of a room, on paper, in
 * a plate and in a digest as it is mailed. They are read as text; none of them makes an element or runs anything.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { assertInert, buildTree, hostileRows, makeUp, newPage, openBrowser, repository, textOf, until } from "../page/tools.mjs";
import { Member, Office } from "./office.mjs";

const SOON_MS = 2000;
const AT_ONCE = 3; /* so many of the newest questions hang on a wall, beside one that takes its turn */
const LEAST = 200;
const LESSON_POINTS = 900; /* `when` holds a thousand */
const INNOCENT = "Een gewone tekst";

const kept = hostileRows().filter(({ fate }) => fate !== "refused");
const plain = (text) => text.replace(/\s+/g, " ").trim();

/* Screens are black at night and in the weekend: the daemon's clock says Tuesday, three o'clock in Amsterdam. */
function tuesdayAfternoon() {
  const then = new Date();
  then.setUTCHours(13, 30, 0, 0);
  do then.setUTCDate(then.getUTCDate() + 1); while (then.getUTCDay() !== 2);
  return `+${then.getTime() - Date.now()}`;
}

let browser;
let office;
let author; /* an editor, and so is who reads what they write */
let reader;
before(async () => {
  office = await Office.open({ now: tuesdayAfternoon() });
  browser = await openBrowser();
  const admin = await Member.enter(office, "beheer");
  for (const member of ["k.yilmaz", "s.dewit"]) await admin.call("member-set", { member, roles: ["editor"] });
  await admin.close();
  author = await Member.enter(office, "k.yilmaz");
  reader = await Member.enter(office, "s.dewit");
});
after(async () => {
  await author?.close();
  await reader?.close();
  await browser?.close();
  await office?.close();
});

async function open(t, url) {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  t.after(() => context.close());
  const page = await newPage(context);
  await page.goto(url);
  return page;
}

/* ---- the wall ---- */

test("on the wall of a room", async (t) => {
  const page = await open(t, office.pageUrl("delft-1"));
  await until("it is connected", async () => /^Bijgewerkt/.test(await textOf(page, ".live")));
  await author.call("theme/wacht/ask", { title: INNOCENT });
  await until("a first question", async () => (await textOf(page, "body")).includes(INNOCENT), SOON_MS);
  const innocent = await makeUp(page);
  const rows = kept.filter(({ fate }) => fate === "text");
  assert.ok(rows.length >= LEAST);
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const batch = rows.slice(from, from + AT_ONCE).map(({ text }) => text);
    for (const title of batch) await author.call("theme/wacht/ask", { title, text: title });
    await until(`${batch.join(" | ")} are read as text`, async () => {
      const shown = plain(await textOf(page, "body"));
      return batch.every((title) => shown.includes(plain(title))) || shown;
    }, 2 * SOON_MS);
    await assertInert(page, innocent, batch.join(" | "));
  }
  assert.deepEqual(page.problems, []);
});

/* ---- paper ---- */

/* The rows, a line each, in as many texts as they take. */
function texts() {
  const all = [""];
  for (const { text } of kept) {
    if ([...all.at(-1)].length + [...text].length > LESSON_POINTS) all.push("");
    all[all.length - 1] += `${text}\n`;
  }
  return all;
}

async function publish(text) {
  const title = text.split("\n").reverse().find((line) => line.trim() !== "");
  const { code: question } = await author.call("theme/regie/ask", { title: `${INNOCENT} ${title.slice(0, 20)}` });
  const { code } = await author.call("lesson", { made_from: [question], title, text, when: text, when_not: text });
  await author.call("lesson", { action: "publish", code });
  await reader.call("lesson-read", { code, base: 1 });
  await author.call("lesson", { action: "publish", code });
  return code;
}

/* A command of t.vermeer, who has a folder of their own for it. */
function vakwerk(...words) {
  const home = join(office.folder, "home");
  const environment = { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, "config"), XDG_STATE_HOME: join(home, "state"), XDG_CACHE_HOME: join(home, "cache") };
  mkdirSync(home, { recursive: true });
  const ran = spawnSync(join(buildTree, "bin/vakwerk"), words, { env: environment, encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  return ran.stdout;
}

test("on paper and in a plate", async (t) => {
  vakwerk("login", "--server", `mqtt://127.0.0.1:${office.port}`, "--user", "t.vermeer", "--secret-file", join(office.dir, "demo-credentials.json"));
  const paper = async (code, command, form) => {
    const file = join(office.folder, `${code}-${command}.${form === "svg" ? "svg" : "html"}`);
    vakwerk("lesson", command, code, "--as", form, "-o", file);
    return open(t, pathToFileURL(file).href);
  };
  const forms = [["export", "html"], ["export", "print"], ["plate", "svg"]];
  const first = await publish(`${INNOCENT}\n${INNOCENT}\n\n${INNOCENT}\n`);
  const innocent = new Map();
  for (const [command, form] of forms) innocent.set(form, await makeUp(await paper(first, command, form)));
  for (const text of texts()) {
    const code = await publish(text);
    for (const [command, form] of forms) {
      const page = await paper(code, command, form);
      await assertInert(page, innocent.get(form), `${form} of ${text}`);
      if (form === "svg") continue; /* as much as fits */
      const shown = plain(await page.evaluate(() => document.body.innerText));
      for (const row of kept.filter(({ fate, text: one }) => fate === "text" && text.split("\n").includes(one)))
        assert.ok(shown.includes(plain(row.text)), `${row.text} is not in: ${shown}`);
    }
  }
});

/* ---- the digest ---- */

/* As it is mailed: its HTML, and its text. */
function letter(digest) {
  const file = join(office.folder, "digest.json");
  writeFileSync(file, JSON.stringify(digest));
  return ["html", "text"].map((form) => {
    const ran = spawnSync(join(buildTree, "tests/write_digest"), [form, file], { encoding: "utf8" });
    assert.equal(ran.status, 0, ran.stderr);
    return ran.stdout;
  });
}

async function show(t, html) {
  const file = join(office.folder, "digest.html");
  writeFileSync(file, html);
  return open(t, pathToFileURL(file).href);
}

/* One with everything in it, with other words; each word is a text of somebody. */
function filled(next) {
  const words = new Set(["title", "text", "name", "theme_name", "team_name", "municipality_name", "care_name"]);
  const of = (value, key) => {
    if (Array.isArray(value)) return value.map((item) => of(item, key));
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, of(item, name)]));
    return words.has(key) && typeof value === "string" ? next() : value;
  };
  return of(JSON.parse(readFileSync(join(repository, "tests/data/digest/full.json"), "utf8")));
}

test("in a digest as it is mailed", async (t) => {
  const short = kept.filter(({ text }) => [...text].length <= 80).map(({ text }) => text);
  const innocent = await makeUp(await show(t, letter(filled(() => INNOCENT))[0]));
  for (let at = 0; at < short.length;) {
    const used = [];
    const [html, text] = letter(filled(() => (used.push(short[at % short.length]), short[at++ % short.length])));
    await assertInert(await show(t, html), innocent, used.join(" | "));
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/, used.join(" | "));
  }
});

/* Of the day before; a lesson's title and how it begins are in it. */
test("in the digest that the daemon makes of them", async (t) => {
  const title = "<img src=x onerror=window.owned=1>";
  await publish(`<script>window.owned=1</script>\n${title}\n`);
  await author.close();
  await reader.close();
  await office.end("SIGTERM");
  office.environment.VAKWERK_TEST_NOW = `+${Number(tuesdayAfternoon().slice(1)) + 86400000}`;
  await office.up();
  reader = await Member.enter(office, "s.dewit");
  const digest = await reader.call("digest", {});
  const [html, text] = letter(digest);
  const page = await show(t, html);
  const shown = plain(await page.evaluate(() => document.body.innerText));
  for (const words of [title, "<script>window.owned=1</script>"]) {
    assert.ok(shown.includes(words), shown);
    assert.ok(text.includes(words), text);
  }
  await assertInert(page, await makeUp(await show(t, letter(filled(() => INNOCENT))[0])), shown);
});
