/* What stands in place of the wall when there is no wall to show: pairing, no server, too long silent, night. */
import { hhmm, momentText, spanText } from "./dates";
import { el, Region } from "./dom";
import { mark } from "./icons";
import type { Cover, Scene } from "./scene";
import { texts } from "./texts";

function lines(cover: Cover): Node[] {
  switch (cover.kind) {
    case "pairing":
      return [
        el("h1", "", cover.was ? texts.denied : texts.pair),
        el("div", "pair-digits digits", `${cover.digits.slice(0, 3)} ${cover.digits.slice(3)}`),
        el("p", "", texts.pairHow),
        el("code", "", texts.pairCommand(cover.digits)),
        el("p", "", texts.pairLeft(Math.ceil(cover.leftMs / 60000))),
      ];
    case "no-digits":
      return [el("h1", "", cover.was ? texts.denied : texts.pair), el("p", "", texts.noDigits)];
    case "no-address":
      return [el("h1", "", texts.noAddress), el("p", "", texts.noAddressHow), el("code", "", texts.noAddressExample)];
    case "no-broker":
      return [el("h1", "", texts.noBroker), el("p", "", texts.noBrokerHow(cover.address))];
    case "waiting":
      return [el("h1", "", texts.waiting), el("p", "", texts.waitingHow(cover.kiosk))];
    case "stopped":
      return [el("h1", "", texts.stoppedFirst), el("p", "", texts.stoppedFirstHow)];
    case "stale":
      return [
        el("h1", "", texts.stale(spanText(cover.silentMs))),
        el("p", "", texts.staleHelp, el("br", ""), texts.staleName(cover.kiosk)),
      ];
    case "connecting":
      return [el("p", "", texts.connecting)];
    case "night":
      return [];
  }
}

/* The places of the night's clock: it moves each minute, so that it burns in nowhere. */
const NIGHT_X = 118;
const NIGHT_Y = 84;

export class CoverSheet {
  readonly node = el("div", "cover");
  private readonly view = new Region(this.node);

  draw(scene: Scene): void {
    const cover = scene.cover;
    this.node.hidden = !cover;
    if (!cover) {
      this.view.draw(undefined, () => []);
      return;
    }
    const local = scene.now === undefined ? undefined : scene.clock.local(scene.now);
    const time = local ? hhmm(local) : "";
    if (cover.kind === "night") {
      this.drawNight(scene, time, local ? local.dayNumber * 1440 + local.hour * 60 + local.minute : 0);
      return;
    }
    const shown = cover.kind === "stale" ? { ...cover, silentMs: spanText(cover.silentMs) }
      : cover.kind === "pairing" ? { ...cover, leftMs: Math.ceil(cover.leftMs / 60000) }
      : cover;
    this.view.draw([shown, cover.kind === "stale" ? time : ""], () => {
      this.node.className = "cover " + cover.kind;
      const top = cover.kind === "stale" && time !== "" ? el("div", "clock digits", time) : mark();
      return [el("div", "cover-text", top, ...lines(cover))];
    });
  }

  private drawNight(scene: Scene, time: string, minutes: number): void {
    const since = scene.trouble && scene.trouble.since !== undefined && scene.now !== undefined
      ? momentText(scene.clock, scene.trouble.since, scene.now)
      : "";
    const text = !scene.trouble ? texts.night : since === "" ? texts.nightOfflineUnknown : texts.nightOffline(since);
    this.view.draw(["night", time, text], () => {
      this.node.className = "cover night";
      const block = el("div", "night-text", el("div", "clock digits", time), el("p", "", text));
      /* Steps that share no divisor with the width: hours pass before a place comes back. */
      block.style.left = `${10 + ((minutes * 37) % NIGHT_X)}rem`;
      block.style.top = `${6 + ((minutes * 29) % NIGHT_Y)}rem`;
      return [block];
    });
  }
}
