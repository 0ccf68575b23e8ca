// Weighs a built folder, compressed as hosts do it, against budget.json: node web/build/budget.mjs FOLDER
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const [folder] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(name, "utf8"));
const { first, later } = read(`${folder}/sizes.json`);
const budget = read(new URL("budget.json", import.meta.url));

/** Bytes that travel: what is compressed already is taken as it is. */
function weight(name) {
  const content = readFileSync(`${folder}/${name}`);
  return Math.min(content.length, gzipSync(content, { level: 9 }).length);
}
const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);

const view = sum(Object.values(first));
const runtime = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "snapshot.bin"].map((name) => `pyodide/${name}`);
const { files } = read(`${folder}/build.json`);
const rest = Object.keys(files).filter((name) => /stdlib|whygrad-.*whl/.test(name));
const weights = {
  "scripts and styles of the first view": view,
  ...Object.fromEntries(runtime.map((name) => [name, weight(name)])),
  "all before the first answer": view + sum([...runtime, "index.html", "first.json", "icon.svg"].map(weight)) + later["worker.js"],
  "fetched later, when there is time": sum([...rest, "examples.json"].map(weight)) + later[Object.keys(later).find((name) => name.startsWith("editor"))],
};
const over = Object.entries(budget).filter(([name, most]) => !(weights[name] <= most));
const told = (size) => (size < 1e6 ? `${Math.round(size / 1e3)} kB` : `${(size / 1e6).toFixed(2)} MB`);
for (const [name, most] of Object.entries(budget)) console.log(`whygrad: ${name}: ${told(weights[name])} (at most ${told(most)})`);
if (over.length) {
  console.error(`whygrad: too heavy: ${over.map(([name]) => name).join(", ")}; make it lighter, or say in web/build/budget.json why it may weigh more`);
  process.exit(1);
}
