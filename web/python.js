/**
 * Starting Python in the worker, on one of two ways: from its memory as the build has kept it, which is quick, or as Pyodide
 * documents it, which takes over where the quick way fails.
 */

import { addressOf } from "./addresses.js";
import { countedFetch } from "./fetching.js";
import { restorePython } from "./restore.js";

/**
 * @typedef {object} Started
 * @property {(request: string) => string} respond  whygrad's one function
 * @property {(() => Promise<void>) | null} complete  brings what was left out to start sooner
 */

/** The files of the ordinary way. */
const ORDINARY = Object.keys(MADE.files).filter((name) => /^pyodide\/.*\.(wasm|zip|whl|json)$/.test(name));

/**
 * @param {{base: string, route: import("./launch.js").Route, kept: Promise<import("./kept.js").Kept>}} wanted
 * @param {object} interrupt what Python looks at to see whether it is to stop
 * @param {import("./fetching.js").Progress} tell
 * @returns {Promise<Started>}
 */
export async function startPython({ base, route, kept }, interrupt, tell) {
  const options = { jsglobals: {}, stdout: () => {}, stderr: (/** @type {string} */ text) => console.warn(text) };
  /** @param {any} python @param {Started["complete"]} complete @returns {Started} */
  const ready = (python, complete = null) => {
    python.setInterruptBuffer(interrupt);
    return { respond: python.pyimport("whygrad.respond").respond, complete };
  };
  if (route === "snapshot") {
    try {
      const { python, complete } = await restorePython(base, kept, options);
      return ready(python, complete);
    } catch (error) {
      console.warn(error);
    }
  }
  const { fetch, missing } = countedFetch(base, ORDINARY, tell);
  self.fetch = fetch; // Pyodide calls it
  const { loadPyodide } = await import(addressOf(base, "pyodide/pyodide.mjs"));
  // Where a file cannot be had, Pyodide names no cause, or waits for ever: the fetch that failed first is the reason.
  return ready(await Promise.race([missing, loadPyodide({ ...options, indexURL: `${base}pyodide/`, packages: ["whygrad"] })]));
}
