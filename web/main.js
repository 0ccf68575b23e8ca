/** The page: one model, a view for each part, the address that holds the question. */

import { render } from "lit";
import { addressOf } from "./addresses.js";
import { LONGEST_ADDRESS, decode, fragmentOf } from "./fragment.js";
import { dressWords } from "./language.js";
import { createModel } from "./model.js";
import { watchPrinting } from "./paper.js";
import { preferred } from "./preferred.js";
import { fitRanges } from "./ranges.js";
import { onSystemTheme, theme } from "./theme.js";
import { Turns } from "./turns.js";
import { answerView } from "./views/answer.js";
import { busyView } from "./views/busy.js";
import { examplesView } from "./views/examples.js";
import { followView } from "./views/follow.js";
import { graphView } from "./views/graph.js";
import { inputsView } from "./views/inputs.js";
import { loadingView } from "./views/loading.js";
import { arrange } from "./views/part.js";
import { PlainBox } from "./views/plain.js";
import { notebookView } from "./views/notebook.js";
import { plotView } from "./views/plot.js";
import { problemView, shortened } from "./views/problem.js";
import { announcement } from "./views/announcement.js";
import { recentView } from "./views/recent.js";
import { stepsView } from "./views/steps.js";
import { tapeView } from "./views/tape.js";
import { translateView } from "./views/translate.js";
import { noticeView, topView } from "./views/top.js";
import { warningsView } from "./views/warnings.js";
import { language, say } from "./words.js";

/** @typedef {import("./types.js").Model} Model @typedef {import("./views/editor.js").Editor} Editor */

/**
 * The parts of index.html and the view that fills each.
 *
 * @type {Record<string, (model: Model, actions: import("./types.js").Actions) => unknown>}
 */
const VIEWS = {
  tools: topView, notice: noticeView, problem: problemView, examples: examplesView, recent: recentView, busy: busyView, loading: loadingView,
  answer: answerView, inputs: inputsView, warnings: warningsView, steps: stepsView, tape: tapeView,
  follow: followView, graph: graphView, plot: plotView, translate: translateView, notebook: notebookView,
};
/** Views that come when the first answer stands already. @type {(() => Promise<typeof VIEWS>)[]} */
const LATER = [
  async () => ({ learn: (await import("./views/learn.js")).learnView }),
  async () => ({ away: (await import("./views/away.js")).awayView }),
  async () => ({ glossary: (await import("./views/glossary.js")).glossaryView }),
];
/** The views of a glance, which are shown at once; the others follow one by one. */
const AT_ONCE = new Set(["tools", "notice", "problem", "examples", "recent", "busy", "loading", "answer", "inputs", "warnings", "away"]);
/** Milliseconds of rest before the address is written and the answer is read out: neither follows every key. */
const REST = 300;
/** Milliseconds for which what can wait leaves machine and network to the start of Python: with an answer to read, and without. */
const HEAD_START = { answered: 3000, waiting: 20_000 };

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

if (document.documentElement.classList.contains("another")) takeAwayDrawn();
const firstExamples = examples("first", preferred());
await dressWords(preferred());
const { model, actions } = createModel(changed, async () => (await Promise.all([examples("first"), examples("examples")])).flat());
const plain = new PlainBox(/** @type {HTMLTextAreaElement} */ (part("plain")), actions);
/** The editor, once its part of the page has arrived. @type {Editor | null} */
let editor = null;
let resting = 0;
/** What the address will say after a rest. @type {string | null} */
let unwritten = null;
const turns = new Turns((id) => fill(id), () => tellBusy());
/** Settled when Python is there and nothing waits for it. @type {() => void} */
let settle = () => {};
/** @type {Promise<void>} */
const answered = new Promise((done) => { settle = done; });
/** What the address asks has been asked: only now may another be written. */
let opened = false;

