/** The backward pass: what each line receives from the lines that use it, and the sum over its uses. */

import { html, nothing } from "lit";
import { inline, math } from "../math.js";
import { equated, printed } from "../numbers.js";
import { say } from "../words.js";
import { unfoldedPart } from "./folding.js";
import { folded, foldedRounds } from "./rounds.js";
import { lineButton, nameLatex, pointing, targetOf } from "./line.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Line} Line @typedef {import("../types.js").Answer} Answer */
/** @typedef {import("../types.js").Contribution} Contribution */

const USES_SHOWN = 6;

/** A number in small digits, as below a letter. @param {number} number */
const small = (number) => String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);

/** @param {Answer} answer @param {Model} model @param {Actions} actions */
export function backwardList(answer, model, actions) {
  const { lines } = answer.tape;
  const target = targetOf(answer);
  const receiving = lines.filter((line) => line.contributions.length).reverse();
  const items = answer.language === "python" && !model.unrolled ? folded(receiving, answer) : receiving;
  return html`<ol class="backward">
    ${target ? html`<li class="receives ${target.number === model.line ? "active" : ""}">
      ${heading(target, model, actions, target.adjoint_text || "1")}
      <p class="quiet">${say(target.shape.length ? "tape.start-many" : "tape.start", { line: target.number })}</p></li>` : nothing}
    ${unfoldedPart(items, model.unfolded.tape).map((item) => ("rounds" in item
      ? html`<li class="receives rounds">${foldedRounds(item, actions)}</li>` : received(item, answer, model, actions)))}
  </ol>`;
}

/** @param {Line} line @param {Model} model @param {Actions} actions @param {string} effect */
function heading(line, model, actions, effect) {
  const label = line.name === null ? [line.latex, line.formula] : [nameLatex(line, model), line.name];
  return html`<p class="line-head" ${pointing(line.number, actions)}>
    ${lineButton(line.number, model)} ${math(label[0], label[1])}
    <span class="effect-is"><span class="quiet">${say("tape.effect")}</span>
      <strong class="number effect ${line.shape.length ? "many" : ""}">${printed(effect)}</strong></span></p>`;
}

/** @param {Line} line @param {Answer} answer @param {Model} model @param {Actions} actions */
function received(line, answer, model, actions) {
  const uses = line.contributions;
  const lit = line.number === model.line ? "active" : uses.some((use) => use.line === model.line) ? "counterpart" : "";
  const shown = uses.slice(0, USES_SHOWN + model.unfolded.tape);
  return html`<li class="receives ${lit}">
    ${heading(line, model, actions, line.adjoint_text || say("tape.effect-none"))}
    <ul class="uses">${shown.map((use) => useRow(use, uses))}
      ${shown.length < uses.length
        ? html`<li class="quiet">${say("tape.more-uses", { count: uses.length - shown.length })}</li>` : nothing}</ul>
    ${uses.length > 1 ? total(line, uses) : nothing}
    ${bridge(line, answer)}
  </li>`;
}

/** @param {Contribution} use @param {Contribution[]} uses */
function useRow(use, uses) {
  if (use.whole) return wholeRow(use);
  const again = uses.indexOf(use) > 0 && uses[uses.indexOf(use) - 1].line === use.line;
  const [equals, slope] = equated(use.slope_text);
  const plain = use.formula === use.slope_text;
  return html`<li class="use">
    <span class="through">${say(again ? "tape.again" : "tape.through", { line: use.line })}</span>
    <span class="sum"><span class="quiet">${say("tape.slope")}</span>
      ${plain || use.slope === null ? nothing : html`${inline(use.latex, use.formula)} <span>${equals}</span>`}
      ${use.slope === null ? inline(use.latex, use.formula) : html`<span class="number">${slope}</span>`}
      <span class="quiet">${say("tape.incoming")}</span> <span class="number effect">${printed(use.incoming_text) || "?"}</span></span>
    <span class="adds"><span class="quiet">${say("tape.adds")}</span>
      <span class="number effect">${printed(use.adds_text) || say("tape.effect-none")}</span></span>
  </li>`;
}

/** What an array receives at once: why, the rule with its letters, the numbers. @param {Contribution} use */
function wholeRow(use) {
  return html`<li class="use whole">
    <span class="through">${say("tape.through", { line: use.line })}</span>
    ${use.because ? html`<p class="because-whole">${use.because[0].toUpperCase()}${use.because.slice(1)}.</p>` : nothing}
    ${use.formula ? html`<p class="passed">${math(use.latex, use.formula)}
      <span class="quiet">${say("tape.g", { line: use.line, small: small(use.line) })}</span> <span class="number effect many">${printed(use.incoming_text) || "?"}</span></p>` : nothing}
    <p class="adds"><span class="quiet">${say("tape.adds")}</span>
      <span class="number effect many">${printed(use.adds_text) || say("tape.effect-none")}</span></p>
  </li>`;
}

/** @param {Line} line @param {Contribution[]} uses */
function total(line, uses) {
  const terms = uses.slice(0, USES_SHOWN).map((use) => (use.adds_text ? equated(use.adds_text)[1] : "?"));
  const rest = uses.length > USES_SHOWN ? " + …" : "";
  const times = uses.length === 2 ? say("tape.twice") : say("tape.times", { count: uses.length });
  const [equals, sum] = equated(line.adjoint_text);
  return html`<p class="total"><span class="quiet">${say("tape.used", { times })}</span>
    <span class="number">${terms.join(" + ").replaceAll("+ −", "− ")}${rest} ${equals}
      <strong class="effect">${sum}</strong></span></p>`;
}

/** The rules' derivative by this line, if it was asked for: the two ways meet here. @param {Line} line @param {Answer} answer */
function bridge(line, answer) {
  const gradient = answer.order === 1 ? answer.gradients.find((each) => each.name === line.name) : undefined;
  if (!gradient || gradient.formula === null || gradient.rules.verdict !== "agrees" || line.name === null) return nothing;
  const { label, label_latex: latex, formula } = gradient;
  const plain = formula === gradient.text;
  const [equals, digits] = equated(gradient.text);
  return html`<p class="bridge"><span>${say("tape.same")}</span>
    <span class="meeting">${plain ? math(latex, label) : math(`${latex} = ${gradient.latex}`, `${label} = ${formula}`)}
    <span class="number ${line.shape.length ? "many" : ""}">${equals} <strong class="effect">${digits}</strong></span></span></p>`;
}
