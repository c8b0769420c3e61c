/**
 * The actions on the workbook open in Excel: the server works on its file, saved just before.
 */

import { ask } from "./api.js";
import { make } from "./page.js";
import { count, language, say } from "./texts.js";
import { HIDDEN, apply, path, save } from "./workbook.js";

const SECONDS = 180;

export const ACTIONS = ["status", "pull", "push", "check", "explain"];

/**
 * Saves the workbook, then has the server act on it.
 * @param {string} action One of ACTIONS.
 * @param {object} more What else the action takes.
 * @returns {Promise<{exit: number, report: object, text: string, edits?: object[], properties?: object}>}
 */
export async function document(action, more = {}) {
  const where = path();
  await save();
  return ask("/v1/documents", { action, path: where, lang: language(), ...more }, { seconds: SECONDS });
}

/**
 * Does an action of the workbook, "explain" excepted, and says what came of it.
 * @returns {Promise<Node[]>} What to show.
 */
export async function act(action) {
  const answer = await document(action, action === "push" ? { as: "edits" } : {});
  if (action !== "push") return [report(answer)];
  await apply(answer.edits, answer.properties);
  const n = answer.edits.filter((edit) => edit.sheet !== HIDDEN).length;
  if (n > 0) return [make("p", {}, count("written", n)), report(answer)];
  return answer.exit === 0 ? [make("p", {}, say("unchanged")), report(answer)] : [report(answer)];
}

function report({ exit, text }) {
  const said = text.trim() || say("nothing");
  return make("pre", { class: exit === 0 ? "" : "differs" }, said);
}
