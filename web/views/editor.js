/** The editor: a CodeMirror view that underlines what cannot be read and what was guessed, with the repairs at hand. */

import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, keymap, placeholder } from "@codemirror/view";
import { say } from "../words.js";
import { theme } from "./editor-theme.js";

/** @typedef {import("../types.js").InputError} InputError @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").Repair} Repair */
/** @typedef {{from: number, to: number}} Span */

/** @type {import("@codemirror/state").StateEffectType<Span | null>} */
const point = StateEffect.define();
const pointed = Decoration.mark({ class: "pointed" });

/** The place of the tape line that is pointed at. */
const pointedField = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(point)) next = effect.value ? Decoration.set([pointed.range(effect.value.from, effect.value.to)]) : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Put what is typed in place of the selected text. Left to itself Chromium copies the look of the replaced text into a
 * style attribute, which the Content-Security-Policy refuses and reports.
 *
 * @param {InputEvent} event
 * @param {EditorView} view
 */
function replaceSelected(event, view) {
  if (event.inputType !== "insertText" || event.data === null || view.composing || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true }));
  return true;
}

export class Editor {
  /**
   * @param {HTMLElement} host
   * @param {{write: (source: string) => void, repair: (repair: Repair) => void}} actions
   */
  constructor(host, actions) {
    this.actions = actions;
    // Inside a shadow root CodeMirror's styles are constructed sheets, which a strict Content-Security-Policy allows.
    const root = host.attachShadow({ mode: "open", delegatesFocus: true });
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: "",
        extensions: [
          history(),
          drawSelection(),
          bracketMatching(),
          pointedField,
          placeholder(say("ask.placeholder")),
          keymap.of([...lintKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            "aria-label": say("ask.label"), autocapitalize: "off", autocorrect: "off", spellcheck: "false",
          }),
          EditorView.domEventHandlers({ beforeinput: replaceSelected }),
          EditorView.updateListener.of((update) => update.docChanged && actions.write(this.source)),
          theme,
        ],
      }),
    });
  }

  get source() {
    return this.view.state.doc.toString();
  }

  /** Put another text in the box; the old one comes back with undo. @param {string} source */
  set source(source) {
    if (source === this.source) return;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: source }, annotations: isolateHistory.of("full") });
  }

  focus() {
    this.view.focus();
  }

  /** Underline an error and the notes. @param {InputError | null} error @param {Note[]} notes */
  underline(error, notes) {
    const source = this.source;
    /** @type {import("@codemirror/lint").Diagnostic[]} */
    const problems = notes.map((note) => ({
      ...this.#span(note, source), severity: note.kind === "amber" ? "warning" : "info", message: note.message,
      actions: this.#actions(note.alternatives),
    }));
    if (error) {
      const message = error.hint ? `${error.message} ${error.hint}` : error.message;
      problems.push({ ...this.#span(error, source), severity: "error", message, actions: this.#actions(error.repairs) });
    }
    this.view.dispatch(setDiagnostics(this.view.state, problems));
  }

  /** Light up a place of the text, or none. @param {{start: number, end: number} | null} place */
  point(place) {
    const span = place && this.#span(place, this.source);
    this.view.dispatch({ effects: point.of(span && span.from < span.to ? span : null) });
  }

  /** Return the place in CodeMirror's positions. @param {{start: number, end: number}} place @param {string} source */
  #span({ start, end }, source) {
    return { from: units(source, start), to: units(source, end) };
  }

  /** @param {Repair[]} repairs */
  #actions(repairs) {
    return repairs.map((repair) => ({ name: repair.label, apply: () => this.actions.repair(repair) }));
  }
}

/** Return the position in UTF-16 units of a position counted in characters. @param {string} source @param {number} characters */
export function units(source, characters) {
  if (!/[\ud800-\udbff]/.test(source)) return Math.min(characters, source.length);
  return Array.from(source).slice(0, characters).join("").length;
}
