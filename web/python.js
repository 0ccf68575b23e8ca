/**
 * Starting Python in the worker, on one of two ways: from its memory as the build has kept it, which is quick, or as Pyodide
 * documents it, which takes over where the quick way fails.
 */

import { addressOf } from "./addresses.js";
import { countFetches } from "./fetching.js";
import { RESTORED, restorePython } from "./restore.js";

/** @typedef {import("./restore.js").Kept} Kept */
/**
 * @typedef {object} Started
 * @property {(request: string) => string} respond  whygrad's one function
 * @property {Kept | null} kept  what makes another start much quicker
 * @property {(() => Promise<void>) | null} complete  brings what was left out to start sooner
 */

/** The files of the ordinary way. */
const ORDINARY = Object.keys(MADE.files).filter((name) => /^pyodide\/.*\.(wasm|zip|whl|json)$/.test(name));

/**
 * @param {{base: string, route: "snapshot" | "ordinary", kept: Kept | null}} wanted
 * @param {object} interrupt what Python looks at to see whether it is to stop
 * @param {import("./fetching.js").Progress} tell
 * @returns {Promise<Started>}
 */
export async function startPython({ base, route, kept }, interrupt, tell) {
  const options = { jsglobals: {}, stdout: () => {}, stderr: (/** @type {string} */ text) => console.warn(text) };
  /** @param {any} python @param {Pick<Started, "kept" | "complete">} more @returns {Started} */
  const ready = (python, { kept, complete }) => {
    python.setInterruptBuffer(interrupt);
    return { respond: python.pyimport("whygrad.respond").respond, kept, complete };
  };
  if (route === "snapshot") {
    try {
      const { missing } = countFetches(base, kept ? [] : RESTORED, tell);
      const { python, ...more } = await Promise.race([missing, restorePython(base, kept, options)]);
      return ready(python, more);
    } catch (error) {
      console.warn(error);
    }
  }
  const { missing } = countFetches(base, ORDINARY, tell);
  const { loadPyodide } = await import(addressOf(base, "pyodide/pyodide.mjs"));
  // Where a file cannot be had, Pyodide names no cause, or waits for ever: the fetch that failed first is the reason.
  return ready(await Promise.race([missing, loadPyodide({ ...options, indexURL: `${base}pyodide/`, packages: ["whygrad"] })]), { kept: null, complete: null });
}
