/*
 * The line to the broker: MQTT 5 over a websocket. One client object lives as long as one connection; retrying
 * is done here, so that the waiting time, its jitter and the reasons for giving up are all in one place.
 */
import mqtt from "mqtt";
import type { IClientOptions, MqttClient } from "mqtt";
import { encode } from "@msgpack/msgpack";

const ROOT = "vakwerk/1/";
const KEEPALIVE_S = 15;
/* A healthy line is never silent longer than the keepalive: the broker answers each ping. */
const SILENCE_MS = 20000;
const CONNECT_MS = 8000;
const RETRY_FIRST_MS = 2000;
const RETRY_MAX_MS = 30000;
const JITTER = 0.2;
/* A connection that lasted so long was a good one: start again with the shortest waiting time. */
const STABLE_MS = 10000;

/* MQTT 5 reason codes that say: not you. Others, such as "server busy", are a reason to try again. */
const BAD_LOGIN = 0x86;
const NOT_AUTHORIZED = 0x87;
const BANNED = 0x8a;
/* The broker put us out: whether we may come in again is asked at once. */
const PUT_OUT = 0x98;

/* Topics are without the root. */
export interface Account {
  broker: string;
  user: string;
  device: string;
  secret: string;
  /* To subscribe to, in this order. */
  topics: string[];
  /* What the broker says for us, retained, when we are gone. */
  will?: { topic: string; value: unknown };
}

export interface Listener {
  /* Subscribed: from now on everything that is retained comes in. */
  up(): void;
  down(): void;
  refused(): void;
  /* live is false for what was retained. */
  message(topic: string, payload: Uint8Array, live: boolean): void;
}

export class Connection {
  private client: MqttClient | undefined;
  private retry: number | undefined;
  private delay = RETRY_FIRST_MS;
  private openedAt = 0;
  private subscribed = false;
  private ended = false;
  private heard: number | undefined;

  constructor(
    private readonly account: Account,
    private readonly listener: Listener,
  ) {}

  /* When the broker was last heard, as a monotonic moment; undefined before it ever was. */
  get heardAt(): number | undefined {
    return this.heard;
  }

  get isUp(): boolean {
    return this.subscribed;
  }

  open(): void {
    if (this.ended) return;
    const { broker, user, device, secret, topics, will } = this.account;
    const options: IClientOptions = {
      protocolVersion: 5,
      clientId: `${user}:${device}`,
      username: user,
      password: secret,
      clean: true,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      /* A worker is not allowed by the page's policy, and a screen is never a hidden tab. */
      timerVariant: "native",
      ...(will ? { will: { topic: ROOT + will.topic, payload: encode(will.value) as Buffer, qos: 1, retain: true } } : {}),
    };
    let client: MqttClient;
    try {
      client = mqtt.connect(broker, options);
    } catch (_) {
      this.again();
      return;
    }
    this.client = client;
    const mine = (): boolean => this.client === client;
    client.on("connect", () => {
      if (!mine()) return;
      this.openedAt = this.heard = performance.now();
      client.subscribe(topics.map((topic) => ROOT + topic), { qos: 1, nl: true }, (error) => {
        if (!mine()) return;
        if (error) {
          this.drop();
          return;
        }
        this.subscribed = true;
        this.listener.up();
      });
    });
    client.on("packetreceive", () => {
      if (mine()) this.heard = performance.now();
    });
    client.on("message", (topic, payload, packet) => {
      if (!mine()) return;
      if (topic.startsWith(ROOT)) this.listener.message(topic.slice(ROOT.length), payload, !packet.retain);
    });
    client.on("disconnect", (packet) => {
      if (!mine() || packet.reasonCode !== PUT_OUT) return;
      this.leave();
      this.listener.down();
      this.open();
    });
    client.on("error", (error) => {
      if (!mine()) return;
      const code = (error as { code?: unknown }).code;
      if (code === BAD_LOGIN || code === NOT_AUTHORIZED || code === BANNED) {
        this.end();
        this.listener.refused();
      } else {
        this.drop();
      }
    });
    client.on("close", () => {
      if (mine()) this.drop();
    });
  }

  /* Lost when there is no connection now: who says it says it again, or has something newer to say. */
  say(topic: string, value: unknown, retain = false): void {
    if (this.client && this.subscribed) this.client.publish(ROOT + topic, encode(value) as Buffer, { qos: 1, retain });
  }

  /* Called every second. */
  tick(): void {
    if (this.subscribed && this.heard !== undefined && performance.now() - this.heard > SILENCE_MS) this.drop();
  }

  /* Leaves this connection and makes a new one after a while. */
  drop(): void {
    if (this.openedAt > 0 && performance.now() - this.openedAt > STABLE_MS) this.delay = RETRY_FIRST_MS;
    const was = this.subscribed;
    this.leave();
    if (was) this.listener.down();
    this.again();
  }

  /* There is reason to believe that it works now: not after the whole waiting time. */
  hurry(): void {
    if (this.ended || this.retry === undefined) return;
    window.clearTimeout(this.retry);
    this.retry = undefined;
    this.open();
  }

  end(): void {
    this.ended = true;
    this.leave();
    if (this.retry !== undefined) window.clearTimeout(this.retry);
  }

  private leave(): void {
    const client = this.client;
    this.client = undefined;
    this.subscribed = false;
    this.openedAt = 0;
    if (!client) return;
    client.removeAllListeners();
    client.on("error", () => undefined);
    client.end(true);
  }

  private again(): void {
    if (this.ended || this.retry !== undefined) return;
    const jitter = 1 - JITTER + 2 * JITTER * Math.random();
    this.retry = window.setTimeout(() => {
      this.retry = undefined;
      this.open();
    }, this.delay * jitter);
    this.delay = Math.min(this.delay * 2, RETRY_MAX_MS);
  }
}
