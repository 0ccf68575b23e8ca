/** The head of a part of the page: its title, which folds it, a link to it, and the whole screen for it. */

import { html, nothing } from "lit";
import { LONGEST_ADDRESS, PARTS, fragmentOf } from "../fragment.js";
import { say } from "../words.js";
import { ICONS } from "./icons.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").PartId} PartId */

/**
 * @param {PartId} id
 * @param {unknown} title
 * @param {Model} model
 * @param {Actions} actions
 * @param {unknown} [tools] what stands below the head
 */
export function partHead(id, title, model, actions, tools = nothing) {
  if (model.notebook) return html`<header class="part"><h2>${title}</h2></header>${tools}`; // the parts of each of its cells
  const full = model.full === id;
  const folded = model.folded.includes(id) && !full;
  return html`<header class="part">
    <h2>${full ? title : html`<button class="fold" aria-expanded=${!folded} @click=${() => actions.show({
      folded: folded ? model.folded.filter((each) => each !== id) : [...model.folded, id],
    })}>${title}</button>`}</h2>
    ${folded ? nothing : html`<span class="part-tools">
      ${full ? nothing : html`<button class="tool" aria-label=${say("part.link")} title=${say("part.link")}
        @click=${() => copyLink({ ...model, seen: id }, actions)}>${ICONS.link}</button>`}
      <button class="tool only-here" aria-label=${say(full ? "part.leave" : "part.full")} title=${say(full ? "part.leave" : "part.full")}
        @click=${() => actions.fill(full ? null : id)}>${full ? ICONS.close : ICONS.full}</button></span>`}
  </header>
  ${tools}`;
}

/** Copy a link to what is seen. @param {Model} model @param {Actions} actions */
export function copyLink(model, actions) {
  const fragment = fragmentOf({ ...model, embedded: false });
  if (fragment.length > LONGEST_ADDRESS) return actions.show({ notice: { message: say("link.too-long"), text: "" } });
  return actions.copy(new URL(fragment, location.href).href, say("link.copied"));
}

/** Show which parts are folded, and which has the screen to itself. @param {Model} model */
export function arrange({ folded, full }) {
  const [root, before] = [document.documentElement, document.querySelector("section.on")];
  root.classList.toggle("full", full !== null);
  for (const id of PARTS) {
    const section = document.getElementById(id);
    section?.classList.toggle("folded", folded.includes(id) && full !== id);
    section?.classList.toggle("on", full === id);
  }
  if (full && before?.id !== full) root.scrollTo(0, 0);
  else if (!full) before?.scrollIntoView(); // the reader is where they were
}
