/* The page of a guest: a code, then inputs at a table or in a session, on a telephone. Built once; what changes is filled in. */
import "../older";
import { brokerOf } from "../pairing";
import { el } from "../dom";
import { begin, readCode, restore } from "./kept";
import type { Input, Kept } from "./kept";
import type { Reply, Step } from "./reply";
import { Table } from "./table";
import { texts } from "./texts";

const TICK_MS = 1000;
const PATIENCE_MS = 4000;
const LENGTH_MAX = 300;
const SHOWN_MAX = 20;

/* A text as the daemon counts it. */
const characters = (text: string): string[] => Array.from(text.normalize("NFC").trim());

const mark = (): HTMLElement => el("p", "brand", texts.brand);

interface Field {
  box: HTMLElement;
  label: HTMLElement;
  help: HTMLElement;
  input: HTMLInputElement;
}

function field(tag: "input" | "textarea", id: string, label: string, how: string): Field {
  const input = el(tag, "field") as HTMLInputElement;
  const help = el("p", "how", how);
  input.id = id;
  help.id = `${id}-how`;
  input.setAttribute("aria-describedby", help.id);
  input.autocomplete = "off";
  const name = el("label", "label", label);
  name.setAttribute("for", id);
  return { box: el("div", "box", name, help, input), label: name, help, input };
}

function form(className: string, send: () => void, ...children: (Node | string)[]): HTMLElement {
  const node = el("form", className, ...children);
  node.setAttribute("novalidate", "");
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  return node;
}

function button(className: string, text: string, press?: () => void): HTMLButtonElement {
  const node = el("button", className, text) as HTMLButtonElement;
  node.type = press ? "button" : "submit";
  if (press) node.addEventListener("click", press);
  return node;
}

/* Said aloud by a telephone that reads to its owner. */
function said(className: string): HTMLElement {
  const node = el("p", className);
  node.setAttribute("role", "status");
  return node;
}

/* The rounds in which everybody is asked to say something. */
const saying: { [task: string]: { label: string; how: string } | undefined } = {
  questions: { label: texts.ask, how: texts.askHow },
  notes: { label: texts.think, how: texts.thinkHow },
};

function whyNot(error: string): string {
  if (error === "not_now" || error === "advice" || error === "no_question") return texts[error];
  return texts.refused;
}

function fill(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = text === "";
}

class Page {
  private readonly broker = brokerOf(undefined, window.location);
  private table: Table | undefined;
  private since = performance.now(); /* when it began to come in */
  private lost: string[] = [];
  private readonly delivered: Input[] = [];
  private question: Input | undefined; /* what was not taken as it is */

  private readonly code = field("input", "code", texts.code, texts.codeHow);
  private readonly codeSaid = said("said problem");
  private readonly enter = button("press", texts.enter);
  private readonly door: HTMLElement;

  private readonly title = el("h1", "title");
  private readonly until = el("p", "until");
  private readonly trouble = said("trouble");
  private readonly round = el("h2", "round");
  private readonly roundText = el("p", "how");
  private readonly roundUntil = el("p", "until");
  private readonly step = el("section", "step", this.round, this.roundText, this.roundUntil);
  private readonly input = field("textarea", "input", texts.input, texts.inputHow);
  private readonly left = el("span", "left");
  private readonly answer = said("said");
  private readonly asItIs = button("press second", texts.asItIs, () => this.giveAsItIs());
  private readonly list = el("ul", "list");
  private readonly yours = el("section", "yours", el("h2", "", texts.yours), this.list);
  private readonly place: HTMLElement;

  private readonly giving: HTMLElement;
  private readonly end: HTMLElement;
  private readonly endTitle = el("h1", "title");
  private readonly endHow = el("p", "how");
  private readonly lostList = el("ul", "list");
  private readonly lostBox = el("section", "lost", el("h2", "", texts.lost), this.lostList);

