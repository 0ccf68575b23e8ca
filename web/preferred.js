/** The language in which the page opens: what the reader has chosen, kept in this browser, or else what the browser prefers. */

/** @typedef {"en" | "de"} Language */

/** @type {Language[]} */
export const LANGUAGES = ["en", "de"];
const KEY = "whygrad-language";

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

/** @returns {string | null} */
function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
