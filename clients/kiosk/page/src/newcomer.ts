/*
 * A screen that nobody has paired yet. It makes up six digits and a secret, logs in with them, and says again and
 * again that it is there; the daemon answers how long the digits are good for, and in the end who the screen is.
 */
import { Connection } from "./connection";
import { decodePairing, Malformed } from "./decode";
import type { Pairing } from "./pairing";

const USER = "pair";
const DIGITS = 6;
const SECRET_BYTES = 20;
const SAY_MS = 10000;
/* Two answers missed: the digits may be good no longer. */
const SILENCE_MS = 25000;
const AGAIN_MS = 5000;

function randomDigits(): string {
  const [number] = Array.from(window.crypto.getRandomValues(new Uint32Array(1)));
  return String((number || 0) % 10 ** DIGITS).padStart(DIGITS, "0");
}

function randomSecret(): string {
  const bytes = Array.from(window.crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Newcomer {
  private digits = "";
  private connection: Connection | undefined;
  private goodUntil = 0; /* monotonic */
  private answeredAt: number | undefined;
  private saidAt = 0;
  private renewAt: number | undefined;
  private met = false;

  constructor(
    private readonly broker: string,
    private readonly version: string,
    private readonly paired: (pairing: Pairing) => void,
    private readonly changed: () => void,
  ) {
    this.renew();
  }

  /* What to show: digits that the daemon knows, and for how long they are good. */
  shown(now: number): { digits: string; leftMs: number } | undefined {
    if (this.answeredAt === undefined || now - this.answeredAt > SILENCE_MS || now >= this.goodUntil) return undefined;
    return { digits: this.digits, leftMs: this.goodUntil - now };
  }

  get isUp(): boolean {
    return !!this.connection && this.connection.isUp;
  }

  /* Whether the broker has ever said anything. */
  get hasMet(): boolean {
    return this.met;
  }

  /* Called every second. */
  tick(now: number): void {
    if (this.connection) this.connection.tick();
    if (this.renewAt !== undefined ? now >= this.renewAt : this.answeredAt !== undefined && now >= this.goodUntil) this.renew();
    else if (now - this.saidAt >= SAY_MS) this.say(now);
  }

  end(): void {
    if (this.connection) this.connection.end();
  }

  private renew(): void {
    this.end();
    this.digits = randomDigits();
    this.answeredAt = this.renewAt = undefined;
    const topic = `${USER}/${this.digits}`;
    this.connection = new Connection(
      { broker: this.broker, user: USER, device: this.digits, secret: randomSecret(), topics: [topic] },
      {
        up: () => {
          this.met = true;
          this.say(performance.now());
        },
        down: () => this.changed(),
        /* Somebody else shows these digits. */
        refused: () => {
          this.met = true;
          this.renewAt = performance.now() + AGAIN_MS;
        },
        message: (from, payload) => { if (from === topic) this.take(payload); },
      },
    );
    this.connection.open();
  }

  private say(now: number): void {
    this.saidAt = now;
    if (this.connection) this.connection.say(`${USER}/${this.digits}`, { version: this.version });
  }

  private take(payload: Uint8Array): void {
    try {
      const told = decodePairing(payload);
      if (told.account) this.paired({ broker: this.broker, ...told.account });
      else this.answer(told.left_s);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
  }

  private answer(leftS: number): void {
    this.answeredAt = performance.now();
    this.goodUntil = this.answeredAt + 1000 * leftS;
    this.changed();
  }
}
