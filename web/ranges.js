/** How far each variable can be moved: a range around 0 that fits the value, narrowed to where the formula has a value. */

import { key } from "./fragment.js";
import { finest, rangeFor, tidy } from "./numbers.js";

/** @typedef {import("./types.js").Model} Model @typedef {import("./types.js").Actions} Actions */

/** Milliseconds of rest before the ranges are looked for: nothing moves under the finger. */
const REST = 350;

/** The usual ranges, kept as long as the same example or link is worked on. @type {WeakMap<object, Map<string, [number, number]>>} */
const standing = new WeakMap();
let asked = "";
let resting = 0;

/** The usual range of a variable, or of an entry such as "W[0, 1]". @param {string} name @param {number} value @param {Model} model @returns {[number, number]} */
export function usualRange(name, value, { home }) {
  let known = standing.get(home);
  if (!known) standing.set(home, (known = new Map()));
  const range = rangeFor(value, known.get(name));
  known.set(name, range);
  return range;
}

/** The range of a slider. @param {string} name @param {number} value @param {Model} model @returns {[number, number]} */
export function rangeOf(name, value, model) {
  const usual = usualRange(name, value, model);
  const narrowed = model.ranges[name];
  if (!narrowed || value < narrowed[0] || value > narrowed[1]) return usual;
  const step = finest(narrowed);
  const [low, high] = [Math.ceil(narrowed[0] / step - 1e-6) * step, Math.floor(narrowed[1] / step + 1e-6) * step];
  return low < high ? [tidy(low), tidy(high)] : usual;
}

/** Look, once all is at rest, where the formula that stands has a value. @param {Model} model @param {Actions} actions */
export function fitRanges(model, actions) {
  const { document: answer, question } = model;
  if (model.stale || model.error || !answer || answer.cell || model.engine.stage !== "ready") return;
  const now = key(question);
  if (now === asked) return;
  clearTimeout(resting);
  resting = window.setTimeout(async () => {
    asked = now;
    /** @type {Record<string, [number, number]>} */
    const within = {};
    for (const { name, value } of answer.inputs) {
      if (typeof value === "number") within[name] = usualRange(name, Number(question.at[name] ?? value), model);
    }
    const { source, at, of, wrt, language, log } = question;
    const found = Object.keys(within).length ? await actions.consult({ ask: "ranges", source, at, of, wrt, language, log, within }) : null;
    if (found?.ok && found.ranges && model.question.source === source) actions.show({ ranges: found.ranges });
  }, REST);
}
