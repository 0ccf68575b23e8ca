/**
 * Starting Python in the worker: fetch what it is made of, telling how many bytes have come, import whygrad, and hand
 * back its one function.
 */

/** @typedef {(part: import("./words.js").WordId, loaded: number, total: number) => void} Progress */
