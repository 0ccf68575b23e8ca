/** The program in another framework: asked for when its name is chosen, to be read and copied. */

import { html, nothing } from "lit";
import { say } from "../words.js";
import { partHead } from "./part.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */

const FRAMEWORKS = { tensorflow: "TensorFlow", torch: "PyTorch", jax: "JAX", numpy: "NumPy", micrograd: "micrograd", whygrad: "whygrad" };

/** @param {Model} model @param {Actions} actions */
export function translateView(model, actions) {
  const { document: answer, translation, engine } = model;
  if (!answer || model.notebook) return nothing;
  const chosen = translation?.to ?? null;
  return html`
    ${partHead("translate", say("translate.title"), model, actions)}
    <p class="frameworks" role="group" aria-label=${say("translate.title")}>
      ${Object.entries(FRAMEWORKS).map(([id, name]) => html`<button class="chip" aria-pressed=${chosen === id}
        ?disabled=${engine.stage !== "ready"} @click=${() => actions.translate(chosen === id ? null : id)}>${name}</button>`)}</p>
    <div role="status">${translation ? shown(translation, actions) : nothing}</div>`;
}

/** @param {NonNullable<Model["translation"]>} translation @param {Actions} actions */
function shown({ text, why }, actions) {
  if (why) return html`<p class="note amber">${why}</p>`;
  if (!text) return nothing;
  return html`<pre class="scrolls source translated" tabindex="0" aria-label=${say("translate.program")}><code>${text}</code></pre>
    <p><button class="chip" @click=${() => actions.copy(text, say("copied"))}>${say("translate.copy")}</button>
      <span class="quiet">${say("translate.runs")}</span></p>`;
}
