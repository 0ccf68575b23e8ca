/**
 * The memory of a Python that has started: how it is kept in a file, and put back. A file holds only what differs from
 * what the WebAssembly module itself puts into an empty memory:
 *
 *     numbers    six of 32 bits: what it was made from; how long head, image and memory are in bytes, runs and words in words
 *     head       what Pyodide writes before a memory (its build, the JavaScript objects that Python holds)
 *     runs       for each run of words that differ: how many words are left as they are, how many follow
 *     words      the words of all runs
 *
 * Two kinds of words are known without being kept, and hardly compress: where the neighbours stand in the collector's list of
 * objects (any order will do), and the hashes of strings. Marks stand in their places. That saves an eighth.
 *
 * The build packs (web/build/snapshot.mjs), the worker puts back.
 */

const NUMBERS = 24;
/** Words that may be equal inside a run: a new run costs more. */
const GAP = 8;
/** In the place of a link to the next object of the list; its two lowest bits are those of the link. The link back is 0 but for such bits. */
const LINK = 0x6c696e68;
/** In the place of a string's hash. */
const HASH = 0x68617368;
const BITS = 3;
/** Where in a string its hash stands: after the count of references, the type, and the length. */
export const HASH_PLACE = 12;

/** @param {Uint8Array} bytes @param {number} start @param {number} end */
const words = (bytes, start, end) => new Uint32Array(bytes.buffer, bytes.byteOffset + start, (end - start) >>> 2);

/**
 * Put marks into a memory, in the places of what is made anew when it is put back.
 *
 * @param {Uint8Array} memory
 * @param {number} first  the address of one member of the collector's list: its first word leads to the next, its second back
 * @param {Iterable<number>} strings  the addresses of strings that know their hash
 */
export function mark(memory, first, strings) {
  const now = words(memory, 0, memory.length);
  if (now.some((word) => (word & ~BITS) === LINK || word === HASH)) throw new Error("A mark occurs in the memory: choose another.");
  for (let at = first >>> 2; (now[at] & ~BITS) !== LINK;) {
    const next = (now[at] & ~BITS) >>> 2;
    if ((now[next + 1] & ~BITS) !== 4 * at && (now[next] & ~BITS) !== LINK) throw new Error("This is no list that leads back.");
    now[at] = LINK | now[at] & BITS;
    now[at + 1] &= BITS;
    at = next;
  }
  for (const address of strings) now[address + HASH_PLACE >>> 2] = HASH;
}

/**
 * @param {number} id  tells from what it was made
 * @param {Uint8Array} head
 * @param {Uint8Array} image  what the memory holds from its beginning when it is new; zeros follow
 * @param {Uint8Array} memory
 * @returns {Uint8Array}
 */
export function pack(id, head, image, memory) {
  const [old, now] = [words(image, 0, image.length), words(memory, 0, memory.length)];
  /** @type {number[]} */
  const runs = [];
  /** @type {number[]} */
  const kept = [];
  for (let at = 0, end = 0; ;) {
    while (at < now.length && now[at] === (old[at] ?? 0)) at++;
    if (at === now.length) break;
    let last = at;
    for (let next = at; next < now.length && next - last <= GAP; next++) if (now[next] !== (old[next] ?? 0)) last = next;
    runs.push(at - end, last + 1 - at);
    for (end = last + 1; at < end; at++) kept.push(now[at]);
  }
  const padded = Math.ceil(head.length / 4) * 4;
  const packed = new Uint8Array(NUMBERS + padded + 4 * (runs.length + kept.length));
  words(packed, 0, NUMBERS).set([id, head.length, image.length, memory.length, runs.length, kept.length]);
  packed.set(head, NUMBERS);
  words(packed, NUMBERS + padded, packed.length).set(runs);
  const rest = words(packed, NUMBERS + padded + 4 * runs.length, packed.length);
  kept.forEach((word, i) => { rest[i] = word; });
  return packed;
}

/**
 * Take a packed memory apart; one that is cut short is refused.
 *
 * @param {Uint8Array} packed
 */
export function parts(packed) {
  const [id, head, image, size, runs, kept] = packed.length < NUMBERS ? [] : words(packed, 0, NUMBERS);
  const start = NUMBERS + Math.ceil(head / 4) * 4;
  if (packed.length !== start + 4 * (runs + kept)) throw new Error("The snapshot is not whole.");
  return {
    id, head: packed.subarray(NUMBERS, NUMBERS + head), image, size,
    runs: words(packed, start, start + 4 * runs), kept: words(packed, start + 4 * runs, packed.length),
  };
}

/**
 * Put a memory back into one that is large enough, but for the hashes of strings: they must be worked out before all else.
 *
 * @param {{image: number, size: number, runs: Uint32Array, kept: Uint32Array}} parts
 * @param {Uint8Array} image  what the memory held from its beginning when it was new
 * @param {Uint8Array} memory
 * @returns {number[]}  the addresses of these strings, whose hashes are -1: unknown
 */
export function unpack({ image: length, runs, kept }, image, memory) {
  memory.set(image.subarray(0, length));
  memory.fill(0, length);
  const now = words(memory, 0, memory.length);
  let [at, from] = [0, 0];
  for (let i = 0; i < runs.length; i += 2) {
    at += runs[i];
    now.set(kept.subarray(from, from + runs[i + 1]), at);
    at += runs[i + 1];
    from += runs[i + 1];
  }
  return unmark(now, runs, kept);
}

/** @param {Uint32Array} now @param {Uint32Array} runs @param {Uint32Array} kept */
function unmark(now, runs, kept) {
  /** @type {number[]} */
  const list = [];
  /** @type {number[]} */
  const strings = [];
  for (let i = 0, at = 0, from = 0; i < runs.length; i += 2) {
    at += runs[i];
    for (const end = from + runs[i + 1]; from < end; from++, at++) {
      const word = kept[from];
      if ((word & ~BITS) === LINK) list.push(at);
      else if (word === HASH) {
        now[at] = -1;
        strings.push(4 * at - HASH_PLACE);
      }
    }
  }
  let last = list[list.length - 1];
  for (const at of list) {
    now[last] = 4 * at | now[last] & BITS;
    now[at + 1] |= 4 * last;
    last = at;
  }
  return strings;
}
