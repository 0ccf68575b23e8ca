/**
 * The page's side of the worker that runs Python. Requests of several kinds go to it ("explain", "tokens", …), one at a
 * time and each kind in its turn. Of a kind the newest wins: it replaces one that still waits. A request that runs too
 * long is ended by ending the worker; a fresh one is started at once.
 *
 * @typedef {import("./types.js").Request} Request
 * @typedef {import("./types.js").EngineState} EngineState
 * @typedef {"late" | "fault" | "broken" | "cancelled" | "replaced"} Failure  why there is no answer; "replaced" is no news to anybody
 * @typedef {{answer: any} | {failure: Failure, why: string}} Outcome
 * @typedef {{request: Request, settle: (outcome: Outcome) => void}} Asked
 */

import { language, say } from "./words.js";

/** Seconds that an answer may take; Python is interrupted then, and the worker is ended a little later if it did not stop. */
export const LONGEST = 5;
const GRACE = 1.5;
/** Seconds without any news after which loading counts as failed. */
const STALLED = 30;
/** @type {Outcome} */
const REPLACED = { failure: "replaced", why: "" };

/** The kind of a request. @param {Request} request */
const kindOf = ({ ask = "explain" }) => ask;

export class Engine {
  /** @param {(state: EngineState) => void} listener */
  constructor(listener) {
    this.listener = listener;
    /** @type {EngineState} */
    this.state = { stage: "idle", part: "", loaded: 0, total: 0, why: "" };
    /** @type {Worker | null} */
    this.worker = null;
    /** What waits, one of each kind; the kind that has waited longest comes first. @type {Map<string, Asked>} */
    this.waiting = new Map();
    /** @type {Asked | null} */
    this.running = null;
    this.lastId = 0;
    this.watchdog = 0;
  }

  /** Start Python, or start it again after a failure. */
  start() {
    this.#end();
    if (typeof WebAssembly !== "object") return this.#tell({ stage: "impossible", why: say("engine.no-wasm") });
    this.#tell({ stage: "loading", part: say("engine.start"), loaded: 0, total: 0, why: "" });
    // A worker made from a blob inherits the page's Content-Security-Policy; one made from an address would have none.
    const script = new URL("worker.js", document.baseURI).href;
    const bootstrap = URL.createObjectURL(new Blob([`import ${JSON.stringify(script)};`], { type: "text/javascript" }));
    let modules = false; // a browser that knows module workers reads the option
    const worker = new Worker(bootstrap, { get type() { modules = true; return /** @type {const} */ ("module"); } });
    if (!modules) {
      worker.terminate();
      return this.#tell({ stage: "impossible", why: say("engine.no-worker") });
    }
    this.worker = worker;
    worker.addEventListener("message", ({ data }) => worker === this.worker && this.#hear(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (worker === this.worker) this.#fail(event.message || say("engine.failed"));
    });
    this.#watch(STALLED, () => this.#fail(say("engine.stalled", { seconds: STALLED })));
  }

  /** Ask; a request of the same kind that still waits is replaced. @param {Request} request @returns {Promise<Outcome>} */
  ask(request) {
    return new Promise((settle) => {
      const kind = kindOf(request);
      this.waiting.get(kind)?.settle(REPLACED);
      this.waiting.set(kind, { request, settle });
      this.#next();
    });
  }

  /** Forget the requests of a kind: the one that waits, and the answer to the one that runs. @param {string} kind */
  forget(kind) {
    this.waiting.get(kind)?.settle(REPLACED);
    this.waiting.delete(kind);
    if (this.running && kindOf(this.running.request) === kind) this.running.settle(REPLACED); // a promise settles once
  }

  /** End the request of a kind, at once: with the worker, if that works on it. @param {string} kind */
  cancel(kind) {
    this.waiting.get(kind)?.settle({ failure: "cancelled", why: "" });
    this.waiting.delete(kind);
    if (this.running && kindOf(this.running.request) === kind) this.#replace("cancelled");
  }

  #next() {
    const [next] = this.waiting;
    if (this.state.stage !== "ready" || this.running || !next || !this.worker) return;
    this.waiting.delete(next[0]);
    this.running = next[1];
    this.lastId += 1;
    this.worker.postMessage({ kind: "ask", id: this.lastId, request: JSON.stringify({ ...this.running.request, speak: language() }), seconds: LONGEST });
    this.#watch(LONGEST + GRACE, () => this.#replace("late"));
  }

  /** @param {any} message */
  #hear(message) {
    if (message.kind === "here") {
      this.worker?.postMessage({ kind: "start", base: new URL(".", document.baseURI).href });
    } else if (message.kind === "progress") {
      if (this.state.stage !== "loading") return; // the last bytes may be counted after Python is ready
      this.#watch(STALLED, () => this.#fail(say("engine.stalled", { seconds: STALLED })));
      this.#tell({ stage: "loading", part: say(message.part), loaded: message.loaded, total: message.total });
    } else if (message.kind === "ready") {
      clearTimeout(this.watchdog);
      this.#tell({ stage: "ready" });
      this.#next();
    } else if (message.kind === "failed") {
      this.#fail(message.why);
    } else if (message.kind === "broken") {
      this.#replace("broken");
    } else if (message.kind === "answer" || message.kind === "late" || message.kind === "fault") {
      if (message.id !== this.lastId) return;
      clearTimeout(this.watchdog);
      const running = this.running;
      this.running = null;
      running?.settle(message.kind === "answer" ? { answer: JSON.parse(message.text) } : { failure: message.kind, why: message.why ?? "" });
      this.#next();
    }
  }

  /** End the worker together with the request it could not finish, and start another. @param {Failure} failure */
  #replace(failure) {
    this.running?.settle({ failure, why: "" });
    this.start();
  }

  /** Stop, until a person wants to try again; the request that ran waits for that. @param {string} why */
  #fail(why) {
    const { running } = this;
    this.#end();
    if (running && !this.waiting.has(kindOf(running.request))) this.waiting.set(kindOf(running.request), running);
    else running?.settle(REPLACED);
    this.#tell({ stage: "failed", why });
  }

  #end() {
    clearTimeout(this.watchdog);
    this.worker?.terminate();
    this.worker = null;
    this.running = null;
  }

  /** @param {number} seconds @param {() => void} late */
  #watch(seconds, late) {
    clearTimeout(this.watchdog);
    this.watchdog = window.setTimeout(late, seconds * 1000);
  }

  /** @param {Partial<EngineState>} changes */
  #tell(changes) {
    this.state = { ...this.state, ...changes };
    this.listener(this.state);
  }
}
