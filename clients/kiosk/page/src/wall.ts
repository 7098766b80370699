/*
 * What the daemon has put on this wall: the screen, its cards, the totals. The broker retains them, so each new
 * connection brings everything again; what it does not bring was withdrawn while nobody was listening.
 */
import { decodeBoard, decodeCard, decodeScreen, decodeTotals, isCode, Malformed } from "./decode";
import type { Board, Card, Screen, Totals } from "./wire";

/* How many cards fit in the list. */
export const LIST_ROWS = 3;

export interface Kept {
  screen?: Screen | undefined;
  cards: Card[];
  totals?: Totals | undefined;
}

export class Wall {
  screen: Screen | undefined;
  totals: Totals | undefined;
  board: Board | undefined; /* never kept on the device: what is said in it leaves with it */
  private cards = new Map<string, Card>();
  private heard = new Set<string>();
  private screenHeard = false;
  private boardHeard = false;

  restore(kept: Kept): void {
    this.screen = kept.screen;
    this.totals = kept.totals;
    this.cards = new Map(kept.cards.map((card) => [card.code, card] as [string, Card]));
  }

  clear(): void {
    this.screen = this.totals = this.board = undefined;
    this.cards.clear();
    this.beginSession();
  }

  beginSession(): void {
    this.heard.clear();
    this.screenHeard = this.boardHeard = false;
  }

  /* False when the message meant nothing to the wall or did not fit the schema; nothing has changed then. */
  take(name: string, payload: Uint8Array): boolean {
    try {
      if (name === "screen") {
        this.screen = payload.length > 0 ? decodeScreen(payload) : undefined;
        this.screenHeard = true;
      } else if (name === "totals") {
        this.totals = payload.length > 0 ? decodeTotals(payload) : undefined;
      } else if (name === "board") {
        this.boardHeard = true;
        this.board = payload.length > 0 ? decodeBoard(payload) : undefined;
      } else if (name.startsWith("card/") && isCode(name.slice(5))) {
        this.takeCard(name.slice(5), payload);
      } else {
        return false;
      }
      return true;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return false;
    }
  }

  /* Called a moment after a connection began: what the broker no longer has, leaves. */
  settle(): void {
    if (!this.screenHeard) return; /* The broker is empty: a restart, not a withdrawal. */
    if (!this.boardHeard) this.board = undefined;
    for (const code of Array.from(this.cards.keys())) {
      if (!this.heard.has(code)) this.cards.delete(code);
    }
  }

  card(code: string): Card | undefined {
    return this.cards.get(code);
  }

  /* The codes that take turns in the big place. */
  get pool(): string[] {
    if (!this.screen) return [];
    const urgent = this.present(this.screen.spotlight);
    return urgent.length > 0 ? urgent : this.present(this.screen.latest).slice(0, 5);
  }

  /* The cards of the list, while `shown` is in the big place. */
  list(shown: string | undefined): Card[] {
    if (!this.screen) return [];
    const codes = this.present(this.screen.latest).filter((code) => code !== shown);
    return codes.slice(0, LIST_ROWS).map((code) => this.cards.get(code) as Card);
  }

  /* All that the page holds, drawn or not. */
  get codes(): string[] {
    return Array.from(this.cards.keys());
  }

  /* What may be kept on the device: no card that is not drawn. */
  get kept(): Kept {
    const codes = new Set<string>(this.pool);
    if (this.screen) this.present(this.screen.latest).slice(0, LIST_ROWS + 1).forEach((code) => codes.add(code));
    return { screen: this.screen, totals: this.totals, cards: Array.from(codes).map((code) => this.cards.get(code) as Card) };
  }

  private present(codes: readonly string[]): string[] {
    return codes.filter((code, at) => this.cards.has(code) && codes.indexOf(code) === at);
  }

  private takeCard(code: string, payload: Uint8Array): void {
    if (payload.length === 0) {
      this.cards.delete(code);
      return;
    }
    /* Noted before it is read: a card that does not fit the schema must not take away the one we have. */
    this.heard.add(code);
    this.cards.set(code, decodeCard(payload, code));
  }
}
