/*
 * Every state as a picture, <build>/tests/page/<state>.png, compared with the one that somebody looked at; the QR codes
 * are read out of the pictures where zbarimg is installed.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Golden } from "./golden.mjs";
import { allCards, cards, fragment, newPage, NOW, openBrowser, pictureFolder, require, scene, sleep, textOf, totals, until, waits } from "./tools.mjs";

const { encode } = require("@msgpack/msgpack");

let browser, golden;
before(async () => {
  browser = await openBrowser();
  golden = await Golden.open(browser);
});
after(() => browser.close());

const folder = pictureFolder();
const URL = "https://vakwerk.example";
const LONG = "Wat doe je als ouders, school en de gezinsvoogd alle drie iets anders willen en het kind zelf niets meer zegt?";
const at = (hour, minute) => Date.UTC(2022, 4, 19, hour - 2, minute, 20);
const noTip = { ...totals, tip: undefined, tip_team_name: undefined, tip_thanks: undefined };

const states = {
  day: { screen: { public_url: URL } },
  "day-typed": {},
  evening: { screen: { palette: "evening", public_url: URL }, now: at(18, 47) },
  "evening-typed": { screen: { palette: "evening" }, now: at(18, 47) },
  night: { screen: { palette: "night" }, now: at(22, 47) },
  empty: { cards: [], screen: { spotlight: [], latest: [], public_url: URL }, totals: { questions: 0, answers: 4, open: 0 }, now: at(10, 15) },
  "empty-typed": { cards: [], screen: { spotlight: [], latest: [] }, totals: { questions: 0, answers: 0, open: 0, waits: [] }, now: at(10, 15) },
  notice: { screen: { notice: "Maandag om 10:00 is de intervisie in zaal 2. Neem één vraag mee.", notice_until_at: NOW + 3 * 86400000 } },
  "notice-long": { screen: { notice: "Maandag om 10:00 is de intervisie in zaal 2. Neem één vraag mee waar je tegenaan loopt. ".repeat(6).slice(0, 500), notice_until_at: NOW + 3600000 } },
  message: { screen: { public_url: URL, message: "Om 15:00 is de intervisie in kamer 2, niet in de kantine. Neem je vraag mee op papier.", message_until_at: NOW + 43 * 60000 } },
  large: { screen: { public_url: URL, layout: "large" } },
  "large-typed": { screen: { layout: "large", spotlight: ["2VRN"] } },
  answered: { screen: { spotlight: ["4HXP"], latest: ["2VRN", "9QMD"], prompt: false } },
  long: {
    cards: [
      { ...cards["7K3F"], title: LONG, team_name: "Wijkteam Centrum en Binnenstad Noord van de gemeente Pijnacker-Nootdorp", theme_name: "Toestemming, dossier en privacy in de samenwerking met school en huisarts" },
      { ...cards["2VRN"], title: LONG, team_name: "Wijkteam Centrum en Binnenstad Noord van de gemeente Pijnacker-Nootdorp" },
      { ...cards["9QMD"], title: LONG.slice(0, 90), theme: "regels", theme_name: "Regels en ruimte" },
      { ...cards["4HXP"], answers: 128, team_name: undefined },
    ],
    screen: { room: "Vergaderkamer op de tweede verdieping bij de koffie, gebouw Noord", spotlight: ["7K3F"] },
    totals: { questions: 128, answers: 1031, open: 117, waits: [{ ...waits[0], care_name: "Specialistische jeugdhulp met verblijf" }, { ...waits[1], at: Date.UTC(2022, 2, 28, 9) }, { ...waits[2], weeks: 104 }, waits[3]] },
  },
  "tip-long": { totals: { tip: "Bel het gezin elke twee weken. Zo merk je op tijd dat wachten niet langer kan. ".repeat(4).slice(0, 300) } },
  "tip-none": { bare: true, screen: { spotlight: ["9QMD"], latest: ["2VRN"] } },
};

/* What is another each time: a free port, seconds that run down. */
const steady = (page) => page.evaluate(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    node.data = node.data.replace(/127\.0\.0\.1:[0-9]+/, "vakwerk.intern:9001").replace(/over [0-9]+ seconden/, "over 52 seconden");
  }
});

async function settle(page) {
  await sleep(400); /* the fade */
  await steady(page);
}

async function shoot(page, name) {
  await settle(page);
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  assert.deepEqual(page.problems, []);
  await golden.check(name, readFileSync(file));
  return file;
}

