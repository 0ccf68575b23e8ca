/** The picture of one variable: the curve with its tangent above, its slope below; what breaks it is drawn as it is. */

import { html, nothing, svg } from "lit";
import { printed, stepped } from "../numbers.js";
import { isolated, listed, say } from "../words.js";
import { MARGIN, axes, frameOf, pathOf, placeAt, px, short } from "./frame.js";
import { dragging, moved } from "./moving.js";

/** @typedef {import("../types.js").Curve} Curve @typedef {import("./frame.js").Frame} Frame @typedef {import("../types.js").Mark} Mark @typedef {import("../types.js").Place} Place */
/** @typedef {"curve" | "point"} Pointed  the value, or the variable with its slope */
/**
 * @typedef {object} Shown  what the picture is drawn from, besides the curve
 * @property {string} label  the variable, or the entry
 * @property {number} x  where the point is
 * @property {number} width
 * @property {boolean} second  f″ is drawn
 * @property {Pointed | null} lit  what is pointed at elsewhere
 * @property {string} title
 * @property {number[] | null} view  the part that was chosen to be seen
 * @property {((x: number) => void) | null} move  null where the point stays where it is
 * @property {(view: number[] | null) => void} look
 * @property {(what: Pointed | null) => void} point  something is pointed at, or no longer
 */

const LABELS = 8;
/** Pixels that the number of a place takes. */
const LABEL = [46, 15];
/** Pixels within which a place without values is no gap to be seen. */
const NARROW = 3;
/** Pixels of a panel's name. */
const NAME = 15;

/** The frames of the panels. @param {Curve} curve @param {Shown} shown */
function framesOf(curve, { width, second }) {
  const tall = Math.round(Math.min(380, Math.max(220, width * 0.42)));
  const low = Math.round(tall * 0.42);
  const gap = 34;
  /** @type {[number, number]} */
  const x = [curve.low, curve.high];
  const frames = [frameOf(width, 12, tall, x, [curve.bottom, curve.top]), frameOf(width, 12 + tall + gap, low, x, curve.slopes)];
  if (second) frames.push(frameOf(width, 12 + tall + low + 2 * gap, low, x, curve.seconds));
  return { frames, height: 12 + tall + (low + gap) * (frames.length - 1) + MARGIN.bottom };
}

/** @param {Curve} curve @param {Shown} shown */
export function curvePicture(curve, shown) {
  const { frames, height } = framesOf(curve, shown);
  const [above, below, last] = frames;
  const here = placeAt(curve.runs, shown.x);
  return html`<svg class="plot" viewBox="0 0 ${shown.width} ${height}" width=${shown.width} height=${height} role="group" aria-label=${shown.title}
      ${moved(above, shown.view ?? [curve.low, curve.high], shown.look)}>
    <defs>${frames.map((frame, i) => svg`<clipPath id="plot-part-${i}"><rect x=${frame.left} y=${frame.top} width=${frame.width} height=${frame.height}></rect></clipPath>`)}</defs>
    ${frames.map((frame) => axes(frame))}
    <g clip-path="url(#plot-part-0)">
      ${nowhere(curve, above)}
      ${curve.marks.map((mark) => wall(mark, above))}
      ${curve.runs.map((run) => svg`<path class="curve ${shown.lit === "curve" ? "lit" : ""}" d=${pathOf(run, 1, above)}></path>`)}
      ${curve.runs.map((run) => run.length === 1 ? dot(/** @type {number} */ (run[0][0]), run[0][1], above, true) : nothing)}
      ${curve.marks.map((mark) => ends(mark, above))}
      ${zerosOf(curve, above)}
      ${here ? tangent(shown, here, above) : nothing}
    </g>
    ${[below, last].map((frame, i) => frame ? svg`<g clip-path="url(#plot-part-${i + 1})">
      ${nowhere(curve, frame)}
      ${curve.marks.filter(({ kind }) => kind === "pole").map((mark) => wall(mark, frame))}
      ${curve.runs.map((run) => svg`<path class="curve slope" d=${pathOf(run, i ? 3 : 2, frame)}></path>`)}
      ${here ? dropped(shown.x, i ? here.second : here.slope, frame, shown.lit === "point" && !i) : nothing}
    </g>` : nothing)}
    ${frames.map((frame, i) => svg`<text class="panel-name ${i ? "effect" : "value"}" x=${frame.left + 6} y=${nameAt(curve, i, frame)}>${["f", "f′", "f″"][i]}</text>`)}
    <text class="panel-name" x=${above.left + above.width - 4} y=${above.top + above.height - 6} text-anchor="end">${shown.label}</text>
    <g clip-path="url(#plot-part-0)">${point(curve, shown, here, above)}</g>
  </svg>`;
}

