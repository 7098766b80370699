/*
 * Pictures compared with the ones that somebody looked at, in tests/data/page: <name>.webp, at one size. Compared are
 * means of small squares: letters that another version of the browser draws a little thicker pass, a word that is another
 * one does not.
 *   VAKWERK_GOLDEN=write node --test …   makes those that are not there; look at each before it is committed
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./tools.mjs";

const folder = join(repository, "tests/data/page");
const WIDTH = 960;
const HEIGHT = 540;
/* The format of the golden ones keeps colours at a quarter of the size. */
const SQUARES = { brightness: 6, colour: 24 };
/* Of 255, between two means. The same picture from another run differs by half of it at most. */
const TOLERANCE = 14;

/* In the browser: both pictures at one size, and where their squares differ most: small ones in brightness, large in colour. */
async function compareInPage([one, other, width, height, squares]) {
  const draw = async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  };
  const [a, b] = [await draw(one), await draw(other)];
  const worst = { by: 0, x: 0, y: 0 };
  /* How far the means of a square are apart, of one weighted sum of the channels. */
  const look = (square, [red, green, blue]) => {
    for (let y = 0; y + square <= height; y += square / 2) {
      for (let x = 0; x + square <= width; x += square / 2) {
        let sum = 0;
        for (let row = y; row < y + square; row++) {
          for (let column = x; column < x + square; column++) {
            const at = 4 * (row * width + column);
            sum += red * (a[at] - b[at]) + green * (a[at + 1] - b[at + 1]) + blue * (a[at + 2] - b[at + 2]);
          }
        }
        const by = Math.abs(sum) / (square * square);
        if (by > worst.by) Object.assign(worst, { by, x, y });
      }
    }
  };
  look(squares.brightness, [0.299, 0.587, 0.114]);
  for (const channel of [[1, 0, 0], [0, 1, 0], [0, 0, 1]]) look(squares.colour, channel);
  return worst;
}

async function shrinkInPage([url, width, height]) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return canvas.toDataURL("image/webp", 0.8);
}

const dataUrl = (type, bytes) => `data:image/${type};base64,${bytes.toString("base64")}`;

export class Golden {
  static async open(browser) {
    const golden = new Golden();
    golden.page = await browser.newPage();
    return golden;
  }

  /* How far a picture is from the golden one of that name, as { by, x, y } in its size. */
  async distance(name, png) {
    const file = join(folder, `${name}.webp`);
    if (!existsSync(file) && process.env.VAKWERK_GOLDEN === "write") await this.write(file, png);
    if (!existsSync(file)) throw new Error(`${file} is not there`);
    return this.page.evaluate(compareInPage, [dataUrl("png", png), dataUrl("webp", readFileSync(file)), WIDTH, HEIGHT, SQUARES]);
  }

  async check(name, png) {
    const { by, x, y } = await this.distance(name, png);
    if (by > TOLERANCE) throw new Error(`${name} is another picture than ${name}.webp: by ${by.toFixed(1)} of 255 at ${x}, ${y} (of ${WIDTH} by ${HEIGHT})`);
    return by;
  }

  async write(file, png) {
    const url = await this.page.evaluate(shrinkInPage, [dataUrl("png", png), WIDTH, HEIGHT]);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
  }
}
