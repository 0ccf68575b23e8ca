/** The plot with its tools; see views/plot.js for when it is fetched. */

import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { csvText, pngOf, save, svgText } from "../picture.js";
import { lineOf, targetOf } from "../views/line.js";
import { say } from "../words.js";
import { drawnBy, move, movables, picture } from "./asking.js";
import { curvePicture, told } from "./curve.js";
import { zoomed } from "./moving.js";
import { planePicture } from "./plane.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Curve} Curve @typedef {import("../types.js").Field} Field */
/** @typedef {import("./asking.js").Movable} Movable */

const CHOICES = 12;
const CLOSER = 0.5;
const place = createRef();

/** @param {Model} model @param {Actions} actions @param {number} width */
export function plot(model, actions, width) {
  const { by, curve, field, why } = picture(model, actions);
  const all = movables(model);
  const drawn = curve ?? field;
  if (!all.length) return html`<p class="quiet">${say(model.document?.inputs.length ? "plot.many" : "plot.nothing")}</p>`;
  return html`
    <div class="picture-tools">
      ${chooser(all, by, model, actions)}
      <span class="tool-group">
        ${by.length === 1 ? toggle("plot.second", model.plot.second, () => actions.show({ plot: { ...model.plot, second: !model.plot.second } })) : nothing}
        ${by.length === 2 ? toggle("plot.field", model.plot.field, () => actions.show({ plot: { ...model.plot, field: !model.plot.field } })) : nothing}
      </span>
      ${drawn ? tools(curve, field, model, actions) : nothing}
    </div>
    ${!drawn ? html`<p class="quiet ground ${why ? "" : "coming"}">${why || say(model.engine.stage === "failed" || model.engine.stage === "impossible" ? "plot.no-numbers" : model.engine.stage === "ready" ? "plot.working" : "plot.waiting")}</p>` : nothing}
    <div class="drawn" ${ref(place)}>${curve ? oneVariable(curve, by[0], model, actions, width) : field ? twoVariables(field, by, model, actions, width) : nothing}</div>
    ${curve ? html`<p class="quiet caption">${told(curve, by[0].label, by[0].value).join(" ")}</p>` : nothing}
    ${drawn ? model.document?.cell ? html`<p class="quiet caption">${say("plot.cell")}</p>` : html`<p class="quiet keys">${say("plot.keys")}</p>` : nothing}`;
}

/** @param {Movable[]} all @param {Movable[]} by @param {Model} model @param {Actions} actions */
function chooser(all, by, model, actions) {
  const scalars = all.filter(({ entry }) => !entry.length);
  const singles = all.map(({ label }) => label);
  const pairs = scalars.slice(0, 3).flatMap((one, i) => scalars.slice(i + 1, 3).map((other) => `${one.label} × ${other.label}`));
  const names = [...pairs, ...singles];
  if (names.length < 2) return nothing;
  const chosen = by.map(({ label }) => label).join(" × ");
  /** @param {string} label */
  const choose = (label) => actions.show({ plot: { ...model.plot, by: label, view: null } });
  return html`<span class="tool-group" role="group" aria-label=${say("plot.by")}><span class="quiet">${say("plot.by")}</span>
    ${names.length <= CHOICES
      ? names.map((label) => html`<button class="chip" aria-pressed=${label === chosen} @click=${() => choose(label)}>${label}</button>`)
      : html`<select aria-label=${say("plot.by")} @change=${(/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value)}>
          ${names.map((label) => html`<option .selected=${label === chosen}>${label}</option>`)}</select>`}</span>`;
}

/** @param {"plot.second" | "plot.field"} word @param {boolean} on @param {() => void} press */
const toggle = (word, on, press) => html`<button class="chip" aria-pressed=${on} @click=${press}>${say(word)}</button>`;

