/** The rules, step by step. Which steps are shown, and how much of each, is the reader's choice of detail. */

import { html, noChange, nothing } from "lit";
import { Directive, directive } from "lit/directive.js";
import { keyed } from "lit/directives/keyed.js";
import { rulesPage } from "../language.js";
import { marked, math } from "../math.js";
import { printed } from "../numbers.js";
import { isolated, say } from "../words.js";
import { folding, unfoldedPart } from "./folding.js";
import { partHead } from "./part.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Step} Step @typedef {import("../types.js").Gradient} Gradient */
/** @typedef {import("../types.js").Detail} Detail */
/** @typedef {{title: string, steps: Step[]}} Way */

/** @type {Detail[]} */
const DETAILS = ["answer", "brief", "standard", "full"];
const DEEPEST = 4;
/** Rules that need one line only. */
const SHORT = ["constant", "identity", "constant_multiple", "sum", "difference", "rewrite", "simplify"];

/** @param {Model} model @param {Actions} actions */
export function stepsView(model, actions) {
  const { document: answer } = model;
  if (!answer) return nothing;
  const gradient = answer.gradients.find((each) => each.name === model.shown) ?? answer.gradients[0];
  return html`
    ${partHead("steps", say("steps.title"), model, actions, detailControl(model, actions))}
    ${answer.gradients.length > 1 ? choice(answer.gradients, gradient, actions) : nothing}
    ${gradient ? story(gradient, model, actions) : html`<p class="quiet">${say("steps.none")}</p>`}`;
}

/** @param {Model} model @param {Actions} actions */
function detailControl(model, actions) {
  return html`<fieldset class="segments">
    <legend>${say("detail.title")}</legend>
    ${DETAILS.map((detail) => html`<label><input type="radio" name="detail" value=${detail} .checked=${model.detail === detail}
      @change=${() => actions.show({ detail })}><span>${say(`detail.${detail}`)}</span></label>`)}
  </fieldset>`;
}

/** @param {Gradient[]} gradients @param {Gradient} chosen @param {Actions} actions */
function choice(gradients, chosen, actions) {
  return html`<p class="choice" role="group" aria-labelledby="steps-for"><span id="steps-for" class="quiet">${say("steps.for")}</span>
    ${gradients.map((gradient) => html`<button class="chip" aria-pressed=${gradient === chosen}
      @click=${() => actions.show({ shown: gradient.name, way: 0 })}>${gradient.label}</button>`)}</p>`;
}

/** @param {Gradient} gradient @param {Model} model @param {Actions} actions */
function story(gradient, model, actions) {
  if (!gradient.steps.length && gradient.formula !== null && gradient.shape.length) {
    return html`<p>${say("steps.arrays")}</p>
      <p>${math(`${gradient.label_latex} = ${gradient.latex}`, `${gradient.label} = ${gradient.formula}`)}</p>`;
  }
  if (!gradient.steps.length) return html`<p class="quiet">${gradient.why || say("steps.none")}</p>`;
  if (model.detail === "answer") return html`<p class="quiet">${say("steps.answer")}</p>`;
  const ways = waysOf(gradient);
  const way = ways[model.way] ?? ways[0];
  return html`${ways.length > 1 ? otherWays(ways, way, actions) : nothing}
    ${keyed(`${gradient.name} ${way.title}`, html`
      ${gradient.earlier.map((order, i) => html`<h3 class="order">${say("steps.order", { order: i + 1 })}</h3>
        ${stepList(order.steps, model, actions, false)}`)}
      ${gradient.earlier.length ? html`<h3 class="order">${say("steps.order", { order: gradient.earlier.length + 1 })}</h3>` : nothing}
      ${stepList(way.steps, model, actions)}`)}`;
}

/** @param {Gradient} gradient @returns {Way[]} */
const waysOf = (gradient) => [{ title: say("steps.usual"), steps: gradient.steps }, ...gradient.alternatives];

/** @param {Way[]} ways @param {Way} chosen @param {Actions} actions */
function otherWays(ways, chosen, actions) {
  return html`<p class="choice" role="group" aria-labelledby="other-ways"><span id="other-ways" class="quiet">${say("steps.ways")}</span>
    ${ways.map((way, i) => html`<button class="chip" aria-pressed=${way === chosen}
      @click=${() => actions.show({ way: i })}>${way.title}</button>`)}</p>`;
}

/** @param {Step[]} steps @param {Model} model @param {Actions} actions @param {boolean} [folds] */
function stepList(steps, model, actions, folds = true) {
  const { detail } = model;
  const told = inOrder(steps).filter(({ step }) => DETAILS.indexOf(step.level) <= DETAILS.indexOf(detail));
  const shown = folds ? unfoldedPart(told, model.unfolded.steps) : told;
  const point = pointOf(model);
  return html`
    <ol class="steps ${detail}">${shown.map(({ step, depth }) => html`<li
      class="step depth-${Math.min(depth, DEEPEST)} ${step.line !== null && step.line === model.line ? "counterpart" : ""}" ${lighting(step, model.line, actions)}>
      ${detail === "brief" || SHORT.includes(step.rule) ? shortStep(step, detail) : fullStep(step, point, detail)}</li>`)}</ol>
    ${folds ? folding("steps", told.length, model, actions) : nothing}`;
}

/**
 * The steps as they are read: what was rewritten first, then the rule, then its parts.
 *
 * @param {Step[]} steps
 * @returns {{step: Step, depth: number}[]}
 */
