/*
 * The same work in another way, as a careful service in Node.js would do it: takes each question from the broker,
 * stores it (WAL, synchronous FULL, all that waits in one transaction), and only then replies and tells. It checks
 * nobody's rights, finds no details of clients, and keeps no index, screens, digests or quotas.
 *
 *   node peer.mjs <port> <file with the secret> <database>
 */
import { decode, encode } from "@msgpack/msgpack";
import Database from "better-sqlite3";
import mqtt from "mqtt";
import { readFileSync } from "node:fs";

const [port, secretFile, file] = process.argv.slice(2);
const USER = "vakwerkd";
const LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ";
const BATCH_MAX = 1024;

const db = new Database(file);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`
  CREATE TABLE post (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, author TEXT NOT NULL, theme TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX post_theme ON post (theme, id);
  CREATE TABLE served (id BLOB PRIMARY KEY, post INTEGER NOT NULL) STRICT, WITHOUT ROWID;`);
const served = db.prepare("SELECT post FROM served WHERE id = ?").pluck();
const insert = db.prepare("INSERT INTO post (code, author, theme, title, text, at) VALUES (?, ?, ?, ?, ?, ?)");
const remember = db.prepare("INSERT INTO served (id, post) VALUES (?, ?)");

function codeOf(number) {
  let code = "";
  for (let left = number; code.length < 4 || left > 0; left = Math.floor(left / LETTERS.length)) {
    code = LETTERS[left % LETTERS.length] + code;
  }
  return code;
}

let count = 0;

function store(request) {
  const known = served.get(request.ask.id);
  if (known !== undefined) {
    request.seq = known;
    return;
  }
  count++;
  request.code = codeOf(count);
  const { title, text } = request.ask;
  const done = insert.run(request.code, request.author, request.theme, title, text, Date.now());
  request.seq = Number(done.lastInsertRowid);
  remember.run(request.ask.id, request.seq);
}

const storeAll = db.transaction((requests) => requests.forEach(store));

/* ---- the broker ---- */

const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
  protocolVersion: 5,
  clientId: `${USER}:peer`,
  username: USER,
  password: readFileSync(secretFile, "utf8").trim(),
  clean: true,
  properties: { receiveMaximum: 65535 },
});

let waiting = [];

function tell(request) {
  const reply = { ok: true, seq: request.seq, code: request.code };
  client.publish(request.replyTo, Buffer.from(encode(reply)), { qos: 0, properties: { correlationData: request.correlation } });
  const event = {
    kind: "question", code: request.code, theme: request.theme, theme_name: request.theme, author: request.author,
    author_name: request.author, title: request.ask.title, text: request.ask.text, posted_at: Date.now(),
    seq: request.seq, prev: request.seq - 1, at: Date.now(), event: "question", space: `theme/${request.theme}`,
  };
  client.publish(`vakwerk/1/theme/${request.theme}/event`, Buffer.from(encode(event)), { qos: 1 });
}

/* What gathered while the last commit was on its way is the next batch. */
function commit() {
  const batch = waiting.splice(0, BATCH_MAX);
  storeAll(batch);
  batch.forEach(tell);
  if (waiting.length > 0) setImmediate(commit);
}

client.on("message", (topic, payload, packet) => {
  const [, , , author, , theme] = topic.split("/");
  const { responseTopic, correlationData } = packet.properties;
  if (waiting.length === 0) setImmediate(commit);
  waiting.push({ author, theme, ask: decode(payload), replyTo: responseTopic, correlation: correlationData });
});

client.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});

client.on("connect", () => {
  client.stream.setNoDelay(true);
  client.subscribe("vakwerk/1/in/+/theme/+/+", { qos: 1 }, (error) => {
    if (error) process.exit(1);
    console.log("ready");
  });
});

process.on("SIGTERM", () => process.exit(0));
