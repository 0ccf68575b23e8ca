/** A small picture of a function and its slope, from the samples of the catalogue; styled by classes alone. */

import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { say } from "../words.js";
import { html } from "./html.mjs";

const WIDTH = 224;
const HEIGHT = 144;
const MARGIN = 2;

/** The part at both ends of the sorted numbers that may lie outside the picture, where a function grows without bound. */
const OUTSIDE = 0.04;

/** Return the lowest and the highest y: most of what there is, but not much more than the picture is wide. */
function height(samples, span) {
  const ends = [1, 2].flatMap((k) => {
    const sorted = samples.map((sample) => sample[k]).filter((y) => y !== null).sort((a, b) => a - b);
    const cut = Math.floor(sorted.length * OUTSIDE * k);
    return sorted.length ? [sorted[cut], sorted[sorted.length - 1 - cut]] : [];
  });
  const limited = ends.map((y) => Math.max(-0.6 * span, Math.min(0.6 * span, y)));
  const [low, high] = [Math.min(0, ...limited), Math.max(0, ...limited)];
  const edge = Math.max((high - low) * 0.08, span / 60);
  return [low - edge, high + edge];
}

/** @param {{letter: string, others: Object<string, number>, samples: [number, number | null, number | null][]}} curve */
export function thumbnail({ letter, others, samples }, formula) {
  const [first, last] = [samples[0][0], samples[samples.length - 1][0]];
  const x = scaleLinear([first, last], [MARGIN, WIDTH - MARGIN]);
  const y = scaleLinear(height(samples, last - first), [HEIGHT - MARGIN, MARGIN]);
  const clamped = (value) => Math.max(-HEIGHT, Math.min(2 * HEIGHT, y(value)));
  const path = (k) => line().digits(1).defined((sample) => sample[k] !== null).x((sample) => x(sample[0])).y((sample) => clamped(sample[k]))(samples);
  const [zeroX, zeroY] = [x(0), y(0)].map((place) => place.toFixed(1));
  const marks = (scale, count) => scale.ticks(count).filter((tick) => tick !== 0);
  const fixed = Object.entries(others).map(([name, value]) => `, ${name} = ${value}`).join("");
  const label = say("rules.picture", { formula: formula + fixed, letter, low: first, high: last });
  return html`<figure class="curve"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
<path class="axis" d="M0 ${zeroY}H${WIDTH}M${zeroX} 0V${HEIGHT}"/>
${marks(x, 5).map((tick) => html`<path class="axis" d="M${x(tick).toFixed(1)} ${y(0) - 2}v4"/><text x="${x(tick).toFixed(1)}" y="${under(y(0))}" text-anchor="middle">${tick}</text>`)}
${marks(y, 4).map((tick) => html`<path class="axis" d="M${x(0) - 2} ${y(tick).toFixed(1)}h4"/><text x="${(x(0) + 4).toFixed(1)}" y="${(y(tick) + 3).toFixed(1)}">${tick}</text>`)}
<path class="slope" d="${path(2) ?? ""}"/><path class="function" d="${path(1) ?? ""}"/></svg>
<figcaption class="gloss"><code>${formula}</code>${fixed}</figcaption></figure>`;
}

/** Where numbers stand that belong to the axis at this height: below it, if there is room. */
const under = (axis) => (axis + 11 < HEIGHT ? axis + 11 : axis - 4).toFixed(1);
