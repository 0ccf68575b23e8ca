/** While Python works for long: what is going on, and a way to end it. It is there at once and seen after a second. */

import { html, nothing } from "lit";
import { say } from "../words.js";

/** @param {import("../types.js").Model} model @param {import("../types.js").Actions} actions */
export function busyView({ pending, engine }, actions) {
  if (!pending || engine.stage !== "ready") return nothing;
  return html`<p class="busy"><span class="turning" aria-hidden="true"></span> ${say("busy.working")}
    <button class="chip" @click=${actions.cancel}>${say("busy.cancel")}</button></p>`;
}
