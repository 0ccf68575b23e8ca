/** Every word that the page itself says, by id; the sentences about mathematics come with the document. */

const english = {
  "tagline": "why the derivative is what it is",
  "skip": "Skip to the answer",
  "theme.light": "Light",
  "theme.dark": "Dark",
  "theme.to-light": "Use light colours",
  "theme.to-dark": "Use dark colours",
  "link.copy": "Copy link",
  "link.copied": "Link copied",
  "copied": "Copied",
  "copy.failed": "The browser did not allow copying. Here it is to copy by hand:",
  "close": "Close",

  "ask.title": "The formula",
  "ask.label": "Formula or program",
  "ask.placeholder": "Type a formula, such as x^2 sin(x), or a few lines of a program",
  "ask.empty": "Type a formula to see its value, its derivative and the reason.",
  "ask.repairs": "Repair:",
  "ask.place": "Line {line}, column {column}",
  "ask.alternatives": "Read instead:",
  "ask.problem": "This cannot be read yet",
  "ask.older": "Below is still the answer to {source}.",
  "ask.last-line": "Ask for the last line instead",
  "late.message": "This takes longer than {seconds} seconds, so it was stopped.",
  "late.hint": "The text is kept. A shorter formula, or fewer lines, will be answered.",
  "broken.message": "This is more than the calculation in the browser can hold.",
  "broken.hint": "The text is kept, and Python was started afresh. A shorter formula will be answered.",

  "examples.title": "Examples",
  "examples.more": "More examples",
  "examples.first": "Try",

  "inputs.title": "At the point",
  "inputs.value": "Value of {name}",
  "inputs.slider": "Slide {name}",
  "inputs.reset": "Reset",
  "inputs.reset-name": "Reset {name} to {value}",
  "inputs.not-number": "Write a number such as 2, -0.5 or 1e3.",
  "inputs.default": "chosen by us; change it",
  "inputs.keys": "Arrow keys move the value; with Shift ten times as far, with Alt a tenth.",

  "answer.title": "The answer",
  "reading.title": "Read as",
  "reading.bracketed": "with every bracket",
  "reading.typeset": "typeset",
  "value.title": "Value",
  "value.none": "no value here",
  "gradient.title": "Derivative",
  "gradient.none": "no derivative here",
  "gradient.nothing": "There is nothing to differentiate by: the formula has no variable.",
  "gradient.choose": "Derivative of",
  "gradient.by": "by",
  "gradient.order": "order",
  "gradient.all": "every input",
  "gradient.steps": "Show the steps of {label}",
  "math.scrolls": "formula, scrolls sideways",
  "copy.as": "copy as",
  "copy.text": "text",
  "copy.latex": "LaTeX",
  "copy.python": "Python",

  "check.agree": "tape, rules and slope agree",
  "check.agree-tape": "tape and slope agree",
  "check.some": "tape and rules agree; the slope cannot tell",
  "check.unknown": "not checked: the slope cannot tell",
  "check.disagree": "the routes disagree: this is our fault",
  "check.tape": "Tape",
  "check.tape-why": "the calculation, line by line, walked backward",
  "check.rules": "Rules",
  "check.rules-why": "the formula above, with the numbers put in",
  "check.slope": "Slope",
  "check.slope-why": "how much the value changes when the input is moved a little",
  "check.off": "(off by {error})",
  "check.none": "none",
  "check.how": "Three independent routes to the same number",
  "check.report": "Please report it",
  "check.copy-report": "Copy a report",
  "check.report-copied": "Report copied",

  "warnings.title": "Worth knowing",
  "warning.domain": "Outside the allowed numbers",
  "warning.corner": "A corner",
  "warning.slope": "No slope here",
  "warning.overflow": "Too large for a number",
  "warning.no path": "No path",
  "warning.limit": "A limit was reached",
  "warning.default": "A value was chosen",
  "warning.line": "line {line}",

  "steps.title": "The rules, step by step",
  "steps.for": "Steps for",
  "steps.rule": "Rule",
  "steps.here": "Here",
  "steps.so": "So",
  "steps.at": "At {point}",
  "steps.at-all": "At the point",
  "steps.because": "Because",
  "steps.if": "as long as {conditions}",
  "steps.none": "There are no steps to show here.",
  "steps.answer": "The answer alone is shown. Choose more detail to see the rules that lead to it.",
  "steps.more": "Show the other {count} steps",
  "steps.more-one": "Show the last step",
  "steps.fewer": "Show only the first {count} steps",
  "steps.agrees": "checked at the point",
  "steps.wrong": "both sides differ at the point: this is our fault",
  "detail.title": "Detail",
  "detail.answer": "answer",
  "detail.brief": "brief",
  "detail.standard": "standard",
  "detail.full": "full",

  "tape.title": "The calculation, line by line",
  "tape.name": "the tape",
  "tape.forward": "Forward",
  "tape.forward-why": "each line and its value",
  "tape.line": "Line",
  "tape.calculation": "Calculation",
  "tape.value": "Value",
  "tape.no-value": "none",
  "tape.effect": "effect",
  "tape.effect-none": "none",
  "tape.input": "input",
  "tape.constant": "constant",
  "tape.from": "made from line {lines}",
  "tape.from-many": "made from lines {lines}",
  "tape.and": "and",
  "tape.more": "Show the other {count} lines",
  "tape.fewer": "Show only {count} lines",
  "tape.more-uses": "and {count} more uses",
  "tape.cut": "The tape has {total} lines; the first {shown} are listed.",
  "tape.backward": "Backward",
  "tape.backward-why": "how much each line moves the answer",
  "tape.start": "Start with 1: line {line} is the answer, and moves it one for one.",
  "tape.used": "Used {times}:",
  "tape.twice": "twice",
  "tape.times": "{count} times",
  "tape.through": "through line {line}",
  "tape.place": "place {place}",
  "tape.slope": "slope",
  "tape.incoming": "effect",
  "tape.adds": "adds",
  "tape.same": "The same as the rules give:",

  "engine.start": "Starting",
  "engine.page": "Looking at what has to be loaded",
  "engine.python": "Loading Python",
  "engine.library": "Loading Python's library",
  "engine.package": "Loading whygrad",
  "engine.wake": "Starting Python",
  "engine.ready": "Python is ready in your browser. Nothing you type leaves it.",
  "engine.bytes": "{loaded} of {total} MB",
  "engine.waiting": "The answer follows as soon as Python has arrived; it is loaded once and then kept by the browser.",
  "engine.reading-on": "Meanwhile the examples can be read.",
  "engine.failed": "Python could not be started",
  "engine.stalled": "Nothing arrived for {seconds} seconds.",
  "engine.kept": "What you typed is kept, and the examples can be read.",
  "engine.retry": "Try again",
  "engine.restart": "Starting Python afresh",
  "engine.no-wasm": "This browser cannot run WebAssembly, which the calculation needs. The examples can be read; for your own formulas use a "
    + "browser of 2024 or newer.",
  "engine.no-worker": "This browser cannot start module workers, which the calculation needs. The examples can be read; for your own formulas "
    + "use a browser of 2024 or newer.",
  "engine.computing": "Working it out",

  "foot.privacy": "Everything is worked out in your browser. Nothing you type leaves it.",
};

/** @typedef {keyof typeof english} WordId */

/**
 * Return the words for an id with `{name}` places filled in.
 *
 * @param {WordId} id
 * @param {Record<string, string | number>} [places]
 */
export function say(id, places = {}) {
  return english[id].replace(/\{([^}]+)\}/g, (whole, name) => (name in places ? String(places[name]) : whole));
}

/** Return a list in words: "1", "1 and 2", "1, 2 and 3". @param {(string | number)[]} items */
export function listed(items) {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${say("tape.and")} ${items[items.length - 1]}`;
}

/** @param {string} id @returns {id is WordId} */
export const isWord = (id) => id in english;
