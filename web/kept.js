/** What makes a start quick: Pyodide's program, compiled, and the memory of a Python that is ready, as the build has kept it. */

import { countedFetch } from "./fetching.js";

/** @typedef {{module: WebAssembly.Module, memory: Uint8Array}} Kept */

/** The scripts of the quick way. */
export const SCRIPTS = ["pyodide/pyodide.mjs", "pyodide/pyodide.asm.mjs"];
const [PROGRAM, SNAPSHOT] = ["pyodide/pyodide.asm.wasm", "pyodide/snapshot.bin"];

/** @param {string} base @param {import("./fetching.js").Progress} tell @returns {Promise<Kept>} */
export async function bringKept(base, tell) {
  const { fetch } = countedFetch(base, [PROGRAM, SNAPSHOT], tell);
  const unzipping = fetch(base + SNAPSHOT).then(unzipped); // first, for it is the browser that unpacks the other, at the cost of all else
  const [module, memory] = await Promise.all([WebAssembly.compileStreaming(fetch(base + PROGRAM)), unzipping]);
  return { module, memory };
}

/** @param {Response} response */
async function unzipped(response) {
  if (!response.body) throw new Error("The snapshot is empty.");
  return new Uint8Array(await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}