async function show(t, { bare, now = NOW, ...wall }, viewport) {
  const around = await scene(t, browser, { viewport });
  await around.daemon.wall(wall);
  if (bare) await around.daemon.publish("totals", noTip);
  const page = await newPage(around.context);
  await page.goto(around.broker.pageUrl + fragment());
  await until("something is drawn", async () => (await page.locator(".stage:visible, .cover.night:visible").count()) > 0);
  await sleep(300);
  await around.daemon.clock(now - 60000);
  await sleep(100);
  await around.daemon.clock(now);
  await until("the clock", async () => (await page.locator(".clock:visible").first().innerText()) !== "");
  return { ...around, page };
}

for (const [name, state] of Object.entries(states)) {
  test(`picture: ${name}`, async (t) => {
    const { page } = await show(t, state);
    await shoot(page, name);
  });
}

/* On smaller and larger panels. */
const sizes = [[1280, 720], [3840, 2160]];
for (const [width, height] of sizes) {
  for (const name of ["day", "evening", "night", "empty", "large", "message"]) {
    test(`picture: ${name}, ${width}x${height}`, async (t) => {
      const { page } = await show(t, states[name], { width, height });
      await shoot(page, `${name}-${width}x${height}`);
    });
  }
}

test("picture: a panel that is not 16 by 9", async (t) => {
  const { page } = await show(t, states.day, { width: 1920, height: 1200 });
  await shoot(page, "day-1920x1200");
});

test("a picture with another digit in it, or a flag less, is seen", async (t) => {
  const { page } = await show(t, states.day);
  const changed = async (selector, text, isAsItWas = false) => {
    await page.evaluate(([wanted, other]) => { document.querySelector(wanted).textContent = other; }, [selector, text]);
    if (isAsItWas) await golden.check("day", await page.screenshot());
    else await assert.rejects(golden.check("day", await page.screenshot()), /is another picture than day\.webp: by [0-9.]+ of 255 at/);
  };
  await until("the question", async () => (await page.getAttribute(".spotlight", "data-code")) === "7K3F");
  await settle(page);
  await golden.check("day", await page.screenshot());
  await changed(".row .age", " · 48 minuten geleden");
  await changed(".row .age", " · 40 minuten geleden", true);
  await changed(".row .flag", "");
});

test("picture: offline, also in the evening and at night", async (t) => {
  const { page, broker, daemon } = await show(t, { screen: { public_url: URL } });
  await broker.kill();
  await until("the bar", async () => (await textOf(page, ".footer.trouble")) !== "");
  await shoot(page, "offline");
  for (const palette of ["evening", "night"]) {
    await broker.run();
    await until("the daemon is back", async () => daemon.client.connected);
    await daemon.wall({ screen: { palette, public_url: URL } });
    await until(palette, async () => (await page.evaluate(() => document.documentElement.className)).includes(palette), 40000);
    await broker.kill();
    await until("it is known", async () => /Geen verbinding/.test(await textOf(page, "body")));
    await shoot(page, `offline-${palette}`);
  }
});

test("picture: the daemon away", async (t) => {
  const { page, daemon } = await show(t, { screen: { public_url: URL } });
  await daemon.state("offline");
  await until("the bar", async () => (await textOf(page, ".footer.trouble")) !== "");
  await shoot(page, "stopped");
});

test("picture: too long silent", async (t) => {
  const { broker, daemon, context } = await scene(t, browser);
  await daemon.wall();
  const page = await newPage(context);
  await page.clock.install();
  await page.goto(broker.pageUrl + fragment());
  await until("the wall", async () => (await textOf(page, ".room")) !== "");
  await daemon.clock();
  await until("the clock", async () => (await textOf(page, ".header .clock")) !== "");
  await broker.kill();
  await page.clock.fastForward(8 * 3600000 + 60000);
  await until("the cover", async () => /Al 8 uur/.test(await textOf(page, ".cover")));
  await shoot(page, "stale");
});

test("picture: buttons, a touch, more of a question", async (t) => {
  const { page, daemon } = await show(t, { screen: { public_url: URL, touch: true } });
  await until("the question", async () => (await page.getAttribute(".spotlight", "data-code")) === "7K3F");
  await shoot(page, "touch");
  await page.click(".spotlight [data-touch=intervision]");
  await shoot(page, "touched");
  await page.click(".row[data-code='4HXP']");
  await daemon.publish("detail", {
    code: "4HXP", text: "Een gezin wacht al weken op hulp. Ik wil contact houden zonder valse hoop te geven. Wat doen jullie in die tijd?",
    answers: [
      { text: "Spreek één vast belmoment af. Vertel ook eerlijk als er geen nieuws is.", team_name: "Team Zoetermeer", thanks: 12 },
      { text: "Vraag wie er al helpt: een oma, buurvrouw of mentor. Maak daar samen een klein plan mee.", team_name: "Team Rijswijk", thanks: 9 },
    ],
  }, false);
  await until("more of it", async () => (await page.locator(".sheet blockquote").count()) === 2);
  await shoot(page, "detail");
});

