/** The picture of two variables, seen from above: lines of equal height, and the gradient at the point. */

import { html, nothing, svg } from "lit";
import { stepped } from "../numbers.js";
import { say } from "../words.js";
import { MARGIN, axes, frameOf, px, short } from "./frame.js";
import { dragging, moved } from "./moving.js";

/** @typedef {import("../types.js").Field} Field @typedef {import("./frame.js").Frame} Frame */
/**
 * @typedef {object} ShownPlane
 * @property {[number, number]} at  where the point is
 * @property {number | null} value
 * @property {(number | null)[]} gradient
 * @property {number} width
 * @property {import("./curve.js").Pointed | null} lit
 * @property {string} title
 * @property {number[] | null} view  the part that was chosen to be seen
 * @property {((x: number, y: number) => void) | null} move  null where the point stays where it is
 * @property {(view: number[] | null) => void} look
 */

const LEVELS = 11;
const ARROW = 46;
/** Half of all heights lie in such a part of their range. */
const SKEW = 0.1;
/** Pixels around a number. */
const ROOM = 48;

/** @param {Field} field @param {ShownPlane} shown */
function planeFrame(field, { width }) {
  const tall = Math.round(Math.min(480, Math.max(260, width * 0.62)));
  return { frame: frameOf(width, 12, tall, [field.low[0], field.high[0]], [field.low[1], field.high[1]]), height: 12 + tall + MARGIN.bottom };
}

/** @param {Field} field @param {ShownPlane} shown */
export function planePicture(field, shown) {
  const { frame, height } = planeFrame(field, shown);
  const { left, top, width } = frame;
  const levels = levelsOf(field, frame);
  return html`<svg class="plot" viewBox="0 0 ${shown.width} ${height}" width=${shown.width} height=${height} role="group" aria-label=${shown.title}
      ${moved(frame, shown.view ?? [field.low[0], field.high[0], field.low[1], field.high[1]], shown.look)}>
    <defs><clipPath id="plane-part"><rect x=${left} y=${top} width=${width} height=${frame.height}></rect></clipPath></defs>
    ${axes(frame)}
    <g clip-path="url(#plane-part)">
      ${levels.map(({ level, path, label }, i) => svg`<path class="level ${field.equation ? "answer" : ""} ${shown.lit === "curve" ? "lit" : ""}"
          stroke-opacity=${field.equation ? 1 : px(0.25 + (0.75 * i) / Math.max(1, levels.length - 1))} d=${path}></path>
        ${label && !field.equation ? svg`<text class="level-number" text-anchor="middle" x=${px(label[0])} y=${px(label[1] + 4)}>${short(level)}</text>` : nothing}`)}
      ${field.arrows.map((arrow) => fieldArrow(arrow, field, frame))}
      ${point(field, shown, frame)}
    </g>
    <text class="panel-name" x=${left + width - 4} y=${top + frame.height - 6} text-anchor="end">${field.names[0]}</text>
    <text class="panel-name" x=${left + 6} y=${top + 14}>${field.names[1]}</text>
  </svg>`;
}

/** @type {WeakMap<Field, {key: string, levels: {level: number, path: string, label: [number, number] | null}[]}>} */
const made = new WeakMap();

/** The lines of equal height, as paths. @param {Field} field @param {Frame} frame */
function levelsOf(field, frame) {
  const key = [...frame.x.range(), ...frame.y.range()].join();
  const known = made.get(field);
  if (known?.key === key) return known.levels;
  const heights = field.equation ? [0] : heightsOf(field, frame);
  const broken = new Set(field.broken.map(([j, i]) => j * field.rows[0].length + i));
  const hair = 1e-9 * (field.top - field.bottom); // a level that passes exactly through the grid is ambiguous
  const lines = heights.map((level) => ({ level, ...lineOf(level + hair, field, frame, broken) })).filter(({ path }) => path);
  /** @type {[number, number][]} */
  const taken = [];
  const levels = lines.map(({ level, path, places }) => ({ level, path, label: labelAt(places, taken, frame) }));
  made.set(field, { key, levels });
  return levels;
}

