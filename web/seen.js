/**
 * What must be known before anything is seen: the theme, and whether the answer that stands in the page already, the first
 * example's in English, is what is asked for. Where it is not, it stays hidden until main.js has taken it away, and the box
 * is empty for what is typed before that.
 */

import { preferred } from "./preferred.js";
import { dressAsKept } from "./theme.js";

dressAsKept();
if (location.hash.length > 1 || history.state?.fragment || preferred() !== "en") {
  document.documentElement.classList.add("another");
  new MutationObserver((_, watching) => {
    if (!document.getElementById("results")) return; // what stands behind the box: so the box is whole
    /** @type {HTMLTextAreaElement} */ (document.getElementById("plain")).defaultValue = "";
    watching.disconnect();
  }).observe(document, { childList: true, subtree: true });
}
