/**
 * The pane: pairing, catalogue, explanation of a cell, state of the workbook and its five actions.
 */

import { Refused, TooSlow, Unreachable, ask, pair, server, token } from "./api.js";
import { bindSearch, search, showCatalogue } from "./catalogue.js";
import { ACTIONS, act } from "./documents.js";
import { explain } from "./explaining.js";
import { lastErrors } from "./functions.js";
import { at, bindTabs, make, open, translate } from "./page.js";
import { errorName, language, say, speak } from "./texts.js";
import { CannotDo, recalculate } from "./workbook.js";

const AGAIN = 5000; // milliseconds between two attempts to find a stopped server

/** The sentence of any failure. */
function sentence(error) {
  if (error instanceof Refused) return say(error.status === 401 ? "notPaired" : error.said);
  if (error instanceof Unreachable) return say("serverStopped");
  if (error instanceof TooSlow) return say("tooSlow");
  if (error instanceof CannotDo) return error.message;
  throw error;
}

/** Does something and says, in the line of news, what came of it. */
async function tell(work) {
  try {
    at("news").textContent = (await work()) ?? "";
  } catch (error) {
    at("news").textContent = sentence(error);
  }
}

/** Fills a part of the page with the outcome of some work. */
async function fill(place, work) {
  place.setAttribute("aria-busy", "true");
  try {
    place.replaceChildren(...(await work()));
  } catch (error) {
    place.replaceChildren(make("p", { class: "refused", role: "alert" }, sentence(error)));
  } finally {
    place.removeAttribute("aria-busy");
  }
}

/** Reads the catalogue, which also says whether the server is there and knows us. */
async function connect() {
  if (!token()) {
    server.become("unpaired");
    return;
  }
  try {
    showCatalogue((await ask("/v1/catalogue")).functions);
  } catch (error) {
    if (server.state === "ready") at("news").textContent = sentence(error);
  }
}

function showState({ before, state }) {
  const known = state[0].toUpperCase() + state.slice(1);
  at("state").textContent = say(`state${known}`);
  at("state").className = state;
  at("pairing").hidden = state !== "unpaired";
  at("stopped").hidden = state !== "stopped";
  if (state === "stopped") setTimeout(lookAgain, AGAIN);
  if (before === "stopped" && state === "ready") {
    at("news").textContent = say("back");
    at("recalculate").hidden = false;
  }
}

/** Cells computed before keep their values until Excel computes them again. */
function showTariffs() {
  at("news").textContent = say("tariffs");
  at("recalculate").hidden = false;
}

async function lookAgain() {
  if (server.state !== "stopped") return;
  await connect();
  if (server.state === "stopped") setTimeout(lookAgain, AGAIN);
}

function bindPairing() {
  at("pairing").addEventListener("submit", async (event) => {
    event.preventDefault();
    at("refusal").textContent = "";
    try {
      await pair(at("code").value);
    } catch (error) {
      at("refusal").textContent = error instanceof Refused ? say(error.said) : sentence(error);
      at("code").select();
      return;
    }
    at("code").value = "";
    await connect();
    await tell(async () => {
      await recalculate();
      return say("paired");
    });
    at("search").focus();
  });
}

/** Does one of the five actions, wherever it was asked for. */
async function perform(action) {
  open(action === "explain" ? "cell" : "workbook");
  if (action === "explain") {
    await fill(at("explanation"), explain);
    showErrors();
    return;
  }
  const buttons = at("actions").querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  at("working").textContent = say("working", { action: say(action) });
  await fill(at("report"), () => act(action));
  at("working").textContent = "";
  for (const button of buttons) button.disabled = false;
  at("actions").querySelector(`[data-action=${action}]`).focus();
}

function showActions() {
  const items = ACTIONS.map((action) =>
    make(
      "li",
      {},
      make(
        "button",
        { type: "button", "data-action": action, onclick: () => perform(action) },
        make("b", {}, say(action)),
        make("span", {}, say(`${action}Tip`)),
      ),
    ),
  );
  at("actions").replaceChildren(...items);
}

function showErrors() {
  const lines = lastErrors.map(({ name, code, message }) =>
    make("li", {}, make("b", {}, `${name} ${errorName(code)}`), ` ${message}`),
  );
  at("messages").replaceChildren(...(lines.length > 0 ? lines : [make("li", {}, say("noErrors"))]));
}

/** Everything that is written in a language. */
function write() {
  translate();
  showActions();
  showErrors();
  search();
  showState({ before: server.state, state: server.state });
}

function bindLanguages() {
  for (const lang of ["fr", "en"]) {
    at(lang).addEventListener("click", () => {
      if (lang === language()) return;
      speak(lang);
      for (const id of ["explanation", "report"]) at(id).replaceChildren();
      at("news").textContent = "";
      write();
    });
  }
}

/** Excel's dark theme is not always that of the system. */
function followTheme() {
  const { officeTheme } = Office.context;
  if (officeTheme?.isDarkTheme !== undefined) {
    document.documentElement.dataset.theme = officeTheme.isDarkTheme ? "dark" : "light";
  }
}

/** The pane in the place of the notice that stands there until office.js has come. */
function appear() {
  at("waiting").hidden = true;
  for (const part of document.querySelectorAll("header, main")) part.hidden = false;
}

/** The entries of the ribbon's menu open the pane and do the same as its buttons. */
function bindRibbon() {
  for (const action of ACTIONS) {
    Office.actions?.associate(action, async (event) => {
      await Office.addin.showAsTaskpane();
      await perform(action).finally(() => event.completed());
    });
  }
}

async function start() {
  await Office.onReady();
  followTheme();
  server.addEventListener("change", (event) => showState(event.detail));
  server.addEventListener("tariffs", showTariffs);
  bindTabs();
  bindSearch(tell);
  bindPairing();
  bindLanguages();
  bindRibbon();
  at("explain").addEventListener("click", () => perform("explain"));
  at("errors").addEventListener("toggle", showErrors);
  at("recalculate").addEventListener("click", () =>
    tell(async () => {
      await recalculate();
      at("recalculate").hidden = true;
    }),
  );
  open("catalogue");
  write();
  appear();
  await connect();
  document.body.dataset.ready = "true";
}

start();
