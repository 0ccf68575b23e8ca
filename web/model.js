/** The one place that holds what the page shows, and everything that can happen to it. */

import { Engine, LONGEST } from "./engine.js";
import { NOTHING, USUAL, same } from "./fragment.js";
import { dressWords } from "./language.js";
import { LARGEST, isNotebook, shortened, textOf } from "./notebook.js";
import { keepOffline } from "./offline.js";
import { keepLanguage } from "./preferred.js";
import { keep, solved } from "./progress.js";
import { keepRecent, recent, withRecent } from "./recent.js";
import { theme, dress } from "./theme.js";
import { language, say } from "./words.js";

/** @typedef {import("./types.js").Model} Model @typedef {import("./types.js").Actions} Actions */
/** @typedef {import("./types.js").Question} Question @typedef {import("./types.js").Example} Example */
/** @typedef {import("./types.js").Repair} Repair @typedef {import("./types.js").Answer} Answer */

/** Lines that give a name: such a name is worked out, and can have no value from outside. */
const NAMED = /^\s*([^\s=]+)\s*=(?!=)/;

/** Milliseconds of rest before a half-typed text is called wrong. */
const CALM = 450;

/** What is forgotten of the person's own work when the question changes. */
const AFRESH = { answer: "", checked: null, error: "", hints: [], problem: null };

const FOLDED = { steps: 0, tape: 0 };
/** How the pictures of another text begin. @type {Pick<Model, "plot" | "graph" | "ranges">} */
const UNDRAWN = { plot: USUAL.plot, graph: { step: null, unfolded: [] }, ranges: {} };
/** @type {Model["tokens"]} */
const PLAIN = { source: "", spans: [] };

/** @returns {Model} */
const empty = () => ({
  question: NOTHING, trusted: true, waiting: false, ...USUAL, document: null, stale: false, pending: false, error: null, tokens: PLAIN,
  engine: { stage: "idle", part: "", loaded: 0, total: 0, why: "" }, examples: [], recent: recent(), home: {}, line: null,
  notebook: null, unrolled: false, followed: null,
  learn: { answer: "", checked: null, error: "", hints: [], problem: null, rule: "mixed", level: 1, solved: solved() },
  bracketed: false, unfolded: FOLDED, theme: theme(), offline: !navigator.onLine, notice: null, away: false, ...UNDRAWN,
});

/**
 * Return the model and the actions on it. `changed` is called once after the changes of one turn, with what caused
 * them: a step that "back" should return to, or one that replaces the last.
 *
 * @param {(model: Model, lasting: boolean) => void} changed
 * @param {() => Promise<Example[]>} worked  has the examples with their answers in the language that is spoken
 * @returns {{model: Model, actions: Actions & {open: (question: Question, trusted?: boolean, look?: Partial<import("./types.js").Look>) => void, begin: (examples: Example[]) => void, more: (examples: Example[]) => void}}}
 */
