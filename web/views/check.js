/** Whether the three routes agree: a sentence at a glance, the three numbers when it is unfolded. */

import { html, nothing } from "lit";
import { printed } from "../numbers.js";
import { say } from "../words.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Gradient} Gradient */

/** @param {Gradient} gradient @param {Model} model @param {Actions} actions */
export function checkView(gradient, model, actions) {
  const { check, rules } = gradient;
  if (gradient.value === null && check.slope === null) return nothing;
  const wrong = check.verdict === "disagrees" || rules.verdict === "disagrees";
  const [mark, words, tone] = verdict(check.verdict, rules.verdict);
  return html`<details class="check ${tone}" ?open=${wrong}>
    <summary><span aria-hidden="true">${mark}</span> ${say(words)}</summary>
    <p class="quiet">${say("check.how")}</p>
    <dl>
      <dt>${say("check.tape")}</dt><dd><b class="number">${gradient.value === null ? say("check.none") : printed(gradient.text)}</b>
        <span class="quiet">${say("check.tape-why")}</span></dd>
      <dt>${say("check.rules")}</dt><dd><b class="number">${rules.value === null ? say("check.none") : typeof rules.value === "number" ? number(rules.value) : printed(gradient.text)}</b>
        <span class="quiet">${say("check.rules-why")}</span></dd>
      <dt>${say("check.slope")}</dt><dd><b class="number">${check.slope === null ? say("check.none") : printed(check.text)}</b>
        <span class="quiet">${say("check.slope-why")}
          ${check.error !== null && check.slope !== null ? say("check.off", { error: check.error.toExponential(0) }) : nothing}</span></dd>
    </dl>
    ${check.why ? html`<p class="why">${check.why}</p>` : nothing}
    ${wrong ? report(model, actions) : nothing}
  </details>`;
}

/**
 * @param {import("../types.js").Verdict} slope
 * @param {import("../types.js").Verdict} rules
 * @returns {[string, import("../words.js").WordId, "good" | "unsure" | "bad"]}
 */
function verdict(slope, rules) {
  if (slope === "disagrees" || rules === "disagrees") return ["✗", "check.disagree", "bad"];
  if (slope === "agrees") return ["✓", rules === "agrees" ? "check.agree" : "check.agree-tape", "good"];
  return rules === "agrees" ? ["✓", "check.some", "unsure"] : ["?", "check.unknown", "unsure"];
}

/** A number to ten digits, as the document writes its own. @param {number} value */
function number(value) {
  const text = String(Number(value.toPrecision(10)));
  return printed(Number(text) === value ? text : `≈ ${text}`);
}

/** @param {Model} model @param {Actions} actions */
function report(model, actions) {
  const text = JSON.stringify({ question: model.question, gradients: model.document?.gradients }, null, 1);
  const address = issues(location);
  return html`<p>${address ? html`<a href=${address} rel="noreferrer">${say("check.report")}</a>` : nothing}
    <button class="chip" @click=${() => actions.copy(text, say("check.report-copied"))}>${say("check.copy-report")}</button></p>`;
}

/** Return where the copy of this page that is published from a repository takes reports, or "". @param {Location} place */
function issues({ hostname, pathname }) {
  const owner = hostname.match(/^([\w-]+)\.github\.io$/)?.[1];
  const repository = pathname.split("/")[1];
  return owner && repository ? `https://github.com/${owner}/${repository}/issues/new` : "";
}
