/*
 * What the team does together now, in place of the cards: a round with its time, what is said in it, what comes next. The
 * time is counted down to a moment of the daemon's, by the daemon's clock.
 */
import { button, confirmed } from "./buttons";
import { el, Region } from "./dom";
import { icon } from "./icons";
import { Message } from "./overlay";
import { qr } from "./qr";
import type { Scene } from "./scene";
import { fitTalk, talkParts, talkSheet, talkSource } from "./talk";
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
    el("span", "board-turn", isTalk(board) ? texts.step(board.step, board.steps) : texts.round(board.step, board.steps)));
}

function isTalk(board: Board): boolean {
  return board.kind === "talk" || board.kind === "spread";
}

function kept(label: string, text: string | undefined): HTMLElement | undefined {
  return text === undefined ? undefined : el("div", "board-kept", el("span", "", label), el("p", "", text));
}

function notes(board: Board): HTMLElement | undefined {
  if (board.notes.length === 0) return undefined;
  const list = el("ul", "board-notes", ...board.notes.map((note) => el("li", "", note)));
  return el("div", "board-said", list, el("p", "board-more", board.others > 0 ? texts.alsoSaid(board.others) : undefined));
}

function talk(board: Board, step: Step, touch: boolean): HTMLElement {
  const card = el("article", "card board-round talk",
    top(board), steps(board),
    board.about !== undefined ? el("p", "board-about", texts.isAbout, " ", el("b", "", board.about)) : undefined,
    ...talkParts(board, step, touch),
    notes(board) || el("div", "board-said"),
    talkSource(board));
  card.setAttribute("data-others", String(board.others));
  return card;
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

/* What comes when this is over. */
function afterwards(board: Board): string {
  if (board.next !== undefined) return texts.after(board.next);
  if (board.kind === "talk") return texts.sheetAfter;
  return board.kind === "spread" ? texts.lastStep : texts.lastRound;
}

function keeps(step: Step): boolean {
  return step.task === "choice" || step.task === "lesson";
}

/* What may be said now, and how. Where visitors pass, what is said does not come on the screen: only what is kept counts. */
function how(step: Step, strict: boolean): HTMLElement {
  const task = texts.tasks[step.task];
  const takes = step.task !== "listen" && (!strict || keeps(step));
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

/* Of what may still be said of a sheet: where to get it. */
function howSheet(): HTMLElement {
  return el("section", "card board-how",
    el("h2", "", texts.takeSheet),
    el("p", "board-command", texts.type, " ", el("b", "", texts.sheetCommand)));
}

/* ---- what can be touched ---- */

function leading(scene: Scene, board: Board): HTMLElement {
  const screen = scene.wall.screen;
  const touched = scene.touched;
  if (touched && touched.action === "stop") return confirmed(touched, screen ? screen.team_name : "");
  const off = scene.trouble === undefined ? "" : " off";
  const last = board.kind === "talk" ? board.step > board.steps : board.step >= board.steps;
  return el("div", "buttons",
    board.step > 1 ? button("back", "soft" + off, texts.goBack) : undefined,
    button("next", "strong" + off, last ? texts.ready : texts.goOn),
    button("stop", "soft" + off, texts.stop));
}

function hasButtons(scene: Scene): boolean {
  return !!scene.wall.screen && scene.wall.screen.touch;
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
  private readonly lead = el("section", "board-lead");
  private readonly message = new Message();
  private readonly leftView = new Region(this.left);
  private readonly timeView = new Region(this.time);
  private readonly restView = new Region(this.rest);
  private readonly leadView = new Region(this.lead);

  constructor() {
    this.column.append(this.time, this.message.node, this.rest, this.lead);
    this.node.append(this.left, this.column);
  }

  /* True when it has to be seen again whether all fits. */
  draw(scene: Scene): boolean {
    const board = scene.board;
    this.node.hidden = !board;
    const step = board && board.now;
    this.drawLead(scene, board);
    if (board && board.kind === "harvest") return this.drawTable(scene, board);
    if (board && board.lines.length > 0) return this.drawSheet(scene, board);
    if (!board || !step) {
      this.leftView.draw(undefined, () => []);
      this.timeView.draw(undefined, () => []);
      this.restView.draw(undefined, () => []);
      return false;
    }
    this.drawTime(board, step, scene.now);
    const changed = this.message.draw(scene);
    this.rest.className = "";
    this.column.className = isTalk(board) ? "board-column of-talk" : "board-column";
    const strict = !!scene.wall.screen && scene.wall.screen.strict;
    const takes = takesGuests(board, scene.now);
    const rest = this.restView.draw([board.kind, step.task, strict, takes, board.guest_code, board.link], () =>
      [...(takes ? [guests(board)] : []), ...(board.kind === "spread" ? [] : [how(step, strict)])]);
    const touch = hasButtons(scene) && scene.trouble === undefined;
    const left = this.leftView.draw([board, step, touch], () => [isTalk(board) ? talk(board, step, touch) : round(board, step)]);
    return left || changed || rest;
  }

  private drawLead(scene: Scene, board: Board | undefined): void {
    const shows = board !== undefined && board.kind !== "harvest" && hasButtons(scene);
    this.lead.hidden = !shows;
    const view = shows && board ? [board.kind, board.step, board.steps, scene.trouble !== undefined, scene.touched] : undefined;
    this.leadView.draw(view, () => (shows && board ? [leading(scene, board)] : []));
  }

  private drawSheet(scene: Scene, board: Board): boolean {
    this.time.hidden = true;
    this.timeView.draw(undefined, () => []);
    const changed = this.message.draw(scene);
    this.rest.className = "";
    this.column.className = "board-column of-talk";
    const rest = this.restView.draw("sheet", () => [howSheet()]);
    return this.leftView.draw(board, () => [talkSheet(board)]) || changed || rest;
  }

  private drawTable(scene: Scene, board: Board): boolean {
    this.time.hidden = true;
    this.timeView.draw(undefined, () => []);
    const changed = this.message.draw(scene);
    this.rest.className = "table-rest";
    this.column.className = "board-column";
    const takes = takesGuests(board, scene.now);
    const rest = this.restView.draw([board.themes, board.unsorted, board.code, board.closed, takes, board.guest_code, board.link],
      () => tableJoin(board, takes));
    return this.leftView.draw(board, () => [tableWall(board)]) || changed || rest;
  }

  private drawTime(board: Board, step: Step, now: number | undefined): void {
    const left = board.until_at === undefined || now === undefined ? undefined : board.until_at - now;
    const over = left !== undefined && left <= 0;
    const share = left === undefined || step.duration_ms === undefined ? undefined : Math.max(0, Math.min(1, left / step.duration_ms));
    this.time.hidden = left === undefined && board.next === undefined && !isTalk(board);
    this.timeView.draw([left === undefined ? "" : leftText(left), over, step.task, board.next, board.kind], () => {
      const bar = el("i", "");
      if (share !== undefined) bar.style.width = `${Math.round(share * 1000) / 10}%`;
      return [
        left === undefined ? el("span", "") : el("div", "board-left-head", over ? texts.timeOver : texts.timeLeft),
        left === undefined ? el("span", "") : el("div", "board-clock digits", leftText(left)),
        share === undefined ? el("span", "") : el("div", over ? "bar over" : "bar", bar),
        el("p", "", over && keeps(step) ? texts.waitsForYou : afterwards(board)),
      ];
    });
  }

  /* The oldest of what was said makes room; what leaves is counted. The time is smaller where more stands below it. */
  fit(): void {
    this.time.classList.remove("small");
    if (this.time.scrollHeight > this.time.clientHeight + 1) this.time.classList.add("small");

    /* Of a table the oldest stand last. */
    const wall = this.left.querySelector(".table-newest");
    const inputs = wall && wall.querySelector(".board-notes");
    while (wall && inputs && !this.node.hidden && wall.scrollHeight > wall.clientHeight + 1 && inputs.lastChild) inputs.removeChild(inputs.lastChild);

    const card = this.left.querySelector(".board-round");
    const list = this.left.querySelector(".board-notes");
    const more = this.left.querySelector(".board-more");
    if (!card || this.node.hidden) return;
    for (let gone = 1; list && more && card.scrollHeight > card.clientHeight + 1 && list.firstChild; gone++) {
      list.removeChild(list.firstChild);
      more.textContent = texts.alsoSaid(gone + Number(card.getAttribute("data-others") || 0));
    }
    if (card.classList.contains("talk")) fitTalk(card);
  }
}
