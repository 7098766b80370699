/* The line at the bottom; in trouble it is the bar that says so. */
import { hhmm, momentText } from "./dates";
import { el, Region } from "./dom";
import { icon } from "./icons";
import type { Scene } from "./scene";
import { texts } from "./texts";

export class Footer {
  readonly node = el("footer", "footer");
  private readonly view = new Region(this.node);

  draw(scene: Scene): boolean {
    return scene.trouble ? this.drawTrouble(scene) : this.drawCalm(scene);
  }

  private drawTrouble(scene: Scene): boolean {
    const text = troubleText(scene);
    return this.view.draw(["trouble", text], () => {
      this.node.className = "footer trouble";
      this.node.setAttribute("role", "alert");
      return [icon("offline"), el("span", "", text)];
    });
  }

  private drawCalm(scene: Scene): boolean {
    const pool = scene.board ? [] : scene.wall.pool;
    const nth = scene.shown === undefined ? -1 : pool.indexOf(scene.shown);
    const local = scene.updated === undefined ? undefined : scene.clock.local(scene.updated);
    const live = local ? texts.live(hhmm(local)) : "";
    return this.view.draw(["calm", pool.length, nth, live], () => {
      this.node.className = "footer calm";
      this.node.removeAttribute("role");
      const turns = el("div", "turns", ...pool.map((_, at) => el("i", at === nth ? "now" : "")));
      turns.setAttribute("role", "img");
      turns.setAttribute("aria-label", nth < 0 ? texts.newTurn : texts.turn(nth + 1, pool.length));
      return [
        el("div", "privacy", texts.privacy),
        pool.length > 1 ? turns : el("div", "turns"),
        el("div", "live", live === "" ? undefined : el("i", "dot"), live),
      ];
    });
  }
}

function troubleText(scene: Scene): string {
  const trouble = scene.trouble;
  const since = trouble && trouble.since !== undefined && scene.now !== undefined
    ? momentText(scene.clock, trouble.since, scene.now)
    : "";
  if (trouble && trouble.kind === "daemon") return since === "" ? texts.stoppedUnknown : texts.stopped(since);
  return since === "" ? texts.offlineUnknown : texts.offline(since);
}
