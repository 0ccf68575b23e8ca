/** Which derivative is asked for: of which line, by which names, of which order. */

import { html, nothing } from "lit";
import { say } from "../words.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */

/** Where log could mean two things. */
const LOG = /(?<![A-Za-z])log(?![\w_{₀-₉])/;
const LOGS = /** @type {const} */ (["ln", "log10"]);
const LANGUAGES = /** @type {const} */ (["auto", "formula", "program", "python"]);
const ORDERS = [1, 2, 3, 4, 5, 6, 7, 8];

/** @param {Event} event */
const chosen = (event) => /** @type {HTMLSelectElement} */ (event.target).value;

/** @param {Model} model @param {Actions} actions */
export function questionView(model, actions) {
  const { document: answer, question } = model;
  if (!answer) return nothing;
  if (answer.cell) return html`<p class="question">${notation(answer, question, actions)}</p>`; // the cell says what is asked
  const lines = answer.tape.lines.filter((line) => line.name !== null && line.operation !== "input").map((line) => String(line.name));
  const targets = lines.includes(answer.of) ? lines : [...lines, answer.of];
  const names = [...new Set([...answer.inputs.map((input) => input.name), ...lines.filter((name) => name !== answer.of)])];
  const by = question.wrt ?? answer.inputs.map((input) => input.name);
  /** @param {string} name */
  const toggle = (name) => {
    const next = names.filter((each) => (each === name ? !by.includes(each) : by.includes(each)));
    actions.ask({ wrt: next.length ? next : null });
  };
  return html`<p class="question">
    ${targets.length > 1
      ? html`<label>${say("gradient.choose")}
          <select @change=${(/** @type {Event} */ event) => {
            const of = chosen(event) || null; // the last line, where that has no name
            actions.ask({ of, wrt: question.wrt?.filter((name) => name !== of) ?? null });
          }}>${targets.map((name) => html`<option value=${name} .selected=${name === answer.of}>${name || say("gradient.last-line")}</option>`)}
          </select></label>`
      : nothing}
    ${names.length > 1
      ? html`<span role="group" aria-label=${say("gradient.by")}>${say("gradient.by")}
          ${names.map((name) => html`<button class="chip" aria-pressed=${by.includes(name)}
            @click=${() => toggle(name)}>${name}</button>`)}</span>`
      : nothing}
    ${names.length
      ? html`<label>${say("gradient.order")}
          <select @change=${(/** @type {Event} */ event) => actions.ask({ order: Number(chosen(event)) })}>
            ${ORDERS.map((order) => html`<option value=${order} .selected=${order === question.order}>${order}</option>`)}
          </select></label>`
      : nothing}
    ${LOG.test(question.source)
      ? html`<label>${say("question.log")}
          <select @change=${(/** @type {Event} */ event) => actions.ask({ log: chosen(event) === "log10" ? "log10" : "ln" })}>
            ${LOGS.map((log) => html`<option value=${log} .selected=${log === question.log}>${say(`question.${log}`)}</option>`)}
          </select></label>`
      : nothing}
    ${answer.language === "formula" && question.language === "auto" ? nothing : notation(answer, question, actions)}
  </p>`;
}

/** How the text is read, and the choice of another way. @param {import("../types.js").Answer} answer @param {import("../types.js").Question} question @param {Actions} actions */
const notation = (answer, question, actions) => html`<label>${say("question.language")}
  <select @change=${(/** @type {Event} */ event) => actions.ask({ language: chosen(event) })}>
    ${LANGUAGES.map((language) => html`<option value=${language} .selected=${language === question.language}>
      ${language === "auto" ? say("question.auto", { language: say(`question.${answer.language}`) }) : say(`question.${language}`)}</option>`)}
  </select></label>`;
