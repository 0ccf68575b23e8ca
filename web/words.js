/** What the page says, by id, in the language that was chosen: one file a language, of which English is always at hand. */

import { english } from "./words/en.js";

/** @typedef {keyof typeof english} WordId */
/** @typedef {Record<WordId, string>} Words */
/** @typedef {import("./preferred.js").Language} Language */

/** How the words of each language are had. @type {Record<Language, () => Promise<Words>>} */
const KNOWN = {
  en: async () => english,
  de: async () => (await import("./words/de.js")).german,
};

/** @type {Words} */
let words = english;
/** @type {Language} */
let spoken = "en";

/** The language that is spoken now. */
export const language = () => spoken;

/** Speak another language from now on. @param {Language} chosen */
export async function speak(chosen) {
  words = await KNOWN[chosen]();
  spoken = chosen;
}

/**
 * Return the words for an id with `{name}` places filled in.
 *
 * @param {WordId} id
 * @param {Record<string, string | number>} [places]
 */
export function say(id, places = {}) {
  return words[id].replace(/\{([^}]+)\}/g, (whole, name) => (name in places ? String(places[name]) : whole));
}

/** Runs of letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+/g;

/** Whether some of a text is written from right to left. @param {string} text */
export const turns = (text) => text.search(RIGHT_TO_LEFT) >= 0;

/** A formula as text: a name that is written from right to left turns nothing around it. @param {string} text */
export const isolated = (text) => text.replace(RIGHT_TO_LEFT, "\u2068$&\u2069");

/** Return a list in words: "1", "1 and 2", "1, 2 and 3". @param {(string | number)[]} items */
export function listed(items) {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${say("tape.and")} ${items[items.length - 1]}`;
}

/** @param {string} id @returns {id is WordId} */
export const isWord = (id) => id in english;
