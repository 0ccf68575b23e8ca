/** Small pictures of the tools, drawn in the colour of the text; each stands beside a word or below a label, never alone. */

import { html, svg } from "lit";

/** @param {import("lit").TemplateResult<2>} drawing */
const icon = (drawing) => html`<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"
  fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${drawing}</svg>`;

export const ICONS = {
  link: icon(svg`<path d="M8.4 11.6l3.2-3.2M9.4 6.2l1.7-1.7a3.1 3.1 0 0 1 4.4 4.4l-1.7 1.7M10.6 13.8l-1.7 1.7a3.1 3.1 0 0 1-4.4-4.4l1.7-1.7"/>`),
  away: icon(svg`<path d="M10 12.5V3M6.8 5.8L10 2.6l3.2 3.2M4.5 9.5v7h11v-7"/>`),
  moon: icon(svg`<path d="M16 11.8A6.6 6.6 0 0 1 8.2 4a6.6 6.6 0 1 0 7.8 7.8z"/>`),
  sun: icon(svg`<circle cx="10" cy="10" r="3.2"/><path d="M10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M15.3 4.7l-1.4 1.4M6.1 13.9l-1.4 1.4"/>`),
  rules: icon(svg`<path d="M4 4.2c2.2-.7 4.3-.5 6 .8 1.7-1.3 3.8-1.5 6-.8v11.3c-2.2-.7-4.3-.5-6 .8-1.7-1.3-3.8-1.5-6-.8zM10 5v11"/>`),
  full: icon(svg`<path d="M3.5 7.5v-4h4M16.5 7.5v-4h-4M3.5 12.5v4h4M16.5 12.5v4h-4"/>`),
  close: icon(svg`<path d="M5 5l10 10M15 5L5 15"/>`),
};
