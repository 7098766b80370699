/* The big place: one question, or the invitation to ask one. */
import { buttons, buttonsView } from "./buttons";
import { ageText } from "./dates";
import { el, Region } from "./dom";
import { icon, themeClass, themeIcon } from "./icons";
import { qr } from "./qr";
import { LONG_TITLE } from "./rotation";
import type { Scene } from "./scene";
import { texts } from "./texts";
import type { Card } from "./wire";

const SHORT_TITLE = 60;

export function titleLength(title: string): number {
  return Array.from(title).length;
}

function sizeOf(title: string): string {
  const length = titleLength(title);
  return length <= SHORT_TITLE ? "short" : length > LONG_TITLE ? "long" : "";
}

/* What to do with it: a QR code where phones can reach Vakwerk, else the command to type. */
function reply(publicUrl: string | undefined, code: string): HTMLElement {
  if (publicUrl !== undefined) {
    return el("div", "reply",
      qr(`${publicUrl}/#v/${code}`, texts.qr),
      el("div", "reply-head", texts.know),
      el("div", "reply-text", texts.scanOrType, el("b", "code", code)));
  }
  return el("div", "reply typed",
    el("div", "reply-head", texts.know),
    el("div", "reply-text", texts.type),
    el("div", "command", texts.answerCommand),
    el("div", "command code", code));
}

function invite(publicUrl: string | undefined): HTMLElement {
  if (publicUrl !== undefined) {
    return el("div", "reply",
      qr(`${publicUrl}/`, texts.askQr),
      el("div", "reply-head", texts.ask),
      el("div", "reply-text", texts.scanOrTypeAsk),
      el("div", "reply-text", el("b", "", texts.askCommand)));
  }
  return el("div", "reply typed",
    el("div", "reply-head", texts.ask),
    el("div", "reply-text", texts.type),
    el("div", "command", texts.askCommand));
}

export class Spotlight {
  readonly node = el("article", "card spotlight");
  private readonly view = new Region(this.node);
  private code = "";

  draw(scene: Scene): boolean {
    const card = scene.shown === undefined ? undefined : scene.wall.card(scene.shown);
    return card ? this.drawCard(scene, card) : this.drawEmpty(scene);
  }

  private drawCard(scene: Scene, card: Card): boolean {
    const screen = scene.wall.screen;
    const url = screen && screen.public_url;
    const prompt = !!screen && screen.prompt;
    const age = ageText(scene.clock, card.asked_at, scene.now, scene.trouble !== undefined);
    const other = card.code !== this.code;
    this.code = card.code;
    const touch = buttonsView(scene, card);
    return this.view.draw([card, age, url, prompt, touch], () => {
      this.node.className = "card spotlight" + (card.open ? " open" : "");
      this.node.setAttribute("data-code", card.code);
      const body = el("div", other ? "question fade" : "question",
        el("div", "top",
          el("span", "chip " + themeClass(card.theme), themeIcon(card.theme), el("span", "name", card.theme_name)),
          card.open
            ? el("span", "flag", icon("clock"), texts.open)
            : el("span", "answered", card.answers > 0 ? texts.answers(card.answers) : undefined)),
        el("h1", ("title " + sizeOf(card.title)).trim(), card.title),
        el("div", "bottom",
          el("div", "who", el("b", "team", card.team_name || texts.someTeam), el("span", "age", age)),
          touch !== undefined ? buttons(scene, card, false) : prompt ? el("p", "prompt", texts.prompt) : undefined),
        reply(url, card.code));
      return [body];
    });
  }

  private drawEmpty(scene: Scene): boolean {
    const screen = scene.wall.screen;
    const url = screen && screen.public_url;
    const prompt = !!screen && screen.prompt;
    /* Questions may have been asked today that are kept off the walls: then do not say there were none. */
    const none = !scene.wall.totals || scene.wall.totals.questions === 0;
    this.code = "";
    return this.view.draw(["empty", none, url, prompt], () => {
      this.node.className = "card spotlight";
      this.node.removeAttribute("data-code");
      return [
        el("div", "empty fade",
          el("div", "",
            el("h1", "title", none ? texts.emptyToday : undefined, none ? el("br", "") : undefined, texts.empty),
            el("p", "", texts.emptyHow, prompt ? el("br", "") : undefined, prompt ? texts.prompt : undefined)),
          invite(url)),
      ];
    });
  }
}
