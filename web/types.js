/**
 * The shapes that the page works with. The document is made by the Python package (its JSON schema is the full
 * description); the rest belongs to the page.
 *
 * @typedef {{start: number, end: number, text: string, label: string}} Repair
 * @typedef {{message: string, hint: string, start: number, end: number, line: number, column: number,
 *   end_line: number, end_column: number, repairs: Repair[]}} InputError
 * @typedef {{message: string, start: number, end: number, kind: "amber" | "grey", alternatives: Repair[]}} Note
 * @typedef {number | NestedNumbers[]} Value  a number, or nested lists of numbers
 * @typedef {number | null | NestedNumbers[]} NestedNumbers
 * @typedef {{name: string, latex: string, value: Value | null, shape: number[], text: string, given: boolean}} Input
 * @typedef {"agrees" | "disagrees" | "cannot tell"} Verdict
 * @typedef {{rule: string, title: string, general: string, general_latex: string, before: string, before_latex: string,
 *   worked: string, worked_latex: string, after: string, after_latex: string, level: "brief" | "standard" | "full", bindings: {name: string, text: string, latex: string}[], because: string,
 *   legal_if: string[], value: {before: number | null, after: number | null, text: string}, check: Verdict,
 *   children: number[], line: number | null, lines: (number | null)[], path: Part[]}} Step  "line" is what the rule is applied to, "lines" are its parts
 * @typedef {{part: number, before: Span[], worked: Span[], before_latex: Span[], worked_latex: Span[]}} Part
 * @typedef {[number, number]} Span
 * @typedef {{slope: Value | null, text: string, error: number | null, verdict: Verdict, why: string}} Check
 * @typedef {{name: string, label: string, label_latex: string, value: Value | null, shape: number[], text: string, why: string,
 *   formula: string | null, latex: string | null, python: string | null, check: Check,
 *   rules: {value: Value | null, verdict: Verdict}, steps: Step[],
 *   earlier: {formula: string, latex: string, steps: Step[]}[], alternatives: {title: string, steps: Step[]}[]}} Gradient
 * @typedef {{line: number, argument: number, formula: string, latex: string, slope: number | null, slope_text: string,
 *   incoming: Value | null, incoming_text: string, adds: Value | null, adds_text: string, because: string, whole: boolean}} Contribution
 * @typedef {{number: number, name: string | null, operation: string, args: number[], value: Value | null, shape: number[], text: string,
 *   adjoint: Value | null, adjoint_text: string, formula: string, latex: string, start: number | null,
 *   end: number | null, contributions: Contribution[]}} Line
 * @typedef {{kind: string, message: string, line: number | null, start: number | null, end: number | null}} Warning
 * @typedef {{version: number, language: "formula" | "program" | "python", log: string, source: string, at: Record<string, Value>, of: string, wrt: string[],
 *   order: number, inputs: Input[], reading: {text: string, latex: string, notes: Note[]},
 *   target: {name: string, latex: string, value: Value | null, shape: number[], text: string, why: string}, gradients: Gradient[],
 *   tape: {lines: Line[], total: number}, warnings: Warning[],
 *   cell?: {output: string, last: string | null, variables: {name: string, dtype: string, text: string}[], requests: string[], chosen: number}}} Answer
 *
 * @typedef {{kind: "code" | "markdown" | "raw", source: string, output: string, last: string | null, notes: string[],
 *   error: InputError | null, documents: Answer[]}} NotebookCell
 * @typedef {{cells: NotebookCell[], open: string}} Notebook  "open" is the cell and the request whose reasons are shown
 * @typedef {{entry: number[], slope: number, effect: number, carries: number, slope_text: string, effect_text: string, carries_text: string}} Touched
 * @typedef {{number: number, name: string | null, formula: string, size: number, moved: number, entries: Touched[], carries: number,
 *   carries_text: string, adds: number | null, adds_text: string}} Reached
 * @typedef {{name: string | number, entry: number[], value: number | null, effect: number, effect_text: string, lines: Reached[], why: string}} Followed
 * @typedef {{to: string, text: string, why: string}} Translation  a program in another framework, or why there is none
 *
 * @typedef {(number | null)[]} Place  of a curve: x, the value, its slope, the slope of the slope
 * @typedef {{kind: "pole" | "jump" | "hole" | "edge" | "corner", x: number, left: number | null, right: number | null,
 *   value: number | null, text: string}} Mark
 * @typedef {{name: string, entry: number[], low: number, high: number, bottom: number, top: number, slopes: [number, number],
 *   seconds: [number, number], point: Place, runs: Place[][], marks: Mark[], dense: [number, number][],
 *   zeros: {x: number, value: number, x_text: string, text: string}[]}} Curve
 * @typedef {{names: [string, string], low: [number, number], high: [number, number], rows: (number | null)[][], bottom: number,
 *   top: number, equation: boolean, broken: [number, number][], point: Place, gradient: (number | null)[], arrows: number[][]}} Field
 *
 * @typedef {{source: string, at: Record<string, Value>, of: string | null, wrt: string[] | null, order: number,
 *   language: string, log: "ln" | "log10"}} Question  what is asked of the package
 * @typedef {{ask?: string, [field: string]: unknown}} Request  what the worker is asked; a question if `ask` is left out
 * @typedef {[start: number, end: number, kind: string]} Token  a piece of the text and its class
 * @typedef {{name: string, opens: boolean, rules: string[]}} Completion  a name, whether a bracket follows, its derivatives
 * @typedef {{name: string, rule: string, place: string, message: string, right: string}} Slip
 * @typedef {{verdict: "right" | "wrong" | "cannot tell", message: string, formula: string, latex: string, shorter: boolean,
 *   at: Record<string, number> | null, yours: number | null, ours: number | null, slip: Slip | null}} Checked
 * @typedef {{level: number, last: boolean, rule: string, message: string, text: string, latex: string}} Hint
 * @typedef {{id: string, rule: string, level: number, source: string, latex: string, wrt: string, at: Record<string, number>,
 *   statement: string, solved?: boolean}} Problem
 * @typedef {{answer: string, checked: Checked | null, error: string, hints: Hint[], problem: Problem | null, rule: string,
 *   level: number, solved: Record<string, number>}} Learn  what the person does on their own
 * @typedef {"answer" | "brief" | "standard" | "full"} Detail
 * @typedef {"steps" | "tape" | "follow" | "graph" | "plot" | "translate" | "learn"} PartId
 * @typedef {{detail: Detail, shown: string | null, way: number, seen: PartId | null, folded: PartId[], full: PartId | null,
 *   embedded: boolean, request: number | null, plot: Drawn, translation: Translation | null}} Look  how an answer is looked at: it stands in the
 *   address, beside the question
 * @typedef {{by: string | null, view: number[] | null, second: boolean, field: boolean}} Drawn  what the plot is drawn by ("x", "W[0, 1]",
 *   or "x × y"), the part that is shown (low and high of the one, then of the other), and whether f″ and the arrows are
 * @typedef {{group: string, title: string, source: string, request: Question, document: Answer, tokens: Token[]}} Example
 * @typedef {{stage: "idle" | "loading" | "ready" | "failed" | "impossible", part: string, loaded: number, total: number,
 *   why: string}} EngineState
 *
 * @typedef {object} Model  everything the views show
 * @property {Question} question
 * @property {boolean} trusted  the person chose this text: Python code in it may be run
 * @property {boolean} waiting  the text is Python code that came by a link, and waits to be run
 * @property {Detail} detail
 * @property {Answer | null} document  the newest answer, kept while a newer question is being worked out
 * @property {boolean} stale  the document answers an older question than the one that stands
 * @property {(InputError & {source: string}) | null} error  what is wrong with `source`, which may be a little older than the text
 * @property {{source: string, spans: Token[]}} tokens  the classes of all pieces of `source`, which may be a little older than the text
 * @property {EngineState} engine
 * @property {Example[]} examples
 * @property {Record<string, Value>} home  the values that "reset" returns to
 * @property {PartId | null} seen  the part that a link leads to
 * @property {PartId[]} folded  the parts of which the title alone is shown
 * @property {PartId | null} full  the part that has the screen to itself
 * @property {boolean} embedded  the page stands in a frame of another page, and shows what is needed there
 * @property {boolean} away  what can be taken away is shown
 * @property {Question[]} recent  what was asked lately, the newest first
 * @property {string | null} shown  the name whose gradient's steps are shown
 * @property {number} way  which of the ways to the shown gradient is told, the usual one first
 * @property {number | null} line  the tape line that is pointed at
 * @property {boolean} bracketed  the reading is shown fully bracketed
 * @property {{steps: number, tape: number}} unfolded  how many more than the first dozen are shown
 * @property {Drawn} plot
 * @property {{step: number | null, unfolded: number[]}} graph  how many steps have been made (null: all), and the groups that are open
 * @property {Record<string, [number, number]>} ranges  how far variables can be moved, where that is less than usual
 * @property {Notebook | null} notebook  the cells, where the text is a notebook's file
 * @property {Translation | null} translation
 * @property {number | null} request  which of the gradients that a cell asks for is told; the last where it is null
 * @property {boolean} unrolled  the rounds of loops are all shown
 * @property {Followed | null} followed  an entry of an array, and how it reaches the answer
 * @property {Learn} learn
 * @property {boolean} pending  a question waits for its answer
 * @property {boolean} offline  the browser has no connection
 * @property {"light" | "dark"} theme
 * @property {{message: string, text: string, act?: {label: string, run: () => void}} | null} notice  what was last done ("link
 *   copied"), with a text to copy by hand or "", and what can be done about it
 *
 * @typedef {object} Actions  everything a person can do, called by the views
 * @property {(source: string) => void} write
 * @property {(start: string) => Promise<Completion[]>} complete  the names that begin so
 * @property {(name: string, value: Value) => void} set
 * @property {(name: string) => void} reset
 * @property {(changes: Partial<Question>) => void} ask
 * @property {(question: Question) => void} choose
 * @property {() => void} cancel  end what is being worked out
 * @property {() => void} record  keep the question among those that were asked lately
 * @property {() => void} forget  what was asked lately
 * @property {(part: PartId | null) => void} fill  give a part the whole screen, or none
 * @property {(form: "text" | "markdown") => Promise<void>} takeText  copy the whole explanation
 * @property {(repair: Repair) => void} repair
 * @property {(changes: Partial<Model>) => void} show
 * @property {(text: string, done: string) => void} copy
 * @property {(theme: "light" | "dark") => void} dress
 * @property {(language: import("./words.js").Language) => void} speak
 * @property {(answer: string) => void} own
 * @property {() => void} check
 * @property {() => void} hint
 * @property {() => void} practise
 * @property {() => void} reveal
 * @property {(changes: Partial<Learn>) => void} learn
 * @property {() => void} erase
 * @property {(request: Request) => Promise<any>} consult  the answer to another question, or null where there is none
 * @property {() => void} run
 * @property {(file: File | undefined) => void} openFile  a notebook or a Python file of the person's own
 * @property {(to: string | null) => void} translate
 * @property {(name: string | number, index: number[]) => void} follow  a line by its name, or its number
 * @property {(request: number) => void} tell
 * @property {(character: number | null) => void} pointAt  light up what stands at a place of the text
 * @property {() => void} retry
 */

export {};
