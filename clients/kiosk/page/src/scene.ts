/* All that one picture is made of. Main decides it, the drawing files only draw it. */
import type { Clock } from "./clock";
import type { Opened, Touched } from "./touch";
import type { Wall } from "./wall";
import type { Board } from "./wire";

/* Connection: the broker is not heard. Daemon: the broker is there, Vakwerk itself is not. */
export interface Trouble {
  kind: "connection" | "daemon";
  since: number | undefined; /* UTC */
}

/* What may stand in place of the wall. */
export type Cover =
  | { kind: "no-address" | "connecting" | "stopped" }
  /* was: it has been paired, until it was removed. */
  | { kind: "pairing"; digits: string; leftMs: number; was: boolean }
  | { kind: "no-digits"; was: boolean }
  | { kind: "no-broker"; address: string }
  | { kind: "waiting"; kiosk: string }
  | { kind: "stale"; kiosk: string; silentMs: number }
  | { kind: "night" };

export interface Scene {
  clock: Clock;
  now: number | undefined; /* UTC; unknown before the first heartbeat */
  wall: Wall;
  palette: string; /* day, evening or night */
  shown: string | undefined; /* the code in the big place */
  trouble: Trouble | undefined;
  updated: number | undefined; /* UTC */
  cover: Cover | undefined;
  board: Board | undefined; /* what the team does together now, in place of the cards */
  touched: Touched | undefined;
  opened: Opened | undefined; /* the question that lies over the wall */
  label: string | undefined; /* it was asked to say which screen it is */
}
