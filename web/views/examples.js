/** The examples: the two questions it all began with first, the others by group. */

import { html, nothing } from "lit";
import { same } from "../fragment.js";
import { say } from "../words.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Example} Example */

/** @param {Model} model @param {Actions} actions */
export function examplesView(model, actions) {
  const groups = grouped(model.examples);
  const [first, ...others] = groups;
  if (!first) return nothing;
  return html`<p class="first"><span class="quiet">${say("examples.first")}</span>
      ${first[1].map((example) => button(example, model, actions))}</p>
    <details class="gallery"><summary>${say("examples.more")}</summary>
      <div class="groups">${others.map(([group, examples]) => html`<section><h3 class="gloss">${group}</h3>
        <ul>${examples.map((example) => html`<li>${button(example, model, actions)}</li>`)}</ul></section>`)}</div>
    </details>`;
}

/** @param {Example} example @param {Model} model @param {Actions} actions */
function button(example, model, actions) {
  const chosen = same(example.request, model.question);
  return html`<button class="chip example" aria-pressed=${chosen} @click=${(/** @type {Event} */ event) => {
    /** @type {HTMLElement} */ (event.currentTarget).closest("details")?.removeAttribute("open");
    actions.choose(example.request);
  }}><span>${example.title}</span> ${example.source.includes("\n") ? nothing : html`<code>${example.source}</code>`}</button>`;
}

/** @param {Example[]} examples @returns {[string, Example[]][]} */
function grouped(examples) {
  /** @type {Map<string, Example[]>} */
  const groups = new Map();
  for (const example of examples) groups.set(example.group, [...(groups.get(example.group) ?? []), example]);
  return [...groups];
}
