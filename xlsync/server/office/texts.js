/**
 * What the user reads, in French and in English.
 */

const NBSP = "\u00a0";
const KEY = "xlsync.language";

const TEXTS = {
  title: ["Conventions", "Conventions"],
  language: ["Langue", "Language"],
  tabs: ["Parties du volet", "Parts of the pane"],
  catalogue: ["Fonctions", "Functions"],
  cell: ["Cellule", "Cell"],
  workbook: ["Classeur", "Workbook"],

  stateUnknown: ["Connexion…", "Connecting…"],
  stateReady: ["Serveur prêt", "Server ready"],
  stateStopped: ["Serveur arrêté", "Server stopped"],
  stateUnpaired: ["À appairer", "To be paired"],

  serverStopped: [
    "Serveur arrêté : lancez « xlsync serve », puis recalculez",
    "Server stopped: run “xlsync serve”, then recalculate",
  ],
  notPaired: [
    "Ouvrez le volet Conventions et saisissez le code affiché par « xlsync serve »",
    "Open the Conventions pane and type the code shown by “xlsync serve”",
  ],
  tooSlow: ["Le serveur met trop de temps à répondre", "The server takes too long to answer"],
  cancelled: ["Calcul abandonné", "Computation given up"],

  pairing: ["Relier ce complément au serveur", "Link this add-in to the server"],
  pairingHelp: [
    "Lancez « xlsync serve » sur cet ordinateur : il affiche un code, à saisir une seule fois.",
    "Run “xlsync serve” on this computer: it shows a code, to be typed only once.",
  ],
  code: ["Code", "Code"],
  pair: ["Relier", "Link"],
  paired: ["Complément relié ; les cellules sont recalculées.", "Add-in linked; the cells are being recalculated."],

  stoppedHelp: [
    "Le serveur ne répond pas. Lancez « xlsync serve » sur cet ordinateur ; ce volet le retrouvera de lui-même.",
    "The server does not answer. Run “xlsync serve” on this computer; this pane will find it by itself.",
  ],
  back: ["Le serveur répond de nouveau.", "The server answers again."],
  tariffs: [
    "Les tarifs du modèle ont changé. Les cellules calculées avant gardent leur valeur jusqu’au recalcul.",
    "The tariffs of the model have changed. Cells computed before keep their values until they are recalculated.",
  ],
  recalculate: ["Recalculer le classeur", "Recalculate the workbook"],

  search: ["Chercher une fonction", "Search for a function"],
  searchHint: ["prêt, échéance, acompte…", "loan, payment, grid…"],
  found: ["{n} fonctions", "{n} functions"],
  foundOne: ["1 fonction", "1 function"],
  foundNone: ["Aucune fonction ne correspond.", "No function matches."],
  optional: ["facultatif", "optional"],
  returns: ["Résultat", "Result"],
  source: ["Source", "Source"],
  example: ["Exemple", "Example"],
  insert: ["Insérer dans la cellule choisie", "Insert into the selected cell"],
  inserted: ["Exemple écrit en {cell}.", "Example written in {cell}."],
  notEmpty: [
    "{cell} n’est pas vide : choisissez une cellule vide.",
    "{cell} is not empty: select an empty cell.",
  ],

  explainHelp: [
    "Choisissez une cellule qui utilise une de nos fonctions.",
    "Select a cell that uses one of our functions.",
  ],
  explain: ["Expliquer la cellule", "Explain the cell"],
  noCall: [
    "{cell} n’utilise aucune de nos fonctions.",
    "{cell} uses none of our functions.",
  ],
  lastErrors: ["Derniers messages", "Last messages"],
  noErrors: ["Aucune erreur.", "No error."],

  status: ["Comparer", "Compare"],
  statusTip: ["Ce qui diffère du modèle", "What differs from the model"],
  pull: ["Envoyer mes saisies", "Send my inputs"],
  pullTip: ["Du classeur vers le modèle", "From the workbook to the model"],
  push: ["Recevoir", "Receive"],
  pushTip: ["Du modèle vers le classeur", "From the model to the workbook"],
  check: ["Vérifier", "Check"],
  checkTip: ["Saisies et formules", "Entries and formulas"],
  explainTip: ["D’où vient la valeur", "Where the value comes from"],
  savesFirst: ["Chaque action enregistre d’abord le classeur.", "Each action saves the workbook first."],
  working: ["{action} : en cours…", "{action}: working…"],
  nothing: ["Rien à signaler.", "Nothing to report."],
  written: ["{n} cellules écrites. Enregistrez pour les garder.", "{n} cells written. Save to keep them."],
  writtenOne: ["1 cellule écrite. Enregistrez pour la garder.", "1 cell written. Save to keep it."],
  unchanged: ["Le classeur est déjà à jour.", "The workbook is up to date already."],
  notSaved: [
    "Enregistrez d’abord ce classeur dans un dossier de cet ordinateur.",
    "First save this workbook in a folder of this computer.",
  ],
  online: [
    "Ce classeur est en ligne : le serveur ne lit que les fichiers de cet ordinateur.",
    "This workbook is online: the server only reads files of this computer.",
  ],
  cannotSave: [
    "Cet Excel ne sait pas enregistrer à la demande : enregistrez vous-même, puis recommencez.",
    "This Excel cannot save on request: save it yourself, then try again.",
  ],
  excelRefused: ["Excel a refusé : {what}", "Excel refused: {what}"],
};

