/** Loops: a cell's calculation has them unrolled; rounds that are alike are folded here, the first and the last stay. */

import { html } from "lit";
import { say } from "../words.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Line} Line @typedef {import("../types.js").Answer} Answer */
/** @typedef {{rounds: number, rows: number[], first: number}} Fold  rounds that are not shown, and the lines of the code they are of */

const LONGEST_ROUND = 60;
const ALIKE = 4;

/** Where each line of a source begins. @type {WeakMap<Answer, number[]>} */
const starts = new WeakMap();

/** The line of the code that a line of the calculation comes from, null where the text does not say. @param {Line} line @param {Answer} answer */
export function rowOf({ start }, answer) {
  if (start === null) return null;
  let known = starts.get(answer);
  if (!known) {
    known = [0];
    Array.from(answer.source).forEach((character, place) => character === "\n" && known?.push(place + 1));
    starts.set(answer, known);
  }
  return known.findLastIndex((begin) => begin <= start) + 1;
}

/**
 * The lines with rounds of a loop folded: where the same operations on the same lines of the code come again and again.
 *
 * @param {Line[]} lines
 * @param {Answer} answer
 * @returns {(Line | Fold)[]}
 */
export function folded(lines, answer) {
  const marks = lines.map((line) => `${rowOf(line, answer)} ${line.operation}`);
  /** @type {(Line | Fold)[]} */
  const found = [];
  for (let i = 0; i < lines.length;) {
    const period = roundAt(marks, i);
    const rounds = period ? repeats(marks, i, period) : 0;
    if (rounds < ALIKE) {
      found.push(lines[i]);
      i += 1;
      continue;
    }
    const rows = [...new Set(lines.slice(i, i + period).map((line) => rowOf(line, answer) ?? 0))].sort((a, b) => a - b);
    found.push(...lines.slice(i, i + period), { rounds: rounds - 2, rows, first: lines[i].number }, ...lines.slice(i + period * (rounds - 1), i + period * rounds));
    i += period * rounds;
  }
  return found;
}

/** How many lines a round has that begins here and comes again, 0 for none. @param {string[]} marks @param {number} i */
function roundAt(marks, i) {
  for (let period = 1; period <= LONGEST_ROUND && i + ALIKE * period <= marks.length; period += 1) {
    if (marks[i] === marks[i + period] && repeats(marks, i, period, ALIKE) >= ALIKE) return period;
  }
  return 0;
}

/** @param {string[]} marks @param {number} i @param {number} period @param {number} [enough] */
function repeats(marks, i, period, enough = Infinity) {
  let count = 1;
  while (count < enough && i + (count + 1) * period <= marks.length) {
    for (let k = 0; k < period; k += 1) if (marks[i + count * period + k] !== marks[i + k]) return count;
    count += 1;
  }
  return count;
}

/** The sentence in the place of what is folded, and the button that shows it. @param {Fold} fold @param {Actions} actions */
export const foldedRounds = ({ rounds, rows }, actions) => html`<span class="quiet">${say(rows.length > 1 ? "cell.rounds-many" : "cell.rounds", {
  count: rounds, rows: rows.length > 1 ? `${rows[0]}–${rows.at(-1)}` : rows[0],
})}</span> <button class="word" @click=${() => actions.show({ unrolled: true })}>${say("cell.unfold")}</button>`;
