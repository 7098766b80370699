/*
 * What the daemon tells a screen. The keys are those of the wire (proto/schema.def, "the screen in a team's
 * room"), so that one search finds both sides.
 */

export interface Screen {
  room: string;
  team_name: string;
  palette: string;
  spotlight: string[];
  latest: string[];
  notice?: string | undefined;
  notice_until_at?: number | undefined;
  public_url?: string | undefined;
  stale_after_s: number;
  prompt: boolean;
  large: boolean;
  strict: boolean;
  touch: boolean;
  message?: string | undefined;
  message_until_at?: number | undefined;
}

export interface Card {
  code: string;
  title: string;
  theme: string;
  theme_name: string;
  team_name?: string | undefined;
  asked_at: number;
  answers: number;
  thanks: number;
  open: boolean;
  planned?: boolean | undefined; /* on the list of the screen's team */
}

/* More of a question, after a touch; shown for a minute and kept nowhere. */
export interface Detail {
  code: string;
  text?: string | undefined;
  answers: { text: string; team_name?: string | undefined; thanks: number }[];
}

/* What the team does together now: kept nowhere on the device. */
export interface Board {
  kind: string;
  title: string;
  code?: string | undefined;
  about?: string | undefined;
  step: number;
  steps: number;
  now?: Step | undefined;
  next?: string | undefined;
  until_at?: number | undefined;
  notes: string[];
  themes: { name: string; inputs: number }[];
  unsorted: number;
  closed: boolean;
  others: number;
  guest_code?: string | undefined;
  link?: string | undefined;
  guests_until_at?: number | undefined;
  chosen?: string | undefined;
  learned?: string | undefined;
  choices: Choice[];
  answer?: number | undefined; /* 0: not clear yet */
  lines: Line[];
  source?: string | undefined;
}

export interface Step {
  name: string;
  text?: string | undefined;
  task: string;
  duration_ms?: number | undefined;
  part?: string | undefined;
}

/* An answer of a guided conversation; teams: of a spread, how many chose it. */
export interface Choice {
  text: string;
  points_to?: string | undefined;
  teams?: number | undefined;
}

/* What a conversation came to in one step. */
export interface Line {
  name: string;
  answer?: number | undefined;
  chosen?: string | undefined;
  points_to?: string | undefined;
  said?: string | undefined;
}

export interface Wait {
  care: string;
  weeks: number;
  change?: number | undefined;
  at: number;
}

export interface Totals {
  questions: number;
  answers: number;
  open: number;
  waits: Wait[];
  tip?: string | undefined;
  tip_team_name?: string | undefined;
  tip_thanks?: number | undefined;
}

export interface Heartbeat {
  utc_at: number;
  offset_s: number;
  next_change_at: number;
  next_offset_s: number;
}
