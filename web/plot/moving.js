/** Moving what is drawn: the point along its curve, and the part of the picture that is seen. */

import { noChange } from "lit";
import { Directive, directive } from "lit/directive.js";
import { finest, tidy } from "../numbers.js";

/** @typedef {import("./frame.js").Frame} Frame @typedef {import("d3-scale").ScaleLinear<number, number>} Scale */

/** Zooming by one turn of the wheel, and by one press of a button. */
const TURN = 1.15;

/** Where an event is, in the units of its picture. @param {PointerEvent | WheelEvent} event @returns {[number, number]} */
function placeOf(event) {
  const picture = /** @type {SVGSVGElement} */ (/** @type {Element} */ (event.currentTarget).closest("svg"));
  const box = picture.getBoundingClientRect();
  const scale = picture.viewBox.baseVal.width / box.width;
  return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
}

/** The number at a place of an axis, with no more digits than the place tells. @param {Scale} scale @param {number} place */
export function numberAt(scale, place) {
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

/** Pans the picture when its ground is dragged, and zooms with the wheel while Ctrl is held. */
class Panning extends Directive {
  /** @type {Frame[]} */
  frames = [];
  /** @type {number[]} */
  view = [];
  planar = false;
  /** @type {(view: number[]) => void} */
  look = () => {};
  bound = false;

  /** @param {import("lit/directive.js").ElementPart} part @param {[Frame[], {x: [number, number], y: [number, number], planar?: boolean}, (view: number[]) => void]} content */
  update(part, [frames, { x, y, planar = false }, look]) {
    Object.assign(this, { frames, view: planar ? [...x, ...y] : [...x], planar, look });
    if (this.bound) return noChange;
    this.bound = true;
    const element = /** @type {SVGSVGElement} */ (part.element);
    /** @type {{from: [number, number], view: number[], frame: Frame} | null} */
    let held = null;
    element.addEventListener("pointerdown", (event) => {
      if (event.button || event.pointerType === "touch") return;
      held = { from: placeOf(event), view: this.view, frame: this.frames[0] };
      element.setPointerCapture(event.pointerId);
    });
    element.addEventListener("pointermove", (event) => {
      if (!held) return;
      const place = placeOf(event);
      const [dx, dy] = [held.frame.x.invert(place[0]) - held.frame.x.invert(held.from[0]), held.frame.y.invert(place[1]) - held.frame.y.invert(held.from[1])];
      if (Math.hypot(place[0] - held.from[0], place[1] - held.from[1]) > 4) this.look(held.view.map((end, i) => end - (i < 2 ? dx : dy)));
    });
    for (const over of ["pointerup", "pointercancel"]) element.addEventListener(over, () => { held = null; });
    element.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const place = placeOf(event);
      const { x: across, y: up } = this.frames[0];
      this.look(zoomed(this.view, event.deltaY > 0 ? TURN : 1 / TURN, [across.invert(place[0]), up.invert(place[1])]));
    }, { passive: false });
    return noChange;
  }

  /** @param {Frame[]} frames @param {{x: [number, number], y: [number, number], planar?: boolean}} part @param {(view: number[]) => void} look @returns {unknown} */
  render(frames, part, look) {
    return [frames, part, look];
  }
}

export const panning = directive(Panning);
