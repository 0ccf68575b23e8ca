/** The answer in one sentence, for those who hear the page. */

import { say } from "../words.js";

/** @param {import("../types.js").Model} model */
export function announcement({ document: answer, error, stale }) {
  if (error) return ""; // the error's own card is read out
  if (!answer || stale) return "";
  const name = answer.target.name || say("value.title");
  const value = answer.target.value === null ? `${name}: ${say("value.none")}` : `${name} = ${answer.target.text}`;
  const slopes = answer.gradients.map((gradient) => {
    const formula = gradient.formula === null || gradient.formula === gradient.text ? "" : ` = ${gradient.formula}`;
    return gradient.value === null ? `${gradient.label}: ${say("gradient.none")}` : `${gradient.label}${formula} = ${gradient.text}`;
  });
  return [value, ...slopes].join(". ");
}
