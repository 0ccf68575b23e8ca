// The markup of what a view returns, as lit would draw it in a browser; what listens is left out.
import { noChange, nothing } from "lit";
import { html, raw } from "./html.mjs";
import { typeset } from "./math.mjs";

/** The end of a template's piece before a value: an attribute's name, with lit's sign for what is none. */
const ATTRIBUTE = /\s([@.?]?)([\w-]+)=$/;
/** What a directive that stands for itself inside a tag makes of it: more attributes, or its content. */
const DIRECTIVES = {
  Typeset: ([latex]) => ["", typeset(latex)],
  Keeping: ([, text]) => [html` value="${text}"`, ""],
  Pointing: () => ["", ""],
  Lighting: () => ["", ""],
};

const directiveOf = (value) => value?.["_$litDirective$"];
/** A value, without the directive around it that takes care of changes. */
const plain = (value) => (directiveOf(value) ? value.values.at(-1) : value);

/** @param {unknown} value of a template @returns {object} markup, see html.mjs */
export function drawn(value) {
  const given = plain(value);
  if (given === nothing || given === noChange || given === null || given === undefined) return raw("");
  if (Array.isArray(given)) return raw(given.map(drawn).join(""));
  return given.strings ? template(given) : html`${given}`;
}

function template({ strings, values }) {
  let text = "";
  let inside = false; // of a tag
  let content = ""; // of the element whose tag is open
  strings.forEach((piece, i) => {
    const end = inside ? piece.indexOf(">") + 1 : 0;
    text += piece.slice(0, end) + (end ? content : "") + piece.slice(end);
    if (end) content = "";
    if (/[<>]/.test(piece)) inside = piece.lastIndexOf("<") > piece.lastIndexOf(">");
    if (i === values.length) return;
    const [, sign, name] = (inside && ATTRIBUTE.exec(piece)) || [];
    if (!inside) text += drawn(values[i]);
    else if (name) text = text.replace(ATTRIBUTE, "") + attribute(sign, name, plain(values[i]));
    else if (directiveOf(values[i])) {
      const [more, made] = DIRECTIVES[directiveOf(values[i]).name](values[i].values);
      text += more;
      content = made;
    } else text += html`${values[i]}`; // within the quotes of an attribute
  });
  return raw(text);
}

function attribute(sign, name, value) {
  if (sign === "@" || value === nothing) return "";
  if (sign === "?" || typeof value === "boolean" && sign === ".") return value ? ` ${name}` : "";
  return html` ${name}="${value}"`;
}
