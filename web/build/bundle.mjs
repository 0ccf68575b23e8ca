// Bundles the page's scripts and styles into a folder that holds what they fetch already: node web/build/bundle.mjs FOLDER
// It writes sizes.json there: the compressed size of each script and style, of those of the first view and of the others.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Without them there is no first view. */
const FIRST = ["early.js", "main.js", "seen.js", "style.css"];

const [folder, id, snapshot] = process.argv.slice(2);
const made = { id, snapshot: parseInt(snapshot, 16), files: {} };

/** Note a file's length and the beginning of its hash. */
async function note(name) {
  const content = await readFile(`${folder}/${name}`);
  made.files[name] = { size: content.length, hash: createHash("sha256").update(content).digest("hex").slice(0, 10) };
}

/** Every browser below reads woff2; the older formats of the same letters stay out. */
const WOFF2 = {
  name: "woff2",
  setup: (bundler) => bundler.onLoad({ filter: /katex\.css$/ }, async ({ path }) => ({
    contents: (await readFile(path, "utf8")).replace(/, url\([^)]*\) format\("(woff|truetype)"\)/g, ""), loader: "css",
  })),
};

const bundle = (entryPoints, more = {}) => build({
  absWorkingDir: fileURLToPath(new URL("../", import.meta.url)),
  entryPoints,
  outdir: folder,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  metafile: true,
  target: ["chrome112", "firefox112", "safari16.4"], // the oldest that Pyodide is tested on
  charset: "utf8",
  define: { MADE: JSON.stringify(made) },
  legalComments: "linked",
  chunkNames: "[name]-[hash]", // beside the entries, so that addresses relative to a script mean the same in both
  assetNames: "assets/[name]-[hash]",
  external: ["./pyodide/*"],
  loader: { ".woff2": "file", ".svg": "file", ".png": "file" },
  plugins: [WOFF2],
  logLevel: "warning",
  ...more,
});

for (const name of await readdir(folder, { recursive: true })) {
  if (/^pyodide\/|^(examples|first)\b/.test(name)) await note(name);
}
const worker = await bundle(["worker.js"]);
await note("worker.js");
const seen = await bundle(["seen.js"], { format: "iife", splitting: false }); // which holds up the page, as no module does
const page = await bundle(["early.js", "main.js", "rules.js", "style.css"]);

/** What each file imports at once, by name. */
const outputs = Object.entries({ ...worker.metafile.outputs, ...seen.metafile.outputs, ...page.metafile.outputs }).filter(([path]) => /\.(js|css)$/.test(path));
const imports = new Map(outputs.map(([path, { imports: found }]) =>
  [basename(path), found.filter(({ kind, external }) => kind === "import-statement" && !external).map((each) => basename(each.path))]));

const first = new Set(FIRST);
for (const name of first) for (const other of imports.get(name) ?? []) first.add(other);

const sizes = { first: {}, later: {} };
for (const name of [...imports.keys()].sort()) {
  sizes[first.has(name) ? "first" : "later"][name] = gzipSync(readFileSync(join(folder, name)), { level: 9 }).length;
}
writeFileSync(join(folder, "sizes.json"), JSON.stringify(sizes, null, 1));
