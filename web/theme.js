/** Light or dark: what the system prefers, unless the reader has chosen; the choice is kept in this browser. */

/** @typedef {"light" | "dark"} Theme */

const KEY = "whygrad-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

/** Return the theme that is seen now. @returns {Theme} */
export function theme() {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : system.matches ? "dark" : "light";
}

/** Dress the page as it was chosen before, if it was. */
export function dressAsKept() {
  const kept = stored();
  if (kept) document.documentElement.dataset.theme = kept;
}

/** Call `changed` when the system's preference changes. @param {() => void} changed */
export const onSystemTheme = (changed) => system.addEventListener("change", changed);

/** @param {Theme} chosen */
export function dress(chosen) {
  document.documentElement.dataset.theme = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Storage is denied: the choice holds until the page is left.
  }
}

/** @returns {Theme | null} */
function stored() {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : null;
  } catch {
    return null;
  }
}
