/** A line of the tape wherever it is mentioned: its number, and its name as it is typeset. */

import { html } from "lit";
import { say } from "../words.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Line} Line */

/** A line's number, which points at the line when it has the focus. @param {number} number @param {Model} model @param {Actions} actions */
export const lineButton = (number, model, actions) => html`<button class="line-number" aria-label=${say("warning.line", { line: number })}
  aria-pressed=${model.line === number} @focus=${() => actions.show({ line: number })} @blur=${() => actions.show({ line: null })}>${number}</button>`;

/** @param {Line} line @param {Model} model */
export function nameLatex({ name }, { document: answer }) {
  const known = answer?.inputs.find((input) => input.name === name)?.latex ?? (answer?.target.name === name ? answer?.target.latex : null);
  return known ?? (name !== null && name.length === 1 ? name : `\\mathit{${(name ?? "").replace(/[^\p{L}\p{N} ]/gu, "\\_")}}`);
}
