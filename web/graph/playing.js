/** The steps in which the graph is gone through: each line's value forward, then what each use adds, backward. */

import { targetOf } from "../views/line.js";

/** @typedef {import("../types.js").Answer} Answer @typedef {import("../types.js").Line} Line @typedef {import("../types.js").Contribution} Contribution */
/** @typedef {import("../types.js").Actions} Actions @typedef {import("../types.js").Model} Model */
/**
 * @typedef {object} Move  one step
 * @property {"value" | "start" | "adds"} kind
 * @property {Line} line  the line that gets a value, or receives an effect
 * @property {Line | null} user  the line that passes its effect on
 * @property {Contribution | null} use
 * @property {string[]} sofar  what the line has received, this step included
 * @property {boolean} whole  nothing more will come
 */

/** Milliseconds between two steps, and how much quicker or slower they can be made. */
const PACE = 1400;
export const SPEEDS = [0.5, 1, 2, 4];

/** @type {WeakMap<Answer, Move[]>} */
const known = new WeakMap();

/** @param {Answer} answer @param {Set<number>} shown the numbers of the lines that are drawn as themselves @returns {Move[]} */
export function movesOf(answer, shown) {
  const all = known.get(answer) ?? everyMove(answer);
  known.set(answer, all);
  return all.filter(({ line, user }) => shown.has(line.number) || (user !== null && shown.has(user.number)));
}

/** @param {Answer} answer @returns {Move[]} */
function everyMove(answer) {
  const { lines } = answer.tape;
  const target = targetOf(answer);
  if (!target) return [];
  const values = lines.filter(({ number, args, name, operation }) => number <= target.number && (args.length || name !== null || operation === "input"))
    .map((line) => /** @type {Move} */ ({ kind: "value", line, user: null, use: null, sofar: [], whole: true }));
  if (answer.target.value === null) return values; // nothing is passed back from what is not there
  const uses = lines.flatMap((line) => line.contributions.map((use) => ({ line, use })))
    .sort((a, b) => b.use.line - a.use.line || a.use.argument - b.use.argument);
  /** @type {Map<number, string[]>} */
  const received = new Map();
  const adds = uses.map(({ line, use }) => {
    const sofar = [...(received.get(line.number) ?? []), use.adds_text || "?"];
    received.set(line.number, sofar);
    return /** @type {Move} */ ({ kind: "adds", line, user: lines[use.line - 1], use, sofar, whole: sofar.length === line.contributions.length });
  });
  return [...values, { kind: "start", line: target, user: null, use: null, sofar: [target.adjoint_text || "1"], whole: true }, ...adds];
}

/** What is seen after some steps: the lines with their values, and what the lines have received. @param {Move[]} moves @param {number} count */
export function seenAfter(moves, count) {
  const values = new Set();
  /** @type {Map<number, {text: string, whole: boolean}>} */
  const effects = new Map();
  for (const move of moves.slice(0, count)) {
    if (move.kind === "value") values.add(move.line.number);
    else effects.set(move.line.number, { text: move.whole ? move.line.adjoint_text || move.sofar[0] : `${move.sofar.join(" + ")} + …`, whole: move.whole });
  }
  return { values, effects };
}

/** Plays the steps, one after another; it stops at the last. */
class Player {
  playing = false;
  speed = 1;
  #timer = 0;
  /** @type {() => boolean} makes a step, and tells whether there are more */
  #advance = () => false;

  /** @param {() => boolean} advance @param {Actions} actions */
  play(advance, actions) {
    this.#advance = advance;
    this.playing = true;
    clearInterval(this.#timer);
    this.#timer = window.setInterval(() => {
      if (!this.#advance()) this.pause();
      actions.show({});
    }, PACE / this.speed);
    actions.show({});
  }

  /** @param {() => boolean} advance */
  keep(advance) {
    this.#advance = advance;
  }

  pause() {
    this.playing = false;
    clearInterval(this.#timer);
  }
}

export const player = new Player();