test("picture: where visitors pass, a touch shows where to read it and no more", async (t) => {
  const { page } = await show(t, { screen: { public_url: URL, touch: true, privacy: "strict" } });
  await page.click(".row[data-code='4HXP']");
  await until("the question", async () => (await textOf(page, ".sheet h1")) === cards["4HXP"].title);
  await shoot(page, "visitors");
});

test("picture: woken at night", async (t) => {
  const { page } = await show(t, { screen: { palette: "night", touch: true }, now: at(22, 47) });
  await page.click("body");
  await until("the wall", async () => (await textOf(page, ".spotlight .title")) !== "");
  await shoot(page, "night-woken");
});

test("picture: which screen this is", async (t) => {
  const { page, daemon } = await show(t, { screen: { public_url: URL } });
  await daemon.publish("order", { order: "identify" }, false);
  await until("the name", async () => (await textOf(page, ".label h1")) === "delft-1");
  await shoot(page, "identify");
});

test("picture: six digits", async (t) => {
  const { broker, daemon, context } = await scene(t, browser);
  daemon.client.on("message", (topic) => daemon.client.publish(topic, Buffer.from(encode({ left_s: 540 })), { qos: 1 }));
  await daemon.client.subscribeAsync({ "vakwerk/1/pair/+": { qos: 1, nl: true } });
  const page = await newPage(context);
  await page.addInitScript(() => { crypto.getRandomValues = (numbers) => numbers.fill(numbers instanceof Uint32Array ? 482913 : 7); });
  await page.goto(broker.pageUrl);
  await until("the digits", async () => (await textOf(page, ".pair-digits")) !== "");
  await shoot(page, "pairing");
});

test("picture: not paired, shut out, no server, no wall yet", async (t) => {
  const { broker, context } = await scene(t, browser, { broker: { passwords: { "delft-1": "geheim", vakwerkd: "daemon" } }, login: { username: "vakwerkd", password: "daemon" } });
  const page = await newPage(context);
  const cover = (text) => until(text, async () => (await textOf(page, ".cover h1")) === text, 15000);
  await page.goto(broker.pageUrl);
  await cover("Koppel dit scherm");
  await shoot(page, "no-digits");
  await page.goto("about:blank");
  await page.goto(broker.pageUrl + fragment({ secret: "fout" }));
  await cover("Dit scherm is ontkoppeld.");
  await shoot(page, "denied");
  await page.goto("about:blank");
  await page.goto(broker.pageUrl + fragment());
  await cover("Vakwerk staat even stil.");
  await shoot(page, "stopped-first");
  await broker.kill();
  await cover("Dit scherm kan de server niet vinden.");
  await shoot(page, "no-broker");
});

test("the QR codes can be read from the picture at each size, by day and by evening", async (t) => {
  if (spawnSync("zbarimg", ["--version"]).error) return t.skip("zbarimg is not installed");
  const read = (file) => spawnSync("zbarimg", ["-q", "--raw", "-S*.disable", "-Sqrcode.enable", file], { encoding: "utf8" }).stdout.trim();
  const { page, daemon } = await show(t, { screen: { public_url: URL } });
  await until("the question", async () => (await page.getAttribute(".spotlight", "data-code")) === "7K3F");
  const everySize = async (name, text) => {
    for (const palette of ["day", "evening"]) {
      await daemon.screen({ palette, public_url: URL });
      await until(palette, async () => (await page.evaluate(() => document.documentElement.className)) === (palette === "day" ? "" : "evening"));
      for (const [width, height] of [[1920, 1080], ...sizes]) {
        await page.setViewportSize({ width, height });
        await sleep(400); /* the fade */
        const file = join(folder, `${name}-${palette}-${width}x${height}.png`);
        await page.screenshot({ path: file });
        assert.equal(read(file), text, file);
      }
    }
  };
  await everySize("qr", `${URL}/#v/7K3F`);
  for (const card of allCards) await daemon.withdraw(card.code);
  await until("the invitation", async () => (await textOf(page, ".spotlight .reply-head")) === "Stel een vraag");
  await everySize("qr-ask", `${URL}/`);
});
