/* The built file itself: one file that needs nothing else, for browsers from Chromium 69 on, and readable colours. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fragment, newPage, openBrowser, pageFile, pageFolder, repository, scene, seesCode, textOf, until } from "./tools.mjs";

const html = readFileSync(pageFile, "utf8");
const pages = ["index.html", "mee.html"].map((name) => ({ name, html: readFileSync(join(pageFolder, name), "utf8") }));
const sources = join(repository, "clients/kiosk/page");
const css = readFileSync(join(sources, "src/style.css"), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser.close());

for (const { name, html } of pages) {
  test(`${name}: one classic script, one style, nothing from elsewhere`, () => {
    assert.equal(html.match(/<script/g).length, 1);
    assert.equal(html.match(/<style/g).length, 1);
    assert.ok(!/type=["']?module/i.test(html));
    assert.ok(!/<(?:img|iframe|object|embed|video|audio|source)\b/i.test(html));
    const outer = html.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "");
    assert.deepEqual(Array.from(outer.matchAll(/(?:src|href)="([^"]*)"/g), ([, url]) => url), ["data:,"]);
    assert.ok(!/@import|url\((?!data:)/i.test(/<style>([\s\S]*?)<\/style>/.exec(html)[1]));
    assert.ok(html.indexOf("<meta charset=\"utf-8\">") < 1024, "the charset comes first: the server sends none");
    assert.ok(html.length < 600 * 1024, `${html.length} bytes`);
  });

  test(`${name}: the policy allows only what is inside`, () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)[1];
    assert.match(policy, /^default-src 'none';/);
    assert.match(policy, /script-src 'sha256-[A-Za-z0-9+/=]+'(;|$)/);
    assert.match(policy, /style-src 'sha256-[A-Za-z0-9+/=]+'(;|$)/);
    assert.match(policy, /connect-src ws: wss:(;|$)/);
    assert.match(policy, /font-src data:(;|$)/);
    assert.match(policy, /img-src data:(;|$)/);
    assert.ok(!/unsafe|\*/.test(policy.replace(/sha256-[^']+/g, "")));
  });
}

test("no text becomes markup", () => {
  for (const file of ["column", "cover", "dom", "draw", "footer", "header", "icons", "list", "main", "qr", "spotlight", "stage", "guest/main", "guest/table"]) {
    let text;
    try { text = readFileSync(join(sources, "src", `${file}.ts`), "utf8"); } catch { continue; }
    assert.ok(!/innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment/.test(text), file);
  }
});

