/** The graph as shapes: a box for each line with its value and its effect, wires for the uses; it can be moved and looked at closely. */

import { html, noChange, nothing, svg } from "lit";
import { Directive, directive } from "lit/directive.js";
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

/** @param {Drawn} drawn @param {Shown} shown */
export function graphPicture(drawn, shown) {
  const { width, look, now, actions } = shown;
  const fit = Math.min(1.25, Math.max(SMALLEST, Math.min(width / drawn.width, TALLEST / drawn.height)));
  const height = Math.min(TALLEST, Math.max(150, drawn.height * fit));
  const scale = fit * look.scale;
  const [x, y] = [(width - drawn.width * scale) / 2 + look.x, (look.scale === 1 && drawn.height * fit > height ? 0 : (height - drawn.height * scale) / 2) + look.y];
  const active = now?.kind === "adds" && now.user ? `${drawn.knotOf.get(now.line.number)} ${drawn.knotOf.get(now.user.number)}` : "";
  return html`<svg class="graph" viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="group" aria-label=${say("graph.picture")} ${moved(look, actions)}>
    <defs><marker id="graph-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="tip" d="M0 0.8L7 4L0 7.2z"></path></marker></defs>
    <g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale.toFixed(4)})">
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
  return svg`<g class="knot group ${lit}" role="button" tabindex="0" aria-label=${say(times > 1 ? "graph.open-times" : "graph.open", { count: lines.length, times })} transform="translate(${left.toFixed(1)} ${top.toFixed(1)})"
      @click=${open} @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); } }}>
    <rect class="box-shape" x="5" y="5" width=${width.toFixed(1)} height=${BOX} rx="9"></rect>
    <rect class="box-shape" x="0" y="0" width=${width.toFixed(1)} height=${BOX} rx="9"></rect>
    <text class="knot-formula" x=${(width / 2).toFixed(1)} y="30" text-anchor="middle">${text}</text>
    <text class="knot-number" x=${(width / 2).toFixed(1)} y="50" text-anchor="middle">${range}</text>
  </g>`;
}

/** The graph is moved by dragging its ground, and looked at closely with the wheel while Ctrl is held. */
class Moved extends Directive {
  /** @type {Look} */
  look = { scale: 1, x: 0, y: 0 };
  bound = false;

  /** @param {import("lit/directive.js").ElementPart} part @param {[Look, Actions]} content */
  update(part, [look, actions]) {
    this.look = look;
    if (this.bound) return noChange;
    this.bound = true;
    const element = /** @type {SVGSVGElement} */ (part.element);
    /** @type {{x: number, y: number} | null} */
    let held = null;
    element.addEventListener("pointerdown", (event) => {
      if (event.button || event.pointerType === "touch" || /** @type {Element} */ (event.target).closest(".group")) return;
      held = { x: event.clientX - this.look.x, y: event.clientY - this.look.y };
    });
    element.addEventListener("pointermove", (event) => {
      if (!held || !event.buttons) return;
      element.setPointerCapture(event.pointerId);
      Object.assign(this.look, { x: event.clientX - held.x, y: event.clientY - held.y });
      actions.show({});
    });
    for (const over of ["pointerup", "pointercancel"]) element.addEventListener(over, () => { held = null; });
    element.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.look.scale = Math.max(0.2, Math.min(6, this.look.scale * (event.deltaY > 0 ? 1 / 1.15 : 1.15)));
      actions.show({});
    }, { passive: false });
    return noChange;
  }

  /** @param {Look} look @param {Actions} actions @returns {unknown} */
  render(look, actions) {
    return [look, actions];
  }
}

const moved = directive(Moved);
