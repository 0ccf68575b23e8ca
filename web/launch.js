/** Starting a worker, so that it is bound by the page's policy, and giving it what it needs. */

import { addressOf, ownScript } from "./addresses.js";
import { SCRIPTS, bringKept } from "./kept.js";

/** @typedef {"snapshot" | "ordinary"} Route  how Python is started */
/** @typedef {Promise<import("./kept.js").Kept> | null} Keeping  what makes a start quick, and serves again */
/** @typedef {(worker: Worker, message: any) => void} Hear @typedef {(worker: Worker, why: string) => void} Fail */
/** @typedef {{worker: Worker, kept: Keeping}} Launched */

/** How Python is started, as the address of the page wants it. @returns {Route} */
export const wantedRoute = () => (new URLSearchParams(location.search).get("start") === "ordinary" ? "ordinary" : "snapshot");

/**
 * Make a worker that starts Python, or null where the browser cannot. A worker made from a blob inherits the page's
 * Content-Security-Policy; one made from an address would have none.
 *
 * @param {{route: Route, kept: Keeping}} wanted @param {Hear} hear @param {Fail} fail @returns {Launched | null}
 */
export function launch({ route, kept }, hear, fail) {
  const base = new URL(".", document.baseURI).href;
  // Pyodide's own scripts are imported at once, too, where the worker will want them as this version knows them.
  const scripts = ["worker.js", ...(route === "snapshot" ? SCRIPTS : [])].map((name) => `import ${JSON.stringify(addressOf(base, name))};`);
  const bootstrap = URL.createObjectURL(new Blob(scripts, { type: "text/javascript" }));
  let modules = false; // a browser that knows module workers reads the option
  const worker = new Worker(ownScript(bootstrap), { get type() { modules = true; return /** @type {const} */ ("module"); } });
  if (!modules) {
    worker.terminate();
    return null;
  }
  worker.addEventListener("message", () => URL.revokeObjectURL(bootstrap), { once: true });
  worker.addEventListener("message", ({ data }) => hear(worker, data));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    fail(worker, event.message);
  });
  worker.postMessage({ kind: "start", version: MADE.id, base, route });
  if (route === "ordinary") return { worker, kept: null };
  // The page fetches and unpacks while the worker is busy with Pyodide's scripts: so two threads share the work.
  const keeping = kept ?? bringKept(base, (part, loaded, total) => hear(worker, { kind: "progress", part, loaded, total }));
  keeping.then((found) => worker.postMessage({ kind: "kept", kept: found }), ({ message }) => worker.postMessage({ kind: "kept", why: message }));
  return { worker, kept: keeping };
}

/** Take the worker that early.js has begun, if there is one. @param {Hear} hear @param {Fail} fail @returns {Launched | undefined} */
export function takeBegun(hear, fail) {
  const { whygradBegun } = window;
  delete window.whygradBegun;
  return whygradBegun?.(hear, fail);
}
