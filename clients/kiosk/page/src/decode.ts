/*
 * Bytes from the broker become checked values here, and nowhere else. What does not fit the schema throws
 * Malformed; the caller then keeps what it had. Only what is drawn is read, so nothing else can be kept.
 */
import { decode } from "@msgpack/msgpack";
import type { Board, Card, Choice, Detail, Heartbeat, Line, Screen, Step, Totals, Wait } from "./wire";

export class Malformed extends Error {}

export type Fields = { [key: string]: unknown };

const MAX_BYTES = 32 * 1024;
const DAY_S = 86400;
const CODE = /^[0-9A-Z]{2,16}$/;
const SLUG = /^[a-z0-9][a-z0-9-]{1,31}$/;

/* Controls, and the marks that turn the direction of the text around them: a title may not rearrange the wall. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const MARKS = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

export function clean(text: string, max: number): string {
  const points = Array.from(text.replace(MARKS, "").replace(CONTROLS, " ").replace(/\s+/g, " ").normalize("NFC").trim());
  return points.length > max ? points.slice(0, max - 1).join("") + "…" : points.join("");
}

export function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw new Malformed("not a map");
  }
  return value as Fields;
}

export function read(bytes: Uint8Array): Fields {
  if (bytes.length > MAX_BYTES) throw new Malformed("too big");
  try {
    return fields(decode(bytes));
  } catch (cause) {
    throw cause instanceof Malformed ? cause : new Malformed(String(cause));
  }
}

/* A key that is absent; nil means the same, as in any MessagePack library that writes an optional field. */
function absent(map: Fields, key: string): boolean {
  return map[key] === undefined || map[key] === null;
}

export function str(map: Fields, key: string, max: number): string {
  const value = map[key];
  const text = typeof value === "string" ? clean(value, max) : "";
  if (text === "") throw new Malformed(key);
  return text;
}

export function optStr(map: Fields, key: string, max: number): string | undefined {
  return absent(map, key) || map[key] === "" ? undefined : str(map, key, max);
}

export function int(map: Fields, key: string, min: number, max: number): number {
  const value = map[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < min || value > max) {
    throw new Malformed(key);
  }
  return value;
}

export function optInt(map: Fields, key: string, min: number, max: number): number | undefined {
  return absent(map, key) ? undefined : int(map, key, min, max);
}

function time(map: Fields, key: string): number {
  return int(map, key, 0, Number.MAX_SAFE_INTEGER);
}

function count(map: Fields, key: string): number {
  return int(map, key, 0, Number.MAX_SAFE_INTEGER);
}

export function bool(map: Fields, key: string): boolean {
  const value = map[key];
  if (typeof value !== "boolean") throw new Malformed(key);
  return value;
}

function codes(map: Fields, key: string, max: number): string[] {
  const value = map[key];
  if (!Array.isArray(value)) throw new Malformed(key);
  return value.slice(0, max).filter(isCode);
}

export function isCode(value: unknown): value is string {
  return typeof value === "string" && CODE.test(value);
}

function httpUrl(map: Fields, key: string): string | undefined {
  const url = optStr(map, key, 240);
  return url !== undefined && /^https?:\/\/[^\s]+$/i.test(url) ? url.replace(/\/+$/, "") : undefined;
}

export function decodeScreen(bytes: Uint8Array): Screen {
  const map = read(bytes);
  return {
    room: str(map, "room", 80),
    team_name: str(map, "team_name", 80),
    palette: str(map, "palette", 16),
    spotlight: codes(map, "spotlight", 5),
    latest: codes(map, "latest", 8),
    notice: optStr(map, "notice", 500),
    notice_until_at: optInt(map, "notice_until_at", 0, Number.MAX_SAFE_INTEGER),
    public_url: httpUrl(map, "public_url"),
    stale_after_s: int(map, "stale_after_s", 60, 7 * DAY_S),
    prompt: bool(map, "prompt"),
    large: map["layout"] === "large",
    strict: map["privacy"] === "strict",
    touch: map["touch"] === true,
    message: optStr(map, "message", 160),
    message_until_at: optInt(map, "message_until_at", 0, Number.MAX_SAFE_INTEGER),
  };
}

export function decodeCard(bytes: Uint8Array, code: string): Card {
  const map = read(bytes);
  if (map["code"] !== code) throw new Malformed("code");
  const theme = str(map, "theme", 32);
  if (!SLUG.test(theme)) throw new Malformed("theme");
  return {
    code,
    title: str(map, "title", 110),
    theme,
    theme_name: str(map, "theme_name", 80),
    team_name: optStr(map, "team_name", 80),
    asked_at: time(map, "asked_at"),
    answers: count(map, "answers"),
    thanks: count(map, "thanks"),
    open: bool(map, "open"),
    planned: map["planned"] === true,
  };
}

function wait(value: unknown): Wait {
  const map = fields(value);
  return {
    care: optStr(map, "care_name", 80) || str(map, "care", 32),
    weeks: int(map, "weeks", 0, 520),
    change: optInt(map, "change", -520, 520),
    at: time(map, "at"),
  };
}

