/** The tools at the head of the page: all rules, another language, a link to what is seen, what can be taken away, light or dark. */

import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { fragmentOf } from "../fragment.js";
import { rulesPage } from "../language.js";
import { LANGUAGES } from "../preferred.js";
import { language, say } from "../words.js";
import { ICONS } from "./icons.js";
import { copyLink } from "./part.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */

/** @param {Model} model @param {Actions} actions */
export function topView(model, actions) {
  if (model.embedded) {
    return html`<a href=${fragmentOf({ ...model, embedded: false })} target="_blank" rel="noopener">${say("embed.open")}</a>`;
  }
  const dark = model.theme === "dark";
  const label = dark ? say("theme.to-light") : say("theme.to-dark");
  return html`
    <a class="tool" href=${rulesPage()} aria-label=${say("rules.link")}>${ICONS.rules}<span>${say("rules.link")}</span></a>
    ${LANGUAGES.filter((other) => other !== language()).map((other) => html`
      <button class="tool" lang=${other} @click=${() => actions.speak(other)} aria-label=${`${say(`language.${other}`)} ${other.toUpperCase()}`}>
        <span class="wide">${say(`language.${other}`)}</span><span class="narrow" aria-hidden="true">${other.toUpperCase()}</span></button>`)}
    <button class="tool" aria-label=${say("link.copy")} title=${say("link.copy")} @click=${() => copyLink(model, actions)}>
      ${ICONS.link}<span>${say("link.copy")}</span></button>
    <button class="tool" aria-haspopup="dialog" aria-label=${say("away.open")} title=${say("away.title")} ?disabled=${model.document === null}
      @click=${() => actions.show({ away: true })}>${ICONS.away}<span>${say("away.open")}</span></button>
    <button class="tool" aria-label=${label} title=${label} @click=${() => actions.dress(dark ? "light" : "dark")}>
      ${dark ? ICONS.sun : ICONS.moon}</button>`;
}

/** What was last done, and, where the browser forbids copying, the text to copy by hand. @param {Model} model @param {Actions} actions */
export function noticeView({ notice }, actions) {
  if (!notice) return nothing;
  return keyed(notice, html`<div class="notice ${notice.text ? "" : "brief"}">
    <span>${notice.message}</span>
    ${notice.text ? html`<textarea readonly rows="3" aria-label=${notice.message} .value=${notice.text}></textarea>` : nothing}
    ${notice.act ? html`<button class="chip" @click=${notice.act.run}>${notice.act.label}</button>` : nothing}
    <button class="word" @click=${() => actions.show({ notice: null })}>${say("close")}</button>
  </div>`);
}