export function createModel(changed, worked) {
  const model = empty();
  let announced = false;
  let lasting = false;
  let written = -CALM;

  /** @param {Partial<Model>} changes @param {boolean} [isLasting] */
  const show = (changes, isLasting = false) => {
    Object.assign(model, changes);
    lasting ||= isLasting;
    if (announced) return;
    announced = true;
    queueMicrotask(() => {
      announced = false;
      const was = lasting;
      lasting = false;
      changed(model, was);
    });
  };

  const engine = new Engine((state) => show({ engine: state }), () => {
    keepOffline((run) => show({ notice: { message: say("version.new"), text: "", act: { label: say("version.take"), run } } }));
  });

  /**
   * Ask the question that stands: of the examples where one is the same, else of Python.
   *
   * @param {Partial<Model>} [changes]
   * @param {boolean} [isLasting]
   */
  const ask = (changes = {}, isLasting = false) => {
    const another = changes.question !== undefined && changes.question.source !== model.question.source;
    show({ ...(another ? { ...UNDRAWN, request: null, unrolled: false } : {}), ...changes }, isLasting);
    if (another && !changes.learn) learn(AFRESH);
    const { question } = model;
    if (isNotebook(question.source)) return askNotebook(question);
    if (model.notebook) show({ notebook: null });
    const example = model.examples.find((each) => same(each.request, question));
    colour(question, example);
    if (question.source.trim() === "" || (example && model.request === null)) engine.forget("explain");
    if (question.source.trim() === "") return show({ document: null, error: null, stale: false, pending: false });
    if (example && model.request === null) return answered(example.document);
    show({ stale: true, pending: true, waiting: false });
    return engine.ask({ ...question, run: model.trusted, request: model.request }).then((outcome) => {
      if ("answer" in outcome) heard(question, outcome.answer);
      else stopped(question, outcome);
    });
  };

  /** Have the cells of a notebook run, or only read where it came by a link. @param {Question} question */
  const askNotebook = async (question) => {
    engine.forget("explain");
    show({ pending: true, document: null, error: null, stale: false, waiting: !model.trusted, notebook: model.notebook ?? { cells: [], open: "" } });
    const outcome = await engine.ask({ ask: "notebook", text: question.source, log: question.log, run: model.trusted });
    if (!same(question, model.question)) return;
    if (!("answer" in outcome)) return stopped(question, outcome);
    const { answer } = outcome;
    if (answer.ok) show({ notebook: { cells: answer.notebook.cells, open: "" }, pending: false });
    else show({ notebook: null, error: { ...answer.error, source: "" }, pending: false });
  };

  /** Have the program that stands written in another framework. @param {string | null} to */
  const translated = async (to) => {
    if (to === null) return show({ translation: null });
    const { question, request } = model;
    show({ translation: { to, text: "", why: "" } });
    const outcome = await engine.ask({ ask: "translate", to, ...question, request });
    if (!same(question, model.question) || model.translation?.to !== to || !("answer" in outcome)) return;
    const { answer } = outcome;
    show({ translation: { to, text: answer.ok ? answer.translation : "", why: answer.ok ? "" : answer.error.message } });
  };

  /** Have an entry of an array followed to the answer. @param {string | number} name @param {number[]} index */
  const follow = async (name, index) => {
    const { question, request } = model;
    const outcome = await engine.ask({ ask: "follow", name, index, ...question, request });
    if (!same(question, model.question) || !("answer" in outcome)) return;
    const { answer } = outcome;
    const nothing = { name, entry: index, value: null, effect: 0, effect_text: "", lines: [] };
    show({ followed: answer.ok ? { ...answer.followed, why: "" } : { ...nothing, why: answer.error.message } });
  };

  /** Have the pieces of the text told apart, which the answer does not wait for. @param {Question} question @param {Example} [example] */
  const colour = ({ source, at }, example) => {
    if (source === model.tokens.source) return;
    engine.forget("tokens");
    if (example) return show({ tokens: { source, spans: example.tokens } });
    engine.ask({ ask: "tokens", source, known: Object.keys(at) }).then((outcome) => {
      if ("answer" in outcome && source === model.question.source) show({ tokens: { source, spans: outcome.answer.tokens } });
    });
  };

  /** @param {Answer} document @param {boolean} [stale] */
  const answered = (document, stale = false) => {
    const names = document.gradients.map((gradient) => gradient.name);
    const shown = model.shown !== null && names.includes(model.shown) ? model.shown : null;
    show({ document, stale, pending: stale, error: null, shown, line: null });
    if (model.followed) show({ followed: null });
    if (model.translation && !stale) translated(model.translation.to);
  };

  /** @param {Question} question @param {{ok: true, document: Answer, waiting?: boolean} | {ok: false, error: import("./types.js").InputError}} answer */
  const heard = (question, answer) => {
    const current = same(question, model.question);
    // An answer to a question that has meanwhile moved on is still shown while its text stands: a slider is being dragged.
    if (!current && (question.source !== model.question.source || !model.pending)) return;
    if (answer.ok && answer.waiting) show({ waiting: true, document: null, error: null, stale: false, pending: false });
    else if (answer.ok) answered(answer.document, !current);
    else if (current) wrong(question, { ...answer.error, source: question.source });
  };

  /**
   * Show an error, but not while the person is still typing, unless one is shown already.
   *
   * @param {Question} question
   * @param {NonNullable<Model["error"]>} error
   */
  const wrong = (question, error) => {
    const rest = model.error ? 0 : written + CALM - performance.now();
    if (rest > 0) setTimeout(() => same(question, model.question) && wrong(question, error), rest);
    else show({ error, stale: true, pending: false });
  };

  /** @param {Question} question @param {{failure: import("./engine.js").Failure, why: string}} outcome */
  const stopped = (question, { failure, why }) => {
    if (!same(question, model.question) || failure === "replaced") return;
    const { source } = question;
    const lines = source.split("\n");
    wrong(question, {
      message: say(`${failure}.message`, { seconds: LONGEST }), hint: say(`${failure}.hint`, { why: why.split("\n").at(-1) ?? "" }),
      source, start: 0, end: source.length,
      line: 1, column: 1, end_line: lines.length, end_column: (lines.at(-1) ?? "").length + 1, repairs: [],
    });
  };

  /** @param {Partial<import("./types.js").Learn>} changes */
  const learn = (changes) => show({ learn: { ...model.learn, ...changes } });

  /** What every question about the person's own answer says. */
  const about = () => {
    const { source, at, order } = model.question;
    return { source, at, order, wrt: model.question.wrt?.[0] ?? null };
  };

  /** Ask for something about the person's own work; an error is said where they work. @param {import("./types.js").Request} request */
  const askOwn = async (request) => {
    const outcome = await engine.ask(request);
    if (!("answer" in outcome)) return null;
    if (outcome.answer.ok) return outcome.answer;
    const { message, hint } = outcome.answer.error;
    learn({ error: hint ? `${message} (${hint})` : message, checked: null });
    return null;
  };

  /** Copy a text, or show it where the browser does not allow that. @param {string} text @param {string} done */
  const copy = async (text, done) => {
    try {
      await navigator.clipboard.writeText(text);
      show({ notice: { message: done, text: "" } });
    } catch {
      show({ notice: { message: say("copy.failed"), text } });
    }
  };

  engine.start();
  return {
    model,
    actions: {
      own: (answer) => learn({ answer, checked: null, error: "" }),
      check: async () => {
        const { answer, problem } = model.learn;
        const found = await askOwn({ ask: "check", answer, ...about() });
        if (!found || answer !== model.learn.answer) return;
        learn({ checked: found.checked, error: "" });
        if (found.checked.verdict !== "right" || !problem || problem.solved) return;
        const counts = { ...model.learn.solved, [problem.rule]: (model.learn.solved[problem.rule] ?? 0) + 1 };
        keep(counts);
        learn({ solved: counts, problem: { ...problem, solved: true } });
      },
      hint: async () => {
        const { hints } = model.learn;
        if (hints.at(-1)?.last) return;
        const found = await askOwn({ ask: "hint", level: hints.length + 1, ...about() });
        if (found) learn({ hints: [...hints, found.hint], error: "" });
      },
      practise: async () => {
        const { rule, level } = model.learn;
        const found = await askOwn({ ask: "practice", rule, level, seed: Math.floor(1e6 * Math.random()) });
        if (!found) return;
        const { source, at, wrt } = found.problem;
        ask({ question: { ...NOTHING, source, at, wrt: [wrt] }, home: at, unfolded: FOLDED,
          learn: { ...model.learn, ...AFRESH, problem: found.problem } }, true);
      },
      reveal: () => learn({ problem: null }),
      learn,
      erase: () => {
        keep({});
        learn({ solved: {} });
      },
      begin: (examples) => show({ examples }),
      more: (examples) => {
        show({ examples: [...model.examples, ...examples] });
        if (model.pending) ask(); // it may be one of them
      },
      open: (question, trusted = true, look = {}) => ask({ ...look, question, home: { ...question.at }, unfolded: FOLDED, trusted, learn: { ...model.learn, ...AFRESH } }),
      run: () => ask({ trusted: true }),
      openFile: async (file) => {
        const text = await textOf(file);
        if (text !== null) return void ask({ question: { ...NOTHING, source: shortened(text) }, home: {}, unfolded: FOLDED, trusted: true }, true);
        if (file) show({ notice: { message: say("notebook.too-large", { megabytes: LARGEST / 1e6 }), text: "" } });
      },
      follow: (name, index) => void follow(name, index),
      translate: (to) => void translated(to),
      tell: (request) => void ask({ request }),
      choose: (question) => ask({ question, home: { ...question.at }, unfolded: FOLDED, trusted: true, learn: { ...model.learn, ...AFRESH } }, true),
      cancel: () => engine.cancel("explain"),
      record: () => {
        const { question, document, examples, recent: known, notebook } = model;
        if (!document || notebook || question.source.trim() === "" || examples.some(({ source }) => source === question.source)) return;
        if (known[0] && same(known[0], question)) return;
        show({ recent: withRecent(known, question) });
        keepRecent(model.recent);
      },
      forget: () => {
        keepRecent([]);
        show({ recent: [] });
      },
      fill: (part) => show({ full: part }, true),
      takeText: async (form) => {
        const outcome = await engine.ask({ ask: "tell", form, detail: model.detail, request: model.request, ...model.question });
        if ("answer" in outcome && outcome.answer.ok) await copy(outcome.answer.told, say("copied"));
      },
      write: (source) => {
        if (source === model.question.source) return;
        written = performance.now();
        ask({ question: { ...model.question, source, ...fitting(model.question, source) }, trusted: model.trusted || !model.waiting });
      },
      repair: ({ start, end, text }) => {
        const characters = Array.from(model.question.source);
        const source = [...characters.slice(0, start), text, ...characters.slice(end)].join("");
        ask({ question: { ...model.question, source, ...fitting(model.question, source) } }, true);
      },
      complete: async (start) => {
        if (model.engine.stage !== "ready") return [];
        const { source, at } = model.question;
        const outcome = await engine.ask({ ask: "completions", start, source, known: Object.keys(at) });
        return "answer" in outcome ? outcome.answer.completions : [];
      },
      consult: async (request) => {
        const outcome = await engine.ask(request);
        return "answer" in outcome ? outcome.answer : null;
      },
      set: (name, value) => ask({ question: { ...model.question, at: { ...model.question.at, [name]: value } } }),
      reset: (name) => {
        const { [name]: _, ...at } = model.question.at;
        ask({ question: { ...model.question, at: name in model.home ? { ...at, [name]: model.home[name] } : at } });
      },
      ask: (changes) => ask({ question: { ...model.question, ...changes } }, true),
      show: (changes) => show(changes),
      dress: (chosen) => {
        dress(chosen);
        show({ theme: chosen });
      },
      speak: async (chosen) => {
        keepLanguage(chosen);
        await dressWords(chosen);
        engine.forget("explain"); // its answer would speak the language of before
        learn({ checked: null, error: "", hints: [] });
        const examples = await worked();
        if (chosen === language()) ask({ examples });
      },
      copy,
      pointAt: (character) => {
        const { document, stale, line } = model;
        const found = character === null || stale || !document ? null : lineAt(document, character);
        if (found !== line) show({ line: found });
      },
      retry: () => engine.start(),
    },
  };
}

/** The line that stands at a place of the text: of several within each other the innermost. @param {Answer} answer @param {number} character */
function lineAt({ tape: { lines } }, character) {
  const length = (/** @type {import("./types.js").Line} */ { start, end }) => (end ?? 0) - (start ?? 0);
  const there = lines.filter(({ start, end }) => start !== null && end !== null && start <= character && character < end);
  return there.length ? there.reduce((best, line) => (length(line) < length(best) ? line : best)).number : null;
}

/**
 * What was asked besides the text, as far as it fits a new text: no value for a name that a line gives, and no name to
 * differentiate that is gone.
 *
 * @param {Question} question
 * @param {string} source
 */
function fitting({ at, of, wrt }, source) {
  const given = new Set(source.split(/[\n;]/).map((line) => NAMED.exec(line)?.[1]));
  const there = (/** @type {string} */ name) => source.includes(name);
  const by = wrt?.filter(there) ?? [];
  return {
    at: Object.fromEntries(Object.entries(at).filter(([name]) => !given.has(name))),
    of: of !== null && there(of) ? of : null,
    wrt: by.length ? by : null,
  };
}
