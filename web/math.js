/** Typeset formulas: KaTeX into an element, as MathML for screen readers and as a picture of it for the eye. */

import katex from "katex";
import { html, noChange } from "lit";
import { Directive, directive } from "lit/directive.js";
import { say, turns } from "./words.js";

/** Longer LaTeX than this is shown as text: typesetting it would hold up the page, and nobody reads it as a formula. */
const LONGEST = 4000;
const LONGEST_TEXT = 20000;

/** A formula taller than so many letters of the page scrolls in a box of its own. */
const TALLEST = 10.5;

/** Boxes whose content is larger than they are can be scrolled with the keyboard. */
const boxes = new ResizeObserver((entries) => {
  const tallest = TALLEST * parseFloat(getComputedStyle(document.documentElement).fontSize);
  for (const { target } of entries) {
    const box = /** @type {HTMLElement | null} */ (target.closest(".scrolls"));
    if (!box) continue;
    const tall = box.scrollHeight > tallest; // its content: what is typeset stands in a line, which has the height of its letters
    box.classList.toggle("tall", tall);
    if (tall || box.scrollWidth > box.clientWidth + 1) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", say("math.scrolls"));
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
});

class Typeset extends Directive {
  /** @type {string | null} */
  latex = null;

  /** @param {import("lit/directive.js").ElementPart} part @param {[string, string]} content */
  update(part, [latex, text]) {
    if (this.latex === latex) return noChange;
    this.latex = latex;
    const box = /** @type {HTMLElement} */ (part.element);
    if (latex.length > LONGEST || !typeset(latex, box)) {
      const plain = document.createElement("code");
      plain.textContent = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)} …` : text;
      box.replaceChildren(plain);
    }
    box.classList.toggle("turns", turns(text));
    boxes.observe(box);
    if (box.firstElementChild) boxes.observe(box.firstElementChild);
    return noChange;
  }

  /** @param {string} latex @param {string} text @returns {unknown} */
  render(latex, text) {
    return [latex, text];
  }
}

const typesetIn = directive(Typeset);

/**
 * The only command beyond formulas that KaTeX may carry out: the mark of a part.
 *
 * @param {{command: string, class?: string}} context
 */
const ours = (context) => context.command === "\\htmlClass" && /^part-\d+$/.test(context.class ?? "");

/**
 * LaTeX in which places are marked, so that they can be lit up: each gets the class part-… with its number.
 *
 * @param {string} latex
 * @param {{part: number, start: number, end: number}[]} places which do not overlap
 */
export function marked(latex, places) {
  let text = "";
  let done = 0;
  for (const { part, start, end } of [...places].sort((a, b) => a.start - b.start)) {
    text += `${latex.slice(done, start)}\\htmlClass{part-${part}}{${latex.slice(start, end)}}`;
    done = end;
  }
  return text + latex.slice(done);
}

/** What was typeset lately: the same letters and formulas come again and again, and a copy costs a tenth. @type {Map<string, Node[]>} */
const known = new Map();
const KNOWN = 600;

/** How formulas are typeset. */
export const SETTINGS = /** @type {const} */ ({ throwOnError: true, trust: ours, strict: "ignore", output: "htmlAndMathml" });

/** Typeset `latex` in `box` and tell whether that worked. @param {string} latex @param {HTMLElement} box */
function typeset(latex, box) {
  const before = known.get(latex);
  if (before) {
    box.replaceChildren(...before.map((node) => node.cloneNode(true)));
    return true;
  }
  try {
    katex.render(latex, box, SETTINGS);
    if (known.size >= KNOWN) known.clear();
    known.set(latex, [...box.childNodes].map((node) => node.cloneNode(true)));
    return true;
  } catch {
    return false; // unknown to KaTeX, or nested deeper than it can follow: the text form is shown
  }
}

/**
 * A formula that scrolls inside its own box. `text` is its plain form, shown where it cannot be typeset.
 *
 * @param {string} latex
 * @param {string} text
 */
export const math = (latex, text) => html`<span class="math scrolls" ${typesetIn(latex, text)}></span>`;

/** A short formula inside a sentence. @param {string} latex @param {string} text */
export const inline = (latex, text) => html`<span class="math" ${typesetIn(latex, text)}></span>`;
