/**
 * The quick way to a Python that is ready: put the memory of one that was started by the build into an instance that has
 * not started. Pyodide can do that (its option `_loadSnapshot`), but reads the whole memory before it starts to compile, and
 * cannot hold more than an instance has at its beginning; so it is given an empty one, and the real one takes its place.
 */

import { addressOf } from "./addresses.js";
import { parts, unpack } from "./snapshot.js";

/** @typedef {{module: WebAssembly.Module, memory: Uint8Array}} Kept  what makes another start much quicker */

const FILES = { snapshot: "pyodide/snapshot.bin", program: "pyodide/pyodide.asm.wasm", library: "pyodide/python_stdlib.zip" };
/** Our own package, for the modules that the first answer does not need. */
const PACKAGE = Object.keys(MADE.files).find((name) => /whygrad-.*\.whl$/.test(name)) ?? "";

/** The files of this way. */
export const RESTORED = [FILES.program, FILES.snapshot];

/**
 * @param {string} base
 * @param {Kept | null} kept
 * @param {object} options  more options for Pyodide
 */
export async function restorePython(base, kept, options) {
  const bring = self.fetch; // the worker's own is gone once code of others may run
  const memory = kept ? kept.memory : fetch(base + FILES.snapshot).then(unzipped);
  const program = kept ? kept.module : WebAssembly.compileStreaming(fetch(base + FILES.program));
  const found = Promise.all([program, memory]);
  found.catch(() => {}); // it is heard below
  const [{ loadPyodide }, { default: createModule }] = await Promise.all(
    ["pyodide.mjs", "pyodide.asm.mjs"].map((name) => import(addressOf(base, `pyodide/${name}`))),
  );
  const [module, packed] = await found;
  const python = await withoutFiles(base, () => loadPyodide({
    ...options,
    indexURL: `${base}pyodide/`,
    lockFileContents: {}, // what it must say is known later
    _loadSnapshot: new Uint8Array(),
    createPyodideModule: (/** @type {any} */ settings) => restored(createModule, settings, module, parts(packed)),
  }));
  python.pyimport("random").seed(); // or everybody would draw the same numbers
  return { python, kept: { module, memory: packed }, complete: () => bringFiles((name) => bring(addressOf(base, name)), python) };
}

/** @param {Response} response */
async function unzipped(response) {
  if (!response.body) throw new Error("The snapshot is empty.");
  return new Uint8Array(await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
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
 * @param {(settings: object) => Promise<any>} createModule  Pyodide's own
 * @param {any} settings
 * @param {WebAssembly.Module} module
 * @param {ReturnType<typeof parts>} snapshot
 */
async function restored(createModule, settings, module, snapshot) {
  if (snapshot.id !== MADE.snapshot) throw new Error("The snapshot belongs to another version.");
  const none = Symbol("no value");
  /** @type {any} */
  let exports;
  let image = new Uint8Array();
  const { API } = settings;
  API.lockFilePromise = Promise.resolve({ info: { get abi_version() { return API.abiVersion; } }, packages: {} });
  const made = await new Promise((resolve, reject) => {
    settings.instantiateWasm = (/** @type {any} */ imports, /** @type {Function} */ done) => {
      Object.assign(imports.env, { Jsv_GetError_import: () => none, JsvError_Check: (/** @type {unknown} */ value) => value === none });
      WebAssembly.instantiate(module, imports).then((instance) => {
        ({ exports } = instance);
        image = new Uint8Array(exports.memory.buffer).slice(0, snapshot.image);
        done(instance, module);
      }).catch(reject);
      return {};
    };
    createModule(settings).then(resolve, reject);
  });
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
