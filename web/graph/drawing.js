/** The graph with its tools, and beside it the step that is being made; see views/graph.js for when it is fetched. */

import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { math } from "../math.js";
import { equated, printed } from "../numbers.js";
import { save, svgText } from "../picture.js";
import { say } from "../words.js";
import { rulesPage } from "../language.js";
import { nameLatex } from "../views/line.js";
import { drawnGraph } from "./layout.js";
import { SPEEDS, movesOf, player, seenAfter } from "./playing.js";
import { graphPicture, zoomed } from "./shapes.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions @typedef {import("./playing.js").Move} Move */
/** @typedef {import("../types.js").Line} Line */

/** A place as wide as this has room for what is told, beside the graph. */
const ROOMY = 900;
const BESIDE = 320;
/** Zooming by one press of a button. */
const CLOSER = 1.4;
const place = createRef();
/** The zoom of the graph that is seen, and where it has been moved to; it begins anew with another graph. */
const look = { of: /** @type {object | null} */ (null), scale: 1, x: 0, y: 0 };

/** @param {Model} model @param {Actions} actions @param {number} width */
export function graph(model, actions, width) {
  const answer = /** @type {import("../types.js").Answer} */ (model.document);
  const roomy = width > ROOMY;
  const room = roomy ? width - BESIDE : width;
  const drawn = drawnGraph(answer, model.graph.unfolded, room);
  if (!drawn.boxes.length) return html`<p class="quiet">${say("graph.nothing")}</p>`;
  if (look.of !== drawn) Object.assign(look, { of: drawn, scale: 1, x: 0, y: 0 });
  const moves = movesOf(answer, new Set(drawn.boxes.flatMap(({ knot }) => (knot.line ? [knot.line.number] : []))));
  const count = Math.min(model.graph.step ?? moves.length, moves.length);
  const now = model.graph.step === null ? null : moves[count - 1] ?? null;
  /** @param {number | null} step */
  const go = (step) => actions.show({ graph: { ...model.graph, step: step === null ? null : Math.max(0, Math.min(moves.length, step)) }, line: lineAt(moves, step) });
  const advance = () => {
    const next = Math.min(moves.length, (model.graph.step ?? 0) + 1);
    go(next);
    return next < moves.length;
  };
  player.keep(advance);
  return html`
    <div class="picture-tools" @keydown=${(/** @type {KeyboardEvent} */ event) => onKey(event, count, moves.length, go, play)}>
      <span class="tool-group" role="group" aria-label=${say("graph.steps")}>
        <button class="chip" aria-label=${say("graph.back")} aria-disabled=${count === 0} @click=${() => { player.pause(); go(count - 1); }}>◂</button>
        <button class="chip play" aria-pressed=${player.playing} @click=${() => play()}>${say(player.playing ? "graph.pause" : "graph.play")}</button>
        <button class="chip" aria-label=${say("graph.step")} aria-disabled=${count === moves.length && model.graph.step !== null}
          @click=${() => { player.pause(); go(model.graph.step === null ? 1 : count + 1); }}>▸</button>
        <button class="chip" ?disabled=${model.graph.step === null} @click=${() => { player.pause(); go(null); }}>${say("graph.all")}</button>
        <label><span class="quiet">${say("graph.speed")}</span> <select @change=${(/** @type {Event} */ event) => {
          player.speed = Number(/** @type {HTMLSelectElement} */ (event.target).value);
          if (player.playing) player.play(advance, actions);
        }}>${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === player.speed}>${speed} ×</option>`)}</select></label>
      </span>
      <span class="tool-group">
        <button class="chip" aria-label=${say("picture.closer")} @click=${() => zoom(CLOSER)}>+</button>
        <button class="chip" aria-label=${say("picture.further")} @click=${() => zoom(1 / CLOSER)}>−</button>
        <button class="chip" ?disabled=${look.scale === 1 && !look.x && !look.y} @click=${() => { Object.assign(look, { scale: 1, x: 0, y: 0 }); actions.show({}); }}>${say("picture.whole")}</button>
        ${model.graph.unfolded.length ? html`<button class="chip" @click=${() => actions.show({ graph: { step: null, unfolded: [] } })}>${say("graph.fold")}</button>` : nothing}
      </span>
      <span class="tool-group"><span class="quiet">${say("picture.save")}</span>
        <button class="chip" @click=${() => { const svg = /** @type {Element | undefined} */ (place.value)?.querySelector("svg"); if (svg) save("graph.svg", svgText(svg), "image/svg+xml"); }}>SVG</button>
      </span>
    </div>
    <div class="graph-and-step ${roomy ? "roomy" : ""}">
      <div class="drawn" ${ref(place)}>${graphPicture(drawn, { seen: seenAfter(moves, count), now, model, actions, width: room, look })}</div>
      <div class="step-told" aria-live=${player.playing ? "off" : "polite"}>${now ? toldStep(now, count, moves.length, model) : overview(model)}</div>
    </div>`;

  /** @param {number} factor */
  function zoom(factor) {
    Object.assign(look, zoomed(look, factor, drawn, room));
    actions.show({});
  }

  /** Play from here, or from the beginning where all has been seen; or stop. */
  function play() {
    if (player.playing) player.pause();
    else {
      if (model.graph.step === null || count === moves.length) go(0);
      player.play(advance, actions);
      return;
    }
    actions.show({});
  }
}

/** @param {Move[]} moves @param {number | null} step */
const lineAt = (moves, step) => (step ? moves[Math.min(step, moves.length) - 1]?.line.number ?? null : null);

/** @param {KeyboardEvent} event @param {number} count @param {number} all @param {(step: number | null) => void} go @param {() => void} play */
function onKey(event, count, all, go, play) {
  if (/** @type {Element} */ (event.target).localName === "select" || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = { ArrowRight: count === all ? all : count + 1, ArrowLeft: count - 1, Home: 0, End: all }[event.key];
  if (event.key === "Escape") go(null);
  else if (event.key === "p") play();
  else if (next === undefined) return;
  else { player.pause(); go(next); }
  event.preventDefault();
}

/** What the graph shows as a whole. @param {Model} model */
function overview({ document: answer }) {
  return html`<h3>${say("graph.overview")}</h3>
    <p>${say("graph.overview-values")}</p>
    <p>${answer?.target.value === null ? say("graph.no-effects") : say("graph.overview-effects")}</p>
    <p class="quiet">${say("graph.keys")}</p>`;
}

/** The step: its rule and its arithmetic. @param {Move} move @param {number} count @param {number} all @param {Model} model */
function toldStep(move, count, all, model) {
  const { kind, line } = move;
  return html`<h3>${say(kind === "value" ? "graph.forward" : "graph.backward")} <span class="quiet">${say("graph.count", { count, all })}</span></h3>
    ${kind === "value" ? valueStep(line, model) : kind === "start" ? html`<p>${say("tape.start", { line: line.number })}</p>
      <p class="sum">${name(line, model)} <span class="quiet">${say("tape.effect")}</span> <strong class="number effect">${printed(line.adjoint_text || "1")}</strong></p>`
      : addsStep(move)}`;
}

/** @param {Line} line @param {Model} model */
const name = (line, model) => (line.name === null ? math(line.latex, line.formula) : math(nameLatex(line, model), line.name));

/** @param {Line} line @param {Model} model */
function valueStep(line, model) {
  const [equals, digits] = equated(line.text);
  const named = line.name !== null && line.name !== line.formula;
  return html`<p class="sum">${named ? math(`${nameLatex(line, model)} = ${line.latex}`, `${line.name} = ${line.formula}`) : math(line.latex, line.formula)}
      ${line.text ? html`<span class="number">${equals} <strong class="value">${digits}</strong></span>` : html`<span class="none">${say("tape.no-value")}</span>`}</p>
    <p class="quiet">${line.args.length ? say("graph.made", { operation: line.operation, line: line.number }) : say("graph.given")}</p>`;
}

/** @param {Move} move */
function addsStep({ line, user, use, sofar, whole }) {
  if (!use || !user) return nothing;
  const [equals, slope] = equated(use.slope_text);
  const [sign, adds] = equated(use.adds_text);
  const [sums, total] = equated(line.adjoint_text);
  return html`<p>${say("graph.passes", { user: user.name ?? say("warning.line", { line: user.number }), line: line.name ?? say("warning.line", { line: line.number }) })}
      <a href=${`${rulesPage()}#${user.operation}`}>${user.operation}</a></p>
    ${use.whole ? html`${use.because ? html`<p class="quiet">${use.because}</p>` : nothing}
        ${use.formula ? html`<p>${math(use.latex, use.formula)}</p>` : nothing}`
      : html`<p class="sum"><span class="quiet">${say("tape.slope")}</span> ${use.formula === use.slope_text ? nothing : html`${math(use.latex, use.formula)} ${equals}`} <span class="number">${slope || "?"}</span></p>
        <p class="sum"><span class="quiet">${say("graph.slope-times-effect")}</span>
          <span class="number">${bracketed(slope || "?")} × <span class="effect">${bracketed(printed(use.incoming_text) || "?")}</span> ${sign} <strong class="effect">${adds || "?"}</strong></span></p>`}
    ${sofar.length > 1 || !whole ? html`<p class="sum total"><span class="quiet">${say("graph.sum", { name: line.name ?? say("warning.line", { line: line.number }) })}</span>
      <span class="number">${sofar.map((text) => equated(text)[1]).join(" + ").replaceAll("+ −", "− ")}${whole ? html` ${sums} <strong class="effect">${total}</strong>` : " + …"}</span></p>` : nothing}`;
}

/** @param {string} number */
const bracketed = (number) => (number.startsWith("−") ? `(${number})` : number);
