/* The two buttons of a question, and what stands in their place after a touch. */
import { el } from "./dom";
import { icon } from "./icons";
import type { Scene } from "./scene";
import { texts } from "./texts";
import type { Touched } from "./touch";
import type { Card } from "./wire";

export function button(action: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const node = el("button", className, ...children);
  node.setAttribute("type", "button");
  node.setAttribute("data-touch", action);
  return node;
}

/* What a touch did, and that it can still be taken back. */
export function confirmed(touched: Touched, team: string): HTMLElement {
  const said = { thank: texts.thankedNow, intervision: texts.takenAlong(team), begin: texts.beginsNow, stop: texts.stopsNow };
  return el("div", "touched", el("span", "", said[touched.action]), touched.undo ? button("undo", "undo", texts.undo) : undefined);
}

/* What decides how they look. */
export function buttonsView(scene: Scene, card: Card): unknown {
  const screen = scene.wall.screen;
  if (!screen || !screen.touch) return undefined;
  return [scene.touched && scene.touched.code === card.code ? scene.touched : null, card.thanks, card.planned, scene.trouble !== undefined, screen.team_name];
}

export function buttons(scene: Scene, card: Card, big: boolean): HTMLElement | undefined {
  const screen = scene.wall.screen;
  if (!screen || !screen.touch) return undefined;
  const touched = scene.touched;
  if (touched && touched.code === card.code) {
    return confirmed(touched, screen.team_name);
  }
  const off = scene.trouble === undefined ? "" : " off";
  const thank = big && card.thanks > 0 ? `${texts.thank} · ${texts.number(card.thanks)}` : texts.thank;
  return el("div", "buttons",
    button("thank", (big ? "strong" : "soft") + off, icon("steun"), el("span", "", thank)),
    card.planned
      ? button("begin", "soft" + off, icon("intervision"), el("span", "", texts.begin))
      : button("intervision", "soft" + off, icon("intervision"), el("span", "", texts.intervision)),
    big ? button("close", "soft", el("span", "", texts.close)) : undefined);
}
