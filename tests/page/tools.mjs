/*
 * What the page's tests need: a real broker, a small daemon that plays the retained cards, a real browser.
 *   VAKWERK_BUILD    the build tree (build/release of this repository)
 *   VAKWERK_CHROMIUM the browser (/usr/bin/chromium)
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const repository = resolve(here, "../..");
export const buildTree = resolve(process.env.VAKWERK_BUILD || join(repository, "build/release"));
export const modules = join(buildTree, "clients/kiosk/page");
export const pageFolder = join(buildTree, "share/vakwerk/kiosk");
export const pageFile = join(pageFolder, "index.html");
if (!existsSync(pageFile)) throw new Error(`${pageFile} is not built; VAKWERK_BUILD names the build tree`);

/* Where the pictures go. */
export function pictureFolder() {
  const folder = join(buildTree, "tests/page");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/* The page's own modules serve the tests too. */
export const require = createRequire(join(modules, "package.json"));
const mqtt = require("mqtt");
const { encode, decode } = require("@msgpack/msgpack");
const { chromium } = require("playwright-core");

export const KIOSK = "delft-1";
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/* Polls until the check holds; says what it saw last when it never does. */
export async function until(what, check, ms = 30000) {
  const start = Date.now();
  let last;
  for (;;) {
    try {
      last = await check();
      if (last === true) return Date.now() - start;
    } catch (error) {
      last = error;
    }
    if (Date.now() - start > ms) throw new Error(`${what}: not within ${ms} ms; last: ${last instanceof Error ? last.stack : JSON.stringify(last)}`);
    await sleep(50);
  }
}

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

function portOpen(port) {
  return new Promise((done) => {
    const socket = require("node:net").connect(port, "127.0.0.1");
    socket.on("connect", () => { socket.destroy(); done(true); });
    socket.on("error", () => done(false));
  });
}

/* A mosquitto of its own, in a folder of its own, on free ports. */
export class Broker {
  static async make({ passwords } = {}) {
    const broker = new Broker();
    broker.folder = mkdtempSync(join(tmpdir(), "vakwerk-page-"));
    chmodSync(broker.folder, 0o755);
    broker.port = await freePort();
    broker.webPort = await freePort();
    const lines = [
      `listener ${broker.port} 127.0.0.1`,
      `listener ${broker.webPort} 127.0.0.1`,
      "protocol websockets",
      "socket_domain ipv4",
      `http_dir ${pageFolder}`,
      "persistence false",
      "log_dest none",
    ];
    if (passwords) {
      const file = join(broker.folder, "passwords");
      writeFileSync(file, "");
      for (const [name, secret] of Object.entries(passwords)) {
        await new Promise((done) => spawn("mosquitto_passwd", ["-b", file, name, secret], { stdio: "ignore" }).on("exit", done));
      }
      lines.push("allow_anonymous false", `password_file ${file}`);
    } else {
      lines.push("allow_anonymous true");
    }
    /* Started as root, mosquitto becomes another user, who may not read the build tree. */
    if (process.getuid && process.getuid() === 0) lines.push("user root");
    broker.config = join(broker.folder, "mosquitto.conf");
    writeFileSync(broker.config, lines.join("\n") + "\n");
    return broker;
  }

  static async start(options) {
    const broker = await Broker.make(options);
    await broker.run();
    return broker;
  }

  get url() { return `ws://127.0.0.1:${this.webPort}`; }
  get pageUrl() { return `http://127.0.0.1:${this.webPort}/index.html`; }

  async run() {
    const program = existsSync("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";
    this.process = spawn(program, ["-c", this.config], { stdio: "ignore" });
    await until("the broker listens", async () => (await portOpen(this.port)) && (await portOpen(this.webPort)));
  }

  pause() { this.process.kill("SIGSTOP"); }
  resume() { this.process.kill("SIGCONT"); }

  async kill() {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((done) => this.process.on("exit", done));
    this.process.kill("SIGKILL");
    await gone;
  }

  async close() {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/* Plays vakwerkd towards one screen. */
export class Daemon {
  static async connect(broker, login = {}) {
    const daemon = new Daemon();
    daemon.client = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 5, clientId: "vakwerkd", reconnectPeriod: 200, ...login });
    return daemon;
  }

  raw(name, payload, retain = true) {
    const topic = name === "state" ? "vakwerk/1/state" : `vakwerk/1/kiosk/${KIOSK}/${name}`;
    return this.client.publishAsync(topic, Buffer.from(payload), { qos: 1, retain });
  }

  publish(name, value, retain = true) { return this.raw(name, encode(value), retain); }
  screen(changes = {}) { return this.publish("screen", { ...screen, ...changes }); }
  card(card) { return this.publish(`card/${card.code}`, card); }
  withdraw(code) { return this.raw(`card/${code}`, ""); }
  totals(changes = {}) { return this.publish("totals", { ...totals, ...changes }); }
  clock(at = NOW, changes = {}) { return this.publish("clock", { ...clockAt(at), ...changes }, false); }
  state(status = "online") { return this.publish("state", { status, birth: 1, version: "0.1.0", protocol: 1, at: NOW }); }

  async wall({ screen: changes = {}, cards = allCards, totals: counts = {} } = {}) {
    await this.state();
    await Promise.all(cards.map((card) => this.card(card)));
    await this.totals(counts);
    await this.screen(changes);
  }

  /* Waits for what a screen says about itself. */
  async alive() {
    const said = new Promise((done) => this.client.once("message", (_, payload) => done(decode(payload))));
    await this.client.subscribeAsync(`vakwerk/1/kiosk/${KIOSK}/alive`, { qos: 1 });
    return said;
  }

  /* The heartbeat goes on from a moment, every second, as long as the test needs it. */
  beat(from = NOW, changes = {}) {
    const start = Date.now();
    const say = () => this.clock(from + Date.now() - start, changes).catch(() => undefined);
    say();
    this.timer = setInterval(say, 1000);
  }

  async close() {
    clearInterval(this.timer);
    await this.client.endAsync(true).catch(() => undefined);
  }
}

/* Answers unpaired screens as the daemon does; the digits in the order in which they were first heard. */
export async function answerNewcomers(daemon, left_s) {
  const digits = [];
  daemon.client.on("message", (topic) => {
    const [, , tree, code] = topic.split("/");
    if (tree !== "pair") return;
    if (!digits.includes(code)) digits.push(code);
    daemon.client.publish(topic, Buffer.from(encode({ left_s })), { qos: 1 });
  });
  await daemon.client.subscribeAsync({ "vakwerk/1/pair/+": { qos: 1, nl: true } });
  return digits;
}

/* ---- the fixed example: Thursday 19 May 2022, 14:32 in Delft ---- */

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
export const NOW = Date.UTC(2022, 4, 19, 12, 32, 20);
export const clockAt = (at) => ({ utc_at: at, offset_s: 7200, next_change_at: Date.UTC(2022, 9, 30, 1), next_offset_s: 3600 });

export const screen = {
  kiosk: KIOSK, room: "Teamkamer Delft", team_name: "Team Delft", palette: "day",
  spotlight: ["7K3F", "2VRN"], latest: ["2VRN", "9QMD", "4HXP"],
  stale_after_s: 8 * 3600, prompt: true, protocol: 1,
};

export const cards = {
  "7K3F": {
    code: "7K3F", title: "Ouders gaan scheiden en zijn het niet eens over de hulp. Hoe leg je jouw afweging goed vast?",
    theme: "dossier", theme_name: "Toestemming en dossier", team_name: "Team Westland",
    asked_at: NOW - 3 * HOUR - 12 * MINUTE, answers: 0, thanks: 0, open: true,
  },
  "2VRN": {
    code: "2VRN", title: "Hoe maak je de stap naar de Wmo warm als iemand 18 wordt?",
    theme: "samen", theme_name: "Samen rond het kind", team_name: "Team Rijswijk",
    asked_at: NOW - 40 * MINUTE, answers: 0, thanks: 0, open: true,
  },
  "9QMD": {
    code: "9QMD", title: "Mag een niet-geregistreerde collega het plan opstellen?",
    theme: "werk", theme_name: "Wie doet welk werk?", team_name: "Gezinshuizen Zoetermeer",
    asked_at: NOW - 5 * HOUR - 2 * MINUTE, answers: 4, thanks: 2, open: false,
  },
  "4HXP": {
    code: "4HXP", title: "Hoe overbrug je de wachttijd voordat de hulp start?",
    theme: "wacht", theme_name: "Wachtlijst", team_name: "Team Delft",
    asked_at: NOW - 26 * HOUR, answers: 17, thanks: 9, open: false,
  },
};
export const allCards = Object.values(cards);

const wait = (care, care_name, weeks, change, at = NOW - 6 * HOUR) => ({ municipality: "delft", care, care_name, weeks, change, at });
export const waits = [
  wait("ambulant", "Ambulante hulp", 6, -2),
  wait("dagbehandeling", "Dagbehandeling", 9, 0),
  wait("gezin", "Gezinsbehandeling", 11, 1),
  wait("pleegzorg", "Pleegzorg", 16, 3),
];
export const totals = {
  questions: 6, answers: 31, open: 2, waits,
  tip: "Bel het gezin elke twee weken. Zo merk je op tijd dat wachten niet langer kan.",
  tip_team_name: "Team Zoetermeer", tip_thanks: 12,
};

/* ---- the browser ---- */

const CHROMIUM = process.env.VAKWERK_CHROMIUM || "/usr/bin/chromium";
const ARGS = [
  "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-quic", "--font-render-hinting=none",
];

/* A browser with a fresh profile; each context in it has a storage of its own. */
export const openBrowser = () => chromium.launch({ executablePath: CHROMIUM, args: ARGS, headless: true });

/* For tests that mostly wait for a clock of the page: each has a broker and a context of its own. */
export const sideBySide = { concurrency: 3 };

/* One test's surroundings: broker, daemon and an empty browser context, all taken away after it. */
export async function scene(test, browser, { broker: brokerOptions, login, viewport = { width: 1920, height: 1080 }, ...options } = {}) {
  const broker = await Broker.start(brokerOptions);
  test.after(() => broker.close());
  const daemon = await Daemon.connect(broker, login);
  test.after(() => daemon.close());
  const context = await browser.newContext({ viewport, ...options });
  test.after(() => context.close());
  return { broker, daemon, context };
}

export const fragment = (more = {}) =>
  "#" + Object.entries({ kiosk: KIOSK, device: "scherm", secret: "geheim", ...more }).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");

export const fileUrl = pathToFileURL(pageFile).href;

/* A page that reports what goes wrong in it. */
export async function newPage(context) {
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => { if (/content security policy/i.test(message.text())) page.problems.push(message.text()); });
  return page;
}

/* The texts of a place, the parts joined by single spaces. */
export async function textOf(page, selector) {
  return page.evaluate((wanted) => Array.from(document.querySelectorAll(wanted))
    .filter((node) => node.getClientRects().length > 0)
    .map((node) => node.innerText.replace(/\s+/g, " ").trim()).join(" | "), selector);
}

export const seesCode = async (page, code) => (await page.getAttribute(".spotlight", "data-code")) === code;

/* ---- hostile texts ---- */

const HOSTILE = join(repository, "tests/data/hostile.tsv");

/* The rows of hostile.tsv: their bytes, and the text when they are one. */
export function hostileRows() {
  const lines = readFileSync(HOSTILE, "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("# "));
  return lines.map((line) => {
    const [fate, kind, escaped] = line.split("\t");
    const plain = escaped.replace(/\\(\\|x[0-9a-f]{2})/g, (_, what) => (what === "\\" ? "\\" : String.fromCharCode(parseInt(what.slice(1), 16))));
    const bytes = Buffer.from(plain, "latin1");
    const text = bytes.toString("utf8");
    return { fate, kind, bytes, text: Buffer.from(text, "utf8").equals(bytes) ? text : undefined };
  });
}

/* What could steer, reorder or hide what others read. */
const FOUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

/* What a document is made of: its elements, the attributes that run something, what it would fetch or lead to. */
export async function makeUp(page) {
  return page.evaluate(() => {
    const nodes = Array.from(document.querySelectorAll("*"));
    const names = (list) => Array.from(new Set(list)).sort();
    const attributes = nodes.flatMap((node) => Array.from(node.attributes));
    return {
      elements: names(nodes.map((node) => node.localName)),
      handlers: names(attributes.map(({ name }) => name).filter((name) => name.startsWith("on"))),
      leads: names(attributes.filter(({ name }) => /^(src|href|xlink:href|action|data|srcdoc)$/.test(name)).map(({ value }) => value.split(":")[0])),
    };
  });
}

/* A document that holds hostile texts is made of nothing that it is not made of without them, and ran nothing. */
export async function assertInert(page, innocent, about) {
  const { elements, handlers, leads } = await makeUp(page);
  assert.deepEqual(elements.filter((name) => !innocent.elements.includes(name)), [], about);
  assert.deepEqual(handlers, innocent.handlers, about);
  assert.deepEqual(leads.filter((name) => !innocent.leads.includes(name)), [], about);
  const { owned, text } = await page.evaluate(() => ({ owned: window.owned, text: document.documentElement.textContent }));
  assert.equal(owned, undefined, about);
  assert.equal(FOUL.exec(text)?.[0].codePointAt(0).toString(16), undefined, about);
}