/** What a reader is told about the picture, and about the point in it. @param {Curve} curve @param {string} label @param {number} x */
export function told(curve, label, x) {
  /** @param {Mark["kind"]} kind @param {"plot.pole" | "plot.jump" | "plot.hole" | "plot.corner" | "plot.edge"} word */
  const where = (kind, word) => {
    const found = curve.marks.filter((mark) => mark.kind === kind);
    if (!found.length) return [];
    const places = found.slice(0, LABELS).map(({ text }) => isolated(`${label} ${equals(text)}`));
    return [`${say(word)} ${listed(found.length > LABELS ? [...places, "…"] : places)}.`];
  };
  const flat = curve.zeros.slice(0, LABELS).map(({ x_text, text }) => say("plot.flat-at", { x: isolated(`${label} ${equals(x_text)}`), value: printed(text) }));
  return [
    ...(placeAt(curve.runs, x) ? [] : [`${say("plot.at-nothing", { name: label, x: short(x) })}.`]),
    ...where("pole", "plot.pole"), ...where("jump", "plot.jump"), ...where("hole", "plot.hole"), ...where("edge", "plot.edge"), ...where("corner", "plot.corner"),
    ...(curve.dense.length ? [say("plot.dense")] : []),
    ...(flat.length ? [`${say("plot.flat")} ${listed(curve.zeros.length > LABELS ? [...flat, "…"] : flat)}.`] : []),
  ];
}

/** @param {string} text */
const equals = (text) => (text.startsWith("≈") ? printed(text) : `= ${printed(text)}`);

/** Where there is no value. @param {Curve} curve @param {Frame} frame */
function nowhere({ runs, low, high, dense }, { x, top, height }) {
  const gaps = [];
  let from = low;
  for (const run of runs) {
    gaps.push([from, /** @type {number} */ (run[0][0])]);
    from = /** @type {number} */ (run[run.length - 1][0]);
  }
  gaps.push([from, high]);
  const wide = gaps.filter(([a, b]) => x(b) - x(a) > NARROW);
  return svg`${wide.map(([a, b]) => svg`<rect class="nowhere" x=${px(x(a))} y=${top} width=${px(x(b) - x(a))} height=${height}></rect>`)}
    ${dense.map(([a, b]) => svg`<rect class="dense" x=${px(x(a))} y=${top} width=${px(Math.max(1, x(b) - x(a)))} height=${height}></rect>`)}`;
}

/** Where the name of a panel stands: at the top, or at the bottom where the curve begins at the top. @param {Curve} curve @param {number} k @param {Frame} frame */
function nameAt({ runs }, k, { x, y, left, top, height }) {
  const begun = placeAt(runs, x.invert(left + NAME));
  const number = begun && [begun.value, begun.slope, begun.second][k];
  return number == null || Math.abs(y(number) - top) > 2 * NAME ? top + NAME : top + height - NAME / 2;
}

/** The dashed line of a pole. @param {Mark} mark @param {Frame} frame */
const wall = ({ kind, x: place, text }, { x, top, height }) => kind === "pole"
  ? svg`<line class="pole" x1=${px(x(place))} x2=${px(x(place))} y1=${top} y2=${top + height}><title>${say("plot.pole")} ${printed(text)}</title></line>` : nothing;

/** The ends of the curve at a break: open where the value is not reached, filled where it is. @param {Mark} mark @param {Frame} frame */
function ends({ kind, x, left, right, value }, frame) {
  if (kind === "corner") return dot(x, value, frame, true, "corner");
  if (kind === "pole") return nothing;
  const sides = [...new Set([left, right].filter((side) => side !== null))];
  const near = (/** @type {number | null} */ side) => value !== null && side !== null && Math.abs(frame.y(side) - frame.y(value)) < 1;
  return svg`${sides.map((side) => near(side) ? nothing : dot(x, side, frame, false))}${value === null ? nothing : dot(x, value, frame, true)}`;
}

/** @param {number} x @param {number | null | undefined} y @param {Frame} frame @param {boolean} filled @param {string} [more] */
const dot = (x, y, frame, filled, more = "") => y == null ? nothing
  : svg`<circle class="end ${filled ? "filled" : "open"} ${more}" cx=${px(frame.x(x))} cy=${px(frame.y(y))} r=${more ? 3 : 4}></circle>`;