/** What the editor shows besides the text, to tell what has changed. */
const shown = {
  coloured: /** @type {unknown} */ (null), underlined: /** @type {unknown} */ (null), pointed: /** @type {number | null} */ (null), language: "",
};

/** Fill a part of the page. @param {string} id */
const fill = (id) => render(VIEWS[id](model, actions), cleared(part(id)));

/** A part, without what the build has drawn there, to be seen before this script is here. @param {HTMLElement} part */
function cleared(part) {
  if (part.inert) part.replaceChildren();
  part.inert = false;
  return part;
}

const tellBusy = () => part("results").setAttribute("aria-busy", String(model.pending || !turns.idle));

/** Show the model. @param {Model} now @param {boolean} lasting */
function changed(now, lasting) {
  if (!opened && !now.question.source) return void fill("loading"); // what the build has drawn stays until there is another answer
  const box = editor ?? plain;
  box.source = now.question.source;
  const repairing = part("problem").contains(document.activeElement);
  const views = Object.keys(VIEWS);
  const atOnce = (/** @type {string} */ id) => AT_ONCE.has(id) || part(id).matches(":active"); // what is held follows the hand
  views.filter(atOnce).forEach(fill);
  turns.take(views.filter((id) => !atOnce(id)));
  if (repairing && !part("problem").contains(document.activeElement)) box.focus(); // the button has gone with what it repaired
  if (shown.language !== language()) {
    shown.language = language();
    box.speak();
  }
  if (editor) mark(editor, now);
  arrange(now);
  const away = /** @type {HTMLDialogElement} */ (part("away"));
  if (now.away !== away.open) now.away ? away.showModal() : away.close();
  const body = document.body.classList;
  body.toggle("embedded", now.embedded);
  body.toggle("beside", now.question.source.trim().split("\n").length > 2 && now.notebook === null);
  body.toggle("stale", now.stale && now.document !== null && !now.pending);
  body.toggle("late", now.stale && now.document !== null && now.pending);
  body.toggle("with-notebook", now.notebook !== null);
  body.toggle("practising", now.learn.problem !== null);
  body.toggle("empty", now.document === null);
  tellBusy();
  part("about-python").textContent = [now.engine.stage === "ready" ? say("engine.ready") : "", now.offline ? say("offline") : ""].filter(Boolean).join(" ");
  document.title = [shortened(now.question.source), say("title")].filter(Boolean).join(" · ");
  if (opened) remember(now, lasting);
  if (opened && now.engine.stage !== "loading" && !now.pending) settle();
  fitRanges(now, actions);
}

/** Show in the text what belongs to it: colours, errors and notes, and the place that is pointed at. @param {Editor} box @param {Model} now */
function mark(box, now) {
  if (now.tokens !== shown.coloured && now.tokens.source === now.question.source) {
    shown.coloured = now.tokens;
    box.colour(now.tokens.spans);
  }
  const marks = now.error ?? (now.stale ? shown.underlined : now.document);
  if (marks !== shown.underlined) box.underline(now.error, now.error || !now.document ? [] : now.document.reading.notes);
  shown.underlined = marks;
  if (now.line !== shown.pointed) {
    shown.pointed = now.line;
    const line = now.stale || now.line === null ? null : now.document?.tape.lines[now.line - 1];
    box.point(line && line.start !== null && line.end !== null ? { start: line.start, end: line.end } : null);
  }
}

/** Fetch what is not seen at first. A page that lacks some of it still works. */
async function complete() {
  await Promise.all(LATER.map((fetched) => fetched().then((views) => Object.assign(VIEWS, views)).catch((error) => console.warn(error))));
  actions.show({});
}

/** Put the editor in the place of the plain box. A page without it, where it cannot be fetched, still works. */
async function exchange() {
  try {
    const { Editor } = await import("./views/editor.js");
    editor = new Editor(await plain.finished(), actions);
    mark(editor, model);
  } catch (error) {
    console.warn(error);
  }
}

