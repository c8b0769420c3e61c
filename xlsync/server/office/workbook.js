/**
 * The workbook open in Excel, through its object model.
 */

import { literal } from "./formulas.js";
import { say } from "./texts.js";

const MOST_CELLS = 100_000; // of one argument
const EDITS_AT_ONCE = 2000;

/** The custom property that says which convention a workbook is of. */
const CONVENTION = "xlsync_convention";

/** The sheet that holds what the workbook and the model last agreed on. */
export const HIDDEN = "_xlsync";

/** Something that the user can put right; its message says how. */
export class CannotDo extends Error {}

/**
 * The path of the workbook on this computer.
 * @throws {CannotDo} It was never saved, or it is online.
 */
export function path() {
  const url = globalThis.Office.context.document.url ?? "";
  if (/^file:/i.test(url)) return localPath(url);
  if (isOnline(url)) throw new CannotDo(say("online"));
  if (!/[\\/]/.test(url)) throw new CannotDo(say("notSaved"));
  return url;
}

/** Whether an address is that of no file of this computer. */
export function isOnline(url) {
  return /^[a-z][\w+.-]+:/i.test(url) && !/^file:/i.test(url);
}

/** The convention that the workbook says it is of, "" where it is none. */
export async function conventionOf() {
  return run(async (context) => {
    const property = context.workbook.properties.custom.getItemOrNullObject(CONVENTION);
    property.load("value");
    await context.sync();
    return property.isNullObject ? "" : String(property.value);
  });
}

function localPath(url) {
  const found = decodeURIComponent(new URL(url).pathname);
  return /^\/[a-z]:/i.test(found) ? found.slice(1) : found;
}

/** Saves the workbook where it is, so that the server reads what the user sees. */
export async function save() {
  if (!isSupported("1.11")) throw new CannotDo(say("cannotSave"));
  await run(async (context) => {
    context.workbook.save("Save");
    await context.sync();
  });
}

/** Computes every cell again. */
export async function recalculate() {
  await run(async (context) => {
    context.workbook.application.calculate("Full");
    await context.sync();
  });
}

/**
 * Writes a formula into the selected cell, only when that cell is empty.
 * @returns {Promise<string>} Its address.
 */
export async function insert(formula) {
  return run(async (context) => {
    const cell = context.workbook.getSelectedRange().getCell(0, 0);
    cell.load("address,valueTypes,formulas");
    await context.sync();
    const address = short(cell.address);
    if (cell.formulas[0][0] !== "") throw new CannotDo(say("notEmpty", { cell: address }));
    cell.formulas = [[formula]];
    await context.sync();
    return address;
  });
}

/**
 * The selected cell; inside a spilled array, the cell that holds its formula.
 * @returns {Promise<{address: string, formula: string, shown: string}>} The address with its sheet, as
 *   "Prêt!B4"; the formula in the form of the object model, then as Excel shows it to its user.
 */
export async function selected() {
  const wanted = "address,formulas,formulasLocal";
  return run(async (context) => {
    const cell = context.workbook.getSelectedRange().getCell(0, 0);
    cell.load(wanted);
    const parent = isSupported("1.12") ? cell.getSpillParentOrNullObject() : null;
    parent?.load(wanted);
    await context.sync();
    const found = parent && !parent.isNullObject ? parent : cell;
    const [formula, shown] = [found.formulas, found.formulasLocal].map((rows) => String(rows[0][0]));
    return { address: found.address, formula, shown };
  });
}

/**
 * The values of the arguments of a call.
 * @param {string} address Of the cell that holds the call, with its sheet.
 * @param {string[]} args As written in its formula.
 * @returns {Promise<Array | null>} Null when one of them is computed, or a reference that is not followed here.
 */
export async function argumentValues(address, args) {
  return run(async (context) => {
    const found = args.map((text) => literal(text) ?? reference(context, address, text));
    if (found.includes(null)) return null;
    try {
      await context.sync();
    } catch {
      return null; // a reference to nothing, or in a form that Excel does not follow by name
    }
    const tooLong = found.some((one) => one.values?.length * one.values?.[0].length > MOST_CELLS);
    return tooLong ? null : found.map((one) => ("value" in one ? one.value : cells(one)));
  });
}

/** The range behind a reference: a cell, a range, a defined name, a column of a table or one of its cells. */
function reference(context, address, text) {
  const range = place(context, address, text);
  range?.load("values,valueTypes");
  return range;
}

