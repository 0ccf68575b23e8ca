/** How far Python is on its way: a bar with the part and the bytes, a failure with a way to try again. */

import { html, nothing } from "lit";
import { say } from "../words.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */

const MEGABYTE = 1e6;

/** @param {Model} model @param {Actions} actions */
export function loadingView({ engine, pending }, actions) {
  if (engine.stage === "loading") return html`${progress(engine)}
    ${pending ? html`<p class="hint">${say("engine.waiting")}</p>` : nothing}`;
  if (engine.stage === "failed") return html`<div class="problem" role="alert">
    <p><strong>${say("engine.failed")}.</strong> ${engine.why}</p>
    <p>${say("engine.kept")}</p><p><button class="chip" @click=${actions.retry}>${say("engine.retry")}</button></p></div>`;
  if (engine.stage === "impossible") return html`<p class="problem" role="alert">${engine.why}</p>`;
  return nothing;
}

/** @param {import("../types.js").EngineState} engine */
function progress({ part, loaded, total }) {
  const bytes = total ? say("engine.bytes", { loaded: megabytes(loaded), total: megabytes(total) }) : "";
  return html`<div class="loading">
    <progress max="1" .value=${total ? loaded / total : 0} aria-label=${part}></progress>
    <p class="quiet"><span>${part} …</span> <span class="number">${bytes}</span></p>
  </div>`;
}

/** @param {number} bytes */
const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);
