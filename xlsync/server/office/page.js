/**
 * Small means to fill the page. Texts are always set as texts, never as markup.
 */

import { language, say } from "./texts.js";

/** The element with an id. */
export const at = (id) => document.getElementById(id);

/**
 * A new element.
 * @param {string} tag
 * @param {Record<string, any>} [properties] Set on the element; "class" and names with "-" as attributes.
 * @param {...(Node | string)} children
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class" || name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** A term and what it means, in a description list. */
export function described(term, ...meaning) {
  return [make("dt", {}, term), make("dd", {}, ...meaning)];
}

/** Writes the fixed texts of the page in the language in use. */
export function translate() {
  document.documentElement.lang = language();
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll("[data-hint]")) element.placeholder = say(element.dataset.hint);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
  for (const lang of ["fr", "en"]) at(lang).setAttribute("aria-pressed", String(lang === language()));
}

/** Shows one part of the pane. */
export function open(part) {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const isOpen = tab.id === `tab-${part}`;
    tab.setAttribute("aria-selected", String(isOpen));
    tab.tabIndex = isOpen ? 0 : -1;
    at(tab.getAttribute("aria-controls")).hidden = !isOpen;
  }
}

/** Tabs answer to clicks, arrows, Home and End. */
export function bindTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const show = (tab) => open(tab.id.replace("tab-", ""));
  tabs.forEach((tab, rank) => {
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", (event) => {
      const moves = { ArrowRight: rank + 1, ArrowLeft: rank - 1 + tabs.length, Home: 0, End: tabs.length - 1 };
      if (!(event.key in moves)) return;
      event.preventDefault();
      const next = tabs[moves[event.key] % tabs.length];
      show(next);
      next.focus();
    });
  });
}
