/** A fetch that counts the bytes that come, asks for files as this version knows them, and says what could not be had. */

import { addressOf } from "./addresses.js";

/** @typedef {import("./words.js").WordId} WordId */
/** @typedef {(part: WordId, loaded: number, total: number) => void} Progress */

/** What a reader is told while a file is fetched. @type {[RegExp, WordId][]} */
const PARTS = [
  [/\.whl$|snapshot/, "engine.package"],
  [/stdlib/, "engine.library"],
  [/./, "engine.python"],
];
/** Milliseconds between two messages about bytes. */
const PACE = 50;

/**
 * Make such a fetch. The response itself goes on untouched (a browser keeps compiled WebAssembly only for those); the bytes are
 * counted in a copy of it.
 *
 * @param {string} base
 * @param {string[]} expected  the names of the files that will be fetched
 * @param {Progress} tell
 * @returns {{fetch: typeof fetch, missing: Promise<never>}}  `missing` is rejected by the first fetch that fails
 */
export function countedFetch(base, expected, tell) {
  const ordinaryFetch = globalThis.fetch;
  const total = expected.reduce((sum, name) => sum + MADE.files[name].size, 0);
  let loaded = 0;
  let told = 0;
  /** @type {(error: Error) => void} */
  let miss = () => {};
  /** @type {Promise<never>} */
  const missing = new Promise((_, reject) => { miss = reject; });
  missing.catch(() => {}); // it is heard where Python is started

  /** @type {typeof fetch} */
  const counted = async (resource, options) => {
    const name = nameOf(base, resource);
    const response = await ordinaryFetch(name in MADE.files ? addressOf(base, name) : resource, options).catch(() => null);
    if (!response?.ok) {
      const error = new Error(`${name.split("/").at(-1)} could not be fetched${response ? ` (${response.status})` : ""}.`);
      miss(error);
      throw error;
    }
    if (expected.includes(name)) count(name, response.clone());
    return response;
  };

  /** @param {string} name @param {Response} copy */
  async function count(name, copy) {
    const part = PARTS.find(([pattern]) => pattern.test(name))?.[1] ?? "engine.python";
    const reader = copy.body?.getReader();
    try {
      for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
        loaded += chunk.value.length;
        if (loaded < total && performance.now() - told < PACE) continue;
        told = performance.now();
        tell(loaded < total ? part : "engine.wake", Math.min(loaded, total), total);
      }
    } catch { /* whoever uses the response meets the same failure, and reports it */ }
  }
  return { fetch: counted, missing };
}

/** The name of one of our files, or the address as it is. @param {string} base @param {RequestInfo | URL} resource */
const nameOf = (base, resource) => (resource instanceof Request ? resource.url : String(resource)).replace(base, "");
