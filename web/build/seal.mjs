// Makes a built folder one version that cannot be mixed with another, after everything else: node web/build/seal.mjs FOLDER
// Pages ask for scripts, styles and pictures by name and content; the service worker gets the list of all files with hashes.
import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [folder, id] = process.argv.slice(2);
/** Files whose names tell their content. */
const NAMED = /-[A-Z0-9]{8}\.\w+$/;
const LEFT_OUT = /\.txt$|^screenshot|^(build|sizes)\.json$|^service-worker\.js$/;

const hash = async (name) => createHash("sha256").update(await readFile(`${folder}/${name}`));
const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(folder.length + 1))
  .filter((name) => !LEFT_OUT.test(name)).sort();

const short = Object.fromEntries(await Promise.all(files.map(async (name) => [name, (await hash(name)).digest("hex").slice(0, 10)])));
/** The scripts that the page imports at once are asked for together with it, not one after another as each is found. */
const { first } = JSON.parse(await readFile(`${folder}/sizes.json`, "utf8"));
const imported = Object.keys(first).filter((name) => NAMED.test(name));
const start = await readFile(`${folder}/index.html`, "utf8");
const links = imported.map((name) => `\n  <link rel="modulepreload" href="${name}">`).join("");
await writeFile(`${folder}/index.html`, start.replace(/(?=\n {2}<link rel="icon")/, links));

for (const page of files.filter((name) => name.endsWith(".html"))) {
  const text = await readFile(`${folder}/${page}`, "utf8");
  const sealed = text.replace(/(?<=<(?:link|script)\b[^>]*\b(?:href|src)=")[^"?]+(?=")/g, (name) => (name in short && !NAMED.test(name) ? `${name}?${short[name]}` : name));
  await writeFile(`${folder}/${page}`, sealed);
}

/** Each file's address, as the page asks for it, and its hash. */
const list = await Promise.all(files.map(async (name) => {
  const named = name.endsWith(".html") || NAMED.test(name) ? name : `${name}?${short[name]}`;
  return [named, `sha256-${(await hash(name)).digest("base64")}`];
}));
await build({
  entryPoints: [fileURLToPath(new URL("../service-worker.js", import.meta.url))],
  outfile: `${folder}/service-worker.js`,
  bundle: true,
  format: "iife",
  minify: true,
  define: { VERSION: JSON.stringify({ id, files: Object.fromEntries(list) }) },
  logLevel: "warning",
});
