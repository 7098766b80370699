/* Every word on the screen that does not come from the daemon. Dutch, level B1. */

const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ".");
const counted = (value: number, one: string, many: string): string => (value === 1 ? one : many.replace("%d", number(value)));

export const texts = {
  brand: "vakwerk",

  weekdays: ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"],
  months: [
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
  ],

  number,
  open: "Nog geen antwoord",
  answers: (n: number) => counted(n, "1 antwoord", "%d antwoorden"),
  someTeam: "Een team in de regio",

  justNow: "zojuist",
  minutesAgo: (n: number) => counted(n, "1 minuut geleden", "%d minuten geleden"),
  hoursAgo: (n: number) => `${n} uur geleden`,
  yesterday: "gisteren",
  daysAgo: (n: number) => `${n} dagen geleden`,
  onDate: (date: string) => `op ${date}`,
  askedAt: (time: string) => `gesteld om ${time}`,

  today: "Vandaag",
  newQuestions: (n: number) => (n === 1 ? "nieuwe vraag" : "nieuwe vragen"),
  newAnswers: (n: number) => (n === 1 ? "antwoord" : "antwoorden"),
  stillOpen: "nog open",

  waits: "Wachttijd in weken",
  waitsAt: (date: string) => `stand ${date}`,
  waitsOld: (date: string) => `oud: ${date}`,
  shorter: (weeks: number) => `${weeks} korter`,
  longer: (weeks: number) => `${weeks} langer`,
  same: "gelijk",
  noWaits: "Nog geen wachttijden bekend.",
  noWaitsHow: "Geef ze door met:",
  noWaitsCommand: "vakwerk waitlist set",

  tip: "Tip bij wachten",
  thanked: (n: number) => counted(n, "1 keer gewaardeerd", "%d keer gewaardeerd"),
  notice: "Mededeling",
  message: "Bericht van de beheerder",
  thisIs: "Dit scherm heet",
  until: (moment: string) => `tot ${moment}`,

  thank: "Waardeer",
  intervision: "Naar intervisie",
  close: "Sluit",
  undo: "Ongedaan maken",
  thankedNow: "Bedankt, gewaardeerd.",
  takenAlong: (team: string) => `Staat klaar voor de intervisie van ${team}.`,
  scanAll: "Scan om alles te lezen of om zelf te antwoorden",
  readAll: "Alles lezen? Typ",
  showCommand: "vakwerk show",
  closesIn: (seconds: number) => `Dit venster sluit vanzelf over ${counted(seconds, "1 seconde", "%d seconden")}.`,

  know: "Weet jij het?",
  scanOrType: "Scan of typ ",
  type: "Typ",
  answerCommand: "vakwerk answer",
  qr: "QR-code om met je telefoon te antwoorden",

  emptyToday: "Vandaag nog geen vragen.",
  empty: "Waar liep jij tegenaan?",
  emptyHow: "Stel je vraag zonder namen of herkenbare details.",
  prompt: "De meeste vragen krijgen binnen een dag antwoord.",
  ask: "Stel een vraag",
  scanOrTypeAsk: "Scan, of typ",
  askCommand: "vakwerk ask",
  askQr: "QR-code om met je telefoon een vraag te stellen",

  privacy: "Deel nooit namen of herkenbare details.",
  live: (time: string) => `Bijgewerkt ${time}`,
  newTurn: "Nieuwe vraag",
  turn: (nth: number, of: number) => `Vraag ${nth} van ${of}`,

  offline: (since: string) => `Geen verbinding sinds ${since}. Dit is de stand van toen. Het scherm probeert het zelf opnieuw.`,
  offlineUnknown: "Geen verbinding. Dit is de stand van eerder. Het scherm probeert het zelf opnieuw.",
  stopped: (since: string) => `Vakwerk staat stil sinds ${since}. Dit is de stand van toen. Het scherm gaat vanzelf weer verder.`,
  stoppedUnknown: "Vakwerk staat even stil. Dit is de stand van eerder. Het scherm gaat vanzelf weer verder.",
  stale: (long: string) => `Al ${long} geen verbinding.`,
  staleHelp: "Wil je de servicedesk bellen?",
  staleName: (kiosk: string) => `Dit scherm heet ${kiosk}.`,
  minutes: (n: number) => counted(n, "1 minuut", "%d minuten"),
  hours: (n: number) => `${n} uur`,
  days: (n: number) => `${n} dagen`,

  night: "De volgende werkdag weer aan",
  nightOffline: (since: string) => `Geen verbinding sinds ${since}`,
  nightOfflineUnknown: "Geen verbinding",

  connecting: "Verbinding maken…",
  noBroker: "Dit scherm kan de server niet vinden.",
  noBrokerHow: (address: string) => `Adres: ${address}. Controleer het netwerk.`,
  waiting: "Er is verbinding, maar er komt nog niets binnen.",
  waitingHow: (kiosk: string) => `Het scherm gaat vanzelf verder. Duurt het lang? Bel de servicedesk. Dit scherm heet ${kiosk}.`,
  stoppedFirst: "Vakwerk staat even stil.",
  stoppedFirstHow: "Het scherm gaat vanzelf weer verder.",

  pair: "Koppel dit scherm",
  denied: "Dit scherm is ontkoppeld.",
  pairHow: "Geef deze code aan de beheerder van Vakwerk, of typ zelf:",
  pairCommand: (digits: string) => `vakwerk kiosk pair ${digits} --team delft --room "Teamkamer Delft"`,
  pairLeft: (minutes: number) =>
    `De code geldt nog ${counted(minutes, "1 minuut", "%d minuten")}. Daarna komt er vanzelf een nieuwe.`,
  noDigits: "Er is nu geen code om het te koppelen. Het scherm probeert het vanzelf opnieuw.",
  noAddress: "Dit scherm weet nog niet waar de server is.",
  noAddressHow: "Zet het adres van de server in het adres van deze pagina, zoals:",
  noAddressExample: "#broker=wss://vakwerk.intern:9001",
};
