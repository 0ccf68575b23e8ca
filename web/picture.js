/** Pictures to take away: the SVG that is seen with its colours written into it, the same as PNG, and numbers as CSV. */

const LOOK = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity",
  "font-family", "font-size", "font-style", "font-weight", "text-anchor"];
/** What is there to be touched and not to be seen. */
const UNSEEN = ".reach, .grip, title";
const SHARPER = 2;

/** A drawing as a file of its own. @param {SVGSVGElement} picture */
export function svgText(picture) {
  const copy = /** @type {SVGSVGElement} */ (picture.cloneNode(true));
  const own = [picture, ...picture.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((element, i) => {
    if (own[i].matches(UNSEEN)) return;
    const look = getComputedStyle(own[i]);
    for (const name of LOOK) {
      const value = look.getPropertyValue(name);
      if (value && !(name === "opacity" && value === "1")) element.setAttribute(name, value);
    }
    for (const name of ["class", "role", "tabindex", "aria-label", "aria-hidden", "aria-valuemin", "aria-valuemax", "aria-valuenow", "aria-valuetext"]) element.removeAttribute(name);
  });
  for (const element of copy.querySelectorAll(UNSEEN)) element.remove();
  const { width, height } = picture.viewBox.baseVal;
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of [["width", width], ["height", height], ["fill", getComputedStyle(document.body).backgroundColor]]) ground.setAttribute(String(name), String(value));
  copy.prepend(ground);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  for (const comment of commentsOf(copy)) comment.remove();
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

/** The marks that the templates leave behind. @param {Node} root */
function commentsOf(root) {
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walk.nextNode()) found.push(/** @type {Comment} */ (walk.currentNode));
  return found;
}

/** The same drawing as a bitmap. It is painted shape by shape: the page's policy lets no picture be loaded. @param {SVGSVGElement} picture @returns {Promise<Blob | null>} */
export function pngOf(picture) {
  const { width, height } = picture.viewBox.baseVal;
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SHARPER, height: height * SHARPER });
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  brush.scale(SHARPER, SHARPER);
  brush.fillStyle = getComputedStyle(document.body).backgroundColor;
  brush.fillRect(0, 0, width, height);
  for (const element of picture.querySelectorAll("path, line, circle, rect, text")) {
    if (element.matches(UNSEEN) || element.closest("clipPath, defs")) continue;
    brush.save();
    const clip = element.closest("[clip-path]")?.getAttribute("clip-path")?.slice(5, -1);
    const frame = clip ? picture.querySelector(`#${CSS.escape(clip)} rect`) : null;
    if (frame) brush.clip(shapeOf(frame));
    paint(/** @type {SVGGraphicsElement} */ (element), picture, brush);
    brush.restore();
  }
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** @param {Element} element @param {string} name */
const number = (element, name) => Number(element.getAttribute(name) ?? 0);

/** @param {Element} element */
function shapeOf(element) {
  if (element.localName === "path") return new Path2D(element.getAttribute("d") ?? "");
  const shape = new Path2D();
  if (element.localName === "line") {
    shape.moveTo(number(element, "x1"), number(element, "y1"));
    shape.lineTo(number(element, "x2"), number(element, "y2"));
  } else if (element.localName === "circle") shape.arc(number(element, "cx"), number(element, "cy"), number(element, "r"), 0, 2 * Math.PI);
  else shape.roundRect(number(element, "x"), number(element, "y"), number(element, "width"), number(element, "height"), number(element, "rx"));
  return shape;
}

/** @param {SVGGraphicsElement} element @param {SVGSVGElement} picture @param {CanvasRenderingContext2D} brush */
function paint(element, picture, brush) {
  const look = getComputedStyle(element);
  const [own, whole] = [element.getScreenCTM(), picture.getScreenCTM()];
  if (own && whole) brush.transform(...matrixOf(whole.inverse().multiply(own)));
  brush.globalAlpha = Number(look.opacity);
  if (element.localName === "text") {
    brush.font = `${look.fontStyle} ${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
    brush.textAlign = look.textAnchor === "middle" ? "center" : look.textAnchor === "end" ? "right" : "left";
    brush.fillStyle = look.fill;
    brush.fillText(element.textContent?.trim() ?? "", number(element, "x"), number(element, "y"));
    return;
  }
  const shape = shapeOf(element);
  if (look.fill !== "none") {
    brush.fillStyle = look.fill;
    brush.globalAlpha = Number(look.opacity) * Number(look.fillOpacity);
    brush.fill(shape);
  }
  if (look.stroke !== "none") {
    brush.globalAlpha = Number(look.opacity) * Number(look.strokeOpacity);
    brush.strokeStyle = look.stroke;
    brush.lineWidth = parseFloat(look.strokeWidth);
    brush.setLineDash(look.strokeDasharray === "none" ? [] : look.strokeDasharray.split(/[, ]+/).map(parseFloat));
    brush.stroke(shape);
  }
}

/** @param {DOMMatrix} matrix @returns {[number, number, number, number, number, number]} */
const matrixOf = ({ a, b, c, d, e, f }) => [a, b, c, d, e, f];

/** Rows of numbers as CSV. @param {string[]} heads @param {(number | string | null | undefined)[][]} rows */
export const csvText = (heads, rows) => `${[heads, ...rows].map((row) => row.map((cell) => cell ?? "").join(",")).join("\r\n")}\r\n`;

/** Hand a file over. @param {string} name @param {Blob | string} content @param {string} [type] */
export function save(name, content, type = "text/plain") {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
