/** The answer at a glance: what was read, the value, each derivative with its check. */

import { html, nothing } from "lit";
import { inline, math } from "../math.js";
import { equated } from "../numbers.js";
import { isolated, say } from "../words.js";
import { checkView } from "./check.js";
import { lineOf, pointing, targetOf } from "./line.js";
import { questionView } from "./question.js";
import { requestsRow } from "./requests.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Answer} Answer @typedef {import("../types.js").Gradient} Gradient */

/** @param {Model} model @param {Actions} actions */
export function answerView(model, actions) {
  const { document: answer } = model;
  if (!answer) return nothing;
  return html`
    <h2 class="hidden">${say("answer.title")}</h2>
    <pre class="asked on-paper">${answer.source}${answer.cell ? nothing : pointOf(answer)}</pre>
    ${answer.reading.notes.length ? html`<ul class="on-paper">${answer.reading.notes.map(({ message }) => html`<li>${message}</li>`)}</ul>` : nothing}
    ${answer.cell ? [cellRow(answer.cell), requestsRow(answer.cell, actions)] : nothing}
    <div class="row">
      <h3 class="gloss">${say("reading.title")}</h3>
      <div>
        ${model.bracketed ? html`<code class="bracketed scrolls">${answer.reading.text}</code>`
          : math(answer.reading.latex, answer.reading.text)}
        <button class="chip quietly" aria-pressed=${model.bracketed} @click=${() => actions.show({ bracketed: !model.bracketed })}>
          ${say("reading.bracketed")}</button>
      </div>
    </div>
    <div class="row">
      <h3 class="gloss">${say("value.title")}</h3>
      <div>${valueOf(answer, model, actions)}</div>
    </div>
    <div class="row">
      <h3 class="gloss">${say("gradient.title")}</h3>
      <div>
        ${answer.gradients.length
          ? html`<ul class="gradients ${answer.gradients.length > 1 ? "several" : ""}">
              ${answer.gradients.map((gradient) => gradientRow(gradient, model, actions))}</ul>`
          : html`<p>${say("gradient.nothing")}</p>`}
        ${answer.gradients.length === 1 ? nothing : questionView(model, actions)}
      </div>
    </div>`;
}

/** The point, behind what was asked, on paper. @param {Answer} answer */
const pointOf = ({ inputs }) => (inputs.length
  ? `\n${say("steps.at", { point: isolated(inputs.map(({ name, text }) => `${name} ${equated(text).join(" ")}`).join(", ")) })}` : "");

/** What a cell printed, and its last expression. @param {NonNullable<Answer["cell"]>} cell */
function cellRow({ output, last }) {
  return html`<div class="row">
    <h3 class="gloss">${say("cell.output")}</h3>
    <div>${output ? html`<pre class="printed scrolls" tabindex="0">${output}</pre>` : nothing}
      ${last !== null ? html`<pre class="printed scrolls last" tabindex="0">${last}</pre>` : nothing}
      ${!output && last === null ? html`<p class="quiet">${say("cell.silent")}</p>` : nothing}</div>
  </div>`;
}

/** @param {Answer} answer @param {Model} model @param {Actions} actions */
function valueOf(answer, model, actions) {
  const { target, warnings } = answer;
  const name = target.name ? inline(target.latex, target.name) : nothing;
  if (target.value === null) return html`<p class="result">${name} <span class="none">${say("value.none")}</span></p>
    ${warnings.some(({ message }) => message === target.why) ? nothing : html`<p class="why">${target.why}</p>`}`;
  const [equals, digits] = equated(target.text);
  const line = targetOf(answer)?.number ?? null;
  return html`<p class="result pointed ${line !== null && line === model.line ? "active" : ""}" ${pointing(line, actions)}>${name}
    <span class="equals ${target.shape.length ? "many" : ""}">${target.name || equals === "≈" ? equals : nothing} <strong class="number value ${target.shape.length ? "many" : ""}">${digits}</strong></span></p>`;
}

/** @param {Gradient} gradient @param {Model} model @param {Actions} actions */
function gradientRow(gradient, model, actions) {
  const gradients = model.document?.gradients ?? [];
  const chosen = (gradients.find((each) => each.name === model.shown) ?? gradients[0]) === gradient;
  const { formula, latex } = gradient;
  const line = lineOf(gradient.name, model);
  const plain = formula === null || formula === gradient.text;
  const whole = plain ? gradient.label_latex : `${gradient.label_latex} = ${latex}`;
  const [equals, digits] = equated(gradient.text);
  return html`<li class="gradient ${line !== null && line === model.line ? "active" : ""}" ${pointing(line, actions)}>
    <div class="result">
      ${math(gradients.length > 1 ? whole : `\\displaystyle ${whole}`, plain ? gradient.label : `${gradient.label} = ${formula}`)}
      ${gradient.value === null
        ? html`<span class="none">${say("gradient.none")}</span>`
        : html`<span class="equals ${gradient.shape.length ? "many" : ""}">${equals} <strong class="number effect ${gradient.shape.length ? "many" : ""}">${digits}</strong></span>`}
    </div>
    ${gradient.why && !said(gradient.why, model) ? html`<p class="why">${gradient.why}</p>` : nothing}
    <div class="under">${checkView(gradient, model, actions)}
      ${chosen ? copies(gradient, actions)
        : html`<button class="word" aria-label=${say("gradient.steps", { label: gradient.label })}
            @click=${() => actions.show({ shown: gradient.name })}>${say("gradient.choose-steps")}</button>`}
      ${gradients.length === 1 ? questionView(model, actions) : nothing}</div>
  </li>`;
}

/** @param {Gradient} gradient @param {Actions} actions */
function copies({ formula, latex, python }, actions) {
  if (formula === null) return nothing;
  return html`<span class="copy quiet">${say("copy.as")} ${copyButton("copy.text", formula, actions)}
    ${copyButton("copy.latex", latex, actions)} ${copyButton("copy.python", python, actions)}</span>`;
}

/** Whether a warning below says it. @param {string} why @param {Model} model */
const said = (why, { document: answer }) => Boolean(answer?.warnings.some(({ message }) => why.includes(message)));

/** @param {"copy.text" | "copy.latex" | "copy.python"} kind @param {string | null} text @param {Actions} actions */
const copyButton = (kind, text, actions) =>
  text ? html`<button class="word" @click=${() => actions.copy(text, say("copied"))}>${say(kind)}</button>` : nothing;
