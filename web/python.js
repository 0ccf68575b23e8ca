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
  const python = await loadPyodide({
    indexURL: `${base}pyodide/`,
    packages: ["whygrad"],
    stdout: () => {},
    stderr: (/** @type {string} */ text) => console.warn(text),
  });
  tell("engine.wake", 1, 1);
  python.setInterruptBuffer(interrupt);
  return python.pyimport("whygrad.document").respond;
}

const ordinaryFetch = self.fetch.bind(self);

/** Fetch, and say which file is missing rather than let something later stumble over it. @param {string} address */
async function fetched(address) {
  /** @type {Response} */
  let response;
  try {
    response = await ordinaryFetch(address);
  } catch {
    throw new Error(`${nameOf(address)} could not be fetched.`);
  }
  if (!response.ok) throw new Error(`${nameOf(address)} could not be fetched (${response.status}).`);
  return response;
}

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
    const address = String(resource instanceof Request ? resource.url : resource);
    const response = await (options ? ordinaryFetch(resource, options) : fetched(address));
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

/** @param {string} address */
const nameOf = (address) => address.slice(address.lastIndexOf("/") + 1);
