/** Starting a worker so that it is bound by the page's policy. */

import { addressOf, ownScript } from "./addresses.js";

/** @typedef {{route: "snapshot" | "ordinary", kept: import("./restore.js").Kept | null}} Wanted  how Python is to be started */
/** @typedef {(worker: Worker, message: any) => void} Hear @typedef {(worker: Worker, why: string) => void} Fail */

/** How Python is started, as the address of the page wants it. */
export const wantedRoute = () => (new URLSearchParams(location.search).get("start") === "ordinary" ? "ordinary" : "snapshot");

/**
 * Make a worker that starts Python, or null where the browser cannot. A worker made from a blob inherits the page's
 * Content-Security-Policy; one made from an address would have none.
 *
 * @param {Wanted} wanted @param {Hear} hear @param {Fail} fail
 */
export function launch(wanted, hear, fail) {
  const base = new URL(".", document.baseURI).href;
  const bootstrap = URL.createObjectURL(new Blob([`import ${JSON.stringify(addressOf(base, "worker.js"))};`], { type: "text/javascript" }));
  let modules = false; // a browser that knows module workers reads the option
  const worker = new Worker(ownScript(bootstrap), { get type() { modules = true; return /** @type {const} */ ("module"); } });
  if (!modules) {
    worker.terminate();
    return null;
  }
  worker.addEventListener("message", ({ data }) => {
    if (data.kind !== "here") return hear(worker, data);
    URL.revokeObjectURL(bootstrap);
    worker.postMessage({ kind: "start", version: MADE.id, base, ...wanted });
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    fail(worker, event.message);
  });
  return worker;
}

/** A worker that was begun before there was anybody to hear it. @type {{worker: Worker, take: (hear: Hear, fail: Fail) => void} | null} */
let begun = null;
let late = false; // somebody has asked for it already, and made one

/** Begin a worker now; what it says is kept until somebody takes it. */
export function begin() {
  if (late) return;
  /** @type {((hear: Hear, fail: Fail) => void)[]} */
  const said = [];
  /** @type {{hear: Hear, fail: Fail} | null} */
  let listener = null;
  /** @param {(hear: Hear, fail: Fail) => void} tell */
  const pass = (tell) => (listener ? tell(listener.hear, listener.fail) : said.push(tell));
  const worker = launch({ route: wantedRoute(), kept: null },
    (from, message) => pass((hear) => hear(from, message)), (from, why) => pass((_, fail) => fail(from, why)));
  begun = worker && { worker, take: (hear, fail) => {
    listener = { hear, fail };
    queueMicrotask(() => said.forEach((tell) => tell(hear, fail))); // once whoever takes it knows which worker it is
  } };
}

/** Take the worker that was begun, if there is one. @param {Hear} hear @param {Fail} fail */
export function takeBegun(hear, fail) {
  const taken = begun;
  begun = null;
  late = true;
  taken?.take(hear, fail);
  return taken?.worker ?? null;
}
