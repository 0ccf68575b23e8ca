/** Names offered while one is typed: the text's own first, then those of the table, each with its rule. */

import { acceptCompletion, autocompletion, completionStatus, moveCompletionSelection, pickedCompletion, selectedCompletion } from "@codemirror/autocomplete";
import { Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";

/** @typedef {import("../types.js").Completion} Completion */
/** @typedef {import("@codemirror/view").EditorView} EditorView */
/** @typedef {import("@codemirror/autocomplete").Completion & {rules: string[]}} Option */

const WORD = /[\p{L}_][\p{L}\p{N}_]*/u;
/** Letters from which on names are offered unasked. */
const FROM = 2;

/**
 * Nothing is chosen until it is asked for, so Enter still begins a new line; Tab takes the first.
 *
 * @param {(start: string) => Promise<Completion[]>} complete
 */
export const completion = (complete) => [
  autocompletion({
    override: [(context) => offered(context, complete)],
    maxRenderedOptions: 8, // so that the list never scrolls
    selectOnOpen: false, interactionDelay: 0, icons: false,
    addToOptions: [{ render: (option) => rulesOf(/** @type {Option} */ (option)), position: 80 }],
  }),
  Prec.high(keymap.of([{ key: "Tab", run: take }])),
];

/** Return the names that go on from what stands before the caret. @param {import("@codemirror/autocomplete").CompletionContext} context @param {(start: string) => Promise<Completion[]>} complete */
async function offered(context, complete) {
  const word = context.matchBefore(WORD);
  const line = context.state.doc.lineAt(context.pos);
  const remark = line.text.slice(0, context.pos - line.from).includes("#");
  if (!word || remark || (word.text.length < FROM && !context.explicit)) return null;
  const names = await complete(word.text);
  if (!names.length) return null;
  return { from: word.from, options: names.map(option), filter: false, getMatch: () => [0, word.text.length] };
}

/** @param {Completion} completion @returns {Option} */
const option = ({ name, opens, rules }) => ({
  label: name, rules,
  apply: (view, chosen, from, to) => {
    const open = opens && view.state.sliceDoc(to, to + 1) !== "(" ? "(" : "";
    const anchor = from + name.length + (opens ? 1 : 0); // inside the bracket
    view.dispatch({
      changes: { from, to, insert: name + open }, selection: { anchor }, scrollIntoView: true,
      userEvent: "input.complete", annotations: pickedCompletion.of(chosen),
    });
  },
});

/** @param {Option} option */
function rulesOf({ rules }) {
  const list = document.createElement("div");
  list.className = "rules";
  list.append(...rules.map((rule) => Object.assign(document.createElement("div"), { textContent: rule })));
  return list;
}

/** Take the chosen name, or the first where none is chosen. @param {EditorView} view */
function take(view) {
  if (completionStatus(view.state) !== "active") return false;
  return (selectedCompletion(view.state) !== null || moveCompletionSelection(true)(view)) && acceptCompletion(view);
}
