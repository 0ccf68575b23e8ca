/** The editor: a CodeMirror view that colours the text, underlines what cannot be read and what was guessed, and offers names. */

import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, keymap, placeholder } from "@codemirror/view";
import { say, turns } from "../words.js";
import { completion } from "./editor-completion.js";
import { theme } from "./editor-theme.js";

/** @typedef {import("../types.js").InputError} InputError @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").Repair} Repair @typedef {import("../types.js").Token} Token */
/** @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("@codemirror/state").Range<Decoration>} Mark */

/** Pieces of one line that are coloured: a browser lays out a line of thousands anew, and slowly, with each key. */
const PIECES = 400;

/** The colours of the text's pieces, and the place of the tape line that is pointed at. */
const [colours, setColours] = marks();
const [pointed, setPointed] = marks();
const pointing = Decoration.mark({ class: "pointed" });

/** @type {Map<string, Decoration>} */
const classes = new Map();

/** Return the mark for a class of pieces; those of a text that turns to the left keep their order. @param {string} kind @param {boolean} turning */
function markOf(kind, turning) {
  const key = `${kind}${turning ? " turning" : ""}`;
  const mark = classes.get(key) ?? Decoration.mark({ class: `piece-${kind}`, ...(turning ? { attributes: { dir: "auto" }, bidiIsolate: null } : {}) });
  classes.set(key, mark);
  return mark;
}

/** Return a field of marks, which stay with their text while it changes, and the effect that puts others in their place. */
function marks() {
  /** @type {import("@codemirror/state").StateEffectType<Mark[]>} */
  const set = StateEffect.define();
  const field = StateField.define({
    create: () => Decoration.none,
    update: (found, { changes, effects }) =>
      effects.reduce((each, effect) => (effect.is(set) ? Decoration.set(effect.value, true) : each), found.map(changes)),
    provide: (each) => EditorView.decorations.from(each),
  });
  return /** @type {const} */ ([field, set]);
}

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

/** The character that the pointer is on, or null. @param {PointerEvent} event @param {EditorView} view */
function characterAt({ clientX, clientY }, view) {
  const position = view.posAtCoords({ x: clientX, y: clientY });
  const box = position === null ? null : view.coordsAtPos(position, 1);
  if (position === null || !box || clientY > box.bottom || position >= view.state.doc.length) return null;
  const on = clientX < box.left ? position - 1 : position; // the place found is the nearest one between two characters
  return on < 0 ? null : Array.from(view.state.doc.sliceString(0, on)).length;
}

export class Editor {
  #words = new Compartment();

  /**
   * Take the place of a text area, with its name, its text, its selection and the focus.
   *
   * @param {HTMLTextAreaElement} area
   * @param {Actions} actions
   */
  constructor(area, actions) {
    this.actions = actions;
    const focused = area === document.activeElement;
    const [start, end] = [area.selectionStart, area.selectionEnd];
    const [anchor, head] = area.selectionDirection === "backward" ? [end, start] : [start, end];
    const host = /** @type {HTMLElement} */ (area.parentElement);
    // Inside a shadow root CodeMirror's styles are constructed sheets, which a strict Content-Security-Policy allows.
    const root = host.attachShadow({ mode: "open", delegatesFocus: true });
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: area.value,
        selection: { anchor, head },
        extensions: [
          history(),
          drawSelection(),
          bracketMatching(),
          colours,
          EditorView.bidiIsolatedRanges.of((view) => (turns(view.state.doc.toString()) ? view.state.field(colours) : Decoration.none)),
          pointed,
          this.#words.of(spoken()),
          completion(actions.complete),
          keymap.of([...lintKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ tabindex: "0", autocapitalize: "off", autocorrect: "off", spellcheck: "false" }),
          EditorView.domEventHandlers({
            beforeinput: replaceSelected,
            pointermove: (event, view) => void (event.pointerType === "mouse" && !event.buttons && actions.pointAt(characterAt(event, view))),
            pointerleave: () => actions.pointAt(null),
          }),
          EditorView.updateListener.of((update) => update.docChanged && actions.write(this.source)),
          theme,
        ],
      }),
    });
    area.remove();
    if (focused) this.focus();
  }

  get source() {
    return this.view.state.doc.toString();
  }

  /** Put another text in the box, the caret behind what is new in it; the old text comes back with undo. @param {string} source */
  set source(source) {
    const old = this.source;
    if (source === old) return;
    const shorter = Math.min(old.length, source.length);
    let from = 0;
    while (from < shorter && old[from] === source[from]) from += 1;
    let same = 0;
    while (same < shorter - from && old.at(-1 - same) === source.at(-1 - same)) same += 1;
    const insert = source.slice(from, source.length - same);
    this.view.dispatch({
      changes: { from, to: old.length - same, insert }, selection: { anchor: from + insert.length },
      annotations: isolateHistory.of("full"), scrollIntoView: this.view.hasFocus,
    });
    if (!this.view.hasFocus) this.view.scrollDOM.scrollTop = 0; // a text that has just been opened is read from its begin
  }

  focus() {
    this.view.focus();
  }

  /** Say what the box is for in the language that is spoken now. */
  speak() {
    this.view.dispatch({ effects: this.#words.reconfigure(spoken()) });
  }

  /** Colour the pieces of the text. @param {Token[]} pieces */
  colour(pieces) {
    const { doc } = this.view.state;
    const at = positions(this.source);
    const found = [];
    const turning = turns(this.source);
    let [line, count] = [doc.line(1), 0];
    for (const [start, end, kind] of pieces) {
      const [from, to] = [at(start), at(end)];
      if (from > line.to) [line, count] = [doc.lineAt(from), 0];
      count += 1;
      if (count <= PIECES) found.push(markOf(kind, turning).range(from, to));
    }
    this.view.dispatch({ effects: setColours.of(found) });
  }

  /** Underline an error and the notes. @param {InputError | null} error @param {Note[]} notes */
  underline(error, notes) {
    const at = positions(this.source);
    /** @type {import("@codemirror/lint").Diagnostic[]} */
    const problems = notes.map((note) => ({
      from: at(note.start), to: at(note.end), severity: note.kind === "amber" ? "warning" : "info", message: note.message,
      actions: this.#actions(note.alternatives),
    }));
    if (error) {
      const message = error.hint ? `${error.message} ${error.hint}` : error.message;
      problems.push({ from: at(error.start), to: at(error.end), severity: "error", message, actions: this.#actions(error.repairs) });
    }
    this.view.dispatch(setDiagnostics(this.view.state, problems));
  }

  /** Light up a place of the text, or none. @param {{start: number, end: number} | null} place */
  point(place) {
    const at = positions(this.source);
    const [from, to] = place ? [at(place.start), at(place.end)] : [0, 0];
    this.view.dispatch({ effects: setPointed.of(from < to ? [pointing.range(from, to)] : []) });
  }

  /** @param {Repair[]} repairs */
  #actions(repairs) {
    return repairs.map((repair) => ({ name: repair.label, apply: () => this.actions.repair(repair) }));
  }
}

/** What the box says of itself. */
const spoken = () => [placeholder(say("page.placeholder")), EditorView.contentAttributes.of({ "aria-label": say("page.box") })];

/** Return what turns a position counted in characters into one in UTF-16 units. @param {string} source */
function positions(source) {
  if (!/[\ud800-\udbff]/.test(source)) return (/** @type {number} */ characters) => Math.min(characters, source.length);
  const units = [0];
  for (const character of source) units.push(/** @type {number} */ (units.at(-1)) + character.length);
  return (/** @type {number} */ characters) => units[characters] ?? source.length;
}
