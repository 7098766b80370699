/*
 * What the team does together now, in place of the cards: a round with its time, what is said in it, what comes next. The
 * time is counted down to a moment of the daemon's, by the daemon's clock.
 */
import { el, Region } from "./dom";
import { icon } from "./icons";
import { Message } from "./overlay";
import { qr } from "./qr";
import type { Scene } from "./scene";
import { texts } from "./texts";
import type { Board, Step } from "./wire";

const MINUTE_S = 60;
const LONG_NAME = 24;
const LONG_TASK = 160;

/* 4:05, an hour and more as 64:05; rounded up, so that it is 0:00 when the time is over. */
export function leftText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / MINUTE_S)}:${String(seconds % MINUTE_S).padStart(2, "0")}`;
}

function steps(board: Board): HTMLElement {
  const marks = el("div", "board-steps");
  for (let at = 1; at <= board.steps; at++) marks.append(el("i", at === board.step ? "now" : at < board.step ? "done" : ""));
  return marks;
}

function top(board: Board): HTMLElement {
  return el("div", "board-top",
    el("span", "chip theme-other", icon("intervision"), el("span", "name", board.title)),
    el("span", "board-turn", texts.round(board.step, board.steps)));
}

function kept(label: string, text: string | undefined): HTMLElement | undefined {
  return text === undefined ? undefined : el("div", "board-kept", el("span", "", label), el("p", "", text));
}

function notes(board: Board): HTMLElement | undefined {
  if (board.notes.length === 0) return undefined;
  const list = el("ul", "board-notes", ...board.notes.map((note) => el("li", "", note)));
  return el("div", "board-said", list, el("p", "board-more", board.others > 0 ? texts.alsoSaid(board.others) : undefined));
}

function taskClass(board: Board, step: Step): string {
  if (step.text !== undefined && step.text.length > LONG_TASK) return "board-task long-task";
  return board.notes.length === 0 ? "board-task large-task" : "board-task";
}

function round(board: Board, step: Step): HTMLElement {
  const card = el("article", "card board-round",
    top(board), steps(board),
    board.about !== undefined ? el("p", "board-about", texts.isAbout, " ", el("b", "", board.about)) : undefined,
    el("h1", step.name.length > LONG_NAME ? "title long" : "title", step.name),
    el("p", taskClass(board, step), step.text),
    notes(board) || kept(texts.chosen, board.chosen),
    board.notes.length === 0 ? kept(texts.learned, board.learned) : undefined);
  card.setAttribute("data-others", String(board.others));
  return card;
}

/* What may be said now, and how. */
function how(step: Step): HTMLElement {
  const task = texts.tasks[step.task];
  const takes = step.task !== "listen";
  return el("section", "card board-how",
    el("h2", "", task ? task.head : texts.takePart),
    el("p", "", task ? task.text : undefined),
    takes ? el("p", "board-command", texts.type, " ", el("b", "", texts.sayCommand)) : undefined,
    takes ? el("p", "", texts.noNames) : undefined);
}

/* ---- who has no account ---- */

/* As long as their code is good. */
function takesGuests(board: Board, now: number | undefined): boolean {
  return board.guest_code !== undefined && !board.closed && (board.guests_until_at === undefined || now === undefined || now < board.guests_until_at);
}

/* The code by itself leaves nothing to chance on a telephone that scans: the address has it too. */
function guests(board: Board): HTMLElement {
  return el("section", "card board-guests",
    board.link === undefined ? undefined : qr(board.link, texts.guestsQr),
    el("div", "",
      el("h2", "", texts.guests),
      el("div", "code", board.guest_code),
      board.link === undefined ? el("p", "", texts.guestsHow) : el("p", "", board.link.replace(/^https?:\/\//, "").replace(/#.*$/, ""))));
}

/* ---- the wall of a live table ---- */

const MANY_THEMES = 6;

function themes(board: Board): HTMLElement {
  const rows = board.themes.concat(board.unsorted > 0 ? [{ name: texts.unsorted, inputs: board.unsorted }] : []);
  const most = Math.max(1, ...rows.map((row) => row.inputs));
  return el("div", rows.length > MANY_THEMES ? "table-themes many" : "table-themes", ...rows.map((row) => {
    const bar = el("i", "");
    bar.style.width = `${Math.round((row.inputs / most) * 1000) / 10}%`;
    return el("div", "table-theme", el("span", "name", row.name), el("b", "digits", String(row.inputs)), el("div", "bar", bar));
  }));
}

function tableWall(board: Board): HTMLElement {
  const newest = board.notes.slice().reverse();
  return el("article", "card board-round table-wall",
    el("div", "board-top", el("span", "chip theme-other", icon("other"), el("span", "name", texts.table))),
    el("h1", board.title.length > LONG_NAME ? "title long" : "title", board.title),
    el("div", "table-parts",
      themes(board),
      el("div", "table-newest",
        el("h2", "", newest.length > 0 ? texts.newest : undefined),
        newest.length > 0 ? el("ul", "board-notes", ...newest.map((note) => el("li", "", note))) : el("p", "", texts.noInputs))));
}

function tableJoin(board: Board, takes: boolean): Node[] {
  const all = board.themes.reduce((sum, theme) => sum + theme.inputs, board.unsorted);
  return [
    el("section", "card table-count", el("div", "board-clock digits", String(all)), el("p", "", texts.inputs(all).replace(/^[0-9.]+ /, ""))),
    ...(takes ? [guests(board)] : []),
    el("section", "card board-how",
      el("h2", "", board.closed ? texts.tableClosed : texts.joinTable),
      board.closed ? el("p", "", texts.tableClosedHow) : undefined,
      board.closed ? undefined : el("div", "table-code code", board.code),
      board.closed ? undefined : el("p", "board-command", texts.type, " ", el("b", "", texts.addCommand), " ", el("b", "", board.code)),
      board.closed ? undefined : el("p", "", texts.noNames)),
  ];
}

export class BoardSheet {
  readonly node = el("main", "board");
  private readonly left = el("section", "board-left");
  private readonly column = el("section", "board-column");
  private readonly time = el("section", "card board-time");
  private readonly rest = el("div", "");
  private readonly message = new Message();
  private readonly leftView = new Region(this.left);
  private readonly timeView = new Region(this.time);
  private readonly restView = new Region(this.rest);

  constructor() {
    this.column.append(this.time, this.message.node, this.rest);
    this.node.append(this.left, this.column);
  }

  /* True when it has to be seen again whether all fits. */
  draw(scene: Scene): boolean {
    const board = scene.board;
    this.node.hidden = !board;
    const step = board && board.now;
    if (board && board.kind === "harvest") return this.drawTable(scene, board);
    if (!board || !step) {
      this.leftView.draw(undefined, () => []);
      this.timeView.draw(undefined, () => []);
      this.restView.draw(undefined, () => []);
      return false;
    }
    this.drawTime(board, step, scene.now);
    const changed = this.message.draw(scene);
    this.rest.className = "";
    const takes = takesGuests(board, scene.now);
    const rest = this.restView.draw([step.task, takes, board.guest_code, board.link], () => [...(takes ? [guests(board)] : []), how(step)]);
    return this.leftView.draw([board, step], () => [round(board, step)]) || changed || rest;
  }

  private drawTable(scene: Scene, board: Board): boolean {
    this.time.hidden = true;
    this.timeView.draw(undefined, () => []);
    const changed = this.message.draw(scene);
    this.rest.className = "table-rest";
    const takes = takesGuests(board, scene.now);
    const rest = this.restView.draw([board.themes, board.unsorted, board.code, board.closed, takes, board.guest_code, board.link],
      () => tableJoin(board, takes));
    return this.leftView.draw(board, () => [tableWall(board)]) || changed || rest;
  }

  private drawTime(board: Board, step: Step, now: number | undefined): void {
    const left = board.until_at === undefined || now === undefined ? undefined : board.until_at - now;
    const over = left !== undefined && left <= 0;
    const keeps = step.task === "choice" || step.task === "lesson";
    const share = left === undefined || step.duration_ms === undefined ? undefined : Math.max(0, Math.min(1, left / step.duration_ms));
    this.time.hidden = left === undefined && board.next === undefined;
    this.timeView.draw([left === undefined ? "" : leftText(left), over, keeps, board.next], () => {
      const bar = el("i", "");
      if (share !== undefined) bar.style.width = `${Math.round(share * 1000) / 10}%`;
      return [
        left === undefined ? el("span", "") : el("div", "board-left-head", over ? texts.timeOver : texts.timeLeft),
        left === undefined ? el("span", "") : el("div", "board-clock digits", leftText(left)),
        share === undefined ? el("span", "") : el("div", over ? "bar over" : "bar", bar),
        el("p", "", over && keeps ? texts.waitsForYou : board.next === undefined ? texts.lastRound : texts.after(board.next)),
      ];
    });
  }

  /* The oldest of what was said makes room; what leaves is counted. */
  fit(): void {
    /* Of a table the oldest stand last. */
    const wall = this.left.querySelector(".table-newest");
    const inputs = wall && wall.querySelector(".board-notes");
    while (wall && inputs && !this.node.hidden && wall.scrollHeight > wall.clientHeight + 1 && inputs.lastChild) inputs.removeChild(inputs.lastChild);

    const card = this.left.querySelector(".board-round");
    const list = this.left.querySelector(".board-notes");
    const more = this.left.querySelector(".board-more");
    if (!card || !list || !more || this.node.hidden) return;
    for (let gone = 1; card.scrollHeight > card.clientHeight + 1 && list.firstChild; gone++) {
      list.removeChild(list.firstChild);
      more.textContent = texts.alsoSaid(gone + Number(card.getAttribute("data-others") || 0));
    }
  }
}
