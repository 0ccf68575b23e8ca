// Writes the memory of a Python that is ready to answer, as small as it gets:
//   node web/build/snapshot.mjs STDLIB PACKAGES ID TARGET      (ID: eight hexadecimal digits that tell what it was made from)
import crypto from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { loadPyodide } from "pyodide";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { HASH_PLACE, mark, pack } from "../snapshot.js";

const [stdlib, packages, id, target] = process.argv.slice(2);
const near = (name) => fileURLToPath(new URL(name, import.meta.url));

// Every build has the same clock and the same chance, so that it keeps the same memory; a memory that wakes has its own again.
let ticks = 0;
performance.now = () => (ticks += 0.01);
Date.now = () => Math.floor(performance.now());
crypto.randomFillSync = (array) => array.map((_, i) => (array[i] = i * 167 + 13));

/** Bytes before an object, where its place in the collector's list stands. */
const LINKS = 8;
/** Bits in the state of a string: its text follows, is ASCII, was not allocated. */
const [COMPACT, ASCII, STATIC] = [0x20, 0x40, 0x80];
const UNKNOWN = 0xffffffff;

/** The module's own exports, and what it puts into an empty memory. */
let exports;
let image;

const python = await loadPyodide({
  _makeSnapshot: true,
  _sysExecutable: "python",
  stdLibURL: stdlib,
  env: { PYTHONNODEBUGRANGES: "1", PYTHONHASHSEED: "0" },
  jsglobals: {},
  createPyodideModule: (settings) => {
    const instantiate = settings.instantiateWasm;
    settings.instantiateWasm = (imports, done) => instantiate(imports, (instance, module) => {
      ({ exports } = instance);
      const memory = new Uint8Array(exports.memory.buffer);
      image = memory.slice(0, Math.ceil((memory.findLastIndex((byte) => byte !== 0) + 1) / 4) * 4);
      done(instance, module);
    });
    return createPyodideModule(settings);
  },
});
for (const wheel of (await readdir(packages)).filter((name) => name.endsWith(".whl")).sort()) {
  python.FS.writeFile(`/lib/${wheel}`, new Uint8Array(await readFile(`${packages}/${wheel}`)));
  python.pyimport("sys").path.append(`/lib/${wheel}`);
}
python.globals.set("EXAMPLES", await readFile(near("../examples.json"), "utf8"));
python.runPython(await readFile(near("warm.py"), "utf8"), { filename: "warm.py" });
// What stays for ever need not be looked at again: all objects are frozen, in one list.
const frozen = python.runPython("globals().clear(); import gc, sys; gc.collect(); gc.freeze(); id(sys.modules)");
scrub();
const hashed = strings();
const made = python.makeMemorySnapshot();
const [, start] = new Uint32Array(made.buffer, made.byteOffset, 2);
const memory = made.slice(start);
mark(memory, frozen - LINKS, hashed);
const packed = pack(parseInt(id, 16), made.subarray(0, start), image, memory);
await writeFile(target, gzipSync(packed, { level: 9 }));

/** Fill with zeros what nobody reads any more: free blocks, the unused stack, and what lies above the heap. */
function scrub() {
  const bytes = () => new Uint8Array(exports.memory.buffer);
  exports.malloc_set_footprint_limit(exports.malloc_footprint()); // the free blocks, but no new ones
  const taken = [];
  for (let size = 1 << 25; size >= 8; size -= Math.max(8, (size >> 4) & ~7)) {
    for (let block = exports.malloc(size); block; block = exports.malloc(size)) {
      bytes().fill(0, block, block + exports.malloc_usable_size(block));
      taken.push(block);
    }
  }
  taken.forEach((block) => exports.free(block));
  exports.malloc_set_footprint_limit(-1);
  bytes().fill(0, exports.sbrk(0));
  bytes().fill(0, exports.emscripten_stack_get_end(), exports.emscripten_stack_get_current());
}

/**
 * The addresses of all strings that know their hash: what looks like one is one if its hash comes out again. What nobody has
 * ever written, in the word of its state and after its end, becomes 0.
 */
function strings() {
  const [bytes, words] = [new Uint8Array(exports.memory.buffer), new Uint32Array(exports.memory.buffer)];
  const type = exports.PyUnicode_Type.value;
  const found = [];
  for (let at = words.indexOf(type); at !== -1; at = words.indexOf(type, at + 1)) {
    const address = 4 * at - 4;
    const hashed = (address + HASH_PLACE) / 4;
    const [hash, state] = [words[hashed], words[hashed + 1] & 0xff];
    const [text, width] = [address + (state & ASCII ? 20 : 28), state >> 2 & 7];
    const end = text + (words[at + 1] + 1) * width;
    if (hash === UNKNOWN || hash === 0 || !(state & COMPACT) || !width || end > bytes.length) continue; // 0 is the hash of nothing
    words[hashed] = UNKNOWN;
    if (exports.PyObject_Hash(address) >>> 0 !== hash) {
      words[hashed] = hash;
      continue;
    }
    found.push(address);
    words[hashed + 1] = state;
    if (!(state & STATIC)) bytes.fill(0, end, address + exports.malloc_usable_size(address));
  }
  return found;
}
