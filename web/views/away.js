/** What can be taken away: the explanation as a text or a page, a link to it, a frame of it, its document. */

import { html, nothing } from "lit";
import { fragmentOf } from "../fragment.js";
import { printPage } from "../paper.js";
import { say } from "../words.js";
import { copyLink } from "./part.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */

/** @param {Model} model @param {Actions} actions */
export function awayView(model, actions) {
  const { away, document: answer, engine, stale } = model;
  if (!away || !answer) return nothing;
  const there = engine.stage === "ready" && !stale;
  const frame = frameOf(model);
  /** Close first: what is said of the copy stands below. @param {() => unknown} work */
  const done = (work) => () => {
    actions.show({ away: false });
    work();
  };
  return html`<header class="part"><h2 id="away-title">${say("away.title")}</h2>
      <button class="chip" @click=${() => actions.show({ away: false })}>${say("close")}</button></header>
    <h3>${say("away.explanation")}</h3>
    <p class="ways">
      <button class="chip" ?disabled=${!there} @click=${done(() => actions.takeText("markdown"))}>${say("away.markdown")}</button>
      <button class="chip" ?disabled=${!there} @click=${done(() => actions.takeText("text"))}>${say("away.text")}</button>
      <button class="chip" ?disabled=${stale} @click=${done(() => actions.copy(latexOf(answer), say("copied")))}>${say("away.latex")}</button>
      <button class="chip" @click=${done(() => printPage(model, actions))}>${say("away.print")}</button></p>
    <p class="quiet">${say("away.detail", { detail: say(`detail.${model.detail}`) })}</p>
    <h3>${say("away.link")}</h3>
    <p class="ways"><button class="chip" @click=${done(() => copyLink(model, actions))}>${say("link.copy")}</button></p>
    <h3>${say("away.frame")}</h3>
    <textarea class="frame" readonly rows="3" aria-label=${say("away.frame")} .value=${frame}></textarea>
    <p class="ways"><button class="chip" @click=${done(() => actions.copy(frame, say("copied")))}>${say("away.copy-frame")}</button></p>
    <h3>${say("away.data")}</h3>
    <p class="ways"><button class="chip" ?disabled=${stale} @click=${() => download(answer)}>${say("away.document")}</button></p>`;
}

/** The derivatives, and the number of each at the point. @param {import("../types.js").Answer} answer */
function latexOf({ gradients, target, reading, inputs }) {
  const single = inputs.length > 0 && inputs.every(({ shape }) => !shape.length);
  const point = inputs.map(({ latex, text }) => `${latex} ${valued(text)}`).join(",\\; ");
  const rows = gradients.flatMap(({ label_latex: label, latex, value, text }) => {
    const number = value === null || latex === text ? "" : valued(text);
    if (latex === null) return number ? [`${label} &${number}`] : [];
    if (!number || !single) return [`${label} &= ${latex}${number ? ` ${number}` : ""}`];
    return [`${label} &= ${latex}`, `\\left.${label}\\right|_{${point}} &${number}`];
  });
  const first = target.name && !reading.latex.includes("\\begin") && reading.latex.includes("=") ? [reading.latex.replace("=", "&=")] : [];
  return `\\begin{aligned}\n${[...first, ...rows].join(" \\\\\n")}\n\\end{aligned}`;
}

/** A number, or the entries of an array that are all written, with the sign of equality before it; else "". @param {string} text */
function valued(text) {
  const [sign, digits] = text.startsWith("≈") ? ["\\approx", text.slice(1).trim()] : ["=", text];
  const number = digits.replace(/e([+-]?)0*(\d+)/g, (_, minus, power) => ` \\cdot 10^{${minus === "-" ? "-" : ""}${power}}`);
  if (!digits.startsWith("[")) return `${sign} ${number}`;
  const rows = number.slice(1, -1).split(/\],\s*\[/).map((row) => row.replace(/[[\]]/g, "").replaceAll(", ", " & "));
  return /…|\[\[\[/.test(digits) ? "" : `${sign} \\begin{bmatrix}${rows.join(" \\\\ ")}\\end{bmatrix}`;
}

/** The markup of a frame that shows what is seen. @param {Model} model */
function frameOf(model) {
  const address = new URL(fragmentOf({ ...model, embedded: true }), location.href).href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${address}" width="100%" height="520" title="whygrad" loading="lazy"></iframe>`;
}

/** Have the browser keep the document as a file. @param {import("../types.js").Answer} answer */
function download(answer) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(answer, null, 1)], { type: "application/json" }));
  link.download = "whygrad.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
