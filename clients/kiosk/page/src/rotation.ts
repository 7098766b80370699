/* Whose turn it is in the big place. Times are monotonic milliseconds. */

export const TURN_MS = 25000;
export const LONG_TURN_MS = 40000;
export const NEW_TURN_MS = 60000;
export const LONG_TITLE = 95;

export class Rotation {
  private code: string | undefined;
  private place = 0;
  private until = 0;
  private isGuest = false; /* there because it is new, also when it takes no turns */

  /* The code to show now: a new one for its minute as long as it hangs here, else out of the pool in the daemon's order. */
  turn(pool: readonly string[], hangs: (code: string) => boolean, titleLength: (code: string) => number, now: number): string | undefined {
    if (this.isGuest && this.code !== undefined && now < this.until && hangs(this.code)) return this.code;
    const at = this.code === undefined ? -1 : pool.indexOf(this.code);
    if (at < 0) {
      /* The one that was shown left; the next has moved up into its place. */
      this.start(pool[this.place] === undefined ? pool[0] : pool[this.place], titleLength, now);
    } else if (now >= this.until) {
      this.start(pool[(at + 1) % pool.length], titleLength, now);
    }
    this.place = this.code === undefined ? 0 : Math.max(0, pool.indexOf(this.code));
    return this.code;
  }

  /* A new question goes first and stays longer. */
  jump(code: string, now: number): void {
    this.code = code;
    this.until = now + NEW_TURN_MS;
    this.isGuest = true;
  }

  /* Somebody wants to see the next one. */
  next(now: number): void {
    this.until = now;
  }

  /* Somebody stands before it. */
  hold(now: number): void {
    if (this.code !== undefined) this.until = Math.max(this.until, now + NEW_TURN_MS);
  }

  private start(code: string | undefined, titleLength: (code: string) => number, now: number): void {
    this.code = code;
    this.isGuest = false;
    this.until = now + (code !== undefined && titleLength(code) > LONG_TITLE ? LONG_TURN_MS : TURN_MS);
  }
}
