/** Which lines are drawn: plain numbers stand in the formulas that use them, and repeated parts are one group. */

import { targetOf } from "../views/line.js";

/** @typedef {import("../types.js").Line} Line @typedef {import("../types.js").Answer} Answer */
/** @typedef {{id: number, lines: Line[], line: Line | null, times: number}} Knot  a line, or a group of lines (`line` is null); its id is the first number */

/** More lines than this are folded as far as they repeat; what is still longer is folded in its middle. */
const MANY = 36;
const MOST = 120;
/** Lines of a part that may repeat, and how often it must, so that two of them stay open: the first and the last. */
const LONGEST = 40;
const OFTEN = 4;

/** The lines that lead to the answer, without plain numbers. @param {Answer} answer */
function leading(answer) {
  const { lines } = answer.tape;
  const target = targetOf(answer);
  if (!target) return [];
  const wanted = new Set([target.number]);
  for (let i = target.number - 1; i >= 0; i--) {
    if (wanted.has(lines[i].number)) for (const arg of lines[i].args) wanted.add(arg);
  }
  return lines.filter((line) => wanted.has(line.number) && (line.args.length || line.name !== null || line.operation === "input" || line === target));
}

/** @param {Answer} answer @param {number[]} opened the ids of groups that are open @returns {Knot[]} */
export function knotsOf(answer, opened) {
  const lines = leading(answer);
  if (lines.length <= MANY) return lines.map(alone);
  const knots = folded(lines, opened);
  if (knots.length <= MOST) return knots;
  const half = MOST / 2;
  const middle = knots.slice(half, -half);
  const id = middle[0].id;
  return opened.includes(id) ? knots.slice(0, 4 * MOST) : [...knots.slice(0, half), group(middle.flatMap((knot) => knot.lines), 1), ...knots.slice(-half)];
}

/** @param {Line} line @returns {Knot} */
const alone = (line) => ({ id: line.number, lines: [line], line, times: 1 });

/** @param {Line[]} lines @param {number} times @returns {Knot} */
const group = (lines, times) => ({ id: lines[0].number, lines, line: null, times });

/** Fold what repeats: the same operations, made from lines that are as far back. @param {Line[]} lines @param {number[]} opened @returns {Knot[]} */
function folded(lines, opened) {
  const place = new Map(lines.map((line, i) => [line.number, i]));
  const leaf = (/** @type {number} */ number) => !lines[place.get(number) ?? -1]?.args.length;
  const signs = lines.map((line, i) => line.args.length
    ? `${line.operation} ${line.args.map((arg) => (leaf(arg) ? "•" : i - (place.get(arg) ?? 0))).join(" ")}` : `leaf ${i}`);
  const knots = [];
  for (let i = 0; i < lines.length;) {
    const { period, times } = repeats(signs, i);
    if (times < OFTEN) {
      knots.push(alone(lines[i]));
      i += 1;
      continue;
    }
    const middle = lines.slice(i + period, i + period * (times - 1));
    knots.push(...lines.slice(i, i + period).map(alone));
    knots.push(...(opened.includes(middle[0].number) ? middle.map(alone) : [group(middle, times - 2)]));
    knots.push(...lines.slice(i + period * (times - 1), i + period * times).map(alone));
    i += period * times;
  }
  return knots;
}

/** The part that repeats most from a place on. @param {string[]} signs @param {number} from */
function repeats(signs, from) {
  let best = { period: 1, times: 1 };
  for (let period = 1; period <= LONGEST && from + period * OFTEN <= signs.length; period++) {
    let end = from + period;
    while (end < signs.length && signs[end] === signs[end - period]) end += 1;
    const times = Math.floor((end - from) / period);
    if (times >= OFTEN && times * period > best.times * best.period) best = { period, times };
  }
  return best;
}
