/** One entry of an array, followed to the answer: which entries it moves on the way, how fast, and what that counts. */

import { html, nothing } from "lit";
import { math } from "../math.js";
import { equated, printed } from "../numbers.js";
import { listed, say } from "../words.js";
import { lineButton, pointing } from "./line.js";
import { partHead } from "./part.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Followed} Followed @typedef {import("../types.js").Gradient} Gradient */

const GRID = 36;

/** @param {Model} model @param {Actions} actions */
export function followView(model, actions) {
  const { document: answer, followed, engine } = model;
  const found = (answer?.gradients ?? []).filter(({ value, shape }) => value !== null && shape.length >= 1 && shape.length <= 2
    && shape.reduce((all, one) => all * one, 1) <= GRID && shape.every(Boolean));
  if (!answer || answer.order > 1 || !found.length || !answer.tape.lines.some(({ name }) => name === found[0].name)) return nothing;
  return html`
    ${partHead("follow", say("follow.title"), model, actions)}
    <p class="quiet">${say("follow.why")}</p>
    <div class="followable">${found.map((gradient) => grid(gradient, followed, engine.stage === "ready", actions))}</div>
    <div role="status">${followed ? way(followed, model, actions) : nothing}</div>`;
}

/** The entries of a gradient, each a button. @param {Gradient} gradient @param {Followed | null} followed @param {boolean} ready @param {Actions} actions */
function grid({ name, value, shape }, followed, ready, actions) {
  const rows = /** @type {any[][]} */ (shape.length === 1 ? [value] : value);
  return html`<table class="choosable"><caption>${name}</caption>
    ${rows.map((row, i) => html`<tr>${row.map((entry, j) => {
      const index = shape.length === 1 ? [j] : [i, j];
      const chosen = followed?.name === name && String(followed.entry) === String(index);
      return html`<td><button class="chip" aria-pressed=${chosen} ?disabled=${!ready || entry === null}
        aria-label="${shortly(entry)}: ${say("follow.entry", { name, index: index.join(", ") })}" @click=${() => actions.follow(name, index)}>${shortly(entry)}</button></td>`;
    })}</tr>`)}</table>`;
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
    <p class="bridge">${say(direct.length > 1 ? "follow.sum-many" : "follow.sum", { lines: listed(direct.map(({ number }) => number)), entry: `${name}${bracketed(index)}` })}
      <span class="number">${direct.length > 1 ? `${direct.map(({ adds_text: adds }) => equated(adds)[1]).join(" + ").replaceAll("+ −", "− ")} ` : ""}${equated(effect)[0]}
        <strong class="effect">${equated(effect)[1]}</strong></span></p>`;
}

/** @param {number} number @param {Model} model */
function lineLatex(number, { document: answer }) {
  const line = answer?.tape.lines[number - 1];
  return line ? line.latex : "";
}
