/** One entry of an array, followed to the answer: which entries it moves on the way, how fast, and what that counts. */

import { html, nothing } from "lit";
import { math } from "../math.js";
import { equated, printed } from "../numbers.js";
import { listed, say } from "../words.js";
import { lineButton, pointing } from "./line.js";
import { partHead } from "./part.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Followed} Followed @typedef {import("../types.js").Line} Line */

const GRID = 36;

/** @param {Model} model @param {Actions} actions */
export function followView(model, actions) {
  const { document: answer, followed } = model;
  const lines = (answer?.tape.lines ?? []).filter(({ shape, contributions }) => contributions.length && shape.length && shape.every(Boolean));
  if (!answer || answer.order > 1 || !lines.length) return nothing;
  const asked = answer.gradients.map(({ name }) => name);
  const first = lines.filter(({ name }) => name !== null && asked.includes(name));
  const rest = lines.filter((line) => !first.includes(line));
  return html`
    ${partHead("follow", say("follow.title"), model, actions)}
    <p class="quiet">${say("follow.why")}</p>
    <div class="followable">${first.map((line) => entriesOf(line, model, actions))}</div>
    ${rest.length ? html`<details ?open=${!first.length}><summary>${say("follow.more")}</summary>
      <div class="followable">${rest.map((line) => entriesOf(line, model, actions))}</div></details>` : nothing}
    <div role="status">${followed ? way(followed, model, actions) : nothing}</div>`;
}

/** What a line is called here: its name, or its number. @param {string | number} name */
const called = (name) => (typeof name === "number" ? say("follow.line", { line: name }) : name);

/** The entries of a line, each a button with its effect; of a large one an entry is asked for by its place. @param {Line} line @param {Model} model @param {Actions} actions */
function entriesOf({ name, number, adjoint, shape }, { followed, engine }, actions) {
  const which = name ?? number;
  const ready = engine.stage === "ready";
  if (adjoint === null || shape.reduce((all, one) => all * one, 1) > GRID) return byPlace(which, shape, ready, actions);
  return html`<table class="choosable"><caption>${called(which)}</caption>
    ${rowsOf(adjoint, shape).map(([start, row]) => html`<tr>${shape.length > 2 ? html`<th scope="row">[${start.join(", ")}]</th>` : nothing}
      ${row.map((entry, j) => {
        const index = [...start, j];
        const chosen = followed?.name === which && String(followed.entry) === String(index);
        return html`<td><button class="chip" aria-pressed=${chosen} ?disabled=${!ready || entry === null}
          aria-label="${shortly(entry)}: ${say("follow.entry", { name: called(which), index: index.join(", ") })}" @click=${() => actions.follow(which, index)}>${shortly(entry)}</button></td>`;
      })}</tr>`)}</table>`;
}

/** The rows of an array, each with the index of its place. @param {any} value @param {number[]} shape @param {number[]} [start] @returns {[number[], (number | null)[]][]} */
function rowsOf(value, shape, start = []) {
  if (shape.length === 1) return [[start, value]];
  return value.flatMap((/** @type {any} */ each, /** @type {number} */ i) => rowsOf(each, shape.slice(1), [...start, i]));
}

/** @param {string | number} which @param {number[]} shape @param {boolean} ready @param {Actions} actions */
function byPlace(which, shape, ready, actions) {
  const ask = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const text = new FormData(/** @type {HTMLFormElement} */ (event.target)).get("place");
    actions.follow(which, String(text).split(/[\s,;[\]]+/).filter(Boolean).map(Number));
  };
  return html`<form class="by-place" @submit=${ask}><label>${say("follow.which", { name: called(which), shape: shape.join("×") })}
    <input class="box" name="place" autocomplete="off" .value=${shape.map(() => 0).join(", ")}></label>
    <button class="chip" ?disabled=${!ready}>${say("follow.go")}</button></form>`;
}

/** @param {number | null} entry */
const shortly = (entry) => (entry === null ? "–" : printed(String(Number(entry.toPrecision(4)))));

/** @param {number[]} index */
const bracketed = (index) => (index.length ? `[${index.join(", ")}]` : "");

/** @param {Followed} followed @param {Model} model @param {Actions} actions */
function way({ name, entry: index, lines, effect_text: effect, why }, model, actions) {
  if (why) return html`<p class="note amber">${why}</p>`;
  const direct = lines.filter(({ adds }) => adds !== null);
  return html`<ol class="way">${lines.map((line) => html`<li ${pointing(line.number, actions)}>
      <p class="line-head">${lineButton(line.number, model)}
        ${math(lineLatex(line.number, model), line.name ?? line.formula)}
        <span class="quiet">${say(line.size === 1 ? "follow.moves-it" : "follow.moves", { moved: line.moved, size: line.size })}</span></p>
      <ul class="touched">${line.entries.map((entry) => html`<li>${line.name ?? say("follow.line", { line: line.number })}${bracketed(entry.entry)}:
          <span class="quiet">${say("tape.slope")}</span> <span class="number">${printed(entry.slope_text)}</span>
          <span class="quiet">${say("tape.incoming")}</span> <span class="number effect">${printed(entry.effect_text)}</span>
          ${equated(entry.carries_text).map((part, k) => html`<span class="number ${k ? "effect" : ""}">${part}</span> `)}</li>`)}
        ${line.moved > line.entries.length ? html`<li class="quiet">${say("tape.more-uses", { count: line.moved - line.entries.length })}</li>` : nothing}</ul>
      ${line.moved > 1 ? html`<p><span class="quiet">${say("follow.together")}</span> <span class="number effect">${printed(line.carries_text)}</span></p>` : nothing}
    </li>`)}</ol>
    <p class="bridge">${say(direct.length > 1 ? "follow.sum-many" : "follow.sum", { lines: listed(direct.map(({ number }) => number)), entry: `${called(name)}${bracketed(index)}` })}
      <span class="number">${direct.length > 1 ? `${direct.map(({ adds_text: adds }) => equated(adds)[1]).join(" + ").replaceAll("+ −", "− ")} ` : ""}${direct.length > 1 || equated(effect)[0] !== "=" ? equated(effect)[0] : nothing}
        <strong class="effect">${equated(effect)[1]}</strong></span></p>`;
}

/** @param {number} number @param {Model} model */
function lineLatex(number, { document: answer }) {
  const line = answer?.tape.lines[number - 1];
  return line ? line.latex : "";
}
