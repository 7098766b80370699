/*
 * A guest's place at the table: comes in, asks which table it is, and gives inputs one by one in their order. Each stays
 * here, and on the telephone, until the daemon has answered it; it is sent again with the same id, so that it hangs there
 * once. At a session it asks again and again at which step that is.
 */
import { Connection } from "../connection";
import { Malformed } from "../decode";
import { fromHex, newId, toHex } from "./id";
import { forget, isFull, keep } from "./kept";
import type { Input, Kept } from "./kept";
import { decodeReply } from "./reply";
import type { Reply, Step } from "./reply";

const DEVICE = "telefoon";
const ANSWER_MS = 8000;
const FOLLOW_MS = 3000; /* how far the telephone is behind a session that goes on */
const REST_MS = 15000; /* after "too much", or "not now" */

export interface Listener {
  changed(): void;
  delivered(input: Input): void;
  /* It is not taken as it is, and is the person's again. */
  refused(input: Input, reply: Reply): void;
}

/* wrong: the code lets nobody in; over: it did before. */
export type Place = "coming" | "sitting" | "wrong" | "over";

export class Table {
  place: Place = "coming";
  title = "";
  untilAt: number | undefined;
  step: Step | undefined;
  resting = false;
  private readonly connection: Connection;
  private readonly out: string;
  private asked = ""; /* the id of the question which table it is */
  private going = ""; /* the id of the input that is under way; "": none */
  private askedAt = 0; /* monotonic, of either */
  private restUntil = 0;

  constructor(broker: string, private readonly kept: Kept, private readonly listener: Listener) {
    this.out = `out/${kept.name}/${DEVICE}`;
    this.connection = new Connection(
      { broker, user: kept.name, device: DEVICE, secret: kept.code, topics: [this.out] },
      {
        up: () => this.ask(),
        down: () => {
          this.asked = this.going = "";
          this.listener.changed();
        },
        refused: () => this.end(),
        message: (topic, payload) => { if (topic === this.out) this.take(payload); },
      },
    );
    keep(kept);
    this.connection.open();
  }

  get isUp(): boolean {
    return this.connection.isUp;
  }

  get waiting(): readonly Input[] {
    return this.kept.waiting;
  }

  isGoing(input: Input): boolean {
    return this.going === input.id;
  }

  /* False when too much waits already. */
  give(text: string, checked: boolean): boolean {
    if (isFull(this.kept)) return false;
    this.kept.waiting.push({ id: toHex(newId()), text, checked, ...(this.step ? { step: this.step.at } : {}) });
    keep(this.kept);
    this.next();
    return true;
  }

  /* Called every second. */
  tick(now: number): void {
    this.connection.tick();
    if (!this.isUp || this.restUntil > now) return;
    const silent = now - this.askedAt > ANSWER_MS;
    if (this.place === "coming") {
      if (silent) this.ask();
    } else if (this.going === "" || silent) {
      this.going = "";
      this.next();
      if (this.step && this.going === "" && now - this.askedAt > (this.asked === "" ? FOLLOW_MS : ANSWER_MS)) this.ask();
    }
  }

  /* The network may be back. */
  hurry(): void {
    this.connection.hurry();
  }

  leave(): void {
    this.connection.end();
    forget();
  }

  private ask(): void {
    const id = newId();
    this.asked = toHex(id);
    this.say("harvest-join", id, {});
    this.listener.changed();
  }

  private say(verb: string, id: Uint8Array, body: { [key: string]: unknown }): void {
    this.askedAt = performance.now();
    this.connection.say(`in/${this.kept.name}/${verb}`, { id, device: DEVICE, code: this.kept.code, ...body });
  }

  private next(): void {
    const [input] = this.kept.waiting;
    if (input && this.place === "sitting" && this.isUp && this.going === "" && performance.now() >= this.restUntil) {
      this.resting = false;
      this.going = input.id;
      this.say("harvest-add", fromHex(input.id), {
        text: input.text, ...(input.checked ? { checked: true } : {}), ...(input.step ? { step: input.step } : {}),
      });
    }
    this.listener.changed();
  }

  private take(payload: Uint8Array): void {
    let reply: Reply;
    try {
      reply = decodeReply(payload);
    } catch (error) {
      if (error instanceof Malformed) return;
      throw error;
    }
    if (reply.to === this.asked) this.takeTable(reply);
    else if (reply.to === this.going) this.takeAnswer(reply);
  }

  private takeTable(reply: Reply): void {
    this.asked = "";
    if (!reply.ok) {
      if (!reply.retry) this.end();
      return;
    }
    this.place = "sitting";
    this.title = reply.title || "";
    this.untilAt = reply.until_at;
    this.step = reply.step;
    this.next();
  }

  private takeAnswer(reply: Reply): void {
    const [input] = this.kept.waiting;
    this.going = "";
    if (!input) return;
    if (reply.retry) {
      this.resting = reply.error === "too_many";
      this.restUntil = performance.now() + REST_MS;
      this.listener.changed();
      return;
    }
    if (reply.error === "forbidden" || reply.error === "not_found" || reply.error === "conflict") {
      this.end();
      return;
    }
    this.kept.waiting.shift();
    keep(this.kept);
    if (reply.ok) this.listener.delivered(input);
    else this.listener.refused(input, reply);
    this.next();
  }

  private end(): void {
    this.place = this.title === "" ? "wrong" : "over";
    this.leave();
    this.listener.changed();
  }
}
