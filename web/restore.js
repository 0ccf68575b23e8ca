/**
 * The quick way to a Python that is ready: put the memory of one that was started by the build into an instance that has
 * not started. Pyodide can do that (its option `_loadSnapshot`), but reads the whole memory before it starts to compile, and
 * cannot hold more than an instance has at its beginning; so it is given an empty one, and the real one takes its place.
 */

import { addressOf } from "./addresses.js";
import { SCRIPTS } from "./kept.js";
import { parts, unpack } from "./snapshot.js";

const FILES = { program: "pyodide/pyodide.asm.wasm", library: "pyodide/python_stdlib.zip" };
/** Our own package, for the modules that the first answer does not need. */
const PACKAGE = Object.keys(MADE.files).find((name) => /whygrad-.*\.whl$/.test(name)) ?? "";

/**
 * @param {string} base
 * @param {Promise<import("./kept.js").Kept>} kept
 * @param {object} options  more options for Pyodide
 */
export async function restorePython(base, kept, options) {
  const bring = self.fetch; // the worker's own is gone once code of others may run
  const [{ loadPyodide }, { default: createModule }] = await Promise.all(
    SCRIPTS.map((name) => import(addressOf(base, name))),
  );
  const python = await withoutFiles(base, () => loadPyodide({
    ...options,
    indexURL: `${base}pyodide/`,
    lockFileContents: {}, // what it must say is known later
    _loadSnapshot: new Uint8Array(),
    createPyodideModule: (/** @type {any} */ settings) => restored(createModule, settings, kept),
  }));
  python.pyimport("random").seed(); // or everybody would draw the same numbers
  return { python, complete: () => bringFiles((name) => bring(addressOf(base, name)), python) };
}

/**
 * Pyodide fetches its program and its library before it makes the module; here it needs neither, and gets nothing.
 *
 * @template T
 * @param {string} base
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withoutFiles(base, work) {
  const { fetch } = self;
  const none = [base + FILES.program, base + FILES.library];
  self.fetch = async (resource, options) => (none.includes(String(resource)) ? new Response() : fetch(resource, options));
  try {
    return await work();
  } finally {
    self.fetch = fetch;
  }
}

/**
 * Do without what costs a browser much while Pyodide's module is made, and serves nobody here: the places of hundreds of errors
 * that are met and handled; a shared memory, of which a page that may not share is warned, with the place in the whole script;
 * one and the same small program compiled for each of hundreds of functions.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function sparing(work) {
  const usual = { Module: WebAssembly.Module, Memory: WebAssembly.Memory };
  const errors = /** @type {{stackTraceLimit?: number}} */ (Error); // where a browser has it
  const { stackTraceLimit } = errors;
  /** @type {Map<string, WebAssembly.Module>} */
  const compiled = new Map();
  const Module = new Proxy(usual.Module, { construct(_, [program]) {
    const name = program.join();
    const found = compiled.get(name) ?? new usual.Module(program);
    compiled.set(name, found);
    return found;
  } });
  const Memory = new Proxy(usual.Memory, { construct: (_, [{ shared, ...limits }]) => new usual.Memory(limits) });
  errors.stackTraceLimit = 0;
  Object.assign(WebAssembly, { Module, Memory });
  try {
    return await work();
  } finally {
    errors.stackTraceLimit = stackTraceLimit;
    Object.assign(WebAssembly, usual);
  }
}

/**
 * @param {(settings: object) => Promise<any>} createModule  Pyodide's own
 * @param {any} settings
 * @param {Promise<import("./kept.js").Kept>} kept  the module does what it can before this has come
 */
async function restored(createModule, settings, kept) {
  /** @type {ReturnType<typeof parts>} */
  let snapshot;
  const none = Symbol("no value");
  /** @type {any} */
  let exports;
  let image = new Uint8Array();
  const { API } = settings;
  API.lockFilePromise = Promise.resolve({ info: { get abi_version() { return API.abiVersion; } }, packages: {} });
  const made = await sparing(() => new Promise((resolve, reject) => {
    settings.instantiateWasm = (/** @type {any} */ imports, /** @type {Function} */ done) => {
      Object.assign(imports.env, { Jsv_GetError_import: () => none, JsvError_Check: (/** @type {unknown} */ value) => value === none });
      kept.then(async ({ module, memory }) => {
        snapshot = parts(memory);
        if (snapshot.id !== MADE.snapshot) throw new Error("The snapshot belongs to another version.");
        const instance = await WebAssembly.instantiate(module, imports);
        ({ exports } = instance);
        image = new Uint8Array(exports.memory.buffer).slice(0, snapshot.image);
        done(instance, module);
      }).catch(reject);
      return {};
    };
    createModule(settings).then(resolve, reject);
  }));
  const { restoreSnapshot } = API;
  API.restoreSnapshot = () => {
    if (made.HEAPU8.length < snapshot.size) made._emscripten_resize_heap(snapshot.size);
    // The place of a function that this browser may have, or not, unlike the one that made the snapshot.
    const place = exports._PyRuntime.value + made.HEAP32[exports._PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET.value >> 2] >> 2;
    const trampoline = made.HEAP32[place];
    const strings = unpack(snapshot, image, made.HEAPU8);
    made.HEAP32[place] = trampoline;
    strings.forEach(exports.PyObject_Hash);
    return restoreSnapshot(snapshot.head); // which checks that it belongs to this Pyodide
  };
  return made;
}

/**
 * Bring the library and our package, for modules that nothing has imported yet: they must be the very files that the snapshot knows.
 *
 * @param {(name: string) => Promise<Response>} bring @param {any} python
 */
async function bringFiles(bring, python) {
  const [major, minor] = python._api.pyVersionTuple;
  const places = { [FILES.library]: `/lib/python${major}${minor}.zip`, [PACKAGE]: PACKAGE.replace("pyodide", "/lib") };
  await Promise.all(Object.entries(places).map(async ([name, place]) => {
    const bytes = new Uint8Array(await (await bring(name)).arrayBuffer());
    if (bytes.length !== MADE.files[name].size) throw new Error("The library belongs to another version.");
    python.FS.writeFile(place, bytes);
  }));
}
