/* Whose turn it is in the big place. Times are monotonic milliseconds. */

export const TURN_MS = 25000;
export const LONG_TURN_MS = 40000;
export const NEW_TURN_MS = 60000;
export const LONG_TITLE = 95;

export class Rotation {
  private code: string | undefined;
  private place = 0;
  private until = 0;

  /* The code to show now, out of the pool in the daemon's order. */
  turn(pool: readonly string[], titleLength: (code: string) => number, now: number): string | undefined {
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
  }

  private start(code: string | undefined, titleLength: (code: string) => number, now: number): void {
    this.code = code;
    this.until = now + (code !== undefined && titleLength(code) > LONG_TITLE ? LONG_TURN_MS : TURN_MS);
  }
}
