/* The mark, the room, the date and the clock. */
import { hhmm, weekdayDate } from "./dates";
import { el, Region } from "./dom";
import { mark } from "./icons";
import type { Scene } from "./scene";
import { texts } from "./texts";

export class Header {
  readonly node = el("header", "header");
  private readonly room = el("div", "room");
  private readonly date = el("span", "date");
  private readonly time = el("time", "clock digits");
  private readonly view = new Region(el("div", "moment", this.date, this.time));

  constructor() {
    const brand = el("div", "brand", texts.brand);
    brand.insertBefore(mark(), brand.firstChild);
    this.node.append(brand, this.room, this.view.host);
  }

  draw(scene: Scene): void {
    const local = scene.now === undefined ? undefined : scene.clock.local(scene.now);
    this.room.textContent = scene.wall.screen ? scene.wall.screen.room : "";
    const date = local ? weekdayDate(local) : "";
    const time = local ? hhmm(local) : "";
    this.view.draw([date, time], () => {
      this.date.textContent = date;
      this.time.textContent = time;
      return [this.date, this.time];
    });
  }
}
