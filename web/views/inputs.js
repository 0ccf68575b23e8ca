/** A number box and a slider for each free variable, and for each entry of an array. */

import { html, noChange, nothing } from "lit";
import { Directive, directive } from "lit/directive.js";
import { live } from "lit/directives/live.js";
import { inline } from "../math.js";
import { finest, parse, stepped, tidy } from "../numbers.js";
import { rangeOf } from "../ranges.js";
import { say } from "../words.js";
import { lineOf, pointing } from "./line.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Input} Input */

/** Entries of an array that is shown as a grid of boxes. */
const GRID = 36;

/** @param {Model} model @param {Actions} actions */
export function inputsView(model, actions) {
  const inputs = model.document?.inputs ?? [];
  if (!inputs.length || model.document?.cell) return nothing; // a cell gives its variables their values itself
  const chosen = model.document?.warnings.filter(({ kind }) => kind === "default") ?? [];
  return html`
    <h2 class="gloss">${say("inputs.title")}</h2>
    <ul class="inputs">${inputs.map((input) => inputRow(input, model, actions))}</ul>
    ${chosen.map(({ message }) => html`<p class="quiet default">${message}</p>`)}
    ${inputs.some((input) => !input.shape.length || isGrid(input)) ? html`<p class="quiet keys">${say("inputs.keys")}</p>` : nothing}`;
}

/** Whether an array is small enough for a grid of boxes. @param {Input} input */
const isGrid = ({ shape }) => {
  const size = shape.reduce((all, one) => all * one, 1);
  return shape.length > 0 && shape.length <= 2 && size > 0 && size <= GRID;
};

/** @param {Input} input @param {Model} model @param {Actions} actions */
function inputRow(input, model, actions) {
  const { name } = input;
  const value = model.question.at[name] ?? input.value ?? 0;
  const line = lineOf(name, model);
  const moved = name in model.question.at && JSON.stringify(model.question.at[name]) !== JSON.stringify(model.home[name]);
  const single = typeof value === "number";
  const label = html`${inline(input.latex, name)} <span class="equals">=</span>`;
  return html`<li class="input ${single ? "" : "array"} ${line !== null && line === model.line ? "active" : ""}" ${pointing(line, actions)}>
    ${single ? html`<label class="input-name" for=${`box-${name}`}>${label}</label>
        ${controls({ name, id: `box-${name}`, value, text: value === input.value ? input.text : String(value) }, model, (next) => actions.set(name, next))}`
      : html`<span class="input-name">${label}</span>
        ${isGrid(input) ? grid(input, value, model, actions) : html`<span class="value scrolls">${input.text}</span>`}`}
    <span>${moved
      ? html`<button class="chip" aria-label=${say("inputs.reset-name", { name })} @click=${() => actions.reset(name)}>
          ${say("inputs.reset")}</button>`
      : nothing}</span>
    <span class="complaint" role="alert"></span>
  </li>`;
}

/**
 * The box and the slider of one number.
 *
 * @param {{name: string, id?: string, value: number, text: string}} number  "name" may be that of an entry, such as "W[0, 1]"
 * @param {Model} model
 * @param {(value: number) => void} set
 */
function controls({ name, id, value, text }, model, set) {
  const range = rangeOf(name, value, model);
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.type !== "range" && (event.key === "ArrowLeft" || event.key === "ArrowRight")) return;
    const next = stepped(event, value, range);
    if (next === null) return;
    event.preventDefault();
    set(next);
  };
  return html`<input id=${id ?? nothing} class="box value" type="text" inputmode="decimal" autocomplete="off"
      aria-label=${say("inputs.value", { name })} ${keeping(value, text)} @keydown=${onKey}
      @input=${(/** @type {InputEvent} */ event) => onWrite(event, set)}>
    <input class="slider" type="range" min=${range[0]} max=${range[1]} step=${finest(range)} .value=${live(String(value))}
      aria-label=${say("inputs.slider", { name })} @keydown=${onKey}
      @input=${(/** @type {InputEvent} */ event) => set(tidy(Number(/** @type {HTMLInputElement} */ (event.target).value)))}>`;
}

/** A small array, entry by entry. @param {Input} input @param {any[]} value @param {Model} model @param {Actions} actions */
function grid({ name, shape }, value, model, actions) {
  const flat = shape.length === 1;
  return html`<div class="grid" role="group" aria-label=${say("inputs.array", { name })}>
    ${(flat ? [value] : value).map((row, i) => html`<div class="grid-row">${row.map((/** @type {number} */ entry, /** @type {number} */ j) =>
      html`<div class="entry">${controls({ name: `${name}[${flat ? j : `${i}, ${j}`}]`, value: entry, text: String(entry) }, model,
        (next) => actions.set(name, flat ? changed(value, j, next) : changed(value, i, changed(value[i], j, next))))}</div>`)}</div>`)}</div>`;
}

/** A list with another entry at one place. @param {any[]} list @param {number} k @param {any} entry */
const changed = (list, k, entry) => list.map((each, i) => (i === k ? entry : each));

/** @param {InputEvent} event @param {(value: number) => void} set */
function onWrite(event, set) {
  const box = /** @type {HTMLInputElement} */ (event.target);
  const value = parse(box.value);
  complain(box, value === null);
  if (value !== null) set(value);
}

/** @param {HTMLInputElement} box @param {boolean} wrong */
function complain(box, wrong) {
  box.setAttribute("aria-invalid", String(wrong));
  const complaint = box.closest(".input")?.querySelector(".complaint");
  if (complaint) complaint.textContent = wrong ? say("inputs.not-number") : "";
}

/** Keeps a box's text in step with its value, but never touches what is being typed there. */
class Keeping extends Directive {
  /** @param {import("lit/directive.js").ElementPart} part @param {[number, string]} content */
  update(part, [value, text]) {
    const box = /** @type {HTMLInputElement} */ (part.element);
    const active = document.activeElement === box;
    const written = parse(box.value);
    if (active && box.value !== "" && (written === null || written === value)) return noChange;
    if (active && box.value === "" && box.getAttribute("aria-invalid") === "true") return noChange;
    if (box.value !== text) box.value = text;
    if (box.getAttribute("aria-invalid") === "true") complain(box, false);
    return noChange;
  }

  /** @param {number} value @param {string} text @returns {unknown} */
  render(value, text) {
    return [value, text];
  }
}

const keeping = directive(Keeping);
