/** The calculation, line by line: forward with its values, then backward with the effect of each line on the answer. */

import { html, nothing } from "lit";
import { math } from "../math.js";
import { printed } from "../numbers.js";
import { listed, say } from "../words.js";
import { backwardList } from "./backward.js";
import { folding, unfoldedPart } from "./folding.js";
import { folded, foldedRounds, rowOf } from "./rounds.js";
import { lineButton, nameLatex, pointing } from "./line.js";
import { partHead } from "./part.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Line} Line @typedef {import("../types.js").Answer} Answer */

const SMALL = "₀₁₂₃₄₅₆₇₈₉";

/** @param {Model} model @param {Actions} actions */
export function tapeView(model, actions) {
  const { document: answer } = model;
  if (!answer) return nothing;
  const { lines, total } = answer.tape;
  const items = answer.language === "python" && !model.unrolled ? folded(lines, answer) : lines;
  return html`
    ${partHead("tape", html`${say("tape.title")} <span class="quiet">(${say("tape.name")})</span>`, model, actions)}
    <h3>${say("tape.forward")} <span class="quiet">${say("tape.forward-why")}${letters(lines)}</span></h3>
    <table class="forward">
      <thead><tr><th scope="col">${say("tape.line")}</th><th scope="col">${say("tape.calculation")}</th>
        <th scope="col" class="right">${say("tape.value")}</th></tr></thead>
      <tbody>${unfoldedPart(items, model.unfolded.tape).map((item) => ("rounds" in item
        ? html`<tr class="rounds"><td colspan="3">${foldedRounds(item, actions)}</td></tr>` : forwardRow(item, model, actions)))}</tbody>
    </table>
    ${total > lines.length ? html`<p class="quiet">${say("tape.cut", { total, shown: lines.length })}</p>` : nothing}
    ${model.unrolled ? html`<p class="more"><button class="chip" @click=${() => actions.show({ unrolled: false })}>${say("cell.fold")}</button></p>` : nothing}
    ${folding("tape", items.length, model, actions)}
    ${answer.target.value === null ? nothing : html`
      <h3>${say("tape.backward")} <span class="quiet">${say("tape.backward-why")}</span></h3>
      ${answer.order > 1 ? html`<p class="quiet">${say("tape.first-order")}</p>` : nothing}
      ${backwardList(answer, model, actions)}`}`;
}

/** @param {Line} line @param {Model} model @param {Actions} actions */
function forwardRow(line, model, actions) {
  const { number, name, latex, formula } = line;
  const label = name !== null && name !== formula ? [`${nameLatex(line, model)} = ${latex}`, `${name} = ${formula}`] : [latex, formula];
  return html`<tr class=${touched(line, model)} ${pointing(number, actions)}>
    <th scope="row">${lineButton(number, model)}</th>
    <td>${math(label[0], label[1])} <span class="quiet from">${origin(line)}${place(line, model)}</span></td>
    <td class="right number value ${line.shape.length ? "many" : ""}">
      ${line.text ? printed(line.text) : html`<span class="none">${say("tape.no-value")}</span>`}</td>
  </tr>`;
}

/** What the letters stand for that name lines without a name, told by the first of them. @param {Line[]} lines */
function letters(lines) {
  const line = lines.map(({ formula }) => /\bv(\d+)\b/.exec(formula)?.[1]).find(Boolean);
  return line ? say("tape.letters", { line, small: line.replace(/\d/g, (digit) => SMALL[Number(digit)]) }) : nothing;
}

/** What a line was made from. @param {Line} line */
function origin({ operation, args }) {
  if (!args.length) return operation === "input" ? say("tape.input") : say("tape.constant");
  const lines = [...new Set(args)];
  if (lines.length === 1) return say(args.length === 2 ? "tape.from-twice" : "tape.from", { lines: lines[0] });
  return say("tape.from-many", { lines: listed(args) });
}

/** Where a line stands in the code of a cell. @param {Line} line @param {Model} model */
function place(line, { document: answer }) {
  const row = answer?.language === "python" ? rowOf(line, answer) : null;
  return row === null ? nothing : html`, ${say("cell.row", { row })}`;
}

/** The line that is pointed at is lit, and so are the lines that it was made from. @param {Line} line @param {Model} model */
function touched({ number }, { line, document: answer }) {
  if (line === null || !answer) return "";
  if (line === number) return "active";
  return answer.tape.lines[line - 1]?.args.includes(number) ? "counterpart" : "";
}
