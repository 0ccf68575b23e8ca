/**
 * What is asked and how it is looked at, as the part of the address behind "#". The question is
 * `source=…&at=y:4,x:-0.5&of=z&wrt=y,x&order=2&language=python&log=log10`; the look at it
 * `detail=full&steps=y&way=1&request=2&plot=x*y&view=0;1;-2;2&draw=field&to=torch&show=tape&fold=steps,learn&full=tape&embed=1`.
 * Only what differs from the usual is written.
 * Names inside `at` and `wrt` are escaped once more, so that they may hold commas.
 *
 * @typedef {import("./types.js").Question} Question
 * @typedef {import("./types.js").Detail} Detail
 * @typedef {import("./types.js").Look} Look
 * @typedef {import("./types.js").PartId} PartId
 */

import { parseValue, tidy } from "./numbers.js";

const DETAILS = ["answer", "brief", "standard", "full"];
const LANGUAGES = ["auto", "formula", "program", "python"];
const HIGHEST_ORDER = 8;

/** The parts of the answer that can be folded, linked and seen alone; each is the section of index.html with this id. @type {PartId[]} */
export const PARTS = ["steps", "tape", "follow", "graph", "plot", "translate", "learn"];

/** How an answer is looked at where nothing else is said. @type {Look} */
export const USUAL = { detail: "standard", shown: null, way: 0, seen: null, folded: [], full: null, embedded: false,
  request: null, plot: { by: null, view: null, second: false, field: false }, translation: null };

/** What stands between two names by which the plot is drawn. */
const BOTH = " × ";

/** @type {Question} */
export const NOTHING = { source: "", at: {}, of: null, wrt: null, order: 1, language: "auto", log: "ln" };

/** Lists are written with semicolons, because commas stand between the names. @param {import("./types.js").Value} value */
const written = (value) => (typeof value === "number" ? String(value) : JSON.stringify(value).replaceAll(",", ";"));

/** @param {string} text @returns {import("./types.js").Value | null} */
const valueOf = (text) => parseValue(text.replaceAll(";", ","));

/** Write a question, and how it is looked at, as a fragment. @param {Question} question @param {Partial<Look>} [look] */
export function encode(question, look = {}) {
  const { detail, shown, way, seen, folded, full, embedded, request, plot, translation } = { ...USUAL, ...look };
  const parts = new URLSearchParams();
  parts.set("source", question.source);
  const at = Object.entries(question.at);
  if (at.length) parts.set("at", at.map(([name, value]) => `${encodeURIComponent(name)}:${written(value)}`).join(","));
  if (question.of !== null) parts.set("of", question.of);
  if (question.wrt !== null) parts.set("wrt", question.wrt.map(encodeURIComponent).join(","));
  if (question.order !== 1) parts.set("order", String(question.order));
  if (question.language !== "auto") parts.set("language", question.language);
  if (question.log !== "ln") parts.set("log", question.log);
  if (detail !== "standard") parts.set("detail", detail);
  if (shown !== null) parts.set("steps", shown);
  if (way) parts.set("way", String(way));
  if (request !== null) parts.set("request", String(request + 1));
  if (plot.by !== null) parts.set("plot", plot.by.replace(BOTH, "*"));
  if (plot.view !== null) parts.set("view", plot.view.map(tidy).join(";"));
  const drawn = /** @type {const} */ (["second", "field"]).filter((what) => plot[what]);
  if (drawn.length) parts.set("draw", drawn.join(","));
  if (translation !== null) parts.set("to", translation.to);
  if (seen !== null) parts.set("show", seen);
  if (folded.length) parts.set("fold", folded.join(","));
  if (full !== null) parts.set("full", full);
  if (embedded) parts.set("embed", "1");
  // Characters that mean nothing in a fragment are left as they are: the link stays readable.
  return parts.toString().replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%28/g, "(").replace(/%29/g, ")")
    .replace(/%2F/g, "/").replace(/%5E/g, "^").replace(/%3D/g, "=").replace(/%3B/g, ";").replace(/%2A/g, "*");
}

