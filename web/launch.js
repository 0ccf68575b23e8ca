/** Starting a worker so that it is bound by the page's policy. */

import { addressOf, ownScript } from "./addresses.js";

/**
 * Make a worker, or null where the browser cannot. A worker made from a blob inherits the page's Content-Security-Policy; one
 * made from an address would have none.
 *
 * @param {(worker: Worker, message: any) => void} hear
 * @param {(worker: Worker, why: string) => void} fail
 */
export function launch(hear, fail) {
  const script = addressOf(new URL(".", document.baseURI).href, "worker.js");
  const bootstrap = URL.createObjectURL(new Blob([`import ${JSON.stringify(script)};`], { type: "text/javascript" }));
  let modules = false; // a browser that knows module workers reads the option
  const worker = new Worker(ownScript(bootstrap), { get type() { modules = true; return /** @type {const} */ ("module"); } });
  if (!modules) {
    worker.terminate();
    return null;
  }
  worker.addEventListener("message", ({ data }) => {
    if (data.kind === "here") URL.revokeObjectURL(bootstrap);
    hear(worker, data);
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    fail(worker, event.message);
  });
  return worker;
}
