/** Moving what is drawn: the point along its curve, and the part of the picture that is seen. */

import { noChange } from "lit";
import { Directive, directive } from "lit/directive.js";
import { gestures, placeOf } from "../gestures.js";
import { finest, tidy } from "../numbers.js";

/** @typedef {import("./frame.js").Frame} Frame @typedef {import("d3-scale").ScaleLinear<number, number>} Scale */

/** The number at a place of an axis, with no more digits than the place tells. @param {Scale} scale @param {number} place */
function numberAt(scale, place) {
  const [low, high] = /** @type {[number, number]} */ (scale.domain());
  const [start, end] = scale.range();
  const step = finest([low, high]);
  const inside = Math.max(Math.min(start, end), Math.min(Math.max(start, end), place));
  return tidy(Math.round(scale.invert(inside) / step) * step);
}

/** Follows the pointer from where it is put down; `move` gets the numbers under it. */
class Dragging extends Directive {
  /** @type {Scale[]} */
  scales = [];
  /** @type {(...numbers: number[]) => void} */
  move = () => {};
  bound = false;

  /** @param {import("lit/directive.js").ElementPart} part @param {[Scale | Scale[], (...numbers: number[]) => void]} content */
  update(part, [scales, move]) {
    [this.scales, this.move] = [Array.isArray(scales) ? scales : [scales], move];
    if (this.bound) return noChange;
    this.bound = true;
    const element = /** @type {SVGElement} */ (part.element);
    /** @param {PointerEvent} event */
    const follow = (event) => this.move(...this.scales.map((scale, i) => numberAt(scale, placeOf(event)[i])));
    element.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.stopPropagation();
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      element.closest("svg")?.querySelector(/** @type {"g"} */ (".handle"))?.focus({ preventScroll: true });
      follow(event);
    });
    element.addEventListener("pointermove", (event) => element.hasPointerCapture(event.pointerId) && follow(event));
    return noChange;
  }

  /** @param {Scale | Scale[]} scales @param {(...numbers: number[]) => void} move @returns {unknown} */
  render(scales, move) {
    return [scales, move];
  }
}

export const dragging = directive(Dragging);

/** The part that is seen after zooming around a place. @param {number[]} view @param {number} factor @param {number[]} [around] */
export const zoomed = (view, factor, around = []) => view.map((end, i) => {
  const middle = around[i >> 1] ?? (view[i & ~1] + view[i | 1]) / 2;
  return middle + (end - middle) * factor;
});

/**
 * The picture as gestures move it: the part that is seen goes with them.
 *
 * @param {Frame} frame
 * @param {number[]} view  low and high of the one, and of the other where that is a variable too
 * @param {(view: number[]) => void} look
 */
export const moved = ({ left, top, width, height }, view, look) => gestures({
  hold: () => (from, to, factor) => look(view.map((_, i) => {
    const [low, high] = [view[i & ~1], view[i | 1]];
    const [before, after] = i < 2 ? [(from[0] - left) / width, (to[0] - left) / width] : [1 - (from[1] - top) / height, 1 - (to[1] - top) / height];
    const span = (high - low) / factor;
    return low + before * (high - low) + ((i & 1) - after) * span;
  })),
});