  constructor() {
    this.code.input.setAttribute("autocapitalize", "characters");
    this.code.input.setAttribute("spellcheck", "false");
    this.code.input.maxLength = 12;
    (this.input.input as unknown as HTMLTextAreaElement).rows = 4;
    this.input.box.append(this.left);
    this.door = form("door", () => this.knock(this.code.input.value), mark(), el("h1", "title", texts.welcome), this.code.box, this.codeSaid, this.enter);
    this.giving = form("give", () => this.give(), this.input.box, this.answer, this.asItIs, button("press", texts.send));
    this.place = el("main", "place", mark(), this.title, this.until, this.trouble, this.step, this.giving, this.yours,
      button("other", texts.other, () => this.getUp()));
    this.end = el("main", "end", mark(), this.endTitle, this.endHow, button("press", texts.other, () => this.getUp()));
    document.body.append(this.door, this.place, this.end, this.lostBox);
    this.input.input.addEventListener("input", () => this.draw());
    window.addEventListener("online", () => { if (this.table) this.table.hurry(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.table) this.table.hurry(); });
    window.setInterval(() => this.tick(), TICK_MS);
    this.begin();
  }

  /* The code of the address wins, and leaves it: people read along. */
  private begin(): void {
    const given = readCode(decodeURIComponent(window.location.hash.replace(/^#/, "")));
    const kept = restore();
    if (window.location.hash !== "") history.replaceState(null, "", window.location.pathname + window.location.search);
    if (given !== undefined && (!kept || kept.code !== given)) {
      if (kept) this.lost = kept.waiting.map((input) => input.text);
      this.sit(begin(given));
    } else if (kept) this.sit(kept);
    this.draw();
  }

  private sit(kept: Kept): void {
    if (this.broker === undefined) return;
    this.since = performance.now();
    this.table = new Table(this.broker, kept, {
      changed: () => this.draw(),
      delivered: (input) => this.thank(input),
      refused: (input, reply) => this.giveBack(input, reply),
    });
  }

  private knock(typed: string): void {
    const code = readCode(typed);
    this.lost = [];
    if (this.table) this.table.leave();
    this.table = undefined;
    if (code === undefined) fill(this.codeSaid, texts.badCode);
    else this.sit(begin(code));
    this.draw();
    if (code === undefined) this.code.input.focus();
  }

  private getUp(): void {
    if (this.table) {
      this.lost = this.table.waiting.map((input) => input.text);
      this.table.leave();
    }
    this.table = undefined;
    this.delivered.length = 0;
    this.ask(undefined);
    fill(this.codeSaid, "");
    this.code.input.value = "";
    this.draw();
    this.code.input.focus();
  }

  /* ---- inputs ---- */

  private ask(question: Input | undefined): void {
    this.question = question;
    this.asItIs.hidden = true;
    fill(this.answer, "");
    this.answer.className = "said";
  }

  private give(checked = false): void {
    const text = this.input.input.value.trim();
    const length = characters(text).length;
    if (!this.table || length === 0 || length > LENGTH_MAX) {
      this.input.input.focus();
      return;
    }
    this.ask(undefined);
    if (this.table.give(text, checked)) {
      this.input.input.value = "";
      if (!this.table.isUp) fill(this.answer, texts.kept);
    } else fill(this.answer, texts.full);
    this.draw();
  }

  private giveAsItIs(): void {
    /* Only what was looked at: a text that was changed since is looked at anew. */
    this.give(!!this.question && this.question.text === this.input.input.value.trim());
  }

  private thank(input: Input): void {
    this.delivered.unshift(input);
    this.delivered.splice(SHOWN_MAX);
    if (!this.question) fill(this.answer, input.step === undefined ? texts.thanks : texts.thanksScreen);
  }

  /* Somebody may be typing the next one: that is not lost. */
  private giveBack(input: Input, reply: Reply): void {
    const typed = this.input.input.value.trim();
    const points = characters(input.text);
    const hits = reply.hits.map((hit) => texts.hit(points.slice(hit.at, hit.at + hit.length).join(""), hit.kind));
    const block = reply.hits.some((hit) => hit.block);
    this.ask(input);
    this.input.input.value = typed === "" ? input.text : `${input.text}\n${typed}`;
    this.answer.className = "said problem";
    fill(this.answer, reply.error === "identifying" ? [texts.identifying, ...hits, block ? texts.takeOut : texts.lookAgain].join(" ") : whyNot(reply.error));
    this.asItIs.hidden = reply.error !== "identifying" || block;
  }

  /* ---- the picture ---- */

  private tick(): void {
    if (this.table) this.table.tick(performance.now());
    this.draw();
  }

  private draw(): void {
    const table = this.table;
    const place = table ? table.place : "coming";
    const sits = !!table && (place === "sitting" || (place === "coming" && table.waiting.length > 0));
    this.door.hidden = sits || place === "over";
    this.place.hidden = !sits;
    this.end.hidden = place !== "over";
    fill(this.endTitle, table && table.step ? texts.sessionOver : texts.over);
    fill(this.endHow, table && table.step ? texts.sessionOverHow : texts.overHow);
    if (table && place === "over" && table.waiting.length > 0) this.lost = table.waiting.map((input) => input.text);
    this.drawDoor(table);
    if (table && sits) this.drawPlace(table);
    this.fillList(this.lostList, this.lost.map((text) => el("li", "input", text)), this.lost.join("\n"));
    this.lostBox.hidden = this.lost.length === 0;
  }

  private drawDoor(table: Table | undefined): void {
    const coming = !!table && table.place === "coming";
    const late = coming && performance.now() - this.since > PATIENCE_MS;
    this.enter.textContent = coming ? texts.entering : texts.enter;
    if (this.broker === undefined) fill(this.codeSaid, texts.noServer);
    else if (table) fill(this.codeSaid, table.place === "wrong" ? texts.wrongCode : late ? texts.notYet : "");
  }

  private drawPlace(table: Table): void {
    const used = characters(this.input.input.value).length;
    this.drawStep(table.step);
    fill(this.title, table.title);
    fill(this.until, table.untilAt === undefined ? "" : texts.until(clock(table.untilAt)));
    fill(this.trouble, !table.isUp ? texts.offline : table.resting ? texts.slower : "");
    fill(this.left, texts.left(LENGTH_MAX - used));
    this.left.classList.toggle("problem", used > LENGTH_MAX);
    const rows = [
      ...table.waiting.map((input) => ({ text: input.text, state: table.isGoing(input) ? texts.going : texts.waiting, done: false })).reverse(),
      ...this.delivered.map((input) => ({ text: input.text, state: input.step === undefined ? texts.onWall : texts.onScreen, done: true })),
    ];
    this.fillList(this.list, rows.map((row) => el("li", row.done ? "input done" : "input", el("span", "text", row.text), el("span", "state", row.state))), JSON.stringify(rows));
    this.yours.hidden = rows.length === 0;
  }

  /* At a session: what the round asks, and a place to type where it asks that of everybody. */
  private drawStep(step: Step | undefined): void {
    const says = step && saying[step.task];
    this.step.hidden = !step;
    this.giving.hidden = !!step && !says && this.question === undefined;
    if (!step) return;
    fill(this.round, texts.round(step.at, step.of, step.name));
    fill(this.roundText, [step.text, says ? undefined : step.task === "listen" ? texts.listen : texts.teamWrites].filter((text) => text !== undefined).join(" "));
    fill(this.roundUntil, step.until_at === undefined ? "" : texts.roundUntil(clock(step.until_at)));
    if (!says) return;
    fill(this.input.label, says.label);
    fill(this.input.help, says.how);
  }

  private readonly listed = new Map<HTMLElement, string>();

  /* Only when it is another: a telephone that reads aloud would begin anew. */
  private fillList(list: HTMLElement, rows: HTMLElement[], shown: string): void {
    if (this.listed.get(list) === shown) return;
    this.listed.set(list, shown);
    list.textContent = "";
    list.append(...rows);
  }
}

/* By the telephone's own clock, which is what its owner looks at. */
function clock(at: number): string {
  const time = new Date(at);
  return `${time.getHours()}:${String(time.getMinutes()).padStart(2, "0")}`;
}

if (window.matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.className = "evening";
new Page();
