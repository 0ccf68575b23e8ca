/** The calculation as a graph: values forward, effects backward, step by step. Drawn when it is first seen. */

import { html, noChange, nothing } from "lit";
import { Later } from "../later.js";
import { say } from "../words.js";
import { partHead } from "./part.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */

const drawing = new Later("graph", () => import("../graph/drawing.js"));

/** @param {Model} model @param {Actions} actions */
export function graphView(model, actions) {
  if (!model.document) return nothing;
  drawing.watch(actions);
  if (!drawing.near && drawing.script) return noChange;
  return html`
    ${partHead("graph", say("graph.title"), model, actions)}
    ${drawing.script ? drawing.script.graph(model, actions, drawing.width)
      : drawing.failed ? html`<p class="quiet">${say("picture.failed")} <button class="chip" @click=${() => drawing.load(actions)}>${say("engine.retry")}</button></p>`
        : html`<p class="quiet ground">${say("picture.loading")}</p>`}`;
}
