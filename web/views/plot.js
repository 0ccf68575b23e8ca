/** The plot: what is drawn by, its tools, the picture, and in words what the picture shows. Drawn when it is first seen. */

import { Later } from "../later.js";
import { say } from "../words.js";

const drawing = new Later("plot", () => import("../plot/drawing.js"));

/** @param {import("../types.js").Model} model @param {import("../types.js").Actions} actions */
export const plotView = (model, actions) => drawing.view(say("plot.title"), model, actions, (script) => script.plot(model, actions, drawing.width));
