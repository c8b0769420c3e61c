/**
 * Where the value of the selected cell comes from: the steps of each of our calls in its formula.
 */

import { ask } from "./api.js";
import { document as documentAction } from "./documents.js";
import { callsIn } from "./formulas.js";
import { withOrigin } from "./origin.js";
import { make } from "./page.js";
import { day, figure, say } from "./texts.js";
import { argumentValues, selected, short } from "./workbook.js";

/**
 * Explains the selected cell.
 * @returns {Promise<Node[]>} What to show.
 */
export async function explain() {
  const { address, formula, shown } = await selected();
  const calls = callsIn(formula);
  const texts = callsIn(shown).map((call) => call.text); // as in Excel: separators and functions of its language
  const title = make("h2", {}, short(address));
  if (calls.length === 0) return [title, make("p", {}, say("noCall", { cell: short(address) }))];
  const explained = [];
  for (const [rank, call] of calls.entries()) {
    const args = await argumentValues(address, call.args);
    if (args === null) return [title, await byDocument(address)];
    explained.push(await steps(call, args, texts[rank] ?? call.text));
  }
  return [title, ...explained];
}

/** Arguments that are computed inside the formula: the server reads the file, once saved. */
async function byDocument(address) {
  const { text } = await documentAction("explain", { cell: address.replaceAll("'", "") });
  return make("pre", {}, text);
}

async function steps(call, args, text) {
  const heading = make("h3", {}, make("code", {}, text));
  const answer = await withOrigin((said) => ask("/v1/explain", { name: call.name, args, ...said }));
  return make("div", {}, heading, make("ol", { class: "steps" }, ...answer.steps.map(step)));
}

function step({ label, value, unit, source }) {
  const write = unit === "date" ? day : figure;
  const shown = Array.isArray(value) ? value.map(write).join(" ; ") : write(value);
  const line = make("li", {}, make("span", {}, say(label)), make("b", {}, `${shown} ${unitOf(unit)}`.trim()));
  if (source) line.append(make("small", {}, source));
  return line;
}

const UNITS = {
  date: { fr: "", en: "" },
  1: { fr: "", en: "" },
  "1/an": { fr: "par an", en: "a year" },
  annees: { fr: "ans", en: "years" },
  comptes: { fr: "comptes", en: "accounts" },
  jours: { fr: "jours", en: "days" },
  jours_ouvres: { fr: "jours ouvrés", en: "working days" },
  mois: { fr: "mois", en: "months" },
  unites: { fr: "unités", en: "units" },
  utilisateurs: { fr: "utilisateurs", en: "users" },
};

/** Units as a reader writes them. */
function unitOf(unit) {
  return unit in UNITS ? say(UNITS[unit]) : unit.replace("EUR", "€").replace("etablissement", "établissement");
}
