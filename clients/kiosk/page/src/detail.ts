/* One question over the wall, after a touch: for a minute, with its best answers where visitors do not pass. */
import { buttons, buttonsView } from "./buttons";
import { ageText } from "./dates";
import { el, Region } from "./dom";
import { themeClass, themeIcon } from "./icons";
import { qr } from "./qr";
import type { Scene } from "./scene";
import { texts } from "./texts";
import type { Card } from "./wire";

function answer(one: { text: string; team_name?: string | undefined; thanks: number }): HTMLElement {
  const thanks = one.thanks > 0 ? " · " + texts.thanked(one.thanks) : "";
  return el("blockquote", "", el("p", "", one.text), el("footer", "", (one.team_name || texts.someTeam) + thanks));
}

function reply(publicUrl: string | undefined, code: string): HTMLElement {
  if (publicUrl === undefined) {
    return el("div", "typed", el("div", "reply-head", texts.readAll),
      el("div", "command", texts.showCommand), el("div", "command code", code));
  }
  return el("div", "scan", el("div", "reply-head", texts.scanAll), qr(`${publicUrl}/#v/${code}`, texts.qr));
}

export class DetailSheet {
  readonly node = el("div", "detail");
  private readonly view = new Region(this.node);

  draw(scene: Scene): void {
    const opened = scene.opened;
    const card = opened && scene.wall.card(opened.code);
    this.node.hidden = !opened || !card;
    if (!opened || !card) {
      this.view.draw(undefined, () => []);
      return;
    }
    const screen = scene.wall.screen;
    const url = screen && screen.public_url;
    const age = ageText(scene.clock, card.asked_at, scene.now, scene.trouble !== undefined);
    this.view.draw([card, opened, url, age, buttonsView(scene, card)], () => [this.sheet(scene, card, age, url)]);
  }

  private sheet(scene: Scene, card: Card, age: string, url: string | undefined): HTMLElement {
    const detail = scene.opened && scene.opened.detail;
    const meta = [age, card.answers > 0 ? texts.answers(card.answers) : texts.open].filter((part) => part !== "").join(" · ");
    return el("article", "card sheet",
      el("div", "sheet-top",
        el("span", "chip " + themeClass(card.theme), themeIcon(card.theme), el("span", "name", card.theme_name)),
        el("span", "sheet-meta", el("b", "", card.team_name || texts.someTeam), " · " + meta)),
      el("div", "sheet-text",
        el("h1", "", card.title),
        detail && detail.text !== undefined ? el("p", "", detail.text) : undefined,
        ...(detail ? detail.answers.map(answer) : [])),
      el("div", "sheet-side", reply(url, card.code), buttons(scene, card, true)),
      el("div", "sheet-left", texts.closesIn(scene.opened ? scene.opened.leftS : 0)));
  }
}
