/** Where the knots of the graph stand: in layers, by dagre. */

import { Graph, layout } from "@dagrejs/dagre";
import { isolated } from "../words.js";
import { knotsOf } from "./groups.js";

/** @typedef {import("../types.js").Answer} Answer @typedef {import("./groups.js").Knot} Knot */
/** @typedef {{knot: Knot, x: number, y: number, width: number, height: number, label: string}} Box */
/** @typedef {{from: number, to: number, times: number, path: string, middle: {x: number, y: number}}} Wire  the ids of two knots, and how often the one is used */
/** @typedef {{boxes: Box[], wires: Wire[], width: number, height: number, knotOf: Map<number, number>}} Drawn  `knotOf` gives the knot of a line */

export const BOX = 66;
const LETTER = 7.7;
const LONGEST_LABEL = 26;
/** Narrower places stand the graph on end. */
const WIDE = 620;
const LONG = 9;
/** A graph that lies is not made smaller than this. */
const READABLE = 0.8;

/** The drawing that was made last. @type {{key: string, drawn: Drawn} | null} */
let last = null;

/** @param {Answer} answer @param {number[]} opened @param {number} width */
export function drawnGraph(answer, opened, width) {
  const knots = knotsOf(answer, opened);
  const key = JSON.stringify([width < WIDE, knots.map((knot) => [knot.id, knot.lines.length, labelOf(knot), knot.lines.flatMap(({ args }) => args), widest(knot)])]);
  if (last?.key !== key) last = { key, drawn: arrangedFor(knots, width) };
  last.drawn.boxes.forEach((box, i) => { box.knot = knots[i]; }); // the places stand, the numbers are those of the answer
  return last.drawn;
}

/** @param {Knot} knot */
function labelOf({ line, lines, times }) {
  if (!line) return times > 1 ? `… ${times} ×` : `… ${lines.length}`;
  const text = line.name !== null && line.name !== line.formula ? `${line.name} = ${line.formula}` : line.formula;
  const plain = text.replaceAll("*", "·").replace(/\^([0-9])(?![0-9.])/g, (_, digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])
    .replace(/\bv(\d+)\b/g, (_, digits) => `v${[...digits].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("")}`);
  return isolated(plain.length > LONGEST_LABEL ? `${plain.slice(0, LONGEST_LABEL - 1)}…` : plain);
}

/** Letters of the widest line in a box: rounded, so that the graph keeps still while numbers change. @param {Knot} knot */
function widest({ line, lines }) {
  const texts = line ? [line.text, line.adjoint_text] : [String(lines.length)];
  return 4 * Math.ceil(Math.min(20, Math.max(...texts.map((text) => text.length + 1))) / 4);
}

/** The graph lies where its letters stay readable, else it stands on end. @param {Knot[]} knots @param {number} width */
function arrangedFor(knots, width) {
  if (width < WIDE || knots.length > LONG) return arranged(knots, true);
  const lying = arranged(knots, false);
  return lying.width * READABLE > width ? arranged(knots, true) : lying;
}

/** @param {Knot[]} knots @param {boolean} down @returns {Drawn} */
function arranged(knots, down) {
  const graph = new Graph({ multigraph: false });
  graph.setGraph({ rankdir: down ? "TB" : "LR", nodesep: 26, ranksep: down ? 40 : 64, marginx: 10, marginy: 10 });
  graph.setDefaultEdgeLabel(() => ({}));
  const knotOf = new Map(knots.flatMap((knot) => knot.lines.map((line) => /** @type {[number, number]} */ ([line.number, knot.id]))));
  for (const knot of knots) {
    graph.setNode(String(knot.id), { width: Math.max(84, LETTER * Math.max(labelOf(knot).length, widest(knot)) + 22), height: BOX });
  }
  const uses = new Map();
  for (const knot of knots) {
    for (const arg of knot.lines.flatMap(({ args }) => args)) {
      const from = knotOf.get(arg);
      if (from === undefined || from === knot.id) continue;
      uses.set(`${from} ${knot.id}`, (uses.get(`${from} ${knot.id}`) ?? 0) + 1);
    }
  }
  for (const name of uses.keys()) {
    const [from, to] = name.split(" ");
    graph.setEdge(from, to, { weight: 1 });
  }
  layout(/** @type {any} */ (graph));
  const boxes = knots.map((knot) => ({ knot, label: labelOf(knot), .../** @type {{x: number, y: number, width: number, height: number}} */ (graph.node(String(knot.id))) }));
  const wires = [...uses].map(([name, times]) => {
    const [from, to] = name.split(" ");
    const points = /** @type {{points: {x: number, y: number}[]}} */ (graph.edge(from, to)).points;
    return { from: Number(from), to: Number(to), times, path: curved(points), middle: points[Math.floor(points.length / 2)] };
  });
  const { width = 0, height = 0 } = /** @type {{width?: number, height?: number}} */ (graph.graph());
  return { boxes, wires, width, height, knotOf };
}

/** A smooth line through points. @param {{x: number, y: number}[]} points */
function curved(points) {
  const at = ({ x, y } = points[0]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  if (points.length < 3) return `M${at(points[0])}L${at(points[1])}`;
  let path = `M${at(points[0])}`;
  for (let i = 1; i < points.length - 1; i++) {
    const end = i === points.length - 2 ? points[i + 1] : { x: (points[i].x + points[i + 1].x) / 2, y: (points[i].y + points[i + 1].y) / 2 };
    path += `Q${at(points[i])} ${at(end)}`;
  }
  return path;
}
