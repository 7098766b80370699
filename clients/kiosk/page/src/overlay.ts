/* What lies over the wall for a while: which screen this is, and the administrator's message. */
import { momentText } from "./dates";
import { el, Region } from "./dom";
import { icon, mark } from "./icons";
import type { Scene } from "./scene";
import { texts } from "./texts";

export class Label {
  readonly node = el("div", "label");
  private readonly view = new Region(this.node);

  draw(scene: Scene): void {
    const screen = scene.wall.screen;
    const label = scene.label;
    this.node.hidden = label === undefined;
    this.view.draw([label, screen && screen.room, screen && screen.team_name], () =>
      label === undefined ? [] : [
        mark(),
        el("p", "", texts.thisIs),
        el("h1", "", label),
        el("p", "", screen ? screen.room : undefined),
        el("p", "", screen ? screen.team_name : undefined),
      ]);
  }
}

/* Over the list, where it takes the place of other questions and of nothing that somebody waits for. */
export class Message {
  readonly node = el("section", "card message");
  private readonly view = new Region(this.node);

  draw(scene: Scene): boolean {
    const screen = scene.wall.screen;
    const until = screen ? screen.message_until_at : undefined;
    const over = until !== undefined && scene.now !== undefined && scene.now >= until;
    const text = screen && screen.message !== undefined && !over ? screen.message : undefined;
    const moment = until !== undefined && scene.now !== undefined ? momentText(scene.clock, until, scene.now) : "";
    this.node.hidden = text === undefined;
    return this.view.draw([text, moment], () => text === undefined ? [] : [
      el("div", "message-head", icon("notice"), el("span", "", texts.message),
        moment === "" ? undefined : el("span", "message-until", texts.until(moment))),
      el("p", "message-text", text),
    ]);
  }
}
