/* Every word on the page of a guest that does not come from the daemon. Dutch, level B1. */

const kinds: { [kind: string]: string } = {
  bsn: "een burgerservicenummer",
  iban: "een rekeningnummer",
  phone: "een telefoonnummer",
  email: "een mailadres",
  birth_date: "een geboortedatum",
  address: "een adres",
  number: "een nummer",
  name: "een naam",
  age: "een leeftijd",
  school: "een school",
};

export const texts = {
  brand: "vakwerk",

  welcome: "Doe mee aan de tafel",
  code: "De code van de tafel",
  codeHow: "Die krijg je van wie de tafel begeleidt.",
  enter: "Doe mee",
  entering: "Even wachten…",
  badCode: "Een code heeft acht letters en cijfers. Er zit geen 0, 1, I, O of U in.",
  wrongCode: "Deze code klopt niet, of de tafel is klaar. Vraag de code aan wie de tafel begeleidt.",
  noServer: "Open deze pagina op het adres dat je kreeg, niet als bestand.",
  notYet: "Nog geen verbinding. De pagina blijft het zelf proberen.",

  until: (time: string) => `Je kunt meedoen tot ${time} uur.`,
  input: "Wat wil je inbrengen?",
  inputHow: "Eén ding per keer, in een zin. Noem geen namen of herkenbare details. Niemand leest wie je bent.",
  left: (n: number) => (n < 0 ? `${-n} te veel` : `nog ${n}`),
  send: "Geef door",
  offline: "Geen verbinding. Wat je doorgeeft, wordt op je telefoon bewaard en gaat vanzelf.",
  full: "Er wacht al veel op verbinding. Probeer het straks weer.",

  thanks: "Dank je wel. Je inbreng hangt op de muur.",
  kept: "Je inbreng is bewaard en gaat vanzelf zodra er weer verbinding is.",
  yours: "Wat je inbracht",
  onWall: "hangt op de muur",
  waiting: "wacht op verbinding",
  going: "gaat nu",
  other: "Naar een andere tafel",

  identifying: "Dit kan naar een cliënt of een gezin wijzen. Het is niet doorgegeven.",
  hit: (text: string, kind: string) => `“${text}” lijkt op ${kinds[kind] || "iets herkenbaars"}.`,
  takeOut: "Haal het weg, en geef het opnieuw door.",
  lookAgain: "Haal het weg. Of wijst het naar niemand? Dan kun je het zo doorgeven.",
  asItIs: "Zo doorgeven",
  refused: "Vakwerk kon dit niet aannemen. Wil je het anders zeggen?",
  slower: "Je gaf veel door in korte tijd. De rest gaat zo vanzelf.",

  over: "Deze tafel is klaar",
  overHow: "Dank je wel voor je inbreng. Op deze telefoon is niets meer bewaard.",
  lost: "Dit is niet meer aangekomen:",
};
