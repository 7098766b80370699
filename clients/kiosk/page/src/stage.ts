/*
 * The picture as a whole: always 192 by 108 rem, so that every screen shows the same one; its palette; and its
 * small walk, so that nothing burns in.
 */
import { BoardSheet } from "./board";
import { Column } from "./column";
import { CoverSheet } from "./cover";
import { DetailSheet } from "./detail";
import { el } from "./dom";
import { Footer } from "./footer";
import { Header } from "./header";
import { List } from "./list";
import { Label, Message } from "./overlay";
import type { Scene } from "./scene";
import { Spotlight } from "./spotlight";

const STEP_MS = 60000;
/* Eight places within 12 px of the middle; the walk begins in it. */
const STEPS: ReadonlyArray<readonly [number, number]> = [
  [0, 0], [0.8, 0.4], [1.2, -0.4], [0.4, -1], [-0.4, -0.6], [-1.2, -1.2], [-0.8, 0.6], [-0.2, 1.2],
];

export class Stage {
  private readonly node = el("div", "stage");
  private readonly left = el("section", "left");
  private readonly header = new Header();
  private readonly spotlight = new Spotlight();
  private readonly list = new List();
  private readonly column = new Column();
  private readonly main = el("main", "main", this.left, this.column.node);
  private readonly board = new BoardSheet();
  private readonly footer = new Footer();
  private readonly message = new Message();
  private readonly cover = new CoverSheet();
  private readonly detail = new DetailSheet();
  private readonly label = new Label();

  constructor() {
    this.left.append(this.spotlight.node, this.message.node, this.list.node);
    this.node.append(this.header.node, this.main, this.board.node, this.footer.node);
    document.body.append(this.node, this.cover.node, this.detail.node, this.label.node);
    window.addEventListener("resize", () => this.scale());
    this.scale();
    /* The letters decide what fits, and they may be there only after the first picture. */
    document.fonts.addEventListener("loadingdone", () => this.fit());
  }

  draw(scene: Scene, moment: number): void {
    const night = !!scene.cover && scene.cover.kind === "night";
    document.documentElement.className = night ? "evening night" : scene.palette === "day" ? "" : "evening";

    this.label.draw(scene);
    this.detail.draw(scene);
    const screen = scene.wall.screen;
    this.node.className = screen && screen.large ? "stage large" : "stage";
    const appears = this.node.hidden && !scene.cover;
    this.cover.draw(scene);
    this.node.hidden = !!scene.cover;
    /* Also when it is covered: what has been taken away may not stay behind the cover. */
    this.drawWall(scene);
    if (appears) this.fit();

    const [x, y] = STEPS[Math.floor(moment / STEP_MS) % STEPS.length] || [0, 0];
    const shift = `translate(${x}rem, ${y}rem)`;
    if (this.node.style.transform !== shift) this.node.style.transform = shift;
  }

  private drawWall(scene: Scene): void {
    this.header.draw(scene);
    const came = this.main.hidden && !scene.board;
    this.main.hidden = !!scene.board;
    if (this.board.draw(scene)) this.board.fit();
    const changed = [this.spotlight.draw(scene), this.message.draw(scene), this.list.draw(scene), this.column.draw(scene)];
    this.footer.draw(scene);
    if (came || changed.some((one) => one)) this.fit();
  }

  private scale(): void {
    const size = Math.min(window.innerWidth / 1920, window.innerHeight / 1080) * 10;
    document.documentElement.style.fontSize = `${size}px`;
    this.fit();
  }

  private fit(): void {
    if (this.node.hidden) return;
    this.board.fit();
    if (this.main.hidden) return;
    this.column.fit();
    /* A very long question takes the second lines of the list first, then its own letters get smaller. */
    for (const step of ["", " tight", " tight small"]) {
      this.left.className = "left" + step;
      const question = this.spotlight.node.querySelector(".question");
      const title = this.spotlight.node.querySelector(".title");
      if (!question || !title) return;
      if (title.scrollHeight <= title.clientHeight + 1 && question.scrollHeight <= question.clientHeight + 1) return;
    }
  }
}
