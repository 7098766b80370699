/*
 * The time in the Netherlands. It comes from the daemon's heartbeat and runs on the monotonic clock of the
 * page, so a device with a wrong clock or another zone shows the right time. Moments inside the page are kept
 * as monotonic milliseconds and turned into UTC here, also those from before the first heartbeat.
 */
import type { Heartbeat } from "./wire";

const DAY_MS = 86400000;

export interface LocalTime {
  year: number;
  month: number; /* 0 to 11 */
  day: number;
  weekday: number; /* 0 is Sunday */
  hour: number;
  minute: number;
  dayNumber: number; /* days since 1970, local: the difference of two is the number of nights between them */
}

export class Clock {
  private beat: Heartbeat | undefined;
  private anchor = 0;

  /* at: the monotonic moment on which the heartbeat was true. */
  set(beat: Heartbeat, at: number): void {
    this.beat = beat;
    this.anchor = at;
  }

  get heartbeat(): Heartbeat | undefined {
    return this.beat;
  }

  /* The monotonic moment the heartbeat belongs to. */
  get anchoredAt(): number {
    return this.anchor;
  }

  /* UTC milliseconds at a monotonic moment; undefined before the first heartbeat. */
  utc(moment: number): number | undefined {
    return this.beat && this.beat.utc_at + (moment - this.anchor);
  }

  /*
   * The one change that is announced is known, earlier ones are not: a date of half a year ago that lies within
   * an hour of midnight may be off by one day.
   */
  local(utc: number): LocalTime | undefined {
    if (!this.beat) return undefined;
    const offset = utc >= this.beat.next_change_at && this.beat.next_change_at > 0 ? this.beat.next_offset_s : this.beat.offset_s;
    const shifted = utc + offset * 1000;
    const date = new Date(shifted);
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth(),
      day: date.getUTCDate(),
      weekday: date.getUTCDay(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      dayNumber: Math.floor(shifted / DAY_MS),
    };
  }
}
