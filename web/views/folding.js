/** Long lists: the first dozen is shown, more on demand, a hundred at a time so that the page never stands still. */

import { html, nothing } from "lit";
import { say } from "../words.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {"steps" | "tape"} Folded */

export const SHOWN = 12;
const MORE = 100;

/** @template T @param {T[]} items @param {number} unfolded how many more than the first dozen */
export const unfoldedPart = (items, unfolded) => items.slice(0, SHOWN + unfolded);

/** The buttons below such a list. @param {Folded} list @param {number} length @param {Model} model @param {Actions} actions */
export function folding(list, length, { unfolded }, actions) {
  const hidden = Math.min(MORE, length - SHOWN - unfolded[list]);
  /** @param {number} count */
  const show = (count) => actions.show({ unfolded: { ...unfolded, [list]: count } });
  if (length <= SHOWN) return nothing;
  const left = length - SHOWN - unfolded[list];
  return html`${left > 0 ? html`<p class="quiet on-paper">${say("paper.more", { count: left })}</p>` : nothing}<p class="more">
    ${hidden > 0
      ? html`<button class="chip" @click=${() => show(unfolded[list] + hidden)}>
          ${hidden === 1 ? say(`${list}.more-one`) : say(`${list}.more`, { count: hidden })}</button>`
      : nothing}
    ${unfolded[list] > 0 ? html`<button class="chip" @click=${() => show(0)}>${say(`${list}.fewer`, { count: SHOWN })}</button>` : nothing}
  </p>`;
}
