/**
 * Starting Python in the worker: fetch what it is made of, telling how many bytes have come, import whygrad, and hand
 * back its one function.
 */

/** @typedef {import("./words.js").WordId} WordId */
/** @typedef {(part: WordId, loaded: number, total: number) => void} Progress */

/** What a reader is told while a file is fetched. @type {[RegExp, WordId][]} */
const PARTS = [
  [/\.whl$/, "engine.package"],
  [/stdlib/, "engine.library"],
  [/./, "engine.python"],
];
/** Milliseconds between two messages about bytes. */
const PACE = 50;

/**
 * @param {string} base the address of the page's folder
 * @param {object} interrupt what Python looks at to see whether it is to stop
 * @param {Progress} tell
 * @returns {Promise<(request: string) => string>}
 */
export async function startPython(base, interrupt, tell) {
  tell("engine.page", 0, 0);
  const build = await fetched(`${base}build.json`);
  /** @type {Record<string, number>} */
  const sizes = (await build.json()).files;
  self.fetch = counting(base, sizes, tell);
  const { loadPyodide } = await import(`${base}pyodide/pyodide.mjs`);
  // Where a file cannot be had, Pyodide names no cause, or waits for ever: the fetch that failed first is the reason.
  const python = await Promise.race([missing, loadPyodide({
    indexURL: `${base}pyodide/`,
    packages: ["whygrad"],
    stdout: () => {},
    stderr: (/** @type {string} */ text) => console.warn(text),
  })]);
  tell("engine.wake", 1, 1);
  python.setInterruptBuffer(interrupt);
  return python.pyimport("whygrad.respond").respond;
}

const ordinaryFetch = self.fetch.bind(self);
/** @type {(error: Error) => void} */
let miss = () => {};
/** Rejected by the first fetch that fails. @type {Promise<never>} */
const missing = new Promise((_, reject) => { miss = reject; });
missing.catch(() => {}); // it is heard where Python is started

/** Fetch, and say what could not be had. @param {RequestInfo | URL} resource @param {RequestInit} [options] */
async function fetched(resource, options) {
  const response = await ordinaryFetch(resource, options).catch(() => null);
  if (response?.ok) return response;
  const name = addressOf(resource).split("/").at(-1);
  const error = new Error(`${name} could not be fetched${response ? ` (${response.status})` : ""}.`);
  miss(error);
  throw error;
}

/** @param {RequestInfo | URL} resource */
const addressOf = (resource) => (resource instanceof Request ? resource.url : String(resource));

/**
 * A fetch that counts. The response itself goes on untouched (a browser keeps compiled WebAssembly only for those);
 * the bytes are counted in a copy of it.
 *
 * @param {string} base
 * @param {Record<string, number>} sizes
 * @param {Progress} tell
 * @returns {typeof fetch}
 */
function counting(base, sizes, tell) {
  const total = Object.entries(sizes).reduce((sum, [file, size]) => (file.endsWith(".mjs") ? sum : sum + size), 0);
  let loaded = 0;
  let told = 0;
  return async (resource, options) => {
    const address = addressOf(resource);
    const response = await fetched(resource, options);
    const part = PARTS.find(([pattern]) => pattern.test(address))?.[1] ?? "engine.python";
    if (response.body && address.startsWith(base)) {
      const reader = response.clone().body?.getReader();
      (async () => {
        for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
          loaded += chunk.value.length;
          if (performance.now() - told < PACE) continue;
          told = performance.now();
          tell(part, Math.min(loaded, total), total);
        }
      })().catch(() => {}); // whoever uses the response meets the same failure, and reports it
    }
    return response;
  };
}
