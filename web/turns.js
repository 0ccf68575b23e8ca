/** Work done piece by piece, each in a task of its own, so that keys and pointers are served in between. */

export class Turns {
  /** What is still to be done, that which has waited longest first. @type {Set<string>} */
  #waiting = new Set();
  #channel = new MessageChannel();

  /** @param {(piece: string) => void} work @param {() => void} done  called when nothing is left */
  constructor(work, done) {
    this.#channel.port1.onmessage = () => {
      const [piece] = this.#waiting;
      if (piece === undefined) return;
      this.#waiting.delete(piece);
      if (this.#waiting.size) this.#channel.port2.postMessage(null);
      work(piece);
      if (!this.#waiting.size) done();
    };
  }

  get idle() {
    return this.#waiting.size === 0;
  }

  /** Have pieces done; one that waits already keeps its place. @param {Iterable<string>} pieces */
  take(pieces) {
    const idle = this.idle;
    for (const piece of pieces) this.#waiting.add(piece);
    if (idle && !this.idle) this.#channel.port2.postMessage(null);
  }
}
