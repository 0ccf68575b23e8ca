/** The graph as shapes: a box for each line with its value and its effect, wires for the uses; it can be moved and looked at closely. */

import { html, nothing, svg } from "lit";
import { gestures } from "../gestures.js";
import { printed } from "../numbers.js";
import { say } from "../words.js";
import { pointing } from "../views/line.js";
import { BOX } from "./layout.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions @typedef {import("./playing.js").Move} Move */
/** @typedef {import("./layout.js").Drawn} Drawn @typedef {import("./layout.js").Box} Box @typedef {import("./layout.js").Wire} Wire */
/** @typedef {{scale: number, x: number, y: number}} Look */
/** @typedef {{seen: ReturnType<typeof import("./playing.js").seenAfter>, now: Move | null, model: Model, actions: Actions, width: number, look: Look}} Shown */

const TALLEST = 620;
/** Smaller letters than these are not read: a larger graph is moved instead. */
const SMALLEST = 0.55;
/** How much smaller and larger than it fits the graph is looked at. */
const [FARTHEST, CLOSEST] = [0.2, 6];

/** The size of the picture, and where the graph stands in it before it is moved. @param {Drawn} drawn @param {number} width */
function frameOf(drawn, width) {
  const fit = Math.min(1.25, Math.max(SMALLEST, Math.min(width / drawn.width, TALLEST / drawn.height)));
  const height = Math.min(TALLEST, Math.max(150, drawn.height * fit));
  return { height, fit, left: (width - drawn.width * fit) / 2, top: Math.max(0, height - drawn.height * fit) / 2 };
}

/** The look at the graph after a gesture that began with another. @param {Look} before @param {[number, number]} from @param {[number, number]} to @param {number} factor @param {{left: number, top: number}} frame @returns {Look} */
function looked(before, from, to, factor, { left, top }) {
  const scale = Math.max(FARTHEST, Math.min(CLOSEST, before.scale * factor));
  const grown = scale / before.scale;
  return { scale, x: to[0] - (from[0] - left - before.x) * grown - left, y: to[1] - (from[1] - top - before.y) * grown - top };
}

/** Look closer, or from further away, at the middle of the picture. @param {Look} look @param {number} factor @param {Drawn} drawn @param {number} width */
export function zoomed(look, factor, drawn, width) {
  const frame = frameOf(drawn, width);
  /** @type {[number, number]} */
  const middle = [width / 2, frame.height / 2];
  return looked(look, middle, middle, factor, frame);
}

/** @param {Drawn} drawn @param {Shown} shown */
export function graphPicture(drawn, shown) {
  const { width, look, now, actions } = shown;
  const frame = frameOf(drawn, width);
  const { height } = frame;
  const active = now?.kind === "adds" && now.user ? `${drawn.knotOf.get(now.line.number)} ${drawn.knotOf.get(now.user.number)}` : "";
  const moved = gestures({
    hold: () => {
      const before = { ...look };
      return (from, to, factor) => {
        Object.assign(look, looked(before, from, to, factor, frame));
        actions.show({});
      };
    },
  });
  return html`<svg class="graph" viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="group" aria-label=${say("graph.picture")} ${moved}>
    <defs><marker id="graph-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="tip" d="M0 0.8L7 4L0 7.2z"></path></marker></defs>
    <g transform="translate(${(frame.left + look.x).toFixed(1)} ${(frame.top + look.y).toFixed(1)}) scale(${(frame.fit * look.scale).toFixed(4)})">
      ${drawn.wires.map((wire) => wireShape(wire, `${wire.from} ${wire.to}` === active, shown))}
      ${drawn.boxes.map((box) => boxShape(box, shown))}
    </g>
  </svg>`;
}

/** @param {Wire} wire @param {boolean} active @param {Shown} shown */
function wireShape({ from, to, times, path, middle }, active, { now, seen, model }) {
  const passed = seen.effects.has(from) && seen.effects.has(to);
  const lit = model.line === from || model.line === to;
  return svg`<path class="wire ${passed ? "passed" : ""} ${active ? "now" : ""} ${lit ? "lit" : ""}" d=${path} marker-end="url(#graph-tip)"></path>
    ${active && now?.use && !now.use.whole && now.use.slope_text ? label(`× ${printed(now.use.slope_text)}`, middle, "effect")
      : times > 1 ? label(`${times} ×`, middle, "") : nothing}`;
}

