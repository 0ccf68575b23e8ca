// Formulas in pages that the build writes. The pages forbid style attributes, so each that KaTeX writes becomes a class.
import katex from "katex";
import { SETTINGS } from "../math.js";
import { raw } from "./html.mjs";

/** The class of each style, by its text. */
const classes = new Map();

function classOf(style) {
  if (!classes.has(style)) classes.set(style, `k${classes.size.toString(36)}`);
  return classes.get(style);
}

/** The markup of a formula. */
export const typeset = (latex) => raw(katex.renderToString(latex, SETTINGS).replace(/(?: class="([^"]*)")? style="([^"]*)"/g,
  (_, others, style) => ` class="${[others, classOf(style)].filter(Boolean).join(" ")}"`));

/** The style of all that was typeset inside the element with an id. */
export const styleOf = (id) => [...classes].map(([style, name]) => `#${id} .${name}{${style}}`).join("\n");
