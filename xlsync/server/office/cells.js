/**
 * Cells as Excel hands them over and takes them back, and as the server reads and writes them in JSON.
 */

const CODES = {
  "#VALUE!": "invalidValue",
  "#N/A": "notAvailable",
  "#NUM!": "invalidNumber",
  "#DIV/0!": "divisionByZero",
  "#REF!": "invalidReference",
  "#NULL!": "nullReference",
  "#NAME?": "invalidName",
};

/** The error of a cell, with a message where Excel shows one (#VALUE! and #N/A). */
export function cellError(code, message) {
  const { Error: CellError, ErrorCode } = globalThis.CustomFunctions;
  return new CellError(ErrorCode[CODES[code] ?? "invalidValue"], message);
}

/** The cells of one argument: a scalar, or rows; a range of one cell is that cell; left out is null. */
export function argumentOf(value) {
  if (!Array.isArray(value)) return one(value);
  if (value.length === 1 && value[0].length === 1) return one(value[0][0]);
  return value.map((row) => row.map(one));
}

/** The arguments of a call: a repeating parameter, a list of ranges, counts for as many; blanks at the end go. */
export function argumentsOf(values) {
  const flat = values.flatMap((value) => (isRepeating(value) ? value : [value])).map(argumentOf);
  while (flat.length > 0 && flat[flat.length - 1] === null) flat.pop();
  return flat;
}

/** What the cell shows: a scalar, or rows. A blank is an empty text. */
export function resultOf(value) {
  return Array.isArray(value) ? value.map((row) => row.map(shown)) : shown(value);
}

function isRepeating(value) {
  return Array.isArray(value) && (value.length === 0 || Array.isArray(value[0]?.[0]));
}

function one(value) {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "object") return value;
  const code = value.code ?? value.basicValue ?? String(value);
  return typeof code === "string" && code.startsWith("#") ? { error: code } : code;
}

function shown(value) {
  if (value === null) return "";
  return typeof value === "object" ? cellError(value.error) : value;
}
