/** The calculation as a graph: values forward, effects backward, step by step. Drawn when it is first seen. */

import { Later } from "../later.js";
import { say } from "../words.js";

const drawing = new Later("graph", () => import("../graph/drawing.js"));

/** @param {import("../types.js").Model} model @param {import("../types.js").Actions} actions */
export const graphView = (model, actions) => drawing.view(say("graph.title"), model, actions, (script) => script.graph(model, actions, drawing.width));