function inOrder(steps) {
  const order = [];
  const waiting = [{ index: 0, depth: 0, opened: false }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { index, depth, opened } = next;
    const step = steps[index];
    if (!step) continue; // a child that was cut off with the end of a very long list
    const first = step.children.filter((child) => steps[child]?.rule === "rewrite");
    if (!opened && first.length) {
      waiting.push({ index, depth, opened: true }, ...first.map((child) => ({ index: child, depth, opened: false })).reverse());
      continue;
    }
    order.push({ step, depth });
    const parts = step.children.filter((child) => !first.includes(child));
    waiting.push(...parts.map((child) => ({ index: child, depth: depth + 1, opened: false })).reverse());
  }
  return order;
}

/** @param {Step} step @param {Detail} detail */
function shortStep(step, detail) {
  return html`<div class="short">
    <span class="step-title">${ruleName(step)}</span>
    ${equation(step, detail === "brief" ? "after" : "worked")}
    ${detail === "brief" && step.value.text ? html`<span class="aside">${number(step)}</span>` : nothing}
    ${detail === "full" && step.because ? html`<p class="because">${step.because}</p>` : nothing}
    ${conditions(step)}${wrong(step)}
  </div>`;
}

/** @param {Step} step @param {string} point @param {Detail} detail */
function fullStep(step, point, detail) {
  return html`<dl class="told">
    <div><dt>${say("steps.rule")}</dt><dd><strong class="step-title">${ruleName(step)}</strong>
      ${step.general_latex || step.general ? math(step.general_latex, step.general) : nothing}</dd></div>
    ${step.bindings.length
      ? html`<div><dt>${say("steps.here")}</dt><dd class="bindings">
          ${step.bindings.map(({ name, text, latex }) => math(`${name} = ${latex}`, `${name} = ${text}`))}</dd></div>`
      : nothing}
    <div><dt>${say("steps.so")}</dt><dd>${equation(step, "worked")} ${conditions(step)}</dd></div>
    ${step.value.text ? html`<div><dt>${point}</dt><dd>${number(step)}${wrong(step)}</dd></div>` : wrong(step)}
  </dl>
  ${step.because
    ? html`<details class="because" ?open=${detail === "full"}><summary>${say("steps.because")}</summary><p>${step.because}</p></details>`
    : nothing}`;
}

/** @param {Step} step */
const ruleName = (step) => html`<a href=${`${rulesPage()}#rule-${step.rule.replaceAll("_", "-")}`}>${step.title}</a>`;

/** Both sides of a step, with its parts marked. @param {Step} step @param {"worked" | "after"} side */
function equation(step, side) {
  const result = side === "worked" ? step.worked_latex : step.after_latex;
  if (step.rule === "rewrite" || step.rule === "simplify" || side === "after" || !step.path.length) {
    const after = step.rule === "rewrite" || step.rule === "simplify" ? step.after_latex : result;
    return math(`${step.before_latex} = ${after}`, `${step.before} = ${step.after}`);
  }
  const [before, after] = /** @type {const} */ (["before_latex", "worked_latex"]).map((key) =>
    marked(step[key], step.path.flatMap((part) => part[key].map(([start, end]) => ({ part: part.part, start, end })))));
  return math(`${before} = ${after}`, `${step.before} = ${step.worked}`);
}

/** Lights up a part of a step on both sides, and the line of the tape that it is, where that is pointed at; and is lit up from there. */
class Lighting extends Directive {
  /** @type {Step | null} */
  step = null;
  /** The part that is pointed at here. @type {number | null} */
  part = null;
  bound = false;

  /** @param {import("lit/directive.js").ElementPart} place @param {[Step, number | null, Actions]} content */
  update({ element }, [step, line, actions]) {
    if (this.step !== step) [this.step, this.part] = [step, null];
    for (const each of element.querySelectorAll("[class*='part-']")) {
      const part = partOf(each);
      each.classList.toggle("lit", part !== null && (part === this.part || (line !== null && step.lines[part] === line)));
    }
    if (this.bound) return noChange;
    this.bound = true;
    for (const on of ["pointerover", "focusin"]) element.addEventListener(on, ({ target }) => {
      this.part = partOf(/** @type {Element} */ (target).closest?.("[class*='part-']"));
      actions.show({ line: (this.part === null ? null : this.step?.lines[this.part]) ?? this.step?.line ?? null });
    });
    for (const off of ["pointerleave", "focusout"]) element.addEventListener(off, () => {
      this.part = null;
      actions.show({ line: null });
    });
    return noChange;
  }

  /** @param {Step} step @param {number | null} line @param {Actions} actions @returns {unknown} */
  render(step, line, actions) {
    return [step, line, actions];
  }
}

const lighting = directive(Lighting);

/** The number of the part that an element shows. @param {Element | null | undefined} element */
const partOf = (element) => {
  const name = [...element?.classList ?? []].find((each) => /^part-\d+$/.test(each));
  return name === undefined ? null : Number(name.slice(5));
};

/** @param {Step} step */
const number = (step) => html`<span class="number effect">${printed(step.value.text)}</span>
  ${step.check === "agrees" ? html`<span class="tick" role="img" aria-label=${say("steps.agrees")}>✓</span>` : nothing}`;

/** @param {Step} step */
const conditions = (step) =>
  step.legal_if.length ? html`<span class="quiet condition">${say("steps.if", { conditions: step.legal_if.join(", ") })}</span>` : nothing;

/** @param {Step} step */
const wrong = (step) => (step.check === "disagrees" ? html`<strong class="wrong">✗ ${say("steps.wrong")}</strong>` : nothing);

/** @param {Model} model */
function pointOf({ document: answer }) {
  const inputs = answer?.inputs ?? [];
  const point = inputs.map(({ name, text }) => `${name} = ${text}`).join(", ");
  return inputs.length && point.length <= 9 ? say("steps.at", { point: isolated(point) }) : say("steps.at-all");
}
