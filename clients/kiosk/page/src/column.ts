/* The column on the right: today's counts, the waiting times, and a tip or the team's own notice. */
import type { Clock } from "./clock";
import { dayMonth, isOld, momentText } from "./dates";
import { el, Region } from "./dom";
import { icon } from "./icons";
import type { Scene } from "./scene";
import { texts } from "./texts";
import type { Totals, Wait } from "./wire";

/* A bar is full at so many weeks, or at the longest wait that is shown. */
const FULL_WEEKS = 18;
const LONG_NAME = 19;
/* More digits than this do not fit beside each other at full size. */
const MANY_DIGITS = 9;

function date(clock: Clock, at: number, now: number | undefined): string {
  const local = clock.local(at);
  const today = now === undefined ? undefined : clock.local(now);
  return local && today ? dayMonth(local, today) : "";
}

function number(value: number, label: string, className = ""): HTMLElement {
  return el("div", ("number " + className).trim(), el("b", "digits", texts.number(value)), el("span", "", label));
}

function changeOf(wait: Wait): HTMLElement {
  const change = wait.change;
  if (change === undefined) return el("div", "change");
  if (change < 0) return el("div", "change shorter digits", texts.shorter(-change));
  if (change > 0) return el("div", "change longer digits", texts.longer(change));
  return el("div", "change", texts.same);
}

interface WaitView {
  wait: Wait;
  old: string; /* the date, when this figure is old and the heading does not say so */
  faded: boolean;
}

export class Column {
  readonly node = el("aside", "column");
  private readonly today = new Region(el("section", "card today"));
  private readonly waits = new Region(el("section", "card waits"));
  private readonly tip = new Region(el("section", "card tip"));

  constructor() {
    this.node.append(this.today.host, this.waits.host, this.tip.host);
  }

  draw(scene: Scene): boolean {
    const totals = scene.wall.totals;
    const drawn = [this.drawToday(totals), this.drawWaits(scene, totals), this.drawTip(scene, totals)];
    return drawn.some((changed) => changed);
  }

  /*
   * Makes room for a long tip or notice: smaller letters first, then fewer waiting times, then it is cut. Two
   * waiting times stay beside any tip; only the team's own notice may push them all aside.
   */
  fit(): void {
    const notice = this.tip.host.classList.contains("notice");
    const steps = notice ? 4 : 3;
    for (let step = 0; step <= steps; step++) {
      this.node.className = "column" + (step > 0 ? " fit-" + step : "");
      const parts = [this.node, this.tip.host, this.waits.host.querySelector(".wait-rows")];
      if (!parts.some((part) => !!part && part.scrollHeight > part.clientHeight + 1)) return;
    }
    this.node.className += " cut";
  }

  private drawToday(totals: Totals | undefined): boolean {
    this.today.host.hidden = !totals;
    const values = totals ? [totals.questions, totals.answers, totals.open] : [];
    const many = values.map(texts.number).join("").length > MANY_DIGITS;
    return this.today.draw(values, () => !totals ? [] : [
      el("div", "head", texts.today),
      el("div", many ? "numbers many" : "numbers",
        number(totals.questions, texts.newQuestions(totals.questions)),
        number(totals.answers, texts.newAnswers(totals.answers)),
        number(totals.open, texts.stillOpen, totals.open > 0 ? "marked" : "")),
    ]);
  }

  private drawWaits(scene: Scene, totals: Totals | undefined): boolean {
    this.waits.host.hidden = !totals;
    const waits = totals ? totals.waits : [];
    const newest = waits.reduce((at, wait) => Math.max(at, wait.at), 0);
    const headOld = isOld(scene.clock, newest, scene.now);
    const headDate = waits.length === 0 ? "" : date(scene.clock, newest, scene.now);
    const head = headDate === "" ? "" : headOld ? texts.waitsOld(headDate) : texts.waitsAt(headDate);
    const rows: WaitView[] = waits.map((wait) => {
      const old = isOld(scene.clock, wait.at, scene.now);
      const own = date(scene.clock, wait.at, scene.now);
      return { wait, old: old && own !== headDate ? texts.waitsOld(own) : "", faded: old };
    });
    const full = waits.reduce((weeks, wait) => Math.max(weeks, wait.weeks), FULL_WEEKS);
    return this.waits.draw(totals && [head, rows], () => [
      el("div", "head", texts.waits, el("span", "", head)),
      rows.length === 0
        ? el("p", "none", texts.noWaits, el("br", ""), texts.noWaitsHow, el("br", ""), el("b", "", texts.noWaitsCommand))
        : el("div", "wait-rows", ...rows.map((view) => this.waitRow(view, full))),
    ]);
  }

  private waitRow({ wait, old, faded }: WaitView, full: number): HTMLElement {
    const bar = el("i", "");
    bar.style.width = `${Math.round((100 * wait.weeks) / full)}%`;
    return el("div", faded ? "wait faded" : "wait",
      el("div", Array.from(wait.care).length > LONG_NAME ? "care small" : "care", wait.care),
      el("div", "weeks digits", String(wait.weeks)),
      faded ? el("div", "change") : changeOf(wait),
      el("div", "bar-line", el("div", "bar", bar), old === "" ? undefined : el("span", "old", old)));
  }

  private drawTip(scene: Scene, totals: Totals | undefined): boolean {
    const screen = scene.wall.screen;
    const until = screen ? screen.notice_until_at : undefined;
    const lasts = until === undefined || scene.now === undefined || scene.now < until;
    const notice = screen && lasts ? screen.notice : undefined;
    if (notice !== undefined && screen) {
      const ends = until === undefined || scene.now === undefined ? "" : texts.until(momentText(scene.clock, until, scene.now));
      this.tip.host.hidden = false;
      return this.tip.draw(["notice", notice, screen.team_name, ends], () => {
        this.tip.host.className = "card tip notice";
        return [
          el("div", "head", icon("notice"), el("span", "", texts.notice)),
          el("p", "text", notice),
          el("div", "meta", el("span", "", screen.team_name), el("span", "", ends === "" ? "" : " · " + ends)),
        ];
      });
    }
    const tip = totals ? totals.tip : undefined;
    this.tip.host.hidden = tip === undefined;
    const team = (totals && totals.tip_team_name) || (tip === undefined ? "" : texts.someTeam);
    const thanks = (totals && totals.tip_thanks) || 0;
    return this.tip.draw(["tip", tip, team, thanks], () => {
      this.tip.host.className = "card tip";
      return [
        el("div", "head", icon("bulb"), el("span", "", texts.tip)),
        el("p", "text", tip),
        el("div", "meta", el("span", "", team), el("span", "", thanks > 0 ? " · " + texts.thanked(thanks) : "")),
      ];
    });
  }
}
