/** A line of the tape wherever it is mentioned: its number, its name as it is typeset, and pointing at it. */

import { html, noChange } from "lit";
import { Directive, directive } from "lit/directive.js";
import { say } from "../words.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Line} Line */

/** Lights up a line, here and wherever else it occurs, while the element is pointed at or has the focus. */
class Pointing extends Directive {
  /** @type {number | null} */
  line = null;
  bound = false;

  /** @param {import("lit/directive.js").ElementPart} part @param {[number | null, Actions]} content */
  update(part, [line, actions]) {
    this.line = line;
    if (this.bound) return noChange;
    this.bound = true;
    for (const event of ["pointerenter", "focusin"]) part.element.addEventListener(event, () => actions.show({ line: this.line }));
    for (const event of ["pointerleave", "focusout"]) part.element.addEventListener(event, () => actions.show({ line: null }));
    return noChange;
  }

  /** @param {number | null} line @param {Actions} actions @returns {unknown} */
  render(line, actions) {
    return [line, actions];
  }
}

export const pointing = directive(Pointing);

/** The number of the line with a name, if there is one. @param {string} name @param {Model} model */
export const lineOf = (name, { document: answer }) => answer?.tape.lines.find((line) => line.name === name)?.number ?? null;

/**
 * The line that is the answer. A bare expression has no name: it is the last line, and the one whose effect is 1 although nothing uses it.
 *
 * @param {import("../types.js").Answer} answer
 */
export const targetOf = ({ of, tape: { lines } }) => lines.find(({ name }) => name === of && of !== "")
  ?? lines.findLast((line) => line.adjoint_text !== "" && !line.contributions.length) ?? lines.at(-1);

/** A line's number, which points at the line when it has the focus. @param {number} number @param {Model} model */
export const lineButton = (number, model) => html`<button class="line-number" aria-label=${say("warning.line", { line: number })}
  aria-pressed=${model.line === number}>${number}</button>`;

/** @param {Line} line @param {Model} model */
export function nameLatex({ name }, { document: answer }) {
  const known = answer?.inputs.find((input) => input.name === name)?.latex ?? (answer?.target.name === name ? answer?.target.latex : null);
  return known ?? (name !== null && name.length === 1 ? name : `\\mathit{${(name ?? "").replace(/[^\p{L}\p{N} ]/gu, "\\_")}}`);
}
