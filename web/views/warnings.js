/** What a careful reader should know about this answer: domain, corners, missing paths, defaults. */

import { html, nothing } from "lit";
import { isWord, say } from "../words.js";
import { pointing } from "./line.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */

/** @param {Model} model @param {Actions} actions */
export function warningsView(model, actions) {
  const warnings = model.document?.warnings.filter(({ kind }) => kind !== "default") ?? []; // the inputs tell of those
  if (!warnings.length) return nothing;
  return html`<h2 class="hidden">${say("warnings.title")}</h2>
    <ul class="warnings">${warnings.map(({ kind, message, line }) => html`<li class="warning ${kind.replace(" ", "-")}"
        ${pointing(line, actions)}>
      <strong>${title(kind)}:</strong> ${message}
      ${line === null ? nothing : html`<button class="word">${say("warning.line", { line })}</button>`}
    </li>`)}</ul>`;
}

/** @param {string} kind */
function title(kind) {
  const id = `warning.${kind}`;
  return isWord(id) ? say(id) : say("warnings.title");
}
