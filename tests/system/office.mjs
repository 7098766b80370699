/* The whole of it for a test in a browser: daemon and broker in a folder of their own, and members with a connection. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildTree, fileUrl, require, until } from "../page/tools.mjs";

const mqtt = require("mqtt");
const { encode, decode } = require("@msgpack/msgpack");

const PROGRAM = join(buildTree, "bin/vakwerkd");

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export class Office {
  /* now: VAKWERK_TEST_NOW of the daemon; undefined: the real time. */
  static async open({ now } = {}) {
    const office = new Office();
    office.folder = mkdtempSync(join(tmpdir(), "vakwerk-test-"));
    office.dir = join(office.folder, "instance");
    [office.port, office.wsPort] = [await freePort(), await freePort()];
    office.environment = { ...process.env, ...(now === undefined ? {} : { VAKWERK_TEST_NOW: now }) };
    const made = spawnSync(PROGRAM, ["init", office.dir, "--demo", "--port", office.port, "--ws-port", office.wsPort],
      { env: office.environment, encoding: "utf8" });
    assert.equal(made.status, 0, made.stderr);
    office.credentials = JSON.parse(readFileSync(join(office.dir, "demo-credentials.json"), "utf8"));
    await office.up();
    return office;
  }

  async up() {
    this.said = "";
    this.process = spawn(PROGRAM, ["up", this.dir], { env: this.environment, stdio: ["ignore", "pipe", "ignore"] });
    this.process.stdout.on("data", (bytes) => { this.said += bytes; });
    await until("the daemon is ready", () => this.said === `ready mqtt=127.0.0.1:${this.port} ws=127.0.0.1:${this.wsPort}\n`);
  }

  async end(signal) {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((done) => this.process.on("exit", done));
    this.process.kill(signal);
    await gone;
  }

  async close() {
    await this.end("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }

  login(name) { return this.credentials.find((row) => row.member === name || row.kiosk === name); }
  get wsUrl() { return `ws://127.0.0.1:${this.wsPort}`; }

  /* Where a screen opens the page: from the daemon, or from a file. */
  pageUrl(kiosk, fromFile = false) {
    const { device, secret } = this.login(kiosk);
    const words = new URLSearchParams({ kiosk, device, secret, ...(fromFile ? { broker: this.wsUrl } : {}) });
    return `${fromFile ? fileUrl : `http://127.0.0.1:${this.wsPort}/index.html`}#${words}`;
  }
}

/* A member with one connection. */
export class Member {
  static async enter(office, name) {
    const member = new Member();
    const { device, secret } = office.login(name);
    member.name = name;
    member.out = `vakwerk/1/out/${name}/${device}`;
    member.waiting = new Map();
    member.client = await mqtt.connectAsync(`mqtt://127.0.0.1:${office.port}`,
      { protocolVersion: 5, clientId: `${name}:${device}`, username: name, password: secret, reconnectPeriod: 100 });
    member.client.on("message", (_, payload, packet) => {
      member.waiting.get(packet.properties?.correlationData?.toString("hex"))?.(decode(payload));
    });
    await member.client.subscribeAsync(member.out, { qos: 1 });
    return member;
  }

  async call(path, body) {
    const id = randomBytes(16);
    id[6] = (id[6] & 0x0f) | 0x70;
    id[8] = (id[8] & 0x3f) | 0x80;
    const replied = new Promise((done) => this.waiting.set(id.toString("hex"), done));
    await this.client.publishAsync(`vakwerk/1/in/${this.name}/${path}`, Buffer.from(encode({ id: new Uint8Array(id), ...body })),
      { qos: 1, properties: { responseTopic: this.out, correlationData: id } });
    const reply = await replied;
    this.waiting.delete(id.toString("hex"));
    assert.equal(reply.ok, true, JSON.stringify(reply));
    return reply;
  }

  close() { return this.client.endAsync(true).catch(() => undefined); }
}
