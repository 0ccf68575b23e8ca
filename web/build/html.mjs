/** Markup as text: what is put into a template is escaped, unless it is markup itself. */

class Markup {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function written(value) {
  if (Array.isArray(value)) return value.map(written).join("");
  return value instanceof Markup ? value.text : String(value).replace(/[&<>"]/g, (sign) => ENTITIES[sign]);
}

/** Markup that was made elsewhere. */
export const raw = (text) => new Markup(text);

/** A template of markup. */
export const html = (strings, ...values) => new Markup(strings.reduce((text, part, i) => text + written(values[i - 1]) + part));