/** @param {Curve | null} curve @param {Field | null} field @param {Model} model @param {Actions} actions */
function tools(curve, field, model, actions) {
  const view = curve ? [curve.low, curve.high] : field ? [field.low[0], field.high[0], field.low[1], field.high[1]] : [];
  const around = drawnBy(model).map(({ value }) => value);
  /** @param {number[] | null} part */
  const look = (part) => actions.show({ plot: { ...model.plot, view: part } });
  const name = () => (model.question.source.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 40) || "plot");
  const svgOf = () => /** @type {SVGSVGElement | null} */ (/** @type {Element | undefined} */ (place.value)?.querySelector("svg.plot"));
  return html`<span class="tool-group">
      <button class="chip" aria-label=${say("picture.closer")} @click=${() => look(zoomed(view, CLOSER, around))}>+</button>
      <button class="chip" aria-label=${say("picture.further")} @click=${() => look(zoomed(view, 1 / CLOSER, around))}>−</button>
      <button class="chip" ?disabled=${!model.plot.view} @click=${() => look(null)}>${say("picture.whole")}</button>
    </span>
    <span class="tool-group" role="group" aria-label=${say("picture.save")}><span class="quiet">${say("picture.save")}</span>
      <button class="chip" @click=${() => { const svg = svgOf(); if (svg) save(`${name()}.svg`, svgText(svg), "image/svg+xml"); }}>SVG</button>
      <button class="chip" @click=${async () => { const svg = svgOf(); const png = svg && await pngOf(svg); if (png) save(`${name()}.png`, png); }}>PNG</button>
      <button class="chip" @click=${() => save(`${name()}.csv`, curve ? csvOfCurve(curve) : field ? csvOfField(field) : "", "text/csv")}>CSV</button>
    </span>`;
}

/** @param {Curve} curve */
function csvOfCurve({ name, entry, runs }) {
  const label = entry.length ? `"${name}[${entry.join(", ")}]"` : name;
  const second = runs[0]?.[0]?.length > 3;
  const rows = runs.flatMap((run, i) => i ? [[], ...run] : run).filter((place) => !place.length || place[1] !== null);
  return csvText([label, "f", "f'", ...(second ? ["f''"] : [])], rows);
}

/** @param {Field} field */
function csvOfField({ names, low, high, rows }) {
  const cells = rows.flatMap((row, j) => row.map((value, i) => [
    low[0] + ((high[0] - low[0]) * i) / (row.length - 1), low[1] + ((high[1] - low[1]) * j) / (rows.length - 1), value]));
  return csvText([...names, "f"], cells);
}

/** What is pointed at elsewhere, as far as it is in the picture. @param {Movable[]} by @param {Model} model @returns {import("./curve.js").Pointed | null} */
function litBy(by, model) {
  if (model.line === null || !model.document) return null;
  if (by.some(({ name }) => lineOf(name, model) === model.line)) return "point";
  return targetOf(model.document)?.number === model.line ? "curve" : null;
}

/** What both pictures are shown with. @param {Movable[]} by @param {Model} model @param {Actions} actions @param {number} width */
const shownWith = (by, model, actions, width) => ({
  width, lit: litBy(by, model), view: model.plot.view,
  look: (/** @type {number[] | null} */ view) => actions.show({ plot: { ...model.plot, view } }),
});

/** @param {Curve} curve @param {Movable} one @param {Model} model @param {Actions} actions @param {number} width */
function oneVariable(curve, one, model, actions, width) {
  const lines = { point: lineOf(one.name, model), curve: model.document ? targetOf(model.document)?.number ?? null : null };
  return curvePicture(curve, {
    ...shownWith([one], model, actions, width),
    label: one.label, x: one.value, second: model.plot.second && curve.runs[0]?.[0]?.length > 3, title: say("plot.picture", { name: one.label }),
    move: model.document?.cell ? null : (x) => move(one, x, model, actions),
    point: (what) => actions.show({ line: what && lines[what] }),
  });
}

/** @param {Field} field @param {Movable[]} by @param {Model} model @param {Actions} actions @param {number} width */
function twoVariables(field, by, model, actions, width) {
  const { document: answer } = model;
  const slopes = field.names.map((name) => answer?.gradients.find((gradient) => gradient.name === name)?.value);
  const own = slopes.every((slope) => typeof slope === "number") && answer?.order === 1;
  return planePicture(field, {
    ...shownWith(by, model, actions, width),
    at: [by[0].value, by[1].value], title: say("plot.picture-two", { one: by[0].label, other: by[1].label }),
    value: own && typeof answer?.target.value === "number" ? answer.target.value : field.point[2],
    gradient: own ? /** @type {number[]} */ (slopes) : field.gradient,
    move: answer?.cell ? null : (x, y) => actions.ask({ at: { ...model.question.at, [by[0].name]: x, [by[1].name]: y } }),
  });
}
