/** What was asked lately, kept in this browser only, the newest first. */

import { NOTHING, decode, encode } from "./fragment.js";

/** @typedef {import("./types.js").Question} Question */

const KEY = "whygrad.recent";
const MOST = 20;
/** A longer text than this is not kept: the browser's store is small, and belongs to other pages of the address too. */
const LONGEST = 5000;

/** @returns {Question[]} */
export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return kept.filter((/** @type {any} */ each) => typeof each?.source === "string" && each.source.length <= LONGEST).slice(0, MOST).map(asked);
  } catch {
    return []; // nothing is kept where the browser does not allow it, or what was kept makes no sense
  }
}

/** What was kept, as a link with it would be read: pages of the same address may have written there too. @param {Question} kept @returns {Question} */
function asked(kept) {
  try {
    return decode(encode({ ...NOTHING, ...kept }))?.question ?? { ...NOTHING, source: kept.source };
  } catch {
    return { ...NOTHING, source: kept.source };
  }
}

/** Return the list with another question in front. @param {Question[]} list @param {Question} question */
export function withRecent(list, question) {
  if (question.source.length > LONGEST) return list;
  const before = list[0] && extended(list[0].source, question.source) ? list.slice(1) : list;
  return [question, ...before.filter(({ source }) => source !== question.source)].slice(0, MOST);
}

/** Keep the list, or forget it all. @param {Question[]} list */
export function keepRecent(list) {
  try {
    if (list.length) localStorage.setItem(KEY, JSON.stringify(list));
    else localStorage.removeItem(KEY);
  } catch { /* the list lasts as long as the page */ }
}

/** Whether a text grew out of another by something put in at one place: it was half of what was being typed. @param {string} half @param {string} text */
function extended(half, text) {
  let start = 0;
  while (start < half.length && half[start] === text[start]) start += 1;
  return half.length < text.length && text.endsWith(half.slice(start));
}
