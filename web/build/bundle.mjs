// Bundles the page's scripts and styles into a folder: node web/build/bundle.mjs FOLDER
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({
  absWorkingDir: fileURLToPath(new URL("../", import.meta.url)),
  entryPoints: ["main.js", "rules.js", "worker.js", "style.css"],
  outdir: process.argv[2],
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["chrome112", "firefox112", "safari16.4"], // the oldest that Pyodide is tested on
  charset: "utf8",
  legalComments: "linked",
  chunkNames: "[name]-[hash]", // beside the entries, so that addresses relative to a script mean the same in both
  assetNames: "assets/[name]-[hash]",
  external: ["./pyodide/*"],
  // Every browser above reads woff2; the older formats of the same letters stay out.
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".svg": "file", ".png": "file" },
  logLevel: "warning",
});
