/**
 * What must not wait for the rest of the page: the theme; whether the answer that stands in the page already, the first
 * example's in English, is what is asked for (where it is not, it stays hidden until main.js has taken it away, and the box is
 * empty for what is typed before that); and the start of Python, which takes the longest of all. Where the address asks
 * nothing, the answer that was made beforehand comes first.
 */

import { launch, wantedRoute } from "./launch.js";
import { preferred } from "./preferred.js";
import { dressAsKept } from "./theme.js";

dressAsKept();
if (typeof WebAssembly === "object" && location.hash.includes("source=")) begin();
if (location.hash.length > 1 || history.state?.fragment || preferred() !== "en") {
  document.documentElement.classList.add("another");
  new MutationObserver((_, watching) => {
    if (!document.getElementById("results")) return; // what stands behind the box: so the box is whole
    /** @type {HTMLTextAreaElement} */ (document.getElementById("plain")).defaultValue = "";
    watching.disconnect();
  }).observe(document, { childList: true, subtree: true });
}

/** Launch a worker now; what it says is kept until main.js takes it. */
function begin() {
  /** @type {((hear: import("./launch.js").Hear, fail: import("./launch.js").Fail) => void)[]} */
  const said = [];
  let tell = (/** @type {typeof said[0]} */ words) => { said.push(words); };
  const launched = launch({ route: wantedRoute(), kept: null },
    (worker, message) => tell((hear) => hear(worker, message)), (worker, why) => tell((_, fail) => fail(worker, why)));
  if (!launched) return;
  window.whygradBegun = (hear, fail) => {
    tell = (words) => words(hear, fail);
    queueMicrotask(() => said.forEach(tell)); // once whoever takes it knows which worker it is
    return launched;
  };
}
