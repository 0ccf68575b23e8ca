/** How many problems of each rule were solved, kept in this browser only. */

const KEY = "whygrad.solved";

/** @returns {Record<string, number>} */
export function solved() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return Object.fromEntries(Object.entries(kept).filter(([, count]) => Number.isInteger(count) && Number(count) > 0)
      .map(([rule, count]) => [rule, Number(count)]));
  } catch {
    return {}; // nothing is kept where the browser does not allow it, or what was kept makes no sense
  }
}

/** Keep the counts, or forget them all. @param {Record<string, number>} counts */
export function keep(counts) {
  try {
    if (Object.keys(counts).length) localStorage.setItem(KEY, JSON.stringify(counts));
    else localStorage.removeItem(KEY);
  } catch { /* the counts last as long as the page */ }
}
