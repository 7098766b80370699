/*
 * What the telephone keeps: by which code it came in, and what the daemon has not answered yet. Until the table is over,
 * so that a page that was closed, or a telephone that went off, loses nothing. Who holds it is not in it.
 */
import { load, remove, save } from "../storage";

const KEY = "vakwerk.guest";
const WAITING_MAX = 50;
const TEXT_MAX = 2000;
const CODE = /^[23456789BCDFGHJKMNPQRSTVWXZ]{8}$/;
const MADE_UP = 12;
const LETTERS = "23456789bcdfghjkmnpqrstvwxz";

export interface Input {
  id: string; /* of the request, in hex; the same however often it is sent */
  text: string;
  checked: boolean;
  step?: number; /* of a session, in which it was said */
}

export interface Kept {
  code: string;
  name: string; /* that it made up for the broker, and that means nobody */
  waiting: Input[];
}

/* As people type it: small letters, blanks and dashes are no mistakes. */
export function readCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, "");
  return CODE.test(code) ? code : undefined;
}

export function begin(code: string): Kept {
  const random = Array.from(window.crypto.getRandomValues(new Uint8Array(MADE_UP)));
  const madeUp = random.map((byte) => LETTERS.charAt(byte % LETTERS.length)).join("");
  return { code, name: `guest.${code.slice(0, 3).toLowerCase()}.${madeUp}`, waiting: [] };
}

function isInput(value: unknown): value is Input {
  const input = value as Partial<Input>;
  return typeof value === "object" && value !== null && /^[0-9a-f]{32}$/.test(String(input.id)) &&
    typeof input.text === "string" && input.text.length <= TEXT_MAX && typeof input.checked === "boolean" &&
    (input.step === undefined || typeof input.step === "number");
}

/* Undefined: nothing, or not what this page wrote. */
export function restore(): Kept | undefined {
  const found = load<Partial<Kept>>(KEY);
  if (!found || typeof found.code !== "string" || !CODE.test(found.code) || !Array.isArray(found.waiting)) return undefined;
  if (typeof found.name !== "string" || !/^guest\.[a-z0-9]{3}\.[a-z0-9]{8,20}$/.test(found.name)) return undefined;
  return { code: found.code, name: found.name, waiting: found.waiting.filter(isInput).slice(0, WAITING_MAX) };
}

export const keep = (kept: Kept): boolean => save(KEY, kept);
export const forget = (): void => remove(KEY);
export const isFull = (kept: Kept): boolean => kept.waiting.length >= WAITING_MAX;
