/** What the picture shows is asked of Python: once for a text, again when another variable has moved or the view has. */

import { usualRange } from "../ranges.js";

/** @typedef {import("../types.js").Model} Model @typedef {import("../types.js").Actions} Actions */
/** @typedef {import("../types.js").Curve} Curve @typedef {import("../types.js").Field} Field @typedef {import("../types.js").Request} Request */
/** @typedef {{label: string, name: string, entry: number[], value: number}} Movable  a variable, or an entry of an array */

/** Entries of an array that are offered one by one. */
const ENTRIES = 36;

const NOTHING = { curve: /** @type {Curve | null} */ (null), field: /** @type {Field | null} */ (null), why: "" };
/** The newest picture, the text that it belongs to, and the question that was asked last. */
const newest = { ...NOTHING, source: "", asked: "" };

/** The values that the person gave; a cell gives its variables their values itself. @param {Model} model */
const given = ({ document: answer, question }) => (answer?.cell ? {} : question.at);

/** What can be drawn by, with its value now. @param {Model} model @returns {Movable[]} */
export function movables(model) {
  const at = given(model);
  return (model.document?.inputs ?? []).flatMap(({ name, value }) => {
    const now = at[name] ?? value;
    if (typeof now === "number") return [{ label: name, name, entry: [], value: now }];
    const entries = listed(now, []);
    return entries.length > ENTRIES ? [] : entries.map(([entry, each]) => ({ label: `${name}[${entry.join(", ")}]`, name, entry, value: each }));
  });
}

/** @param {any} value @param {number[]} place @returns {[number[], number][]} */
function listed(value, place) {
  if (!Array.isArray(value)) return typeof value === "number" ? [[place, value]] : [];
  return value.flatMap((each, i) => listed(each, [...place, i]));
}

/** Nested lists with another number at one place. @param {any} lists @param {number[]} place @param {number} value @returns {any} */
function put(lists, [first, ...rest], value) {
  return first === undefined ? value : lists.map((/** @type {any} */ each, /** @type {number} */ i) => (i === first ? put(each, rest, value) : each));
}

/** Move a variable, or an entry. @param {Movable} movable @param {number} value @param {Model} model @param {Actions} actions */
export function move({ name, entry }, value, { question, document: answer }, actions) {
  const whole = question.at[name] ?? answer?.inputs.find((input) => input.name === name)?.value ?? 0;
  actions.set(name, put(whole, entry, value));
}

/** What the picture is drawn by: one movable, or two for a picture from above. @param {Model} model @returns {Movable[]} */
export function drawnBy(model) {
  const all = movables(model);
  const scalars = all.filter(({ entry }) => !entry.length);
  const pair = model.plot.by?.split(" × ").map((label) => scalars.find((each) => each.label === label));
  if (pair?.length === 2 && pair[0] && pair[1]) return [pair[0], pair[1]];
  const chosen = all.find(({ label }) => label === model.plot.by);
  if (chosen) return [chosen];
  if (scalars.length === 2 && all.length === 2) return scalars;
  const first = all.find(({ name }) => model.document?.wrt.includes(name)) ?? all[0];
  return first ? [first] : [];
}

/** The picture that belongs to the answer that stands, as far as it has been worked out. @param {Model} model @param {Actions} actions */
export function picture(model, actions) {
  const by = drawnBy(model);
  const { source } = model.question;
  if (by.length && model.document && !model.waiting && !model.error) ask(requestFor(by, model), source, actions);
  const own = newest.source === (model.error ? model.document?.source : source) ? newest : { ...newest, ...NOTHING };
  return { by, curve: by.length === 1 ? own.curve : null, field: by.length === 2 ? own.field : null, why: own.why };
}

/** @param {Movable[]} by @param {Model} model @returns {Request} */
function requestFor(by, model) {
  const { of, wrt, language, log, source } = model.question;
  const { second, field, view } = model.plot;
  const usual = by.map(({ label, value }) => usualRange(label, value, model));
  const common = { source, of, wrt, language, log, request: model.request };
  const [one, other] = by;
  if (!other) {
    const [low, high] = view ?? usual[0];
    return { ask: "curve", ...common, name: one.name, entry: one.entry, low, high, fit: !view, order: second ? 2 : 1, at: held(by, model) };
  }
  const [low, high, bottom, top] = view ?? usual.flat();
  return { ask: "field", ...common, names: [one.name, other.name], low: [low, bottom], high: [high, top], arrows: field, at: held(by, model) };
}

/** The values of the question; where only what is drawn by moves, the numbers of the picture stay the same. @param {Movable[]} by @param {Model} model */
const held = (by, model) => {
  const at = { ...given(model) };
  const whole = (/** @type {string} */ name) => at[name] ?? model.document?.inputs.find((input) => input.name === name)?.value ?? 0;
  for (const { name, entry, value } of by) at[name] = entry.length ? put(whole(name), entry, value) : value;
  return at;
};

/** What a request would draw: the same whatever the value of what it is drawn by. @param {Request} request */
function keyOf(request) {
  const at = /** @type {Record<string, any>} */ ({ .../** @type {object} */ (request.at) });
  if (request.names) for (const name of /** @type {string[]} */ (request.names)) at[name] = 0;
  else at[/** @type {string} */ (request.name)] = put(at[/** @type {string} */ (request.name)], /** @type {number[]} */ (request.entry), 0);
  return JSON.stringify([request, at].map((each, i) => (i ? at : { ...each, at: null })));
}

/** @param {Request} request @param {string} source @param {Actions} actions */
async function ask(request, source, actions) {
  const key = keyOf(request);
  if (key === newest.asked) return;
  newest.asked = key;
  const found = await actions.consult(request);
  if (!found?.ok) {
    if (newest.asked === key && !found) newest.asked = ""; // it was given up: a later look asks again
    return;
  }
  Object.assign(newest, { ...NOTHING, curve: found.curve ?? null, field: found.field ?? null, why: found.why ?? "", source });
  actions.show({});
}
