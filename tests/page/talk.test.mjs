/*
 * What a team leads through at its screen: an intervision that a touch begins, a guided conversation, what several teams
 * chose in one. One browser, broker and daemon for all of it.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { cards, fragment, KIOSK, newPage, NOW, openBrowser, pictureFolder, require, scene, seesCode, textOf, until } from "./tools.mjs";

const { decode } = require("@msgpack/msgpack");

let browser, daemon, page, said;
const closing = [];

before(async () => {
  browser = await openBrowser();
  const around = await scene({ after: (close) => closing.push(close) }, browser);
  daemon = around.daemon;
  daemon.client.on("message", (topic, payload) => {
    if (topic === `vakwerk/1/kiosk/${KIOSK}/touch`) said.push(decode(payload));
  });
  await daemon.client.subscribeAsync(`vakwerk/1/kiosk/${KIOSK}/touch`, { qos: 1 });
  page = await newPage(around.context);
  await daemon.wall({ screen: { touch: true, spotlight: ["7K3F"] } });
  daemon.beat();
  await page.goto(around.broker.pageUrl + fragment());
  await until("the wall", () => seesCode(page, "7K3F"));
  await until("the clock", async () => (await textOf(page, ".header .clock")) !== "");
});
after(async () => {
  for (const close of closing.reverse()) await close();
  await browser.close();
});
beforeEach(async () => {
  said = [];
  await page.setViewportSize({ width: 1920, height: 1080 });
  await daemon.state();
  await daemon.wall({ screen: { touch: true, spotlight: ["7K3F"] } });
  await daemon.raw("board", "");
  await until("the cards", async () => (await textOf(page, ".board")) === "");
});

const press = (action, where = ".board-lead") => page.click(`${where} [data-touch=${action}]`);
const what = ({ action, code, step, answer }) => [action, code, step, answer];

const round = {
  kind: "intervision", title: "Incidentmethode", code: "7K3F", about: cards["7K3F"].title, step: 2, steps: 6, next: "Bespreken", notes: [],
  until_at: NOW + 900000, now: [{ name: "Vragen", task: "questions", duration_ms: 900000, text: "Vraag wat je nodig hebt om het te begrijpen." }],
};
const talk = {
  kind: "talk", title: "In gesprek over de norm", about: "zeilboot", step: 1, steps: 7, next: "Veiligheid", notes: [],
  source: "Norm van de verantwoorde werktoedeling: Besluit Jeugdwet, artikel 5.1.1",
  now: [{
    name: "Tenzij: de kwaliteit lijdt er niet onder", task: "answer", part: "Deel 1. Pas toe of leg uit",
    text: "Kunnen jullie aannemelijk maken dat een collega zonder registratie dit even goed doet?",
  }],
  choices: [
    { step: 1, text: "ja, en we kunnen het laten zien", points_to: "een tenzij-grond: schrijf op waarom" },
    { step: 1, text: "we denken van wel", points_to: "zoek uit wat je kunt laten zien" },
    { step: 1, text: "nee", points_to: "naar een geregistreerde professional" },
    { step: 1, text: "niet van toepassing" },
  ],
};
const sheet = {
  kind: "talk", title: talk.title, about: "zeilboot", step: 8, steps: 7, notes: [], now: [], choices: [], source: talk.source,
  lines: [
    { name: "Een geregistreerde professional", answer: 2, chosen: "samen met een collega zonder registratie", points_to: "spreek af wie waarvoor verantwoordelijk is" },
    { name: "Veiligheid", answer: 1, chosen: "ja, of we twijfelen", points_to: "naar een geregistreerde professional", said: "We hebben het kind twee weken niet gezien." },
    { name: "Aard van de taak", answer: 0 },
    { name: "Tenzij: de kwaliteit lijdt er niet onder", answer: 3, chosen: "nee", points_to: "naar een geregistreerde professional" },
    { name: "Tenzij: het is juist nodig voor de kwaliteit" },
    { name: "Past het bij wat de ander kan?", answer: 1, chosen: "ja", points_to: "houd het zo, en kijk terug of het klopte" },
    { name: "Ruimte om te handelen", answer: 1, chosen: "ja", points_to: "geen aanwijzing op dit punt" },
  ],
};
const spread = {
  kind: "spread", title: talk.title, about: "zeilboot", step: 3, steps: 7, next: "Ruimte om te handelen", notes: [],
  now: [{ name: "Aard van de taak", task: "listen", text: "Gaat het om een plan opstellen, een besluit nemen of een situatie beoordelen?" }],
  choices: [{ text: "ja", teams: 3 }, { text: "deels", teams: 1 }, { text: "nee", teams: 0 }, { text: "nog niet duidelijk", teams: 1 }],
};

async function show(board) {
  await daemon.publish("board", board);
  const title = board.now.length > 0 ? board.now[0].name : "Gespreksblad";
  await until("the board", async () => (await textOf(page, ".board .title")) === title);
}

async function overflow() {
  return page.evaluate(() => Array.from(document.querySelectorAll(".board, .board .card, .board-column, .talk-lines, .talk-answer"))
    .filter((node) => node.getClientRects().length > 0 && node.scrollHeight > node.clientHeight + 1)
    .map((node) => `${node.className}: ${node.scrollHeight} > ${node.clientHeight}`));
}

test("what is on the team's list can be begun, and that can be taken back", async () => {
  assert.equal(await page.locator(".spotlight [data-touch=begin]").count(), 0);
  await daemon.card({ ...cards["7K3F"], planned: true });
  await until("the button", async () => (await textOf(page, ".spotlight [data-touch=begin]")) === "Begin intervisie");
  assert.equal(await page.locator(".spotlight [data-touch=intervision]").count(), 0);
  await press("begin", ".spotlight");
  await until("it is said on the screen", async () => (await textOf(page, ".spotlight .touched")) === "De intervisie begint zo. Ongedaan maken");
  await press("undo", ".spotlight");
  await press("begin", ".spotlight");
  await until("it is said", () => said.length > 0, 8000);
  assert.deepEqual(said.map(what), [["begin", "7K3F", undefined, undefined]]);
});

test("a step goes on and back by touch, for the step that is seen, and two taps are one", async () => {
  await show(round);
  assert.equal(await textOf(page, ".board-lead"), "Terug Verder Stop");
  await page.evaluate(() => {
    const button = document.querySelector(".board-lead [data-touch=next]");
    button.click();
    button.click();
  });
  await until("it is said", () => said.length > 0);
  await press("back");
  await until("and the other one", () => said.length > 1);
  assert.deepEqual(said.map(what), [["next", "7K3F", 2, undefined], ["back", "7K3F", 2, undefined]]);
  assert.notDeepEqual(said[0].id, said[1].id);
  await daemon.publish("board", { ...round, step: 1 });
  await until("the first has none before it", async () => (await textOf(page, ".board-lead")) === "Verder Stop");
  await daemon.publish("board", { ...round, step: 6, next: undefined });
  await until("the last is the end", async () => (await textOf(page, ".board-lead")) === "Terug Klaar Stop");
});

test("breaking off can be taken back", async () => {
  await show(round);
  await press("stop");
  await until("it is said on the screen", async () => (await textOf(page, ".board-lead")) === "Het stopt zo. Niets blijft bewaard. Ongedaan maken");
  await press("undo");
  await until("the buttons are back", async () => (await page.locator(".board-lead [data-touch=stop]").count()) === 1);
  await press("stop");
  await until("it is said", () => said.length > 0, 8000);
  assert.deepEqual(said.map(what), [["stop", "7K3F", 2, undefined]]);
});

test("without buttons and without the daemon nothing is led", async () => {
  await show(talk);
  await daemon.state("offline");
  await until("grey", async () => (await page.locator(".board-lead .off").count()) >= 1);
  await press("next");
  await daemon.state();
  await until("not grey", async () => (await page.locator(".board-lead .off").count()) === 0);
  await daemon.screen({ touch: false });
  await until("no button", async () => (await page.locator(".board button").count()) === 0);
  assert.equal(await page.locator(".talk-answer").count(), 5);
  await page.click(".talk-answer >> nth=0");
  await daemon.screen({ touch: true });
  await until("the buttons again", async () => (await page.locator(".talk-answer[data-touch]").count()) === 5);
  await press("next");
  await until("one is said", () => said.length > 0);
  assert.deepEqual(said.map(what), [["next", undefined, 1, undefined]]);
});

test("an answer is chosen by touch; the one that the daemon has is marked", async () => {
  await show(talk);
  assert.equal(await textOf(page, ".board-turn"), "Stap 1 van 7");
  assert.equal(await textOf(page, ".talk-part"), "Deel 1. Pas toe of leg uit");
  assert.match(await textOf(page, ".talk-source"), /^Bron: .*Besluit Jeugdwet/);
  assert.match(await textOf(page, ".talk-answer"), /^ja, en we kunnen het laten zien → een tenzij-grond: schrijf op waarom \|.*\| nog niet duidelijk$/);
  await page.click(".talk-answer >> nth=2");
  await page.click(".talk-answer >> nth=4");
  await until("both are said", () => said.length === 2);
  assert.deepEqual(said.map(what), [["answer", undefined, 1, 3], ["answer", undefined, 1, 0]]);
  assert.equal(await page.locator(".talk-answer.chosen").count(), 0);
  await daemon.publish("board", { ...talk, answer: 3 });
  await until("it is marked", async () => (await textOf(page, ".talk-answer.chosen")) === "nee → naar een geregistreerde professional");
});

test("the end is a sheet, no verdict, with its source", async () => {
  await show(sheet);
  assert.equal(await textOf(page, ".board .title"), "Gespreksblad");
  const lines = (await textOf(page, ".sheet-line")).split(" | ");
  assert.equal(lines.length, 7);
  assert.equal(lines[1], "Veiligheid ja, of we twijfelen → naar een geregistreerde professional We hebben het kind twee weken niet gezien.");
  assert.equal(lines[2], "Aard van de taak nog bespreken");
  assert.match(await textOf(page, ".talk-verdict"), /geen oordeel/);
  assert.match(await textOf(page, ".talk-source"), /Besluit Jeugdwet/);
  assert.equal(await textOf(page, ".board-lead"), "Terug Klaar Stop");
});

test("a spread shows what was chosen, and whether the teams differ", async () => {
  await show(spread);
  assert.equal(await textOf(page, ".talk-count"), "ja 3 van 5 teams | deels 1 van 5 teams | nog niet duidelijk 1 van 5 teams");
  assert.equal(await textOf(page, ".talk-differ"), "De teams verschillen: praat daarover.");
  assert.equal(await page.locator("[data-touch=answer]").count(), 0);
  await daemon.publish("board", { ...spread, choices: [{ text: "ja", teams: 5 }] });
  await until("alike", async () => (await textOf(page, ".talk-alike")) === "Alle teams zeggen hetzelfde.");
});

test("where visitors pass, a command stands only where what is said is kept", async () => {
  await daemon.screen({ touch: true, privacy: "strict" });
  await show(round);
  await until("no command", async () => !(await textOf(page, ".board-how")).includes("meeting say"));
  await daemon.publish("board", { ...round, now: [{ name: "Kiezen", task: "choice", duration_ms: 300000 }] });
  await until("here it is", async () => (await textOf(page, ".board-how")).includes("vakwerk meeting say"));
  await daemon.screen({ touch: true });
  await daemon.publish("board", round);
  await until("and where they do not pass", async () => /Alleen vragen.*vakwerk meeting say/.test(await textOf(page, ".board-how")));
});

const LONG = "Is de inzet van iemand zonder registratie nodig om goede hulp te geven aan dit gezin, en weten wij allemaal waarom dat zo is? ";
const longest = {
  ...talk, source: (LONG + LONG).slice(0, 160), title: LONG.slice(0, 110), about: LONG.slice(0, 80),
  now: [{ name: LONG.slice(0, 60), task: "answer", part: LONG.slice(0, 54), text: (LONG + LONG).slice(0, 240) }],
  choices: Array.from({ length: 8 }, (_, nth) => ({ text: `${nth + 1}. ${LONG}`.slice(0, 48), points_to: LONG.slice(0, 68) })),
  notes: Array.from({ length: 4 }, () => ({ text: LONG })), others: 3,
};
const longestSheet = { ...sheet, lines: Array.from({ length: 12 }, () => ({ name: LONG.slice(0, 60), answer: 1, chosen: LONG.slice(0, 48), points_to: LONG.slice(0, 68) })) };

/* The way in for guests beside the buttons and the time. */
const guests = { ...round, guest_code: "7K3MNPQR", guests_until_at: NOW + 900000, link: "https://vakwerk.jeugdregio-haaglanden.example:9443/mee.html#7K3MNPQR" };

for (const [name, board] of Object.entries({ round, guests, talk: { ...talk, answer: 2 }, sheet, spread, longest, "longest-sheet": longestSheet })) {
  test(`picture: talk-${name}`, async () => {
    for (const [width, height] of [[1920, 1080], [1280, 720]]) {
      await page.setViewportSize({ width, height });
      await show(board);
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(pictureFolder(), `talk-${name}-${width}x${height}.png`) });
      assert.deepEqual(await overflow(), []);
    }
    assert.deepEqual(page.problems, []);
  });
}
