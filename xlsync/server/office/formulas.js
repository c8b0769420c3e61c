/**
 * Formulas as text: our calls found in one, and one written from an example. Formulas are in the form that
 * Excel's object model uses everywhere: English names, commas, decimal points.
 */

import { IDENTITIES } from "./identities.js";
import { language } from "./texts.js";

const KNOWN = new Map(IDENTITIES.map((id) => [id, id.replace("_", ".")]));
const TOKEN = /"(?:[^"]|"")*"|'(?:[^']|'')*'|[\p{L}_\\][\p{L}\p{N}_.\\]*(?=\()|[(){},]|\[|./gsuy;

/**
 * @typedef {{name: string, args: string[], text: string}} Call One of our calls: identity, arguments, whole text.
 */

/**
 * The calls of our functions in a formula, outermost first.
 * @param {string} formula As Excel gives it, "=" included.
 * @returns {Call[]}
 */
export function callsIn(formula) {
  const tokens = tokensOf(formula);
  return tokens.flatMap((token, rank) => {
    const name = identityOf(token.text);
    return name && tokens[rank + 1]?.text === "(" ? [callAt(formula, tokens, rank, name)] : [];
  });
}

/** The identity behind a name in any spelling, undefined for a function that is not ours. */
function identityOf(word) {
  return KNOWN.get(word.toUpperCase().replace(/^_XLDUDF_/, "").replace(".", "_"));
}

/** Names that are called, separators and texts, with their places. A bracketed reference is one token. */
function tokensOf(formula) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  for (let match; (match = TOKEN.exec(formula)); ) {
    const start = match.index;
    if (match[0] === "[") TOKEN.lastIndex = closing(formula, start);
    tokens.push({ text: formula.slice(start, TOKEN.lastIndex), start });
  }
  return tokens;
}

/** End of a bracketed reference: brackets nest, an apostrophe escapes the next character. */
function closing(formula, start) {
  let depth = 0;
  for (let place = start; place < formula.length; place += 1) {
    if (formula[place] === "'") place += 1;
    else if (formula[place] === "[") depth += 1;
    else if (formula[place] === "]" && (depth -= 1) === 0) return place + 1;
  }
  return formula.length;
}

function callAt(formula, tokens, rank, name) {
  const start = tokens[rank].start;
  const args = [];
  let depth = 0;
  let from = tokens[rank + 1].start + 1;
  for (const { text, start: place } of tokens.slice(rank + 1)) {
    if (text === "(" || text === "{") depth += 1;
    else if (text === ")" || text === "}") depth -= 1;
    const ends = depth === 0;
    if (ends || (text === "," && depth === 1)) {
      args.push(formula.slice(from, place).trim());
      from = place + 1;
    }
    if (ends) return { name, args, text: formula.slice(start, from) };
  }
  return { name, args, text: formula.slice(start) };
}

/**
 * The value of an argument that stands in the formula itself: a number, a text, TRUE, nothing, {1,2;3,4}.
 * @returns {{value: any} | null} Null when it is anything else.
 */
export function literal(text) {
  if (text === "") return { value: null };
  if (/^"(?:[^"]|"")*"$/.test(text)) return { value: text.slice(1, -1).replaceAll('""', '"') };
  if (/^(?:TRUE|FALSE)$/i.test(text)) return { value: text.toUpperCase() === "TRUE" };
  if (/^#[A-Z/0!?]+$/.test(text)) return { value: { error: text } };
  const number = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?)(%?)$/i.exec(text);
  if (number) return { value: number[2] ? Number(number[1]) / 100 : Number(number[1]) };
  return /^\{.*\}$/s.test(text) ? arrayOf(text.slice(1, -1)) : null;
}

function arrayOf(inside) {
  const rows = split(inside, ";").map((row) => split(row, ",").map((cell) => literal(cell.trim())));
  return rows.flat().includes(null) ? null : { value: rows.map((row) => row.map((cell) => cell.value)) };
}

/** Parts of a text between separators that stand outside quotes. */
function split(text, separator) {
  const parts = [""];
  for (const piece of text.match(/"(?:[^"]|"")*"|./gs) ?? []) {
    if (piece === separator) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

/** A call as Excel's object model writes it. */
export function written(name, cells) {
  return `=${name}(${cells.map((cell) => cellText(cell, ENGLISH)).join(",")})`;
}

/** The same call as the user types it: semicolons and decimal commas in French. */
export function typed(name, cells) {
  const style = language() === "en" ? ENGLISH : FRENCH;
  return `=${name}(${cells.map((cell) => cellText(cell, style)).join(style.separator)})`;
}

const ENGLISH = { separator: ",", column: ",", decimal: ".", truth: ["FALSE", "TRUE"] };
const FRENCH = { separator: ";", column: ".", decimal: ",", truth: ["FAUX", "VRAI"] };

function cellText(cell, style) {
  if (cell === null) return "";
  if (Array.isArray(cell)) {
    return `{${cell.map((row) => row.map((one) => cellText(one ?? "", style)).join(style.column)).join(";")}}`;
  }
  if (typeof cell === "boolean") return style.truth[Number(cell)];
  if (typeof cell === "number") return String(cell).replace(".", style.decimal);
  return `"${cell.replaceAll('"', '""')}"`;
}
