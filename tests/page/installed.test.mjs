/*
 * The screen as its service starts it: the lines of the unit, a real cage with a picture that nobody sees, Chromium's own
 * sandbox, and a profile that is gone after each start. Needs cage and xwayland.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { answerNewcomers, Broker, buildTree, Daemon, freePort, pageFile, require, seesCode, textOf, until } from "./tools.mjs";

const { encode } = require("@msgpack/msgpack");
const { chromium } = require("playwright-core");

const folder = mkdtempSync(join(tmpdir(), "vakwerk-installed-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const runtime = join(folder, "run"), state = join(folder, "state"), page = join(folder, "index.html");

/* Neither cage nor Chromium's sandbox wants root. */
const isRoot = process.getuid() === 0;
const nobody = isRoot ? { uid: 65534, gid: 65534 } : {};
chmodSync(folder, 0o755);
copyFileSync(pageFile, page);
function own(path) {
  mkdirSync(path, { recursive: true });
  if (isRoot) chownSync(path, nobody.uid, nobody.gid);
  chmodSync(path, 0o700);
}

/* What the unit says for a key, line by line, with a backslash's next line. */
const unit = readFileSync(join(buildTree, "config/units/systemd/vakwerk-kiosk.service"), "utf8").replace(/\\\n/g, " ");
const lines = (key) => unit.split("\n").filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));

/* A line's words, as systemd reads them: the settings' value stays one word in ${NAME}, and becomes words in $NAME. */
function words(line, settings) {
  const placed = line.replace(/%t/g, runtime).replace(/%S/g, state);
  return (placed.match(/"[^"]*"|\S+/g) || []).map((word) => word.replace(/^"|"$/g, "")).flatMap((word) =>
    /^\$[A-Z_]+$/.test(word) ? settings[word.slice(1)].split(" ").filter(Boolean)
      : [word.replace(/\$\{([A-Z_]+)\}/g, (_, name) => settings[name])]);
}

class Service {
  /* As after switching on: nothing of before but what lies in the state folder. */
  static async start(t, broker) {
    const service = new Service();
    rmSync(runtime, { recursive: true, force: true });
    for (const path of [runtime, join(runtime, "vakwerk-kiosk"), join(runtime, "user"), state, join(state, "vakwerk-kiosk"), join(state, "vakwerk-kiosk/page")]) own(path);
    const port = await freePort();
    const settings = { VAKWERK_PAGE: `file://${page}#broker=${broker.url}`, CAGE_FLAGS: "", CHROMIUM_FLAGS: `--remote-debugging-port=${port} --disable-gpu` };
    const fromUnit = Object.fromEntries(lines("Environment").flatMap((line) => words(line, settings)).map((word) => word.split("=")));
    const env = { PATH: process.env.PATH, HOME: join(state, "vakwerk-kiosk"), XDG_RUNTIME_DIR: join(runtime, "user"), WLR_BACKENDS: "headless", WLR_RENDERER: "pixman", ...fromUnit };
    for (const line of lines("ExecStartPre")) {
      const [program, ...rest] = words(line, settings);
      assert.equal(spawnSync(program, rest, { env, ...nobody }).status, 0, line);
    }
    const [program, ...rest] = words(lines("ExecStart")[0], settings);
    service.process = spawn(program, rest, { env, ...nobody, stdio: ["ignore", "pipe", "pipe"], detached: true });
    service.said = "";
    for (const stream of [service.process.stdout, service.process.stderr]) stream.on("data", (data) => { service.said = (service.said + data).slice(-20000); });
    t.after(() => service.kill());
    await until("the browser", async () => {
      assert.equal(service.process.exitCode, null, service.said);
      service.browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      return true;
    }, 60000);
    [service.page] = service.browser.contexts()[0].pages();
    return service;
  }

  /* Like a power cut. */
  async kill() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((done) => this.process.on("exit", done));
    process.kill(-this.process.pid, "SIGKILL");
    await gone;
    if (this.browser) await this.browser.close().catch(() => undefined);
  }
}

/* Whether a text has reached the disk in what the page keeps. */
const isKept = (text) => readdirSync(join(state, "vakwerk-kiosk/page/leveldb"))
  .some((name) => readFileSync(join(state, "vakwerk-kiosk/page/leveldb", name)).includes(text));

test("what the unit starts fills the panel, is paired once, and after a power cut is itself again with its last wall", async (t) => {
  const broker = await Broker.start();
  t.after(() => broker.close());
  const daemon = await Daemon.connect(broker);
  t.after(() => daemon.close());
  await daemon.wall();
  const digits = await answerNewcomers(daemon, 540);

  const first = await Service.start(t, broker);
  await until("the digits", async () => digits.length > 0 && (await textOf(first.page, ".pair-digits")).replace(" ", "") === digits[0], 30000);
  const [width, height, ...panel] = await first.page.evaluate(() => [innerWidth, innerHeight, screen.width, screen.height]);
  assert.deepEqual([width, height], panel, "neither bars nor edges");
  await daemon.client.publishAsync(`vakwerk/1/pair/${digits[0]}`, Buffer.from(encode({ kiosk: "delft-1", device: "scherm", secret: "geheim" })), { qos: 1 });
  await until("the wall", () => seesCode(first.page, "7K3F"), 20000);
  daemon.beat();
  await until("it is on the disk", () => isKept("geheim") && isKept("Ouders gaan scheiden"), 60000);
  await first.kill();
  await broker.kill();

  const second = await Service.start(t, broker);
  await until("the last wall, and that it is old", async () =>
    (await seesCode(second.page, "7K3F")) && /^Geen verbinding sinds/.test(await textOf(second.page, ".footer.trouble")), 30000);
  assert.equal(second.browser.contexts()[0].pages().length, 1, "no other window, no question about restoring pages");
  await broker.run();
  await until("the daemon is back", async () => daemon.client.connected);
  await daemon.wall();
  await until("no bar", async () => (await textOf(second.page, ".footer.trouble")) === "", 40000);
  assert.equal(digits.length, 1);
});
