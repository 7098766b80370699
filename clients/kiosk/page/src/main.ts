/* Puts the parts together: messages in, one picture out, once a second and whenever something changes. */
import "./older";
import { Clock } from "./clock";
import { Connection } from "./connection";
import { decodeClock, decodeDetail, decodeOnline, decodeOrder, Malformed } from "./decode";
import { Newcomer } from "./newcomer";
import { forgetPairing, isPaired, keepPairing, readPairing } from "./pairing";
import type { Pairing } from "./pairing";
import { Rotation } from "./rotation";
import type { Cover, Scene, Trouble } from "./scene";
import { titleLength } from "./spotlight";
import { Stage } from "./stage";
import { load, remove, save } from "./storage";
import { Touch } from "./touch";
import { Wall } from "./wall";
import type { Kept } from "./wall";
import type { Board, Heartbeat, Screen } from "./wire";

declare const PAGE_VERSION: string;

const WALL = "vakwerk.wall";
const TICK_MS = 1000;
/* Everything that is retained has come in by then; a websocket broker needs a tenth of it for 200 cards. */
const SETTLE_MS = 2500;
/* A page that has just been opened may still be connecting: no alarm yet. */
const PATIENCE_MS = 4000;
/* Three heartbeats missed. */
const CLOCK_LOST_MS = 90000;
const SAVE_MS = 1000;
const RELOAD_AFTER_ERROR_MS = 60000;
const RELOAD_RETRY_MS = 60000;
/* Connected, and nothing that can be read: a page as new may hear more. Not again and again. */
const UNREADABLE_MS = 600000;
const RELOAD_PAUSE_MS = 1800000;
const RELOAD_HOUR = 4;
const STALE_AFTER_S = 8 * 3600;
const ALIVE_MS = 60000;
const LABEL_MS = 30000;
const AWAKE_MS = 300000;
const FAULT_MAX = 200;
const CARDS_MAX = 16;

/* The wall as it is kept on the device. The device's clock is used for one thing: how long the page was away. */
interface KeptWall extends Kept {
  beat?: Heartbeat | undefined;
  beatDevice: number;
  contactDevice: number;
  savedDevice: number;
}