/** The heights of the lines: even steps, or where few places at the edge are far above all others, steps that take in as many places each. @param {Field} field @param {Frame} frame */
function heightsOf({ rows, bottom, top }, frame) {
  const known = /** @type {number[]} */ (rows.flat().filter((height) => height !== null)).sort((a, b) => a - b);
  const part = (/** @type {number} */ k) => known[Math.floor((known.length - 1) * k)];
  const [lowest, highest] = [part(0), part(1)];
  const farthest = highest - part(0.5) > part(0.5) - lowest ? highest : lowest;
  const inside = rows.slice(1, -1).some((row) => row.slice(1, -1).includes(farthest)); // a summit, or a pole
  const middle = (part(0.5) - bottom) / (top - bottom);
  if (inside || Math.min(middle, 1 - middle) > SKEW) return frame.y.copy().domain([bottom, top]).ticks(LEVELS);
  return [...new Set(Array.from({ length: LEVELS }, (_, i) => Number(part((i + 0.5) / LEVELS).toPrecision(1))))];
}

/** A place of a line where its number is far from the other numbers, which are `taken`; null where there is no room. @param {[number, number][]} places @param {[number, number][]} taken @param {Frame} frame @returns {[number, number] | null} */
function labelAt(places, taken, { left, top, width, height }) {
  /** @type {[number, number] | null} */
  let found = null;
  let best = 0;
  for (const [x, y] of places) {
    const room = Math.min(ROOM, ...taken.map(([u, v]) => Math.hypot((x - u) / 2, y - v)));
    const rank = room - 0.02 * (Math.abs(x - left - 0.3 * width) + Math.abs(y - top - 0.3 * height));
    if (room > ROOM / 3 && (!found || rank > best)) [best, found] = [rank, [x, y]];
  }
  if (found) taken.push(found);
  return found;
}

/**
 * The line of one height, cell by cell: it crosses the sides of a cell whose ends lie above and below it. No line is drawn
 * through cells without a value, or through which a pole passes.
 *
 * @param {number} level
 * @param {Field} field
 * @param {Frame} frame
 * @param {Set<number>} broken
 */
function lineOf(level, { rows, low, high }, { x, y, left, width, top, height }, broken) {
  const [across, up] = [rows[0].length - 1, rows.length - 1];
  const toX = (/** @type {number} */ i) => x(low[0] + ((high[0] - low[0]) * i) / across);
  const toY = (/** @type {number} */ j) => y(low[1] + ((high[1] - low[1]) * j) / up);
  let path = "";
  /** @type {[number, number][]} */
  const places = [];
  for (let j = 0; j < up; j++) {
    for (let i = 0; i < across; i++) {
      const corners = [rows[j][i], rows[j][i + 1], rows[j + 1][i + 1], rows[j + 1][i]];
      if (corners.some((corner) => corner === null) || broken.has(j * rows[0].length + i)) continue;
      const [a, b, c, d] = /** @type {number[]} */ (corners);
      const part = (/** @type {number} */ from, /** @type {number} */ to) => ((from < level) === (to < level) ? null : (level - from) / (to - from));
      const sides = [part(a, b), part(b, c), part(d, c), part(a, d)];
      const crossings = sides.flatMap((t, k) => t === null ? [] : [k === 0 ? [i + t, j] : k === 1 ? [i + 1, j + t] : k === 2 ? [i + t, j + 1] : [i, j + t]]);
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        const [[ax, ay], [bx, by]] = [crossings[k], crossings[k + 1]].map(([p, q]) => [toX(p), toY(q)]);
        path += `M${px(ax)} ${px(ay)}L${px(bx)} ${px(by)}`;
        if (ax > left + 24 && ax < left + width - 24 && ay > top + 14 && ay < top + height - 14) places.push([ax, ay]);
      }
    }
  }
  return { path, places };
}

