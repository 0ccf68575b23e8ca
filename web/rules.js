/** The rules page: the colours that were chosen, and a box that leaves only the entries in which all its words occur. */

import { keepLanguage } from "./preferred.js";
import { dressAsKept } from "./theme.js";

dressAsKept();
const form = /** @type {HTMLFormElement} */ (document.getElementById("filter"));
const box = /** @type {HTMLInputElement} */ (document.getElementById("wanted"));
const found = /** @type {HTMLElement} */ (document.getElementById("found"));
const entries = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-find]")]);

/** Show what fits the box, with the headings and links that lead to it. */
function narrow() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const entry of entries) entry.hidden = !words.every((word) => entry.dataset.find?.includes(word));
  for (const group of document.querySelectorAll("main section, table.known")) {
    /** @type {HTMLElement} */ (group).hidden = !group.querySelector("[data-find]:not([hidden])");
  }
  for (const link of document.querySelectorAll(".contents dd a")) {
    const target = document.getElementById(decodeURIComponent(/** @type {HTMLAnchorElement} */ (link).hash.slice(1)));
    /** @type {HTMLElement} */ (link).hidden = target?.hidden ?? false;
  }
  const count = entries.filter((entry) => !entry.hidden && entry.matches("article")).length;
  const text = count ? found.dataset.some : found.dataset.none;
  found.textContent = words.length ? (text ?? "").replace("{count}", String(count)) : "";
}

/** A link to an entry that is filtered out shows all again. */
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.closest("[hidden]")) return;
  box.value = "";
  narrow();
  target.scrollIntoView();
}

for (const other of document.querySelectorAll("a[hreflang]")) {
  other.addEventListener("click", () => keepLanguage(/** @type {import("./words.js").Language} */ (/** @type {HTMLAnchorElement} */ (other).hreflang)));
}
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
box.addEventListener("input", narrow);
window.addEventListener("hashchange", reveal);
narrow(); // the browser may have kept what stood in the box