function place(context, address, text) {
  const { book, sheet } = { book: context.workbook, sheet: sheetOf(address) };
  const local = /^(?:('(?:[^']|'')+'|[\p{L}\p{N}_.]+)!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)$/iu.exec(text);
  if (local) {
    const name = local[1] ? unquoted(local[1]) : sheet;
    return book.worksheets.getItem(name).getRange(local[2].replaceAll("$", ""));
  }
  const column = /^([\p{L}\p{N}_.\\]*)\[(@?)\[?([^[\]#@']+)\]?\]$/u.exec(text);
  if (column) return columnOf(book, address, column);
  return /^[\p{L}_\\][\p{L}\p{N}_.\\]*$/u.test(text) ? book.names.getItem(text).getRange() : null;
}

/** `Table[column]`, or the cell of that column in the row of the formula: `[@column]`, `Table[@column]`. */
function columnOf(book, address, [, table, row, name]) {
  const cell = book.worksheets.getItem(sheetOf(address)).getRange(short(address));
  const found = table ? book.tables.getItem(table) : cell.getTables(false).getFirst();
  const body = found.columns.getItem(name).getDataBodyRange();
  return row ? body.getIntersection(cell.getEntireRow()) : body;
}

function cells(range) {
  const rows = range.values.map((row, r) => row.map((value, c) => cellOf(value, range.valueTypes[r][c])));
  return rows.length === 1 && rows[0].length === 1 ? rows[0][0] : rows;
}

function cellOf(value, type) {
  if (type === "Empty") return null;
  return type === "Error" ? { error: value } : value;
}

/**
 * Writes what the server gives, in hidden sheets too.
 * @param {{sheet: string, cell: string, value?: any, formula?: string}[]} edits In the order to write them.
 * @param {Record<string, any>} properties Custom properties of the workbook; null removes one.
 */
export async function apply(edits, properties) {
  await run(async (context) => {
    await makeSheets(context, [...new Set(edits.map((edit) => edit.sheet))]);
    for (let start = 0; start < edits.length; start += EDITS_AT_ONCE) {
      if (isSupported("1.6")) context.application.suspendApiCalculationUntilNextSync();
      for (const edit of edits.slice(start, start + EDITS_AT_ONCE)) write(context, edit);
      await context.sync();
    }
    for (const [name, value] of Object.entries(properties)) writeProperty(context, name, value);
    await context.sync();
  });
}

function writeProperty(context, name, value) {
  const { custom } = context.workbook.properties;
  if (value === null) custom.getItem(name).delete();
  else custom.add(name, value);
}

async function makeSheets(context, names) {
  const sheets = names.map((name) => context.workbook.worksheets.getItemOrNullObject(name));
  await context.sync();
  sheets.forEach((sheet, rank) => {
    if (!sheet.isNullObject) return;
    const made = context.workbook.worksheets.add(names[rank]);
    if (names[rank] === HIDDEN) made.visibility = "VeryHidden";
  });
}

function write(context, { sheet, cell, value, formula }) {
  const range = context.workbook.worksheets.getItem(sheet).getRange(cell);
  if (formula !== undefined) range.formulas = [[formula.startsWith("=") ? formula : `=${formula}`]];
  else if (value === null || value === "") range.clear("Contents");
  else range.values = [[typeof value === "string" ? kept(value) : (value.error ?? value)]];
}

/** A text that Excel takes as it is: an apostrophe keeps it from becoming a number, a date or a formula. */
function kept(text) {
  return /^[=+\-@'\s]|[\d%€$]|^(?:true|false|vrai|faux)$/i.test(text) ? `'${text}` : text;
}

/** Work on the workbook, Excel's own refusals put into words. */
async function run(work) {
  try {
    return await globalThis.Excel.run(work);
  } catch (error) {
    if (error instanceof CannotDo) throw error;
    throw new CannotDo(say("excelRefused", { what: error.message }));
  }
}

function isSupported(version) {
  return globalThis.Office.context.requirements.isSetSupported("ExcelApi", version);
}

/** `B4` of `'Mon prêt'!B4`. */
export function short(address) {
  return address.slice(address.lastIndexOf("!") + 1);
}

function sheetOf(address) {
  return unquoted(address.slice(0, address.lastIndexOf("!")));
}

function unquoted(name) {
  return name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name;
}
