/** A drawing is moved by dragging its ground, and looked at closely with two fingers, or with the wheel while Ctrl is held. */

import { noChange } from "lit";
import { Directive, directive } from "lit/directive.js";

/** @typedef {[x: number, y: number]} Place  in the units of the drawing */
/**
 * @typedef {object} Movable
 * @property {() => (from: Place, to: Place, factor: number) => void} hold  begin a gesture: what it returns is called as it goes on, and
 *   shows the drawing of the beginning `factor` times as large, with what was at `from` now at `to`
 */

/** Zooming by one turn of the wheel. */
const TURN = 1.15;
/** How far a pointer may stray in a click. */
const SLACK = 4;

/** Where an event is, in the units of its drawing. @param {PointerEvent | WheelEvent} event @returns {Place} */
export function placeOf(event) {
  const drawing = /** @type {SVGSVGElement} */ (/** @type {Element} */ (event.currentTarget).closest("svg"));
  const box = drawing.getBoundingClientRect();
  const scale = drawing.viewBox.baseVal.width / box.width;
  return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
}

class Gestures extends Directive {
  /** @type {Movable} */
  drawing = { hold: () => () => {} };
  /** Where each pointer is. @type {Map<number, Place>} */
  pointers = new Map();
  /** @type {{show: ReturnType<Movable["hold"]>, middle: Place, gap: number} | null} */
  begun = null;
  bound = false;

  /** @param {import("lit/directive.js").ElementPart} part @param {[Movable]} content */
  update(part, [drawing]) {
    this.drawing = drawing;
    if (this.bound) return noChange;
    this.bound = true;
    const element = /** @type {SVGSVGElement} */ (part.element);
    element.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      this.pointers.set(event.pointerId, placeOf(event));
      this.begun = null;
    });
    element.addEventListener("pointermove", (event) => {
      if (!this.pointers.has(event.pointerId)) return;
      if (!event.buttons) return this.end(event);
      const before = this.grip();
      const place = placeOf(event);
      const alone = this.pointers.size === 1;
      if (alone && event.pointerType === "touch") place[1] = before.middle[1]; // up or down, one finger scrolls the page (touch-action)
      if (alone && !this.begun && Math.hypot(place[0] - before.middle[0], place[1] - before.middle[1]) <= SLACK) return;
      this.pointers.set(event.pointerId, place);
      element.setPointerCapture(event.pointerId); // only now: a click belongs to what is clicked
      this.begun ??= { show: this.drawing.hold(), ...before };
      const { middle, gap } = this.grip();
      this.begun.show(this.begun.middle, middle, this.begun.gap ? gap / this.begun.gap : 1);
    });
    for (const over of /** @type {const} */ (["pointerup", "pointercancel"])) element.addEventListener(over, (event) => this.end(event));
    element.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.drawing.hold()(placeOf(event), placeOf(event), event.deltaY > 0 ? 1 / TURN : TURN);
    }, { passive: false });
    // Two fingers are for the drawing alone.
    element.addEventListener("touchstart", (event) => event.touches.length > 1 && event.cancelable && event.preventDefault(), { passive: false });
    return noChange;
  }

  /** The middle of the first two pointers, and how far they are from each other. */
  grip() {
    const [[x, y], [u, v] = [x, y]] = this.pointers.values();
    return { middle: /** @type {Place} */ ([(x + u) / 2, (y + v) / 2]), gap: Math.hypot(u - x, v - y) };
  }

  /** A pointer has gone; another that is still there begins anew. @param {PointerEvent} event */
  end({ pointerId }) {
    this.pointers.delete(pointerId);
    this.begun = null;
  }

  /** @param {Movable} drawing @returns {unknown} */
  render(drawing) {
    return drawing;
  }
}

export const gestures = directive(Gestures);
