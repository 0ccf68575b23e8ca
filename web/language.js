/** The language of the page, in the words that stand in its own markup too. */

import { language, say, speak } from "./words.js";

/** @typedef {import("./words.js").Language} Language @typedef {import("./words.js").WordId} WordId */

/** The address of the page of rules in a language. @param {Language} [chosen] */
export const rulesPage = (chosen = language()) => (chosen === "en" ? "rules.html" : `rules.${chosen}.html`);

/** Speak a language, in the words that stand in the page's own markup too. @param {Language} chosen */
export async function dressWords(chosen) {
  await speak(chosen).catch((error) => console.warn(error)); // its words could not be fetched: those at hand stay
  document.documentElement.lang = language();
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-say], [data-label]"))) {
    const { say: text, label } = element.dataset;
    if (text) element.textContent = say(/** @type {WordId} */ (text));
    if (label) element.ariaLabel = say(/** @type {WordId} */ (label));
  }
}
