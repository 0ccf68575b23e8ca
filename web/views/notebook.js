/** A notebook: its cells one under another, each with its output, its mistake, and why each gradient is what it is. */

import { html, nothing } from "lit";
import { inline } from "../math.js";
import { equated } from "../numbers.js";
import { say } from "../words.js";
import { stepsView } from "./steps.js";
import { tapeView } from "./tape.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").NotebookCell} NotebookCell @typedef {import("../types.js").Answer} Answer */

/** @param {Model} model @param {Actions} actions */
export function notebookView(model, actions) {
  const { notebook } = model;
  if (!notebook) return html`<p class="open-notebook">${opening(actions)}</p>`;
  return html`<header class="part"><h2>${say("notebook.title")}</h2></header>
    <p class="open-notebook">${opening(actions)}
      <button class="chip" @click=${() => actions.write("")}>${say("notebook.close")}</button>
      ${model.waiting ? html`<button class="chip run" @click=${() => actions.run()}>${say("cell.run")}</button>` : nothing}
      ${model.pending ? html`<span class="quiet" role="status">${say("notebook.running")}</span>` : nothing}</p>
    ${model.waiting ? html`<p class="problem waiting" role="alert"><strong>${say("notebook.waiting")}</strong> ${say("cell.read-first")}</p>` : nothing}
    <ol class="cells">${notebook.cells.map((cell, number) => html`<li class="notebook-cell ${cell.kind}">
      ${cell.kind === "code" ? codeCell(cell, number, model, actions) : told(cell.source)}</li>`)}</ol>`;
}

/** @param {Actions} actions */
const opening = (actions) => html`<label class="chip file">${say("notebook.open")}
  <input type="file" accept=".ipynb,.py,application/x-ipynb+json" @change=${(/** @type {Event} */ event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    actions.openFile(box.files?.[0]);
    box.value = "";
  }}></label>`;

/** What may stand in a line: strong, with stress, code, a formula. */
const MARKED = /\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|`([^`]+)`|\$([^$]+)\$/g;

/** What is written between the code, line by line; a line that begins with # is a heading. @param {string} source */
function told(source) {
  return source.split("\n").map((line) => {
    const heading = /^#{1,6} +(.*)$/.exec(line);
    return heading ? html`<h3>${toldLine(heading[1])}</h3>` : line.trim() ? html`<p>${toldLine(line.replace(/^\s*[-*+] /, "• "))}</p>` : nothing;
  });
}

/** @param {string} line */
function toldLine(line) {
  const parts = [];
  let end = 0;
  for (const { 0: whole, 1: strong, 2: stressed, 3: code, 4: formula, index } of line.matchAll(MARKED)) {
    parts.push(line.slice(end, index), strong ? html`<strong>${strong}</strong>` : stressed ? html`<em>${stressed}</em>`
      : code ? html`<code>${code}</code>` : inline(formula, formula));
    end = index + whole.length;
  }
  return [...parts, line.slice(end)];
}

/** @param {NotebookCell} cell @param {number} number @param {Model} model @param {Actions} actions */
function codeCell(cell, number, model, actions) {
  return html`<pre class="scrolls source" tabindex="0" aria-label=${say("notebook.cell", { number: number + 1 })}><code>${cell.source}</code></pre>
    ${cell.notes.map((note) => html`<p class="quiet note">${note}</p>`)}
    ${cell.output ? html`<pre class="scrolls printed" tabindex="0" aria-label=${say("cell.output")}>${cell.output}</pre>` : nothing}
    ${cell.last === null ? nothing : html`<pre class="scrolls printed last" tabindex="0" aria-label=${say("notebook.last")}>${cell.last}</pre>`}
    ${cell.error ? html`<p class="problem"><strong>${cell.error.message}</strong>
      <span class="quiet">${say("ask.place", { line: cell.error.line, column: cell.error.column })}</span> ${cell.error.hint}</p>` : nothing}
    ${cell.documents.map((answer, place) => explained(answer, `${number}.${place}`, model, actions))}`;
}

/** One gradient that a cell asked for: what it is, and the reasons on demand. @param {Answer} answer @param {string} key @param {Model} model @param {Actions} actions */
function explained(answer, key, model, actions) {
  const open = model.notebook?.open === key;
  const own = { ...model, document: answer, stale: false, shown: null, way: 0 };
  return html`<div class="explained">
    <ul>${answer.gradients.map((gradient) => html`<li>${inline(gradient.label_latex, gradient.label)}
      ${gradient.formula !== null && gradient.formula !== gradient.text ? html`= ${inline(gradient.latex ?? "", gradient.formula)}` : nothing}
      ${gradient.text ? equated(gradient.text).map((part) => html`<span class="number">${part}</span> `) : html`<span class="quiet">${gradient.why}</span>`}</li>`)}</ul>
    ${answer.reading.notes.filter(({ kind }) => kind === "amber").map(({ message }) => html`<p class="note amber">${message}</p>`)}
    <button class="chip" aria-expanded=${open} @click=${() => actions.show({ notebook: { ...(model.notebook ?? { cells: [] }), open: open ? "" : key }, unfolded: { steps: 0, tape: 0 } })}>
      ${say(open ? "notebook.fold" : "notebook.why")}</button>
    ${open ? html`<div class="reasons"><section class="reason">${stepsView(own, actions)}</section>
      <section class="reason">${tapeView(own, actions)}</section></div>` : nothing}
  </div>`;
}
