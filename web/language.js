/** The language of the page: what the reader has chosen, kept in this browser, or else what the browser prefers. */

import { LANGUAGES, language, say, speak } from "./words.js";

/** @typedef {import("./words.js").Language} Language @typedef {import("./words.js").WordId} WordId */

const KEY = "whygrad-language";

/** The address of the page of rules in a language. @param {Language} [chosen] */
export const rulesPage = (chosen = language()) => (chosen === "en" ? "rules.html" : `rules.${chosen}.html`);

/** @param {string | null | undefined} tag @returns {Language | undefined} */
const known = (tag) => LANGUAGES.find((each) => each === tag?.toLowerCase().split("-")[0]);

/** Return the language in which the page opens. */
export function preferred() {
  return known(stored()) ?? navigator.languages.map(known).find(Boolean) ?? "en";
}

/** Keep the choice. @param {Language} chosen */
export function keepLanguage(chosen) {
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Storage is denied: the choice holds until the page is left.
  }
}

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

/** @returns {string | null} */
function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
