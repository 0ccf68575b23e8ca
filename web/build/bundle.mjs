// Bundles the page's scripts and styles into a folder that holds what they fetch already: node web/build/bundle.mjs FOLDER
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [folder, id, snapshot] = process.argv.slice(2);
const made = { id, snapshot: parseInt(snapshot, 16), files: {} };

/** Note a file's length and the beginning of its hash. */
async function note(name) {
  const content = await readFile(`${folder}/${name}`);
  made.files[name] = { size: content.length, hash: createHash("sha256").update(content).digest("hex").slice(0, 10) };
}

const bundle = (entryPoints) => build({
  absWorkingDir: fileURLToPath(new URL("../", import.meta.url)),
  entryPoints,
  outdir: folder,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["chrome112", "firefox112", "safari16.4"], // the oldest that Pyodide is tested on
  charset: "utf8",
  define: { MADE: JSON.stringify(made) },
  legalComments: "linked",
  chunkNames: "[name]-[hash]", // beside the entries, so that addresses relative to a script mean the same in both
  assetNames: "assets/[name]-[hash]",
  external: ["./pyodide/*"],
  // Every browser above reads woff2; the older formats of the same letters stay out.
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".svg": "file", ".png": "file" },
  logLevel: "warning",
});

for (const name of await readdir(folder, { recursive: true })) {
  if (/^pyodide\/|^examples/.test(name)) await note(name);
}
await bundle(["worker.js"]);
await note("worker.js");
await bundle(["main.js", "rules.js", "style.css"]);