/** Where the slope is 0, with the number of the place. @param {Curve} curve @param {Frame} frame */
function zerosOf({ zeros }, frame) {
  /** @type {[number, number][]} */
  const taken = [];
  const { left, top, width, height } = frame;
  return zeros.map(({ x, value, x_text }) => {
    const [cx, cy] = [frame.x(x), frame.y(value)];
    const [tx, ty] = [Math.max(left + 18, Math.min(left + width - 18, cx)), cy + (cy > top + height - 22 ? -10 : 18)];
    const free = taken.every(([u, v]) => Math.abs(tx - u) > LABEL[0] || Math.abs(ty - v) > LABEL[1]);
    if (free) taken.push([tx, ty]);
    return svg`<circle class="flat" cx=${px(cx)} cy=${px(cy)} r="3.5"></circle>
      ${free ? svg`<text class="flat-number" text-anchor="middle" x=${px(tx)} y=${px(ty)}>${short(Number(x_text.replace(/^≈ /, "")) || x)}</text>` : nothing}`;
  });
}

/** @param {Shown} shown @param {{value: number, slope: number | null}} here @param {Frame} frame */
function tangent({ x, lit }, { value, slope }, { x: toX, y: toY, left, width }) {
  if (slope === null) return nothing;
  const [cx, cy, dx] = [toX(x), toY(value), toX(x + 1) - toX(x)];
  const rise = (toY(value + slope) - cy) / dx; // pixels up for one pixel to the right
  const half = Math.max(90, width / 4) / Math.hypot(1, rise);
  const ends_ = [Math.max(left - 50, cx - half), Math.min(left + width + 50, cx + half)];
  return svg`<line class="tangent ${lit === "point" ? "lit" : ""}" x1=${px(ends_[0])} y1=${px(cy + (ends_[0] - cx) * rise)} x2=${px(ends_[1])} y2=${px(cy + (ends_[1] - cx) * rise)}></line>`;
}

/** The same place in a panel below. @param {number} x @param {number | null} y @param {Frame} frame @param {boolean} lit */
const dropped = (x, y, { x: toX, y: toY, top, height }, lit) => svg`
  <line class="here" x1=${px(toX(x))} x2=${px(toX(x))} y1=${top} y2=${top + height}></line>
  ${y === null ? nothing : svg`<circle class="spot slope" cx=${px(toX(x))} cy=${px(toY(y))} r=${lit ? 7 : 5}></circle>`}`;

/** The point, which is a slider where it can be moved. @param {Curve} curve @param {Shown} shown @param {ReturnType<typeof placeAt>} here @param {Frame} frame */
function point(curve, { label, x, move, lit, look, point: pointed }, here, frame) {
  const [cx, cy] = [frame.x(x), here ? Math.max(frame.top, Math.min(frame.top + frame.height, frame.y(here.value))) : frame.top + frame.height - 6];
  /** @type {[number, number]} */
  const range = [curve.low, curve.high];
  const said = here ? say(here.slope === null ? "plot.at-no-slope" : "plot.at", { name: label, x: short(x), value: short(here.value), slope: short(here.slope ?? 0) })
    : say("plot.at-nothing", { name: label, x: short(x) });
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const next = event.key === "Home" ? range[0] : event.key === "End" ? range[1] : stepped(event, x, range);
    const zoom = { "+": 0.5, "=": 0.5, "-": 2 }[event.key];
    if (event.key === "0") look(null);
    else if (zoom) look([x - (x - range[0]) * zoom, x + (range[1] - x) * zoom]);
    else if (next !== null && move) move(next);
    else return;
    event.preventDefault();
  };
  const spot = svg`<circle class="reach" cx=${px(cx)} cy=${px(cy)} r="22"></circle>
    <circle class="spot ${here ? "" : "lost"}" cx=${px(cx)} cy=${px(cy)} r="7"></circle>`;
  const grip = (/** @type {Place[]} */ run) => pathOf(run, 1, frame);
  const [onCurve, onPoint, off] = [() => pointed("curve"), () => pointed("point"), () => pointed(null)];
  if (!move) return svg`
    ${curve.runs.map((run) => svg`<path class="grip still" d=${grip(run)} @pointerenter=${onCurve} @pointerleave=${off}></path>`)}
    <g class="handle still ${lit === "point" ? "lit" : ""}" role="img" tabindex="0" aria-label=${said} @keydown=${onKey}
      @pointerenter=${onPoint} @pointerleave=${off}>${spot}</g>`;
  return svg`
    ${curve.runs.map((run) => svg`<path class="grip" d=${grip(run)} @pointerenter=${onCurve} @pointerleave=${off} ${dragging(frame.x, move)}></path>`)}
    <g class="handle ${lit === "point" ? "lit" : ""}" role="slider" tabindex="0" aria-label=${say("plot.point", { name: label })} aria-valuemin=${range[0]} aria-valuemax=${range[1]}
      aria-valuenow=${x} aria-valuetext=${said} @keydown=${onKey} @pointerenter=${onPoint} @pointerleave=${off}
      ${dragging(frame.x, move)}>${spot}</g>`;
}
