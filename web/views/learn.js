/** Learning by doing: check an answer of one's own, take a hint, practise on problems. */

import { html, nothing } from "lit";
import { rulesPage } from "../language.js";
import { inline, math } from "../math.js";
import { say } from "../words.js";
import { partHead } from "./part.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Checked} Checked @typedef {import("../types.js").Learn} Learn */
/** @typedef {import("../words.js").WordId} WordId */

const RULES = /** @type {const} */ ([
  "mixed", "constant_multiple", "sum", "power", "root", "product", "quotient", "reciprocal", "chain", "exponential", "logarithm",
  "trigonometric", "inverse_trigonometric", "hyperbolic", "absolute", "logarithmic_differentiation", "implicit",
]);
const LEVELS = [1, 2, 3];

/** @param {Event} event */
const chosen = (event) => /** @type {HTMLSelectElement} */ (event.target).value;

/** @param {Model} model @param {Actions} actions */
export function learnView(model, actions) {
  const { learn, document: answer, engine } = model;
  if (!answer?.gradients[0]?.steps.length) return nothing;
  const ready = engine.stage === "ready";
  return html`
    ${partHead("learn", say("learn.title"), model, actions)}
    ${learn.problem ? html`<p class="problem-told"><span>${learn.problem.statement}</span> ${math(learn.problem.latex, learn.problem.source)}</p>`
      : html`<p class="quiet">${say("learn.why")}</p>`}
    <form class="own" @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      actions.check();
    }}>
      <label>${inline(answer.gradients[0].label_latex, answer.gradients[0].label)} <span>=</span>
        <input name="own" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${learn.answer}
          aria-label=${say("learn.yours")} placeholder=${say("learn.placeholder")}
          @input=${(/** @type {Event} */ event) => actions.own(chosen(event))}></label>
      <button class="chip" ?disabled=${!ready || !learn.answer.trim()}>${say("learn.check")}</button>
      <button class="chip" type="button" ?disabled=${!ready} @click=${() => actions.hint()}>
        ${say(learn.hints.length ? "learn.next-hint" : "learn.hint")}</button>
      ${learn.problem ? html`<button class="chip" type="button" @click=${() => actions.reveal()}>${say("learn.reveal")}</button>` : nothing}
    </form>
    <div role="status" class="verdict">${learn.error ? html`<p class="wrong">${learn.error}</p>` : learn.checked ? verdict(learn.checked) : nothing}</div>
    ${learn.hints.length ? html`<ol class="hints">${learn.hints.map((hint) => html`<li>${hint.message}
      ${hint.latex ? math(hint.latex, hint.text) : nothing}</li>`)}</ol>` : nothing}
    ${practice(learn, ready, actions)}`;
}

/** @param {Checked} checked */
function verdict(checked) {
  const { verdict: found, message, slip } = checked;
  return html`<p class=${found === "right" ? "is-right" : found === "wrong" ? "wrong" : "quiet"}>
      <strong>${found === "right" ? "✓" : found === "wrong" ? "✗" : "?"}</strong> ${message}</p>
    ${slip ? html`<p class="slip">${slip.message} <a href=${`${rulesPage()}#rule-${slip.rule.replaceAll("_", "-")}`}>${say("learn.rule")}</a></p>
      ${slip.place ? html`<p class="quiet">${say("learn.would-be")} <code>${slip.right}</code></p>` : nothing}` : nothing}`;
}

/** @param {Learn} learn @param {boolean} ready @param {Actions} actions */
function practice(learn, ready, actions) {
  const solved = Object.entries(learn.solved).filter(([rule]) => RULES.some((known) => known === rule)); // others may have written there
  const total = solved.reduce((sum, [, count]) => sum + count, 0);
  return html`<p class="practice">
    <label>${say("learn.practise")}
      <select @change=${(/** @type {Event} */ event) => actions.learn({ rule: chosen(event) })}>
        ${RULES.map((rule) => html`<option value=${rule} .selected=${rule === learn.rule}>${say(/** @type {WordId} */ (`rule.${rule}`))}</option>`)}
      </select></label>
    <label>${say("learn.level")}
      <select @change=${(/** @type {Event} */ event) => actions.learn({ level: Number(chosen(event)) })}>
        ${LEVELS.map((level) => html`<option value=${level} .selected=${level === learn.level}>${level}</option>`)}
      </select></label>
    <button class="chip" ?disabled=${!ready} @click=${() => actions.practise()}>${say(learn.problem ? "learn.another" : "learn.new")}</button>
  </p>
  ${total ? html`<p class="quiet progress">${say("learn.solved", { count: total })}
    ${solved.map(([rule, count]) => `${say(/** @type {WordId} */ (`rule.${rule}`))} ${count}`).join(", ")}
    <button class="word" @click=${() => actions.erase()}>${say("learn.erase")}</button></p>` : nothing}`;
}
