// Draws the answer to the first example into index.html, with the page's own views, so that it is seen before any script of the
// page has come: node web/build/first.mjs FOLDER. What is drawn is inert until the page has drawn it itself.
import "./browserless.mjs";
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { transformSync } from "esbuild";
import { createModel } from "../model.js";
import { answerView } from "../views/answer.js";
import { examplesView } from "../views/examples.js";
import { inputsView } from "../views/inputs.js";
import { notebookView } from "../views/notebook.js";
import { stepsView } from "../views/steps.js";
import { tapeView } from "../views/tape.js";
import { topView } from "../views/top.js";
import { drawn } from "./drawn.mjs";
import { html } from "./html.mjs";
import { styleOf } from "./math.mjs";

const [folder] = process.argv.slice(2);
const VIEWS = { tools: topView, examples: examplesView, notebook: notebookView, answer: answerView, inputs: inputsView, steps: stepsView, tape: tapeView };

const examples = JSON.parse(readFileSync(`${folder}/first.json`, "utf8"));
delete globalThis.WebAssembly; // so that no Python is started
const { model, actions } = createModel(() => {}, async () => examples);
actions.begin(examples);
actions.open(examples[0].request);

/** Put something into index.html, where it must fit. */
function change(before, after) {
  if (!page.includes(before)) throw new Error(`index.html has no ${before}`);
  page = page.replace(before, () => after);
}
let page = readFileSync(`${folder}/index.html`, "utf8");
change('<body class="empty">', "<body>");
change("</textarea>", html`${examples[0].source}</textarea>`.text);
for (const [id, view] of Object.entries(VIEWS)) {
  const [start] = page.match(new RegExp(`<(div|section) id="${id}"[^>]*`));
  change(`${start}>`, `${start} inert>${drawn(view(model, actions))}`);
}
writeFileSync(`${folder}/index.html`, page);

const style = readFileSync(`${folder}/style.css`, "utf8") + transformSync(styleOf("results"), { loader: "css", minify: true }).code;
writeFileSync(`${folder}/style.css`, style);
const sizes = JSON.parse(readFileSync(`${folder}/sizes.json`, "utf8"));
sizes.first["style.css"] = gzipSync(style, { level: 9 }).length;
writeFileSync(`${folder}/sizes.json`, JSON.stringify(sizes, null, 1));