/**
 * Write the address, at once for a step that "back" should return to; what was to be written before that comes first. The history keeps the question whole even where
 * it is too long for an address, so that reloading loses nothing.
 *
 * @param {Model} now
 * @param {boolean} lasting
 */
function remember(now, lasting) {
  clearTimeout(resting);
  const fragment = fragmentOf(now);
  if (lasting && fragment !== unwritten) {
    if (unwritten !== null) writeAddress(unwritten, "replaceState");
    writeAddress(fragment, "pushState");
  }
  unwritten = fragment;
  resting = window.setTimeout(() => {
    writeAddress(fragment, "replaceState");
    unwritten = null;
    if (now.pending) return;
    part("said").textContent = announcement(now);
    if (!now.error && !now.stale) actions.record();
  }, REST);
}

/** @param {string} fragment @param {"pushState" | "replaceState"} how */
function writeAddress(fragment, how) {
  if (fragment !== (history.state?.fragment ?? location.hash)) history[how]({ fragment }, "", fragment.length > LONGEST_ADDRESS ? "#" : fragment);
}

/** Another answer than the one that the build has drawn is asked for. */
function takeAwayDrawn() {
  const box = /** @type {HTMLTextAreaElement} */ (part("plain"));
  if (box.value === box.defaultValue) box.value = "";
  for (const drawn of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main [inert]"))) cleared(drawn);
  document.body.classList.add("empty");
  document.documentElement.classList.remove("another");
}

/** Ask what the address asks. */
function openAddress() {
  const wanted = decode(history.state?.fragment ?? location.hash);
  if (!wanted) return false;
  actions.open(wanted.question, false, wanted.look);
  if (wanted.look.seen) leadTo(wanted.look.seen);
  return true;
}

/** Bring the part that a link leads to into view, as soon as it is filled. @param {import("./types.js").PartId} id */
function leadTo(id) {
  const section = part(id);
  if (section.childElementCount) return section.scrollIntoView();
  new MutationObserver((_, observer) => {
    if (!section.childElementCount) return;
    observer.disconnect();
    section.scrollIntoView();
  }).observe(section, { childList: true });
}

/**
 * Examples with their answers, made when the page was built: those that are seen at first, or the others. The page
 * works without them.
 *
 * @param {"first" | "examples"} name @param {import("./words.js").Language} [spoken]
 * @returns {Promise<import("./types.js").Example[]>}
 */
async function examples(name, spoken = language()) {
  const file = spoken === "en" ? `${name}.json` : `${name}.${spoken}.json`;
  try {
    const response = await fetch(addressOf("", file));
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    return await response.json();
  } catch (error) {
    console.warn(error);
    return [];
  }
}

part("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address belongs to the question
  part("results").focus();
});
for (const event of ["dragover", "drop"]) {
  window.addEventListener(event, (dropped) => {
    const { dataTransfer } = /** @type {DragEvent} */ (dropped);
    if (!dataTransfer?.types.includes("Files")) return;
    dropped.preventDefault(); // else the browser leaves the page and shows the file
    if (event === "drop") actions.openFile(dataTransfer.files[0]);
  });
}
window.addEventListener("popstate", openAddress);
for (const event of ["online", "offline"]) window.addEventListener(event, () => actions.show({ offline: !navigator.onLine }));
watchPrinting(model, actions, fill);
onSystemTheme(() => actions.show({ theme: theme() }));
part("away").addEventListener("close", () => actions.show({ away: false }));
window.addEventListener("keydown", (event) => event.key === "Escape" && model.full && !event.defaultPrevented && actions.fill(null));

const known = await firstExamples;
actions.begin(known);
const typed = model.question.source;
if (!openAddress() && known[0]) actions.open(known[0].request);
if (typed) actions.write(typed);
opened = true;
await Promise.race([answered, new Promise((done) => setTimeout(done, HEAD_START[model.document ? "answered" : "waiting"]))]);
exchange();
complete();
actions.more(await examples("examples"));
