/**
 * What the server must know of the workbook whose cells call, since the tariffs that count depend on it: its path,
 * from which the server finds its model and its convention; of a workbook that is online, the convention alone.
 */

import { conventionOf, isOnline, path } from "./workbook.js";

const PATIENCE = 2000; // milliseconds that Excel has to say the convention

let convention = null; // of an online workbook, once read

/** `{workbook}`, `{convention}` or `{}` for one that was never saved; null when Excel must be asked first. */
function known() {
  const url = globalThis.Office.context.document.url ?? "";
  if (isOnline(url)) return convention === null ? null : { convention };
  return /[\\/]/.test(url) ? { workbook: path() } : {};
}

async function asked() {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  convention = await Promise.race([conventionOf().catch(() => null), late]);
  return known() ?? {};
}

/**
 * What to say beside calls.
 * @param {(said: object) => Promise<any>} work Done at once where nothing must be asked.
 */
export function withOrigin(work) {
  const said = known();
  return said === null ? asked().then(work) : work(said);
}