/**
 * Return what a fragment asks, or null where it asks nothing. Parts that make no sense are left out.
 *
 * @param {string} fragment with or without "#"
 * @returns {{question: Question, look: Look} | null}
 */
export function decode(fragment) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const source = parts.get("source")?.replace(/\r\n?/g, "\n"); // as it would stand in the box
  if (source === undefined) return null;
  /** @type {Map<string, import("./types.js").Value>} */
  const at = new Map(); // an object would take "__proto__" for more than a name
  for (const part of (parts.get("at") ?? "").split(",")) {
    const colon = part.lastIndexOf(":");
    const value = colon > 0 && colon < part.length - 1 ? valueOf(part.slice(colon + 1)) : null;
    if (value !== null) at.set(unescaped(part.slice(0, colon)), value);
  }
  const wrt = parts.get("wrt");
  const order = Number(parts.get("order") ?? 1);
  const language = parts.get("language") ?? "auto";
  const detail = parts.get("detail") ?? "standard";
  const known = (/** @type {string | null} */ part) => PARTS.find((each) => each === part) ?? null;
  const way = Number(parts.get("way") ?? 0);
  return {
    question: {
      source,
      at: Object.fromEntries(at),
      of: parts.get("of"),
      wrt: wrt ? wrt.split(",").map(unescaped) : null,
      order: Number.isInteger(order) && order >= 1 && order <= HIGHEST_ORDER ? order : 1,
      language: LANGUAGES.includes(language) ? language : "auto",
      log: parts.get("log") === "log10" ? "log10" : "ln",
    },
    look: {
      detail: DETAILS.includes(detail) ? /** @type {Detail} */ (detail) : "standard",
      shown: parts.get("steps"),
      way: Number.isInteger(way) && way > 0 ? way : 0,
      seen: known(parts.get("show")),
      folded: PARTS.filter((part) => parts.get("fold")?.split(",").includes(part)),
      full: known(parts.get("full")),
      embedded: parts.get("embed") === "1",
      request: Number(parts.get("request")) > 0 ? Math.floor(Number(parts.get("request"))) - 1 : null,
      plot: {
        by: parts.get("plot")?.replace("*", BOTH) ?? null,
        view: viewOf(parts.get("view") ?? ""),
        second: (parts.get("draw") ?? "").split(",").includes("second"),
        field: (parts.get("draw") ?? "").split(",").includes("field"),
      },
      translation: parts.get("to") ? { to: String(parts.get("to")), text: "", why: "" } : null,
    },
  };
}

/** The part of a picture that is shown: low and high of one name or of two. @param {string} text */
function viewOf(text) {
  const edges = text.split(";").map(Number);
  const right = text !== "" && [2, 4].includes(edges.length) && edges.every((edge, i) => Number.isFinite(edge) && (i % 2 === 0 || edges[i - 1] < edge));
  return right ? edges : null;
}

/** A longer address than this is not written: some browsers and most messengers cut it. */
export const LONGEST_ADDRESS = 30_000;

/**
 * The fragment for what is seen, without the values of names that the text no longer has.
 *
 * @param {Pick<import("./types.js").Model, "question" | "document" | "stale"> & Partial<Look>} model
 */
export function fragmentOf(model) {
  const { question, document: answer, stale } = model;
  if (!answer || stale) return `#${encode(question, model)}`;
  const there = new Set(answer.inputs.map((input) => input.name));
  const at = Object.fromEntries(Object.entries(question.at).filter(([name]) => there.has(name)));
  return `#${encode({ ...question, at }, model)}`;
}

/** @param {Question} a @param {Question} b */
export const same = (a, b) => key(a) === key(b);

/** Return a text that two questions share only if they ask the same. @param {Question} question */
export function key(question) {
  const at = Object.entries(question.at).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([question.source, at, question.of, question.wrt, question.order, question.language, question.log]);
}

/** @param {string} text */
function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone "%": taken as it stands
  }
}
