/** The gradients that a cell asks for: which one is told. */

import { html, nothing } from "lit";
import { say } from "../words.js";

/** @typedef {import("../types.js").Actions} Actions @typedef {import("../types.js").Answer} Answer */

const SHOWN = 30;

/** @param {NonNullable<Answer["cell"]>} cell @param {Actions} actions */
export function requestsRow({ requests, chosen }, actions) {
  if (requests.length < 2) return nothing;
  const shown = requests.map((label, number) => ({ label, number })).filter(({ number }) => number < SHOWN || number === chosen);
  return html`<div class="row">
    <h3 class="gloss">${say("cell.requests")}</h3>
    <p class="requests" role="group" aria-label=${say("cell.requests")}>${shown.map(({ label, number }) => html`<button class="chip"
      aria-pressed=${number === chosen} @click=${() => actions.tell(number)}>${number + 1}${label ? `: ${label}` : ""}</button>`)}
      ${requests.length > SHOWN ? html`<span class="quiet">… ${requests.length}</span>` : nothing}</p>
  </div>`;
}
