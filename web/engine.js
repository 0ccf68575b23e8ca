/**
 * The page's side of the worker that runs Python. Requests of several kinds go to it ("explain", "tokens", …), one at a
 * time and each kind in its turn. Of a kind the newest wins: it replaces one that still waits. A request that runs too
 * long is ended by ending the worker; a fresh one is started at once, from what was kept of the first, or one that stands by
 * takes over.
 *
 * @typedef {import("./types.js").Request} Request
 * @typedef {import("./types.js").EngineState} EngineState
 * @typedef {"late" | "fault" | "broken" | "cancelled" | "replaced"} Failure  why there is no answer; "replaced" is no news to anybody
 * @typedef {{answer: any} | {failure: Failure, why: string}} Outcome
 * @typedef {{request: Request, settle: (outcome: Outcome) => void}} Asked
 */

import { launch, takeBegun, wantedRoute } from "./launch.js";
import { language, say } from "./words.js";

/** Seconds that an answer may take; Python is interrupted then, and the worker is ended a little later if it did not stop. */
export const LONGEST = 5;
const GRACE = 1.5;
/** Seconds without any news after which loading counts as failed. */
const STALLED = 30;
/** Seconds that a memory may take to wake once all has arrived, after which Python is started the ordinary way. */
const WAKING = 15;
/** Milliseconds without a question after which there is time for what only another visit, or an accident, will need. */
const CALM = 2000;
/** Gigabytes that a machine must have for a second Python that stands by. */
const ROOMY = 8;
/** @type {Outcome} */
const REPLACED = { failure: "replaced", why: "" };

/** Do something once the answer is drawn and nothing else is to be done. @param {() => void} work */
const whenIdle = (work) => requestAnimationFrame(() => (window.requestIdleCallback ?? setTimeout)(work));

/** The kind of a request. @param {Request} request */
const kindOf = ({ ask = "explain" }) => ask;

export class Engine {
  /** @param {(state: EngineState) => void} listener @param {() => void} [calm]  called once, when nothing has been asked for a while */
  constructor(listener, calm = () => {}) {
    this.listener = listener;
    this.calm = calm;
    /** @type {EngineState} */
    this.state = { stage: "idle", part: "", loaded: 0, total: 0, why: "" };
    /** How Python is started. @type {import("./launch.js").Route} */
    this.route = wantedRoute();
    /** What makes a start quick, and serves again. @type {import("./launch.js").Keeping} */
    this.kept = null;
    /** @type {Worker | null} */
    this.worker = null;
    /** A worker that stands by. @type {{worker: Worker, ready: boolean} | null} */
    this.spare = null;
    /** What waits, one of each kind; the kind that has waited longest comes first. @type {Map<string, Asked>} */
    this.waiting = new Map();
    /** @type {Asked | null} */
    this.running = null;
    /** The worker that was told that there is time. @type {Worker | null} */
    this.rested = null;
    this.lastId = 0;
    this.watchdog = 0;
    this.calming = 0;
  }

  /** Start Python, or start it again after a failure. */
  start() {
    this.#end();
    if (typeof WebAssembly !== "object") return this.#tell({ stage: "impossible", why: say("engine.no-wasm") });
    this.#tell({ stage: "loading", part: say("engine.start"), loaded: 0, total: 0, why: "" });
    this.worker = this.#launch();
    if (!this.worker) return this.#tell({ stage: "impossible", why: say("engine.no-worker") });
    this.#watch(STALLED, () => this.#fail(say("engine.stalled", { seconds: STALLED })));
  }

  /** Make a worker that starts Python: the one that answers, or one that stands by. */
  #launch() {
    /** @param {Worker} worker @param {any} message */
    const hear = (worker, message) => {
      if (worker === this.worker) this.#hear(message);
      else if (worker !== this.spare?.worker) return;
      else if (message.kind === "ready") this.spare.ready = true;
      else if (message.kind === "failed") this.#dropSpare();
    };
    /** @param {Worker} worker @param {string} why */
    const fail = (worker, why) => {
      if (worker === this.worker) this.#fail(why || say("engine.failed"));
      else if (worker === this.spare?.worker) this.#dropSpare();
    };
    const launched = takeBegun(hear, fail) ?? launch({ route: this.route, kept: this.kept }, hear, fail);
    this.kept = launched?.kept ?? null;
    this.kept?.catch(() => { this.kept = null; });
    return launched?.worker ?? null;
  }

  /** Have a second worker stand by, where there is room. */
  #standBy() {
    if (this.spare || !(/** @type {any} */ (navigator).deviceMemory >= ROOMY)) return;
    const worker = this.#launch();
    this.spare = worker && { worker, ready: false };
  }

  #dropSpare() {
    this.spare?.worker.terminate();
    this.spare = null;
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
    const explain = this.lastId === 0 ? this.waiting.get("explain") : null; // the first answer comes before what decorates it
    const [next] = explain ? [/** @type {const} */ (["explain", explain])] : this.waiting;
    if (this.state.stage !== "ready" || this.running || !next || !this.worker) return;
    this.waiting.delete(next[0]);
    this.running = next[1];
    this.lastId += 1;
    this.worker.postMessage({ kind: "ask", id: this.lastId, request: JSON.stringify({ ...this.running.request, speak: language() }), seconds: LONGEST });
    this.#watch(LONGEST + GRACE, () => this.#replace("late"));
  }

  /** @param {any} message */
  #hear(message) {
    if (message.kind === "progress") {
      if (this.state.stage !== "loading") return; // the last bytes may be counted after Python is ready
      if (message.part === "engine.wake" && this.route === "snapshot") this.#watch(WAKING, () => this.#startOrdinary());
      else this.#watch(STALLED, () => this.#fail(say("engine.stalled", { seconds: STALLED })));
      this.#tell({ stage: "loading", part: say(message.part), loaded: message.loaded, total: message.total });
    } else if (message.kind === "ready") {
      this.route = message.route;
      if (this.route === "ordinary") this.kept = null;
      this.#ready();
    } else if (message.kind === "mixed") {
      this.#fail(say("engine.mixed"));
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
      if (!this.running) this.#rest();
    }
  }

  #ready() {
    clearTimeout(this.watchdog);
    this.state = { ...this.state, stage: "ready" };
    this.#next(); // Python works while the page is drawn
    this.listener(this.state);
    if (!this.running) this.#rest();
  }

  /** There is time for what the next question may need, and after a while for the rest. */
  #rest() {
    const { worker } = this;
    if (worker && this.rested !== worker) {
      this.rested = worker;
      whenIdle(() => worker === this.worker && worker.postMessage({ kind: "complete" }));
    }
    clearTimeout(this.calming);
    this.calming = window.setTimeout(() => {
      if (this.running || this.state.stage !== "ready") return; // there is another rest after that
      if (this.kept) this.#standBy();
      this.calm();
      this.calm = () => {};
    }, CALM);
  }

  /** End the worker together with the request it could not finish, and go on with another. @param {Failure} failure */
  #replace(failure) {
    this.running?.settle({ failure, why: "" });
    const { spare } = this;
    if (!spare?.ready) return this.start();
    this.#end();
    this.spare = null; // another is made when there is time
    this.worker = spare.worker;
    this.#ready();
  }

  #startOrdinary() {
    this.route = "ordinary";
    this.kept = null;
    this.#dropSpare();
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
