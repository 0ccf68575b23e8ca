/** The tools at the head of the page: another language, light or dark, and a link to what is seen. */

import { html, nothing } from "lit";
import { LONGEST_ADDRESS, fragmentOf } from "../fragment.js";
import { rulesPage } from "../language.js";
import { LANGUAGES, language, say } from "../words.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */

/** @param {Model} model @param {Actions} actions */
export function topView(model, actions) {
  const dark = model.theme === "dark";
  return html`
    <a href=${rulesPage()}>${say("rules.link")}</a>
    ${LANGUAGES.filter((other) => other !== language()).map((other) => html`
      <button class="chip" lang=${other} @click=${() => actions.speak(other)}>${say(`language.${other}`)}</button>`)}
    <button class="chip" @click=${() => copyLink(model, actions)}>${say("link.copy")}</button>
    <button class="chip" aria-label=${dark ? say("theme.to-light") : say("theme.to-dark")}
      @click=${() => actions.dress(dark ? "light" : "dark")}>
      ${dark ? say("theme.light") : say("theme.dark")}</button>`;
}

/** @param {Model} model @param {Actions} actions */
function copyLink(model, actions) {
  const fragment = fragmentOf(model);
  if (fragment.length > LONGEST_ADDRESS) return actions.show({ notice: { message: say("link.too-long"), text: "" } });
  return actions.copy(new URL(fragment, location.href).href, say("link.copied"));
}

/** What was last done, and, where the browser forbids copying, the text to copy by hand. @param {Model} model @param {Actions} actions */
export function noticeView({ notice }, actions) {
  if (!notice) return nothing;
  return html`<div class="notice">
    <span>${notice.message}</span>
    ${notice.text ? html`<textarea readonly rows="3" aria-label=${notice.message} .value=${notice.text}></textarea>` : nothing}
    ${notice.act ? html`<button class="chip" @click=${notice.act.run}>${notice.act.label}</button>` : nothing}
    <button class="word" @click=${() => actions.show({ notice: null })}>${say("close")}</button>
  </div>`;
}
