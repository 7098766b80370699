/* The two buttons of a question, and what stands in their place after a touch. */
import { el } from "./dom";
import { icon } from "./icons";
import type { Scene } from "./scene";
import { texts } from "./texts";
import type { Card } from "./wire";

function button(action: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const node = el("button", className, ...children);
  node.setAttribute("type", "button");
  node.setAttribute("data-touch", action);
  return node;
}

/* What decides how they look. */
export function buttonsView(scene: Scene, card: Card): unknown {
  const screen = scene.wall.screen;
  if (!screen || !screen.touch) return undefined;
  return [scene.touched && scene.touched.code === card.code ? scene.touched : null, card.thanks, scene.trouble !== undefined, screen.team_name];
}

export function buttons(scene: Scene, card: Card, big: boolean): HTMLElement | undefined {
  const screen = scene.wall.screen;
  if (!screen || !screen.touch) return undefined;
  const touched = scene.touched;
  if (touched && touched.code === card.code) {
    const text = touched.action === "thank" ? texts.thankedNow : texts.takenAlong(screen.team_name);
    return el("div", "touched", el("span", "", text), touched.undo ? button("undo", "undo", texts.undo) : undefined);
  }
  const off = scene.trouble === undefined ? "" : " off";
  const thank = big && card.thanks > 0 ? `${texts.thank} · ${texts.number(card.thanks)}` : texts.thank;
  return el("div", "buttons",
    button("thank", (big ? "strong" : "soft") + off, icon("steun"), el("span", "", thank)),
    button("intervision", "soft" + off, icon("intervision"), el("span", "", texts.intervision)),
    big ? button("close", "soft", el("span", "", texts.close)) : undefined);
}
