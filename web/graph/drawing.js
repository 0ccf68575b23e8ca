import { html } from "lit";
/** @param {any} m @param {any} a @param {number} w */
export function graph(m, a, w) { return html`${w}`; }
