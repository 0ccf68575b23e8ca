/** The page's words beside those of other texts, so that a reader of those finds the way. */

import { html } from "lit";
import { say } from "../words.js";

const ENTRIES = /** @type {const} */ (["tape", "value", "effect", "rule", "backward", "adds", "slope", "corner"]);

export const glossaryView = () => html`<details class="glossary"><summary>${say("glossary.title")}</summary>
  <table><thead><tr><th scope="col">${say("glossary.here")}</th><th scope="col">${say("glossary.elsewhere")}</th></tr></thead>
    <tbody>${ENTRIES.map((entry) => html`<tr><th scope="row">${say(`glossary.${entry}`)}</th>
      <td>${say(`glossary.${entry}.elsewhere`)}</td></tr>`)}
    </tbody></table>
</details>`;