/** French typography: the space before : ; ? ! and inside guillemets does not break. */
function unbroken(text) {
  return text.replace(/ ([:;?!»])/g, `${NBSP}$1`).replace(/« /g, `«${NBSP}`);
}

let chosen = null;

/** The language in use, "fr" or "en": chosen in the pane, else that of Excel. */
export function language() {
  chosen ??= localStorage.getItem(KEY);
  const shown = chosen ?? globalThis.Office?.context?.displayLanguage ?? "fr";
  return shown.toLowerCase().startsWith("en") ? "en" : "fr";
}

/** Keeps another language. */
export function speak(lang) {
  chosen = lang;
  localStorage.setItem(KEY, lang);
}

/**
 * A sentence in the language in use.
 * @param {string | {fr: string, en: string}} text A key of the texts above, or a text of the server.
 * @param {Record<string, string | number>} [facts] What stands for each {word}.
 */
export function say(text, facts = {}) {
  const lang = language();
  const [fr, en] = typeof text === "object" ? [text.fr, text.en] : TEXTS[text];
  const said = lang === "en" ? en : unbroken(fr);
  return said.replace(/\{(\w+)\}/g, (whole, word) => facts[word] ?? whole);
}

/** A count with its noun: `found` for many, `foundOne` for one. */
export function count(key, n) {
  return say(n === 1 ? `${key}One` : key, { n });
}

const FRENCH_ERRORS = { "#NAME?": "#NOM?", "#NULL!": "#NUL!", "#NUM!": "#NOMBRE!", "#VALUE!": "#VALEUR!" };

/** The error of a cell as Excel shows it in the language in use. */
export function errorName(code) {
  return say({ fr: FRENCH_ERRORS[code] ?? code, en: code });
}

/** A value as the reader writes it. */
export function figure(value) {
  if (value === null) return "";
  if (typeof value === "object") return value.error ? errorName(value.error) : JSON.stringify(value);
  if (typeof value === "boolean") return say({ fr: value ? "VRAI" : "FAUX", en: value ? "TRUE" : "FALSE" });
  if (typeof value !== "number") return value;
  return value.toLocaleString(language(), { maximumSignificantDigits: 15 }).replaceAll("\u202f", NBSP);
}

/** The date of a serial, as the commands write it: 31/12/2025 in French, 2025-12-31 in English; a blank as such. */
export function day(serial) {
  if (typeof serial !== "number") return figure(serial);
  const [year, month, date] = new Date((serial - 25569) * 86_400_000).toISOString().slice(0, 10).split("-");
  return language() === "en" ? `${year}-${month}-${date}` : `${date}/${month}/${year}`;
}
