/* A guided conversation: a step with its answers, what several teams chose in one, and the sheet at the end. */
import { button } from "./buttons";
import { el } from "./dom";
import { texts } from "./texts";
import type { Board, Choice, Line, Step } from "./wire";

const FEW_CHOICES = 4;
const FEW_LINES = 8;

function answerText(choice: Choice): (Node | undefined)[] {
  return [
    el("b", "", choice.text),
    choice.points_to === undefined ? undefined : el("span", "points", `→ ${choice.points_to}`),
  ];
}

/* To touch where the screen has buttons; else to read. */
function answers(board: Board, touch: boolean): HTMLElement {
  const all = board.choices.concat([{ text: texts.notClear }]);
  const rows = all.map((choice, at) => {
    const answer = (at + 1) % all.length; /* "not clear yet" is 0 */
    const className = board.answer === answer ? "talk-answer chosen" : "talk-answer";
    if (!touch) return el("div", className, ...answerText(choice));
    const node = button("answer", className, ...(answerText(choice).filter((part) => part !== undefined) as Node[]));
    node.setAttribute("data-answer", String(answer));
    return node;
  });
  return el("div", all.length > FEW_CHOICES ? "talk-answers many" : "talk-answers", ...rows);
}

function spread(board: Board): HTMLElement[] {
  const teams = board.choices.reduce((sum, choice) => sum + (choice.teams || 0), 0);
  const rows = board.choices.filter((choice) => choice.teams).map((choice) => {
    const count = choice.teams || 0;
    const bar = el("i", "");
    bar.style.width = `${Math.round((count / Math.max(1, teams)) * 1000) / 10}%`;
    return el("div", "talk-count", el("b", "", choice.text), el("span", "", texts.ofTeams(count, teams)), el("div", "bar", bar));
  });
  return [
    el("div", "talk-spread", ...rows),
    rows.length > 0 ? el("p", rows.length === 1 ? "talk-alike" : "talk-differ", rows.length === 1 ? texts.alike : texts.differ) : el("p", ""),
  ];
}

export function talkParts(board: Board, step: Step, touch: boolean): (HTMLElement | undefined)[] {
  return [
    step.part === undefined ? undefined : el("p", "talk-part", step.part),
    el("h1", "title talk-title", step.name),
    el("p", "board-task", step.text),
    ...(board.kind === "spread" ? spread(board) : board.choices.length > 0 ? [answers(board, touch)] : []),
  ];
}

/* The longest texts of a file get smaller letters; of a sheet what was said makes room at the last. */
export function fitTalk(card: Element): void {
  const parts = [card].concat(Array.from(card.querySelectorAll(".talk-lines")));
  for (const level of ["tight", "tighter"]) {
    if (parts.every((part) => part.scrollHeight <= part.clientHeight + 1)) return;
    card.classList.add(level);
  }
}

export function talkSource(board: Board): HTMLElement | undefined {
  return board.source === undefined ? undefined : el("p", "talk-source", texts.source(board.source));
}

/* ---- what it came to ---- */

function lineText(line: Line): (Node | undefined)[] {
  const open = line.chosen === undefined && line.said === undefined;
  return [
    open || line.answer === 0 ? el("span", "flag", texts.toTalkAbout) : undefined,
    line.chosen === undefined ? undefined : el("b", "", line.chosen),
    line.points_to === undefined ? undefined : el("span", "points", ` → ${line.points_to}`),
    line.said === undefined ? undefined : el("q", "", line.said),
  ];
}

export function talkSheet(board: Board): HTMLElement {
  const rows = board.lines.map((line) => el("div", "sheet-line", el("span", "sheet-name", line.name), el("p", "", ...lineText(line))));
  return el("article", "card board-round talk talk-end",
    el("div", "board-top", el("span", "chip theme-other", el("span", "name", board.title)), el("span", "board-turn", board.about)),
    el("h1", "title talk-title", texts.sheet),
    el("div", rows.length > FEW_LINES ? "talk-lines many" : "talk-lines", ...rows),
    el("p", "talk-verdict", texts.noVerdict),
    talkSource(board));
}
