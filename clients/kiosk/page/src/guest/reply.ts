/* What the daemon answers a guest. Anything else is Malformed, and is as if it had not come. */
import { bool, fields, int, Malformed, optInt, optStr, read, str } from "../decode";
import type { Fields } from "../decode";
import { toHex } from "./id";

const CHARACTERS_MAX = 2000;
const STEPS_MAX = 12;

export interface Hit {
  kind: string;
  at: number; /* in characters of the text */
  length: number;
  block: boolean;
}

/* Of a session: what it is at, and what may be said in it now. */
export interface Step {
  at: number; /* from 1 */
  of: number;
  name: string;
  text: string | undefined;
  task: string;
  until_at: number | undefined;
}

export interface Reply {
  to: string; /* the id of the request, in hex */
  ok: boolean;
  error: string; /* "" when it is ok */
  retry: boolean;
  hits: Hit[];
  title: string | undefined;
  until_at: number | undefined;
  step: Step | undefined; /* undefined: a table has none */
}

function hit(value: unknown): Hit {
  const map = fields(value);
  return {
    kind: str(map, "kind", 16),
    at: int(map, "at", 0, CHARACTERS_MAX),
    length: int(map, "length", 1, CHARACTERS_MAX),
    block: bool(map, "block"),
  };
}

function step(map: Fields): Step | undefined {
  const now = map["now"];
  if (!Array.isArray(now) || now.length === 0) return undefined;
  const round = fields(now[0]);
  return {
    at: int(map, "step", 1, STEPS_MAX),
    of: int(map, "steps", 1, STEPS_MAX),
    name: str(round, "name", 60),
    text: optStr(round, "text", 240),
    task: str(round, "task", 16),
    until_at: optInt(map, "step_until_at", 0, Number.MAX_SAFE_INTEGER),
  };
}

export function decodeReply(bytes: Uint8Array): Reply {
  const map = read(bytes);
  const to = map["re"];
  const ok = bool(map, "ok");
  const hits = Array.isArray(map["hits"]) ? map["hits"] : [];
  if (!(to instanceof Uint8Array)) throw new Malformed("re");
  return {
    to: toHex(to),
    ok,
    error: ok ? "" : str(map, "error", 32),
    retry: !ok && bool(map, "retry"),
    hits: hits.slice(0, 16).map(hit),
    title: optStr(map, "title", 110),
    until_at: optInt(map, "until_at", 0, Number.MAX_SAFE_INTEGER),
    step: step(map),
  };
}
