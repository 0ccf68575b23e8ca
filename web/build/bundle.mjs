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
const FIRST = ["early.js", "main.js", "style.css"];

const [folder, id, snapshot] = process.argv.slice(2);
const made = { id, snapshot: parseInt(snapshot, 16), files: {}, policy: "whygrad" };

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

const web = fileURLToPath(new URL("../", import.meta.url));

const bundle = (entryPoints, more = {}) => build({
  absWorkingDir: web,
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
const early = await bundle(["early.js"], {
  format: "iife", splitting: false, // it holds up the page, as no module does
  define: { MADE: JSON.stringify({ ...made, policy: "whygrad-early" }) },
});
const rules = await bundle(["rules.js"]);
const page = await bundle(["main.js", "style.css"], { plugins: [WOFF2, inOnePiece(await bundle(["main.js"], { write: false }))] });

/**
 * What the first view has and a later script uses would be cut into a piece for each set of scripts that use it; so every later
 * script is made to use all of it.
 */
function inOnePiece({ metafile: { inputs } }) {
  const first = new Set(["main.js"]);
  for (const path of first) for (const { path: found, kind } of inputs[path].imports) if (kind === "import-statement" && found in inputs) first.add(found);
  const all = [...first].slice(1).filter((path) => path.endsWith("js")).map((path) => `import "./${path}";`).join("");
  const later = new Set(Object.values(inputs).flatMap(({ imports }) => imports.filter(({ kind }) => kind === "dynamic-import")).map(({ path }) => join(web, path)));
  return {
    name: "in one piece",
    setup(bundler) {
      bundler.onResolve({ filter: /^the first view$/ }, ({ path }) => ({ path, namespace: "all", sideEffects: true }));
      bundler.onLoad({ filter: /./, namespace: "all" }, () => ({ contents: all, resolveDir: web }));
      bundler.onLoad({ filter: /\.js$/, namespace: "file" }, async ({ path }) => (later.has(path) ? { contents: `import "the first view";${await readFile(path, "utf8")}` } : null));
    },
  };
}

/** What each file imports at once, by name. */
const outputs = Object.entries({ ...worker.metafile.outputs, ...early.metafile.outputs, ...rules.metafile.outputs, ...page.metafile.outputs }).filter(([path]) => /\.(js|css)$/.test(path));
const imports = new Map(outputs.map(([path, { imports: found }]) =>
  [basename(path), found.filter(({ kind, external }) => kind === "import-statement" && !external).map((each) => basename(each.path))]));

const first = new Set(FIRST);
for (const name of first) for (const other of imports.get(name) ?? []) first.add(other);

const sizes = { first: {}, later: {} };
for (const name of [...imports.keys()].sort()) {
  sizes[first.has(name) ? "first" : "later"][name] = gzipSync(readFileSync(join(folder, name)), { level: 9 }).length;
}
writeFileSync(join(folder, "sizes.json"), JSON.stringify(sizes, null, 1));
