/*
 * Makes the pages, each one file with everything in it: index.html, the screen in a team's room; mee.html, a guest at a
 * live table. And the licences of what is in them.
 *   node build.mjs <source> <modules> <out> <version>
 * <modules> is the folder that holds node_modules; nothing is written to the source.
 */
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [source, modules, out, version] = process.argv.slice(2);
if (!version) throw new Error("usage: build.mjs <source> <modules> <out> <version>");
const require = createRequire(join(resolve(modules), "package.json"));
const { build } = require("esbuild");
const subsetFont = require("subset-font");

/* The sources are looked at through a link beside node_modules, so that imports resolve there. */
const work = resolve(modules);
for (const name of ["src", "tsconfig.json"]) {
  const link = join(work, name);
  rmSync(link, { force: true });
  symlinkSync(join(resolve(source), name), link);
}

execFileSync(process.execPath, [join(work, "node_modules/typescript/bin/tsc"), "-p", work], { stdio: "inherit" });

const TARGET = "chrome69";

/* Fonts: Atkinson Hyperlegible Next; its slashed zero reads as an 8 from afar, so the zero alone is Inter's. */
const fontFolder = (name) => join(work, "node_modules/@fontsource-variable", name, "files");
const atkinson = (part) => readFileSync(join(fontFolder("atkinson-hyperlegible-next"), `atkinson-hyperlegible-next-${part}-wght-normal.woff2`));
const inter = readFileSync(join(fontFolder("inter"), "inter-latin-wght-normal.woff2"));
const zero = await subsetFont(inter, "0", { targetFormat: "woff2", variationAxes: { wght: { min: 200, max: 800, default: 400 } } });

/* All faces declare the same weights: where they differ, bold text falls back to another font altogether. */
const face = (bytes, range) =>
  `@font-face{font-family:"Vakwerk";font-style:normal;font-weight:200 800;font-display:block;` +
  `src:url(data:font/woff2;base64,${bytes.toString("base64")}) format("woff2-variations");unicode-range:${range}}`;
const fonts = [
  face(atkinson("latin-ext"), "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"),
  face(atkinson("latin"), "U+0000-002F,U+0031-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2212,U+2215,U+FEFF,U+FFFD"),
  face(zero, "U+0030"),
].join("\n");

const bundle = (entry) => build({
  absWorkingDir: work,
  entryPoints: [entry],
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  platform: "browser",
  target: TARGET,
  charset: "ascii",
  preserveSymlinks: true,
  legalComments: "none",
  /* Chromium has globalThis from 71 on. */
  define: { PAGE_VERSION: JSON.stringify(version), globalThis: "window", global: "window", "process.env.NODE_ENV": '"production"' },
});

const styles = (names) => build({
  absWorkingDir: work,
  stdin: {
    contents: names.map((name) => readFileSync(join(source, "src", name), "utf8")).join("\n"),
    loader: "css",
    resolveDir: work,
  },
  minify: true,
  write: false,
  target: TARGET,
  charset: "ascii",
});

const textOf = async (built) => (await built).outputFiles[0].text.trim();
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

async function makePage({ name, entry, css, html }) {
  const script = await textOf(bundle(entry));
  const style = fonts + "\n" + await textOf(styles(css));
  /* Either would end the element, or change how its end is found. */
  if (/<\/?script|<!--/i.test(script) || /<\/style/i.test(style)) throw new Error("the code cannot be inlined");
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "font-src data:",
    "img-src data:",
    "connect-src ws: wss:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const values = { policy, version, notice: "Third parts and their licences: see LICENSES.txt beside this file.", style, script };
  const page = readFileSync(join(source, html), "utf8").replace(/\{\{(\w+)\}\}/g, (_, key) => values[key]);
  writeFileSync(join(out, name), page);
  console.log(`${name}: ${Math.round(page.length / 1024)} kB`);
}

/* What the page is made of, from the lock: all that is not only for building. */
const lock = JSON.parse(readFileSync(join(work, "package-lock.json"), "utf8"));
const parts = Object.entries(lock.packages)
  .filter(([path, entry]) => path !== "" && !entry.dev && !entry.optional && existsSync(join(work, path)))
  .map(([path, entry]) => ({ name: path.replace(/^.*node_modules\//, ""), path, version: entry.version }));
const licenceOf = (path) => {
  const folder = join(work, path);
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  const declared = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).license;
  return { declared, text: file ? readFileSync(join(folder, file), "utf8").trim() : "(no licence file in the package)" };
};
const licences = parts
  .map((part) => ({ ...part, ...licenceOf(part.path) }))
  .map((part) => `${part.name} ${part.version} (${part.declared})\n\n${part.text}\n`)
  .join(`\n${"-".repeat(78)}\n\n`);

mkdirSync(out, { recursive: true });
await makePage({ name: "index.html", entry: "src/main.ts", css: ["tokens.css", "style.css"], html: "src/page.html" });
await makePage({ name: "mee.html", entry: "src/guest/main.ts", css: ["tokens.css", "guest/style.css"], html: "src/guest/page.html" });
writeFileSync(join(out, "LICENSES.txt"), "Third parts in index.html and mee.html, and their licences.\n\n" + licences);