/** @param {string} text @param {{x: number, y: number}} at @param {string} look */
const label = (text, { x, y }, look) => svg`<text class="wire-label ${look}" x=${x.toFixed(1)} y=${(y + 4).toFixed(1)} text-anchor="middle">${text}</text>`;

/** @param {Box} box @param {Shown} shown */
function boxShape({ knot, x, y, width, label: text }, { seen, now, model, actions }) {
  const { line } = knot;
  const [left, top] = [x - width / 2, y - BOX / 2];
  if (!line) return groupShape(knot, left, top, width, text, model, actions);
  const effect = seen.effects.get(line.number);
  const valued = seen.values.has(line.number);
  const number = line.number;
  const lit = model.line === number ? "active" : model.line !== null && model.document?.tape.lines[model.line - 1]?.args.includes(number) ? "counterpart" : "";
  const role = now && (now.line === line ? "receiving" : now.user === line ? "giving" : "");
  const said = [text, valued && line.text ? `${say("tape.value")} ${line.text}` : "", effect ? `${say("tape.effect")} ${effect.text}` : ""].filter(Boolean).join(", ");
  return svg`<g class="knot ${lit} ${role || ""} ${line.args.length ? "" : "leaf"}" role="img" tabindex="0" aria-label=${said} transform="translate(${left.toFixed(1)} ${top.toFixed(1)})" ${pointing(number, actions)}>
    <rect class="box-shape" x="0" y="0" width=${width.toFixed(1)} height=${BOX} rx="9"></rect>
    <text class="knot-number" x="7" y="14">${number}</text>
    <text class="knot-formula" x=${(width / 2).toFixed(1)} y="22" text-anchor="middle">${printed(text)}</text>
    ${valued ? svg`<text class="knot-value" x=${(width / 2).toFixed(1)} y="41" text-anchor="middle">${line.text ? shortened(printed(line.text)) : say("tape.no-value")}</text>` : nothing}
    ${effect ? svg`<text class="knot-effect ${effect.whole ? "" : "partial"}" x=${(width / 2).toFixed(1)} y="58" text-anchor="middle">${shortened(printed(effect.text)) || say("tape.effect-none")}</text>` : nothing}
  </g>`;
}

/** @param {string} text */
const shortened = (text) => (text.length > 24 ? `${text.slice(0, 23)}…` : text);

/** Many lines as one box, which opens. @param {import("./groups.js").Knot} knot @param {number} left @param {number} top @param {number} width @param {string} text @param {Model} model @param {Actions} actions */
function groupShape({ id, lines, times }, left, top, width, text, model, actions) {
  const open = () => actions.show({ graph: { step: null, unfolded: [...model.graph.unfolded, id] } });
  const lit = model.line !== null && lines.some(({ number }) => number === model.line) ? "active" : "";
  const range = say("graph.lines", { first: lines[0].number, last: lines[lines.length - 1].number });
  return svg`<g class="knot group ${lit}" role="button" tabindex="0" aria-label="${text} ${range}: ${say(times > 1 ? "graph.open-times" : "graph.open", { count: lines.length, times })}" transform="translate(${left.toFixed(1)} ${top.toFixed(1)})"
      @click=${open} @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); } }}>
    <rect class="box-shape" x="5" y="5" width=${width.toFixed(1)} height=${BOX} rx="9"></rect>
    <rect class="box-shape" x="0" y="0" width=${width.toFixed(1)} height=${BOX} rx="9"></rect>
    <text class="knot-formula" x=${(width / 2).toFixed(1)} y="30" text-anchor="middle">${text}</text>
    <text class="knot-number" x=${(width / 2).toFixed(1)} y="50" text-anchor="middle">${range}</text>
  </g>`;
}
