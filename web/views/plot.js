/** The plot: what is drawn by, its tools, the picture, and in words what the picture shows. Drawn when it is first seen. */

import { html, noChange, nothing } from "lit";
import { Later } from "../later.js";
import { say } from "../words.js";
import { partHead } from "./part.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */

const drawing = new Later("plot", () => import("../plot/drawing.js"));

/** @param {Model} model @param {Actions} actions */
export function plotView(model, actions) {
  if (!model.document) return nothing;
  drawing.watch(actions);
  if (!drawing.near && drawing.script) return noChange;
  return html`
    ${partHead("plot", say("plot.title"), model, actions)}
    ${drawing.script ? drawing.script.plot(model, actions, drawing.width)
      : drawing.failed ? html`<p class="quiet">${say("picture.failed")} <button class="chip" @click=${() => drawing.load(actions)}>${say("engine.retry")}</button></p>`
        : html`<p class="quiet ground">${say("picture.loading")}</p>`}`;
}