test("styles that Chromium 69 knows, as written and as built", () => {
  const built = pages.map((page) => /<style>([\s\S]*?)<\/style>/.exec(page.html)[1].replace(/url\(data:[^)]*\)/g, "url()"));
  for (const style of [css, ...built]) {
    assert.ok(!/(^|[\s;{])(?:gap|row-gap|column-gap|inset|aspect-ratio|place-items)\s*:/.test(style));
    assert.ok(!/:is\(|:where\(|:has\(|clamp\(|min\(|max\(|dvh|overflow:\s*clip|overflow-wrap:\s*anywhere/.test(style.replace(/minmax\(/g, "")));
    for (const [, body] of style.matchAll(/\{([^{}]*)\}/g)) {
      if (/grid-(?:row|column)-gap/.test(body)) assert.match(body, /display:\s*(?:inline-)?grid/, body);
    }
  }
});

test("runs without what Chromium 69 does not have", async (t) => {
  const { broker, daemon, context } = await scene(t, browser);
  await daemon.wall();
  const page = await newPage(context);
  await page.addInitScript(() => {
    const gone = [
      [window, ["globalThis", "queueMicrotask", "structuredClone", "WeakRef", "FinalizationRegistry", "AggregateError", "scheduler", "reportError", "CompressionStream"]],
      [Object, ["fromEntries", "hasOwn", "groupBy"]],
      [Array.prototype, ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "with", "toSpliced"]],
      [Uint8Array.prototype, ["toHex", "toBase64", "setFromHex"]],
      [Object.getPrototypeOf(Uint8Array.prototype), ["at", "findLast", "toSorted"]],
      [String.prototype, ["at", "matchAll", "replaceAll", "isWellFormed", "toWellFormed"]],
      [Promise, ["allSettled", "any", "withResolvers"]],
      [Element.prototype, ["replaceChildren"]],
      [Document.prototype, ["replaceChildren"]],
      [Blob.prototype, ["text", "arrayBuffer", "stream"]],
      [AbortSignal, ["timeout", "any", "abort"]],
      [crypto, ["randomUUID"]],
      [Crypto.prototype, ["randomUUID"]],
    ];
    for (const [owner, names] of gone) for (const name of names) delete owner[name];
  });
  await page.goto(broker.pageUrl + fragment());
  /* The browser is asked directly: what playwright puts into the page needs newer things itself. */
  const devtools = await context.newCDPSession(page);
  const read = async (expression) => (await devtools.send("Runtime.evaluate", { expression, returnByValue: true })).result.value;
  await until("the wall", async () => (await read("document.querySelector('.spotlight').getAttribute('data-code')")) === "7K3F");
  await daemon.clock();
  await until("the clock", async () => (await read("document.querySelector('.header .clock').textContent")) === "14:32");
  assert.equal(await read("typeof globalThis + typeof structuredClone + typeof ''.replaceAll"), "undefinedundefinedundefined");
  assert.deepEqual(page.problems, []);
});

test("the page asks for nothing but itself and the broker", async (t) => {
  const { broker, daemon, context } = await scene(t, browser);
  await daemon.wall();
  const page = await newPage(context);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("websocket", (socket) => asked.push(socket.url()));
  await page.goto(broker.pageUrl + fragment());
  await until("the wall", () => seesCode(page, "7K3F"));
  assert.deepEqual(asked.filter((url) => !url.startsWith("data:") && !url.startsWith(broker.pageUrl) && !url.startsWith(broker.url)), []);
  assert.deepEqual(page.problems, []);
});

test("the letters are the page's own, and the zero has no slash", async (t) => {
  const { broker, context } = await scene(t, browser);
  const page = await newPage(context);
  await page.goto(broker.pageUrl);
  await until("all faces", () => page.evaluate(async () => {
    await Promise.all(["400 30px Vakwerk", "700 30px Vakwerk"].map((font) => document.fonts.load(font, "Aş0")));
    return Array.from(document.fonts).length === 3 && Array.from(document.fonts).every((face) => face.status === "loaded" && face.weight === "200 800");
  }));
});

/* ---- contrast, computed from the colours ---- */

const tokens = readFileSync(join(sources, "src/tokens.css"), "utf8");
function palette(selector) {
  const body = new RegExp(`\\${selector} \\{([^}]*)\\}`).exec(tokens.replace(/\/\*[\s\S]*?\*\//g, ""))[1];
  return Object.fromEntries(Array.from(body.matchAll(/--([a-z0-9-]+): (#[0-9A-F]{6});/gi), ([, name, colour]) => [name, colour]));
}
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one, two) {
  const [high, low] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const themes = ["regie", "samen", "leider", "veld", "wacht", "dossier", "werk", "steun", "other"];
const pairs = [
  ["ink", "bg"], ["ink2", "bg"], ["ink", "card"], ["ink2", "card"], ["accent", "card"], ["shorter", "card"], ["longer", "card"],
  ["ink", "soft"], ["ink2", "soft"], ["accent", "soft"], ["flag-ink", "flag"], ["tip-ink", "tip"], ["tip-ink2", "tip"], ["tip-head", "tip"],
  ["qr-ink", "qr"], ...themes.map((theme) => [`${theme}-ink`, theme]),
];

for (const [name, selector] of [["day", ":root"], ["evening", ".evening"]]) {
  test(`every text stands out from its ground by 5.9:1: ${name}`, (t) => {
    const colours = palette(selector);
    let lowest = ["", 99];
    for (const [text, ground] of pairs) {
      const ratio = contrast(colours[text], colours[ground]);
      if (ratio < lowest[1]) lowest = [`${text} on ${ground}`, ratio];
      assert.ok(ratio >= 5.9, `${text} on ${ground}: ${ratio.toFixed(2)}`);
    }
    t.diagnostic(`lowest: ${lowest[0]}, ${lowest[1].toFixed(2)}`);
  });
}

test("the lock names no registry, the licences lie beside the page", () => {
  assert.ok(!/registry|"resolved"/.test(readFileSync(join(sources, "package-lock.json"), "utf8")));
  const licences = readFileSync(join(pageFolder, "LICENSES.txt"), "utf8");
  for (const part of ["mqtt ", "@msgpack/msgpack ", "lean-qr ", "atkinson-hyperlegible-next ", "@fontsource-variable/inter ", "SIL OPEN FONT LICENSE"]) {
    assert.ok(licences.includes(part), part);
  }
});