function noBroker(broker: string): Cover {
  return { kind: "no-broker", address: broker.replace(/^wss?:\/\//i, "").replace(/\/+$/, "") };
}

class Page {
  private readonly clock = new Clock();
  private readonly wall = new Wall();
  private readonly rotation = new Rotation();
  private readonly stage = new Stage();
  private readonly touching = new Touch((touch) => {
    if (this.connection && this.pairing) this.connection.say(`kiosk/${this.pairing.kiosk}/touch`, touch);
  });
  private readonly opened = performance.now();
  private readonly pairing: Pairing | undefined;
  private readonly connection: Connection | undefined;
  private readonly broker: string | undefined;

  private newcomer: Newcomer | undefined; /* as long as the screen is nobody */
  private denied = false;
  private wasUp = false;
  private daemon: boolean | undefined; /* is it there; unknown until the broker says so */
  private sessionAt = this.opened; /* when this connection, or the wait for it, began */
  private settled = false;
  private clockLost = false;
  private readAt = this.opened; /* when something for this screen last could be read */
  private contact: number | undefined; /* when the daemon was last heard: a monotonic moment */
  private stale = false;
  private readonly seen = new Set<string>(); /* the nightly reload empties it */
  private primedAt: number | undefined; /* from then on a new code is a new question */
  private saidAlive = 0;
  private saidCards = "";
  private labelUntil = 0;
  private awakeUntil = 0; /* somebody touched it at night */
  private dimmedIn: string | undefined; /* the palette that the evening's stands for, by order */
  private fault: string | undefined;
  private drawing = false;
  private saving = false;
  private lastHour: string | undefined;
  private palette = "day"; /* outlives the wall: a dark room stays dark */

  constructor() {
    const found = readPairing(window.location);
    this.broker = found && found.broker;
    if (found && isPaired(found)) {
      this.pairing = found;
      this.restore();
      this.connection = this.connect(found);
      this.connection.open();
    } else {
      /* Nothing of a screen that this device once was. */
      remove(WALL);
      this.pair();
    }
    window.addEventListener("click", (event) => this.tap(event));
    /* A finger that stays asks for a menu of the browser's. */
    window.addEventListener("contextmenu", (event) => event.preventDefault());
    window.setInterval(() => this.tick(), TICK_MS);
    this.draw();
  }

  private connect(pairing: Pairing): Connection {
    const own = `kiosk/${pairing.kiosk}/`;
    const { broker, kiosk: user, device, secret } = pairing;
    /* The state first: whether the daemon is there decides how to read what is retained. */
    const account = { broker, user, device, secret, topics: ["state", own + "#"], will: { topic: own + "alive", value: { state: "offline" } } };
    return new Connection(account, {
      up: () => this.up(),
      down: () => this.down(),
      refused: () => this.refuse(),
      message: (topic, payload, live) => {
        if (topic === "state") this.takeState(payload);
        else if (topic.startsWith(own)) this.take(topic.slice(own.length), payload, live);
      },
    });
  }

  private pair(): void {
    if (this.broker === undefined) return;
    const adopt = (pairing: Pairing): void => {
      keepPairing(pairing, window.location);
      window.location.reload();
    };
    this.newcomer = new Newcomer(this.broker, PAGE_VERSION, adopt, () => this.drawSoon());
  }

  /* ---- what comes in ---- */

  private up(): void {
    this.sayAlive(performance.now());
    this.wasUp = true;
    this.wall.beginSession();
    this.daemon = undefined;
    this.settled = false;
    this.sessionAt = performance.now();
    this.drawSoon();
  }

  private down(): void {
    this.sessionAt = performance.now();
    this.drawSoon();
  }

  private refuse(): void {
    this.denied = true;
    this.wall.clear();
    remove(WALL);
    forgetPairing();
    this.pair();
    this.draw();
  }

  private takeState(payload: Uint8Array): void {
    try {
      this.daemon = payload.length > 0 && decodeOnline(payload);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
    if (this.daemon) this.touch();
    this.drawSoon();
  }

  private take(name: string, payload: Uint8Array, live: boolean): void {
    if (name === "clock") {
      this.takeClock(payload);
      return;
    }
    if (name === "detail") {
      this.takeDetail(payload);
      return;
    }
    if (name === "order") {
      if (live) this.obey(payload);
      return;
    }
    const first = !this.wall.screen;
    if (!this.wall.take(name, payload)) return;
    this.readAt = performance.now();
    /* What is retained is only as fresh as the daemon that stands behind it. */
    if (live || this.daemon) this.touch();
    if (first && this.wall.screen) this.primedAt = performance.now() + SETTLE_MS;
    this.welcome();
    /* A withdrawn question leaves the device at once as well. */
    if (payload.length === 0) {
      this.draw();
      this.keep();
      this.sayCards(performance.now());
    } else {
      this.drawSoon();
      this.keepSoon();
    }
  }

  private takeClock(payload: Uint8Array): void {
    try {
      this.clock.set(decodeClock(payload), performance.now());
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return;
    }
    this.clockLost = false;
    this.readAt = performance.now();
    this.touch();
    this.drawSoon();
    this.keepSoon();
  }

  private takeDetail(payload: Uint8Array): void {
    try {
      this.touching.take(decodeDetail(payload));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
    this.drawSoon();
  }

  /* ---- what people touch ---- */

  private tap(event: Event): void {
    const screen = this.wall.screen;
    const at = event.target;
    const now = performance.now();
    if (this.wakes(now) || !screen || !screen.touch || !(at instanceof Element)) return;
    if (this.wall.board) {
      this.pressBoard(at, this.wall.board, now);
      return;
    }
    const opened = this.touching.shown((code) => this.wall.card(code) !== undefined, now);
    const action = at.closest("[data-touch]");
    const card = at.closest("[data-code]");
    const code = opened ? opened.code : card ? card.getAttribute("data-code") : null;
    if (action) this.press(action.getAttribute("data-touch"), code, now);
    else if (opened && !at.closest(".sheet")) this.touching.close();
    else if (!opened && code !== null) this.touching.open(code, !screen.strict, now);
    this.rotation.hold(now);
    this.draw();
  }

  /* A touch makes a dark screen bright: at night for a while after the last one. */
  private wakes(now: number): boolean {
    const screen = this.wall.screen;
    const wasDark = this.dimmedIn !== undefined || (!!screen && screen.palette === "night" && now >= this.awakeUntil);
    this.dimmedIn = undefined;
    this.awakeUntil = now + AWAKE_MS;
    if (wasDark) this.draw();
    return wasDark;
  }

  private press(action: string | null, code: string | null, now: number): void {
    if (action === "close") this.touching.close();
    if (action === "undo") this.touching.undo();
    /* Without the daemon a touch would be lost: the buttons are grey then. */
    if ((action === "thank" || action === "intervision" || action === "begin") && code !== null && !this.trouble(now)) this.touching.tap(action, code, now);
  }

  /* What the team does together goes on by touch; only breaking it off can be taken back. */
  private pressBoard(at: Element, board: Board, now: number): void {
    const node = at.closest("[data-touch]");
    const action = node && node.getAttribute("data-touch");
    const answer = node && node.getAttribute("data-answer");
    if (action === "undo") this.touching.undo();
    else if (node && action && !this.trouble(now)) {
      if (action === "stop") this.touching.tap("stop", board.code, now, board.step);
      else this.touching.lead(action, board, answer === null ? undefined : Number(answer), now);
    }
    this.draw();
  }

  private obey(payload: Uint8Array): void {
    let order = "";
    try {
      order = decodeOrder(payload);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
    if (order === "reload") this.reload();
    if (order === "identify") this.labelUntil = performance.now() + LABEL_MS;
    if (order === "rotate") this.rotation.next(performance.now());
    if (order === "dim") this.dimmedIn = this.wall.screen && this.wall.screen.palette;
    this.draw();
  }

  private touch(): void {
    this.contact = performance.now();
    this.stale = false;
  }

  /* A question that hangs here for the first time goes to the big place, whether it takes turns there or not. */
  private welcome(): void {
    const now = performance.now();
    const primed = this.primedAt !== undefined && now >= this.primedAt;
    let newest: string | undefined;
    const screen = this.wall.screen;
    for (const code of screen ? screen.spotlight.concat(screen.latest) : []) {
      const card = this.wall.card(code);
      if (!card || this.seen.has(code)) continue;
      this.seen.add(code);
      const best = newest === undefined ? undefined : this.wall.card(newest);
      if (!best || card.asked_at > best.asked_at) newest = code;
    }
    if (newest !== undefined && primed) this.rotation.jump(newest, now);
  }

  /* ---- what is kept ---- */

  private restore(): void {
    const kept = load<KeptWall>(WALL);
    if (!kept || !Array.isArray(kept.cards)) return;
    const now = performance.now();
    const away = Date.now() - kept.savedDevice;
    /* A device without a clock of its own may start in the past: then nobody knows how old this is. */
    if (!(away >= 0)) {
      remove(WALL);
      return;
    }
    this.wall.restore(kept);
    if (kept.beat) this.clock.set(kept.beat, now - (Date.now() - kept.beatDevice));
    this.contact = now - (Date.now() - kept.contactDevice);
    kept.cards.forEach((card) => this.seen.add(card.code));
    this.primedAt = now;
  }

  private keep(): void {
    this.saving = false;
    if (this.stale || this.denied || !this.wall.screen) {
      remove(WALL);
      return;
    }
    const now = performance.now();
    const device = Date.now();
    const kept: KeptWall = {
      ...this.wall.kept,
      beat: this.clock.heartbeat,
      beatDevice: device - (now - this.clock.anchoredAt),
      contactDevice: device - (now - (this.contact === undefined ? this.opened : this.contact)),
      savedDevice: device,
    };
    save(WALL, kept);
  }

  private keepSoon(): void {
    if (this.saving) return;
    this.saving = true;
    window.setTimeout(() => {
      if (this.saving) this.keep();
    }, SAVE_MS);
  }

  /* ---- time passes ---- */

  private tick(): void {
    const now = performance.now();
    const connection = this.connection;
    if (this.newcomer) this.newcomer.tick(now);
    if (connection && !this.denied) {
      connection.tick();
      if (connection.isUp) this.tickSession(connection, now);
      this.sayCards(now);
      if (now - this.saidAlive >= ALIVE_MS) this.sayAlive(now);
      this.tickStale(now);
    }
    this.tickReload(now);
    this.touching.tick(now);
    this.draw();
  }

  private tickSession(connection: Connection, now: number): void {
    if (!this.settled && now - this.sessionAt > SETTLE_MS) {
      this.settled = true;
      if (this.daemon === undefined) this.daemon = false;
      this.wall.settle();
      this.keepSoon();
    }
    /* A daemon that says it is away sends no heartbeat: that is no reason to distrust the line. */
    const beatAt = this.clock.heartbeat ? Math.max(this.clock.anchoredAt, this.sessionAt) : this.sessionAt;
    if (this.daemon && now - beatAt > CLOCK_LOST_MS) {
      this.clockLost = true;
      connection.drop();
    }
    if (this.daemon && now - this.readAt > UNREADABLE_MS && now - this.opened > RELOAD_PAUSE_MS) this.reload();
  }

  private tickStale(now: number): void {
    const limit = 1000 * (this.wall.screen ? this.wall.screen.stale_after_s : STALE_AFTER_S);
    if (this.stale || !this.wall.screen || this.silence(now) <= limit) return;
    this.stale = true;
    this.wall.clear();
    this.keep();
  }

  private silence(now: number): number {
    return now - (this.contact === undefined ? this.opened : this.contact);
  }

  /* ---- what the screen says of itself ---- */

  private sayAlive(now: number): void {
    if (!this.connection || !this.pairing || !this.connection.isUp) return;
    this.saidAlive = now;
    const cards = this.wall.codes;
    this.saidCards = cards.join();
    const memory = (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory;
    const utc = this.clock.utc(now);
    this.connection.say(`kiosk/${this.pairing.kiosk}/alive`, {
      state: "online",
      version: PAGE_VERSION,
      uptime_s: Math.round((now - this.opened) / 1000),
      ...(memory ? { memory_kb: Math.round(memory.usedJSHeapSize / 1024) } : {}),
      ...(utc === undefined ? {} : { clock_error_s: Math.round((Date.now() - utc) / 1000) }),
      ...(this.fault === undefined ? {} : { fault: this.fault }),
      cards: cards.slice(0, CARDS_MAX),
    }, true);
  }

  /* What went wrong in it: whoever looks at the list of screens sees it there. */
  sayFault(text: string): void {
    this.fault = text.slice(0, FAULT_MAX);
    this.sayAlive(performance.now());
  }

  /* At once: somebody may wait to hear that a question is gone. */
  private sayCards(now: number): void {
    if (this.wall.codes.join() !== this.saidCards) this.sayAlive(now);
  }

  /* Every night at four a fresh page, as long as it is sure to come back. */
  private tickReload(now: number): void {
    const utc = this.clock.utc(now);
    const local = utc === undefined ? undefined : this.clock.local(utc);
    if (!local) return;
    const before = this.lastHour;
    this.lastHour = `${local.dayNumber}.${local.hour}`;
    if (local.hour === RELOAD_HOUR && before === `${local.dayNumber}.${RELOAD_HOUR - 1}`) this.reload();
  }

  /* A page from a server that is gone cannot be loaded again: rather an old page than an error page. */
  reload(): void {
    if (window.location.protocol === "file:" || (this.connection && this.connection.isUp)) window.location.reload();
    else window.setTimeout(() => this.reload(), RELOAD_RETRY_MS);
  }

  /* ---- what goes out ---- */

  private trouble(now: number): Trouble | undefined {
    const connection = this.connection;
    if (!connection || this.denied) return undefined;
    if (!connection.isUp) {
      if (!this.wasUp && now - this.opened < PATIENCE_MS) return undefined;
      const heard = connection.heardAt === undefined ? this.contact : connection.heardAt;
      return { kind: "connection", since: heard === undefined ? undefined : this.clock.utc(heard) };
    }
    if (this.daemon === false || this.clockLost) {
      return { kind: "daemon", since: this.contact === undefined ? undefined : this.clock.utc(this.contact) };
    }
    return undefined;
  }

  private cover(now: number, trouble: Trouble | undefined): Cover | undefined {
    if (this.broker === undefined) return { kind: "no-address" };
    if (this.newcomer) return this.newcomerCover(this.newcomer, this.broker, now);
    if (!this.pairing || !this.connection) return undefined;
    if (this.stale) return { kind: "stale", kiosk: this.pairing.kiosk, silentMs: this.silence(now) };
    const screen = this.wall.screen;
    if (screen) return screen.palette === "night" && now >= this.awakeUntil ? { kind: "night" } : undefined;
    if (now - this.opened < PATIENCE_MS && !this.settled) return { kind: "connecting" };
    if (!trouble) return { kind: "waiting", kiosk: this.pairing.kiosk };
    if (trouble.kind === "daemon") return { kind: "stopped" };
    return noBroker(this.broker);
  }

  private newcomerCover(newcomer: Newcomer, broker: string, now: number): Cover {
    const shown = newcomer.shown(now);
    if (shown) return { kind: "pairing", was: this.denied, ...shown };
    if (now - this.opened < PATIENCE_MS) return { kind: "connecting" };
    if (newcomer.isUp) return { kind: "stopped" };
    return newcomer.hasMet ? { kind: "no-digits", was: this.denied } : noBroker(broker);
  }

  private drawSoon(): void {
    if (this.drawing) return;
    this.drawing = true;
    window.setTimeout(() => {
      if (this.drawing) this.draw();
      this.sayCards(performance.now());
    }, 20);
  }

  private draw(): void {
    this.drawing = false;
    const now = performance.now();
    if (this.wall.screen) this.palette = this.paletteOf(this.wall.screen);
    const trouble = this.trouble(now);
    const shown = this.rotation.turn(this.wall.pool, (code) => this.wall.card(code) !== undefined, (code) => this.lengthOf(code), now);
    const scene: Scene = {
      clock: this.clock,
      now: this.clock.utc(now),
      wall: this.wall,
      palette: this.palette,
      shown,
      trouble,
      updated: this.contact === undefined ? undefined : this.clock.utc(this.contact),
      cover: this.cover(now, trouble),
      board: this.wall.board,
      touched: this.touching.touched(),
      opened: this.wall.board ? undefined : this.touching.shown((code) => this.wall.card(code) !== undefined, now),
      label: this.pairing && now < this.labelUntil ? this.pairing.kiosk : undefined,
    };
    this.stage.draw(scene, now - this.opened);
  }

  /* One that was dimmed is so until the hours bring another palette. */
  private paletteOf(screen: Screen): string {
    if (this.dimmedIn !== screen.palette) this.dimmedIn = undefined;
    return this.dimmedIn === "day" ? "evening" : screen.palette;
  }

  private lengthOf(code: string): number {
    const card = this.wall.card(code);
    return card ? titleLength(card.title) : 0;
  }
}

/* After a script error the last good picture stands; a minute later the page starts afresh. */
let page: Page | undefined;
let failed = false;

function fail(text: string): void {
  if (failed) return;
  failed = true;
  if (page) page.sayFault(text);
  window.setTimeout(() => (page ? page.reload() : window.location.reload()), RELOAD_AFTER_ERROR_MS);
}

window.addEventListener("error", (event) => fail(`${event.message} (${event.lineno}:${event.colno})`));
window.addEventListener("unhandledrejection", (event) => fail(String(event.reason)));
page = new Page();