/** An arrow of the field: it shows the direction, and by its strength how steep it is. @param {number[]} arrow @param {Field} field @param {Frame} frame */
function fieldArrow([x, y, dx, dy], { arrows }, { x: toX, y: toY, width }) {
  const [right, down] = [dx * Math.abs(toX(1) - toX(0)), -dy * Math.abs(toY(1) - toY(0))];
  const size = Math.hypot(right, down);
  if (!size) return nothing;
  const steepest = Math.max(...arrows.map(([, , u, v]) => Math.hypot(u, v)));
  const length = (width / 24) * Math.sqrt(Math.hypot(dx, dy) / steepest);
  return svg`<path class="field" d=${arrowPath(toX(x), toY(y), (right / size) * length, (down / size) * length, 3)}></path>`;
}

/** @param {number} x @param {number} y @param {number} dx @param {number} dy @param {number} head */
function arrowPath(x, y, dx, dy, head) {
  const size = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / size, dy / size];
  const [tx, ty] = [x + dx, y + dy];
  return `M${px(x)} ${px(y)}L${px(tx)} ${px(ty)}M${px(tx - head * (ux + 0.6 * uy))} ${px(ty - head * (uy - 0.6 * ux))}L${px(tx)} ${px(ty)}`
    + `L${px(tx - head * (ux - 0.6 * uy))} ${px(ty - head * (uy + 0.6 * ux))}`;
}

/** @param {Field} field @param {ShownPlane} shown @param {Frame} frame */
function point(field, { at, value, gradient, move, look, lit }, frame) {
  const [cx, cy] = [frame.x(at[0]), frame.y(at[1])];
  const [dx, dy] = gradient.map((slope) => slope ?? 0);
  // the arrow stands at right angles to the line of equal height, so it is turned as the scales are
  const [right, down] = [dx * Math.abs(frame.x(1) - frame.x(0)), -dy * Math.abs(frame.y(1) - frame.y(0))];
  const size = Math.hypot(right, down);
  const said = say("plot.at-two", { one: field.names[0], x: short(at[0]), other: field.names[1], y: short(at[1]), value: value === null ? "—" : short(value),
    slope: gradient.some((slope) => slope === null) ? "—" : `${short(dx)}, ${short(dy)}` });
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const k = event.key === "ArrowUp" || event.key === "ArrowDown" ? 1 : 0;
    const next = stepped(event, at[k], [field.low[k], field.high[k]]);
    const zoom = { "+": 0.5, "=": 0.5, "-": 2 }[event.key];
    if (event.key === "0") look(null);
    else if (zoom) look([field.low[0], field.high[0], field.low[1], field.high[1]].map((end, i) => at[i >> 1] + (end - at[i >> 1]) * zoom));
    else if (next === null || !move) return;
    else if (k) move(at[0], next);
    else move(next, at[1]);
    event.preventDefault();
  };
  const spot = svg`<circle class="reach" cx=${px(cx)} cy=${px(cy)} r="22"></circle><circle class="spot" cx=${px(cx)} cy=${px(cy)} r="7"></circle>`;
  return svg`
    ${size && !field.equation ? svg`<path class="gradient-arrow" d=${arrowPath(cx, cy, (right / size) * ARROW, (down / size) * ARROW, 9)}></path>` : nothing}
    ${size && field.equation ? svg`<line class="tangent" x1=${px(cx - (down / size) * 90)} y1=${px(cy + (right / size) * 90)} x2=${px(cx + (down / size) * 90)} y2=${px(cy - (right / size) * 90)}></line>` : nothing}
    ${move ? svg`<g class="handle ${lit === "point" ? "lit" : ""}" role="slider" tabindex="0" aria-label=${say("plot.point", { name: field.names.join(", ") })}
      aria-valuemin=${field.low[0]} aria-valuemax=${field.high[0]} aria-valuenow=${at[0]} aria-valuetext=${said}
      @keydown=${onKey} ${dragging([frame.x, frame.y], move)}>${spot}</g>`
      : svg`<g class="handle still ${lit === "point" ? "lit" : ""}" role="img" tabindex="0" aria-label=${said} @keydown=${onKey}>${spot}</g>`}`;
}
