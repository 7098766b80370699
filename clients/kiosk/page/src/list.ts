/* Three other questions, one under the other. */
import { ageText } from "./dates";
import { el, Region } from "./dom";
import { themeClass, themeIcon } from "./icons";
import type { Scene } from "./scene";
import { texts } from "./texts";
import type { Card } from "./wire";

function row(card: Card, age: string): HTMLElement {
  const tile = el("div", "tile " + themeClass(card.theme), themeIcon(card.theme));
  tile.setAttribute("role", "img");
  tile.setAttribute("aria-label", card.theme_name);
  const node = el("div", "row",
    tile,
    el("div", "row-text",
      el("div", "row-title", card.title),
      el("div", "row-meta",
        el("span", "team", card.team_name || texts.someTeam),
        el("span", "age", age === "" ? "" : " · " + age),
        card.open
          ? el("span", "flag", texts.open)
          : el("span", "count", texts.answers(card.answers)))));
  node.setAttribute("data-code", card.code);
  return node;
}

export class List {
  readonly node = el("div", "card list");
  private readonly view = new Region(this.node);

  draw(scene: Scene): boolean {
    const rows = scene.wall.list(scene.shown).map((card) => ({
      card,
      age: ageText(scene.clock, card.asked_at, scene.now, scene.trouble !== undefined),
    }));
    this.node.hidden = rows.length === 0;
    return this.view.draw(rows, () => rows.map(({ card, age }) => row(card, age)));
  }
}
