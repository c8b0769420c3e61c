/**
 * The catalogue of functions: searched without regard to accents or case, its examples inserted in a cell.
 */

import { typed, written } from "./formulas.js";
import { at, described, make } from "./page.js";
import { count, figure, say } from "./texts.js";
import { insert } from "./workbook.js";

let functions = [];

/** Takes the catalogue of the server and shows it. */
export function showCatalogue(found) {
  functions = found;
  search();
}

/** The search answers as one types; Escape clears it, Enter opens the first function found. */
export function bindSearch(tell) {
  const input = at("search");
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value) {
      event.preventDefault();
      input.value = "";
      search();
    } else if (event.key === "Enter") {
      event.preventDefault(); // else the key would close what it has just opened
      const first = at("functions").querySelector("details");
      if (first) {
        first.open = true;
        first.querySelector("summary").focus();
      }
    }
  });
  at("functions").addEventListener("click", async (event) => {
    const name = event.target.dataset?.insert;
    if (name) tell(() => insertExample(functions.find((one) => one.name === name)));
  });
}

async function insertExample(one) {
  const cell = await insert(written(one.name, one.example.cells));
  return say("inserted", { cell });
}

/** Shows the functions whose texts hold every word asked for. */
export function search() {
  const words = plain(at("search").value).split(/\s+/).filter(Boolean);
  const found = functions.filter((one) => words.every((word) => textOf(one).includes(word)));
  at("functions").replaceChildren(...found.map(entry));
  const said = found.length === 0 ? say("foundNone") : count("found", found.length);
  at("found").textContent = functions.length === 0 ? "" : said;
}

/** A text without accents nor capitals; "_" and "." are spaces, as people type them. */
function plain(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[_.’']/g, " ");
}

function textOf(one) {
  one.text ??= plain(
    [one.name, one.help.fr, one.help.en, one.source.fr, one.result.help.fr, one.result.help.en]
      .concat(one.arguments.flatMap(({ name }) => [name.fr, name.en]))
      .join(" "),
  );
  return one.text;
}

function entry(one) {
  return make(
    "details",
    { class: "function" },
    make("summary", {}, make("b", {}, one.name), make("span", {}, say(one.help))),
    make("dl", {}, ...one.arguments.flatMap(term)),
    make(
      "dl",
      { class: "facts" },
      ...described(say("returns"), say(one.result.help)),
      ...described(say("source"), say(one.source)),
      ...described(say("example"), make("code", {}, typed(one.name, one.example.cells)), exampleValue(one)),
    ),
    make("button", { type: "button", "data-insert": one.name }, say("insert")),
  );
}

function term(argument) {
  const name = make("span", {}, say(argument.name));
  if (!argument.required) name.append(make("small", {}, ` (${say("optional")})`));
  const options = argument.options.map((option) => make("code", {}, `"${option}"`));
  const choices = options.length > 1 ? [make("div", { class: "options" }, ...options)] : [];
  return described(name, say(argument.help), ...choices);
}

/** The value of an example of one cell; a table says itself when inserted. */
function exampleValue(one) {
  return Array.isArray(one.example.value) ? "" : ` = ${figure(one.example.value)}`;
}
