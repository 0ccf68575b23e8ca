/** On paper everything is told that can be unfolded, and every picture is drawn, whether somebody has looked at it or not. */

import { Later } from "./later.js";

/** @typedef {import("./types.js").Model} Model @typedef {import("./types.js").Actions} Actions */

/** How many steps, and lines, are printed beyond the first. */
const MORE = 100;
/** Milliseconds after which a picture that has not come is left out. */
const PATIENCE = 5000;
/** The parts that are longer on paper. */
const PARTS = ["steps", "tape", "graph", "plot"];

/**
 * Bring the parts up to date before each printing, whoever asks for it: at once, for the browser does not wait.
 *
 * @param {Model} model @param {Actions} actions @param {(id: string) => void} fill a part of the page
 */
export function watchPrinting(model, actions, fill) {
  /** @type {Model["unfolded"] | null} */
  let folded = null;
  addEventListener("beforeprint", () => {
    folded ??= model.unfolded;
    model.unfolded = { steps: MORE, tape: MORE };
    Later.everywhere = true;
    PARTS.forEach(fill);
  });
  addEventListener("afterprint", () => {
    Later.everywhere = false;
    if (folded) actions.show({ unfolded: folded });
    folded = null;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    printPage(model, actions);
  });
}

/** Print as soon as the pictures are there: their scripts, and what Python works out for them. @param {Model} model @param {Actions} actions */
export async function printPage(model, actions) {
  Later.everywhere = true;
  await Later.fetchAll(actions);
  await Promise.race([drawn(model), new Promise((done) => setTimeout(done, PATIENCE))]);
  print();
  Later.everywhere = false; // also where the browser tells nothing of printing
}

/** Wait until no picture is on its way. @param {Model} model @returns {Promise<void>} */
function drawn(model) {
  const coming = () => model.engine.stage === "ready" && document.querySelector(".picture .coming") !== null;
  return new Promise((done) => {
    const look = () => (coming() ? requestAnimationFrame(look) : done());
    requestAnimationFrame(() => requestAnimationFrame(look));
  });
}
