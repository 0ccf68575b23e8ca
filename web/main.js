/** The page: one model, a view for each part, the address that holds the question. */

import { render } from "lit";
import { LONGEST_ADDRESS, decode, fragmentOf } from "./fragment.js";
import { createModel } from "./model.js";
import { dressAsKept, onSystemTheme, theme } from "./theme.js";
import { answerView } from "./views/answer.js";
import { Editor } from "./views/editor.js";
import { examplesView } from "./views/examples.js";
import { glossaryView } from "./views/glossary.js";
import { inputsView } from "./views/inputs.js";
import { loadingView } from "./views/loading.js";
import { problemView, shortened } from "./views/problem.js";
import { announcement } from "./views/announcement.js";
import { stepsView } from "./views/steps.js";
import { tapeView } from "./views/tape.js";
import { noticeView, topView } from "./views/top.js";
import { warningsView } from "./views/warnings.js";
import { say } from "./words.js";

/** @typedef {import("./types.js").Model} Model */

/** The parts of index.html and the view that fills each. */
const VIEWS = {
  tools: topView, notice: noticeView, problem: problemView, examples: examplesView, loading: loadingView,
  answer: answerView, inputs: inputsView, warnings: warningsView, steps: stepsView, tape: tapeView,
  glossary: glossaryView,
};
/** Milliseconds of rest before the address is written and the answer is read out: neither follows every key. */
const REST = 300;

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

dressAsKept();
const { actions } = createModel(changed);
const editor = new Editor(part("editor"), actions);
let underlined = /** @type {unknown} */ (null);
let pointed = /** @type {number | null} */ (null);
let resting = 0;

/** Show the model. @param {Model} now @param {boolean} lasting */
function changed(now, lasting) {
  editor.source = now.question.source;
  for (const [id, view] of Object.entries(VIEWS)) render(view(now, actions), part(id));
  const marks = now.error ?? (now.stale ? underlined : now.document);
  if (marks !== underlined) editor.underline(now.error, now.error || !now.document ? [] : now.document.reading.notes);
  underlined = marks;
  if (now.line !== pointed) {
    pointed = now.line;
    const line = now.stale || pointed === null ? null : now.document?.tape.lines[pointed - 1];
    editor.point(line && line.start !== null && line.end !== null ? { start: line.start, end: line.end } : null);
  }
  const body = document.body.classList;
  body.toggle("stale", now.stale && now.document !== null);
  body.toggle("empty", now.document === null);
  part("results").setAttribute("aria-busy", String(now.pending));
  part("about-python").textContent = now.engine.stage === "ready" ? say("engine.ready") : "";
  document.title = [shortened(now.question.source), say("title")].filter(Boolean).join(" · ");
  remember(now, lasting);
}

/**
 * Write the address, at once for a step that "back" should return to. The history keeps the question whole even where
 * it is too long for an address, so that reloading loses nothing.
 *
 * @param {Model} now
 * @param {boolean} lasting
 */
function remember(now, lasting) {
  clearTimeout(resting);
  const fragment = fragmentOf(now);
  const address = fragment.length > LONGEST_ADDRESS ? "#" : fragment;
  const written = () => fragment === (history.state?.fragment ?? location.hash);
  if (lasting && !written()) history.pushState({ fragment }, "", address);
  resting = window.setTimeout(() => {
    if (!written()) history.replaceState({ fragment }, "", address);
    if (!now.pending) part("said").textContent = announcement(now);
  }, REST);
}

/** Ask what the address asks. */
function openAddress() {
  const wanted = decode(history.state?.fragment ?? location.hash);
  if (!wanted) return false;
  actions.show({ detail: wanted.detail });
  actions.open(wanted.question);
  return true;
}

/** The examples with their answers, made when the page was built. @returns {Promise<import("./types.js").Example[]>} */
async function examples() {
  const response = await fetch("examples.json");
  if (!response.ok) throw new Error(`examples.json: ${response.status}`);
  return response.json();
}

part("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address belongs to the question
  part("results").focus();
});
window.addEventListener("popstate", openAddress);
onSystemTheme(() => actions.show({ theme: theme() }));

const known = await examples().catch((error) => {
  console.warn(error); // the page works without them
  return [];
});
actions.begin(known);
if (!openAddress() && known[0]) actions.open(known[0].request);
