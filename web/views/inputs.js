/** A number box and a slider for each free variable. */

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
    ${inputs.some(({ shape }) => !shape.length) ? html`<p class="quiet keys">${say("inputs.keys")}</p>` : nothing}`;
}

/** @param {Input} input @param {Model} model @param {Actions} actions */
function inputRow(input, model, actions) {
  const { name } = input;
  const value = model.question.at[name] ?? input.value ?? 0;
  if (typeof value !== "number") return arrayRow(input, value, model, actions);
  const range = rangeOf(name, value, model);
  const home = model.home[name];
  const line = lineOf(name, model);
  const moved = name in model.question.at && model.question.at[name] !== home;
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.type !== "range" && (event.key === "ArrowLeft" || event.key === "ArrowRight")) return;
    const next = stepped(event, value, range);
    if (next === null) return;
    event.preventDefault();
    actions.set(name, next);
  };
  return html`<li class="input ${line !== null && line === model.line ? "active" : ""}" ${pointing(line, actions)}>
    <label class="input-name" for=${`box-${name}`}>${inline(input.latex, name)} <span class="equals">=</span></label>
    <input id=${`box-${name}`} class="box value" type="text" inputmode="decimal" autocomplete="off"
      aria-label=${say("inputs.value", { name })} ${keeping(value, value === input.value ? input.text : String(value))} @keydown=${onKey}
      @input=${(/** @type {InputEvent} */ event) => onWrite(event, (next) => actions.set(name, next))}>
    <input class="slider" type="range" min=${range[0]} max=${range[1]} step=${finest(range)} .value=${live(String(value))}
      aria-label=${say("inputs.slider", { name })} @keydown=${onKey}
      @input=${(/** @type {InputEvent} */ event) => actions.set(name, tidy(Number(/** @type {HTMLInputElement} */ (event.target).value)))}>
    <span>${moved
      ? html`<button class="chip" aria-label=${say("inputs.reset-name", { name })} @click=${() => actions.reset(name)}>
          ${say("inputs.reset")}</button>`
      : nothing}</span>
    <span class="complaint" role="alert"></span>
  </li>`;
}

/** An array: a small one as a grid of boxes, a larger one as its lists. @param {Input} input @param {any[]} value @param {Model} model @param {Actions} actions */
function arrayRow(input, value, model, actions) {
  const { name, shape } = input;
  const line = lineOf(name, model);
  const moved = name in model.question.at && JSON.stringify(model.question.at[name]) !== JSON.stringify(model.home[name]);
  const size = shape.reduce((all, one) => all * one, 1);
  const rows = shape.length === 1 ? [value] : value;
  return html`<li class="input array ${line !== null && line === model.line ? "active" : ""}" ${pointing(line, actions)}>
    <span class="input-name">${inline(input.latex, name)} <span class="equals">=</span></span>
    ${shape.length <= 2 && size > 0 && size <= GRID ? html`<table class="grid" aria-label=${say("inputs.array", { name })}>
      ${rows.map((row, i) => html`<tr>${row.map((/** @type {number} */ entry, /** @type {number} */ j) => html`<td>
        <input class="box value" type="text" inputmode="decimal" autocomplete="off" aria-label=${say("inputs.entry", { name, place: shape.length === 1 ? String(j) : `${i}, ${j}` })}
          ${keeping(entry, String(entry))} @input=${(/** @type {InputEvent} */ event) => onWrite(event, (next) => {
            actions.set(name, shape.length === 1 ? changed(value, j, next) : changed(value, i, changed(value[i], j, next)));
          })}></td>`)}</tr>`)}</table>`
      : html`<span class="value scrolls">${input.text}</span>`}
    <span>${moved ? html`<button class="chip" aria-label=${say("inputs.reset-name", { name })} @click=${() => actions.reset(name)}>
        ${say("inputs.reset")}</button>` : nothing}</span>
    <span class="complaint" role="alert"></span>
  </li>`;
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
