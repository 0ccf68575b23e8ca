/** Below the editor: what cannot be read, where, and how to mend it; what was guessed, and what could be meant instead. */

import { html, nothing } from "lit";
import { say } from "../words.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Repair} Repair */

/** @param {Model} model @param {Actions} actions */
export function problemView(model, actions) {
  if (model.notebook) return nothing;
  if (model.waiting) {
    return html`<div class="problem waiting" role="alert"><p><strong>${say("cell.waiting")}</strong> ${say("cell.read-first")}</p>
      <p><button class="chip run" @click=${() => actions.run()}>${say("cell.run")}</button></p></div>`;
  }
  if (model.error) return errorCard(model, actions);
  if (model.question.source.trim() === "") return html`<p class="quiet hint">${say("ask.empty")}</p>`;
  const notes = model.document && !model.stale ? model.document.reading.notes : [];
  if (!notes.length) return nothing;
  return html`<ul class="notes">
    ${notes.map((note) => html`<li class="note ${note.kind}">
      <span>${note.message}</span> ${repairs(note.alternatives, "", actions)}
    </li>`)}
  </ul>`;
}

/** @param {Model} model @param {Actions} actions */
function errorCard(model, actions) {
  const { error } = model;
  if (!error) return nothing;
  const elsewhere = error.source.includes("\n") && error.end > error.start && !error.message.includes(String(error.line));
  return html`<div class="problem" role="alert">
    <p><strong>${error.message}</strong>
      ${elsewhere ? html`<span class="quiet">${say("ask.place", { line: error.line, column: error.column })}</span>` : nothing}</p>
    ${error.hint && !error.repairs.some(({ label }) => label === error.hint) ? html`<p>${error.hint}</p>` : nothing}
    ${caret(model)}
    ${repairs(error.repairs, say("ask.repairs"), actions)}
    ${model.question.of !== null || model.question.wrt !== null
      ? html`<button class="chip" @click=${() => actions.ask({ of: null, wrt: null })}>${say("ask.last-line")}</button>` : nothing}
    ${model.document ? html`<p class="quiet older">${say("ask.older", { source: shortened(model.document.source) })}</p>` : nothing}
  </div>`;
}

/** The line of the source with marks under the place. @param {Model} model */
function caret({ error }) {
  if (!error) return nothing;
  const characters = Array.from(error.source.split("\n")[error.line - 1] ?? "");
  if (!characters.length) return nothing;
  const first = Math.max(0, error.column - 1 - 24);
  const start = error.column - 1;
  const end = Math.min(error.end_line === error.line ? Math.max(error.end_column - 1, start + 1) : characters.length, start + 40);
  const [before, place, after] = [characters.slice(first, start), characters.slice(start, end), characters.slice(end, end + 24)]
    .map((part) => part.join(""));
  return html`<p class="caret scrolls" aria-hidden="true">
    <code>${first > 0 ? "…" : ""}${before}<mark>${place || "\u00a0"}</mark>${after}</code></p>`;
}

/** Buttons that each make one change of the text. @param {Repair[]} changes @param {string} label @param {Actions} actions */
function repairs(changes, label, actions) {
  if (!changes.length) return nothing;
  return html`<span class="repairs">${label ? html`<span class="quiet">${label}</span>` : nothing}
    ${changes.map((change) => html`<button class="chip" @mousedown=${stay} @click=${() => actions.repair(change)}>${change.label}</button>`)}
  </span>`;
}

/** Leave the focus where it is: whoever types goes on typing. @param {Event} event */
const stay = (event) => event.preventDefault();

/** @param {string} source */
export function shortened(source) {
  const line = source.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
