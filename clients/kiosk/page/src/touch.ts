/*
 * What people touch. A touch can be taken back for five seconds and is said then; each is said once, with an id of its
 * own, so that a second tap, or a message that is sent again, counts once.
 */
import type { Board, Detail } from "./wire";

/* What can be taken back for a while. */
export type Action = "thank" | "intervision" | "begin" | "stop";

/* As the schema has it. */
export interface Said {
  id: Uint8Array;
  action: string;
  code?: string;
  step?: number;
  answer?: number;
}

const UNDO_MS = 5000;
const THANKED_MS = 8000;
const DETAIL_MS = 60000;
const LED_MS = 2000;
const ID_BYTES = 16;

interface Pending {
  action: Action;
  code: string | undefined;
  step: number | undefined;
  sayAt: number;
  over: number;
  said: boolean;
}

/* What the pictures show of it. */
export interface Touched {
  action: Action;
  code: string | undefined;
  undo: boolean; /* it can still be taken back */
}

export interface Opened {
  code: string;
  leftS: number;
  detail: Detail | undefined;
}

/* A UUID of version 7, by the device's clock: it only has to be another one each time. */
export function newId(): Uint8Array {
  const id = window.crypto.getRandomValues(new Uint8Array(ID_BYTES));
  let ms = Date.now();
  for (let i = 5; i >= 0; i--) {
    id[i] = ms % 256;
    ms = Math.floor(ms / 256);
  }
  id[6] = ((id[6] || 0) & 0x0f) | 0x70;
  id[8] = ((id[8] || 0) & 0x3f) | 0x80;
  return id;
}

export class Touch {
  private pending: Pending | undefined;
  private opened: { code: string; until: number; detail: Detail | undefined } | undefined;

  private led = { what: "", until: 0 };

  constructor(private readonly say: (touch: Said) => void) {}

  tap(action: Action, code: string | undefined, now: number, step?: number): void {
    const before = this.pending;
    if (before && before.action === action && before.code === code && now < before.over) return;
    this.flush();
    const stays = action === "begin" || action === "stop" ? LED_MS : THANKED_MS;
    this.pending = { action, code, step, sayAt: now + UNDO_MS, over: now + UNDO_MS + stays, said: false };
  }

  /* Through what the team does together, at once: whoever goes too far goes back. The same of a step is said once. */
  lead(action: string, board: Board, answer: number | undefined, now: number): void {
    const what = [action, board.code, board.step, answer].join();
    if (what === this.led.what && now < this.led.until) return;
    this.led = { what, until: now + LED_MS };
    const said: Said = { id: newId(), action, step: board.step };
    if (board.code !== undefined) said.code = board.code;
    if (answer !== undefined) said.answer = answer;
    this.say(said);
  }

  undo(): void {
    if (this.pending && !this.pending.said) this.pending = undefined;
  }

  open(code: string, wantsDetail: boolean, now: number): void {
    this.opened = { code, until: now + DETAIL_MS, detail: undefined };
    if (wantsDetail) this.say({ id: newId(), action: "detail", code });
  }

  close(): void {
    this.opened = undefined;
  }

  take(detail: Detail): void {
    if (this.opened && this.opened.code === detail.code) this.opened.detail = detail;
  }

  tick(now: number): void {
    const pending = this.pending;
    if (pending && now >= pending.sayAt) this.flush();
    if (pending && now >= pending.over) this.pending = undefined;
    if (this.opened && now >= this.opened.until) this.opened = undefined;
  }

  touched(): Touched | undefined {
    const pending = this.pending;
    return pending && { action: pending.action, code: pending.code, undo: !pending.said };
  }

  /* Undefined as well when the question has left the wall: then nothing of it stays. */
  shown(holds: (code: string) => boolean, now: number): Opened | undefined {
    const opened = this.opened;
    if (opened && !holds(opened.code)) this.opened = undefined;
    if (!this.opened) return undefined;
    return { code: this.opened.code, leftS: Math.max(0, Math.ceil((this.opened.until - now) / 1000)), detail: this.opened.detail };
  }

  /* Nobody takes it back any more. */
  private flush(): void {
    if (!this.pending || this.pending.said) return;
    this.pending.said = true;
    const said: Said = { id: newId(), action: this.pending.action };
    if (this.pending.code !== undefined) said.code = this.pending.code;
    if (this.pending.step !== undefined) said.step = this.pending.step;
    this.say(said);
  }
}