export function decodeTotals(bytes: Uint8Array): Totals {
  const map = read(bytes);
  const waits = absent(map, "waits") ? [] : map["waits"];
  if (!Array.isArray(waits)) throw new Malformed("waits");
  return {
    questions: count(map, "questions"),
    answers: count(map, "answers"),
    open: count(map, "open"),
    waits: waits.slice(0, 4).map(wait),
    tip: optStr(map, "tip", 300),
    tip_team_name: optStr(map, "tip_team_name", 80),
    tip_thanks: optInt(map, "tip_thanks", 0, Number.MAX_SAFE_INTEGER),
  };
}

export function decodeClock(bytes: Uint8Array): Heartbeat {
  const map = read(bytes);
  return {
    utc_at: time(map, "utc_at"),
    offset_s: int(map, "offset_s", -DAY_S, DAY_S),
    /* A zone without summer time has no next change: the greatest int64, which a number cannot hold exactly. */
    next_change_at: Math.min(Number(map["next_change_at"]), Number.MAX_SAFE_INTEGER) || 0,
    next_offset_s: int(map, "next_offset_s", -DAY_S, DAY_S),
  };
}

export function decodeDetail(bytes: Uint8Array): Detail {
  const map = read(bytes);
  const answers = absent(map, "answers") ? [] : map["answers"];
  if (!isCode(map["code"]) || !Array.isArray(answers)) throw new Malformed("detail");
  return {
    code: map["code"],
    text: optStr(map, "text", 401),
    answers: answers.slice(0, 2).map(fields).map((one) => ({
      text: str(one, "text", 241),
      team_name: optStr(one, "team_name", 80),
      thanks: count(one, "thanks"),
    })),
  };
}

function list(map: Fields, key: string, max: number): Fields[] {
  const value = absent(map, key) ? [] : map[key];
  if (!Array.isArray(value)) throw new Malformed(key);
  return value.slice(0, max).map(fields);
}

function step(map: Fields): Step {
  return {
    name: str(map, "name", 60),
    text: optStr(map, "text", 240),
    task: str(map, "task", 16),
    duration_ms: optInt(map, "duration_ms", 1000, 2 * 3600000),
    part: optStr(map, "part", 54),
  };
}

function choice(map: Fields): Choice {
  return { text: str(map, "text", 48), points_to: optStr(map, "points_to", 68), teams: optInt(map, "teams", 0, 1000) };
}

function line(map: Fields): Line {
  return {
    name: str(map, "name", 60),
    answer: optInt(map, "answer", 0, 8),
    chosen: optStr(map, "chosen", 48),
    points_to: optStr(map, "points_to", 68),
    said: optStr(map, "said", 300),
  };
}

export function decodeBoard(bytes: Uint8Array): Board {
  const map = read(bytes);
  return {
    kind: str(map, "kind", 16),
    title: str(map, "title", 110),
    code: isCode(map["code"]) ? map["code"] : undefined,
    about: optStr(map, "about", 110),
    step: optInt(map, "step", 1, 40) || 1,
    steps: optInt(map, "steps", 1, 40) || 1,
    now: list(map, "now", 1).map(step)[0],
    next: optStr(map, "next", 60),
    until_at: optInt(map, "until_at", 0, Number.MAX_SAFE_INTEGER),
    notes: list(map, "notes", 24).map((note) => str(note, "text", 300)),
    themes: list(map, "themes", 16).map((theme) => ({ name: str(theme, "name", 80), inputs: count(theme, "inputs") })),
    unsorted: optInt(map, "unsorted", 0, Number.MAX_SAFE_INTEGER) || 0,
    closed: map["closed"] === true,
    others: optInt(map, "others", 0, Number.MAX_SAFE_INTEGER) || 0,
    guest_code: isCode(map["guest_code"]) ? map["guest_code"] : undefined,
    link: httpUrl(map, "link"),
    guests_until_at: optInt(map, "guests_until_at", 0, Number.MAX_SAFE_INTEGER),
    chosen: optStr(map, "chosen", 300),
    learned: optStr(map, "learned", 300),
    choices: list(map, "choices", 10).map(choice),
    answer: optInt(map, "answer", 0, 8),
    lines: list(map, "lines", 12).map(line),
    source: optStr(map, "source", 160),
  };
}

/* What the screen is to do now; a word that it does not know does nothing. */
export function decodeOrder(bytes: Uint8Array): string {
  return str(read(bytes), "order", 16);
}

/* What an unpaired screen is told: how long its digits are good for, or who it is. */
export function decodePairing(bytes: Uint8Array): { left_s: number; account?: { kiosk: string; device: string; secret: string } } {
  const map = read(bytes);
  if (absent(map, "secret")) return { left_s: int(map, "left_s", 0, DAY_S) };
  const account = { kiosk: str(map, "kiosk", 32), device: str(map, "device", 32), secret: str(map, "secret", 64) };
  if (!SLUG.test(account.kiosk) || !SLUG.test(account.device)) throw new Malformed("kiosk");
  return { left_s: 0, account };
}

/* Whether the daemon is there, from vakwerk/1/state. */
export function decodeOnline(bytes: Uint8Array): boolean {
  return str(read(bytes), "status", 16) === "online";
}
