/** What was asked lately, to be asked again, and to be forgotten. */

import { html, nothing } from "lit";
import { say } from "../words.js";
import { shortened } from "./problem.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */

/** @param {Model} model @param {Actions} actions */
export function recentView({ recent, question }, actions) {
  if (!recent.length) return nothing;
  return html`<details class="gallery lately"><summary>${say("recent.title")}</summary>
    <div class="groups"><ul>${recent.map((each) => html`<li>
      <button class="chip example" aria-pressed=${each.source === question.source} @click=${(/** @type {Event} */ event) => {
        /** @type {HTMLElement} */ (event.currentTarget).closest("details")?.removeAttribute("open");
        actions.choose(each);
      }}><code>${shortened(each.source)}</code></button></li>`)}</ul>
      <p class="quiet">${say("recent.where")} <button class="word" @click=${actions.forget}>${say("recent.erase")}</button></p></div>
  </details>`;
}
