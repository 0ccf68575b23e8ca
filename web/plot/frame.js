/** The frame of a picture: where a number stands in it, its axes with their numbers, and curves as paths. */

import { scaleLinear } from "d3-scale";
import { svg } from "lit";
import { printed } from "../numbers.js";

/** @typedef {{left: number, top: number, width: number, height: number, x: import("d3-scale").ScaleLinear<number, number>,
 *   y: import("d3-scale").ScaleLinear<number, number>}} Frame */
/** @typedef {import("../types.js").Place} Place */

/** Room for the numbers of the axes. */
export const MARGIN = { left: 50, right: 14, bottom: 22 };

/** @param {number} width @param {number} top @param {number} height @param {[number, number]} x @param {[number, number]} y @returns {Frame} */
export function frameOf(width, top, height, x, y) {
  const { left, right } = MARGIN;
  return {
    left, top, width: width - left - right, height,
    x: scaleLinear(x, [left, width - right]), y: scaleLinear(y, [top + height, top]),
  };
}

/** A number of an axis, short. @param {number} number */
export function short(number) {
  const size = Math.abs(number);
  const text = size >= 1e5 || (size > 0 && size < 1e-3) ? number.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e") : String(Number(number.toPrecision(4)));
  return printed(text);
}

/** @param {number} number */
export const px = (number) => number.toFixed(1);

/** The axes: faint lines with numbers, the lines through 0 a little stronger. @param {Frame} frame @param {{x?: boolean}} [options] */
export function axes(frame, { x: withX = true } = {}) {
  const { left, top, width, height, x, y } = frame;
  const right = left + width;
  const bottom = top + height;
  const across = x.ticks(Math.max(3, Math.round(width / 90)));
  const up = y.ticks(Math.max(2, Math.round(height / 48)));
  return svg`<g class="axes" aria-hidden="true">
    ${across.map((tick) => svg`<line class=${tick === 0 ? "axis zero" : "axis"} x1=${px(x(tick))} x2=${px(x(tick))} y1=${top} y2=${bottom}></line>`)}
    ${up.map((tick) => svg`<line class=${tick === 0 ? "axis zero" : "axis"} x1=${left} x2=${right} y1=${px(y(tick))} y2=${px(y(tick))}></line>`)}
    ${withX ? across.map((tick) => svg`<text class="tick-number" x=${px(x(tick))} y=${bottom + 15} text-anchor="middle">${short(tick)}</text>`) : ""}
    ${up.map((tick) => svg`<text class="tick-number" x=${left - 6} y=${px(y(tick) + 4)} text-anchor="end">${short(tick)}</text>`)}
  </g>`;
}

/** Paths that were made, by what they were made from. @type {WeakMap<object, Map<string, string>>} */
const paths = new WeakMap();

/**
 * The path of a run: of its values (1), slopes (2) or second slopes (3). It is broken where a number is missing.
 *
 * @param {Place[]} run
 * @param {1 | 2 | 3} k
 * @param {Frame} frame
 */
export function pathOf(run, k, { x, y, top, height }) {
  const key = [k, ...x.domain(), ...x.range(), ...y.domain(), ...y.range()].join();
  let made = paths.get(run);
  if (!made) paths.set(run, (made = new Map()));
  const known = made.get(key);
  if (known !== undefined) return known;
  let path = "";
  let drawing = false;
  for (const place of run) {
    const number = place[k];
    if (number === null || number === undefined) {
      drawing = false;
      continue;
    }
    const at = Math.max(top - 2 * height, Math.min(top + 3 * height, y(number)));
    path += `${drawing ? "L" : "M"}${px(x(/** @type {number} */ (place[0])))} ${px(at)}`;
    drawing = true;
  }
  if (made.size > 8) made.clear();
  made.set(key, path);
  return path;
}

/**
 * The place of a curve at x, between the places that are known; null where the curve has none.
 *
 * @param {Place[][]} runs
 * @param {number} x
 * @returns {{value: number, slope: number | null, second: number | null} | null}
 */
export function placeAt(runs, x) {
  const run = runs.find((each) => /** @type {number} */ (each[0][0]) <= x && x <= /** @type {number} */ (each[each.length - 1][0]));
  if (!run) return null;
  let low = 0;
  let high = run.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (run[middle][0]) <= x) low = middle;
    else high = middle;
  }
  const [a, b] = [run[low], run[high]].map((place) => /** @type {number[]} */ (place));
  const step = b[0] - a[0];
  const part = step > 0 ? (x - a[0]) / step : 0;
  const mixed = (/** @type {number} */ k) => (a[k] == null || b[k] == null ? (part === 0 ? a[k] ?? null : null) : a[k] + (b[k] - a[k]) * part);
  const [value, slope, second] = [mixed(1), mixed(2), mixed(3)];
  if (value === null) return null;
  if (a[2] == null || b[2] == null) return { value, slope, second };
  const [p, q] = [part * part * (3 - 2 * part), part * (1 - part)]; // a cubic with the slopes of both ends
  return { value: a[1] + (b[1] - a[1]) * p + step * q * ((1 - part) * a[2] - part * b[2]), slope, second };
}
