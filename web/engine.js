/**
 * The page's side of the worker that runs Python. One question is out at a time and the newest wins: a question asked
 * while another is being worked out waits, and replaces any that waited before it. A question that runs too long is
 * ended by ending the worker; a fresh one is started at once.
 *
 * @typedef {import("./types.js").Question} Question
 * @typedef {import("./types.js").EngineState} EngineState
 * @typedef {{question: Question, text: string} | {question: Question, failure: Failure, why: string}} Reply
 * @typedef {"late" | "fault" | "broken"} Failure
 */

import { say } from "./words.js";

/** Seconds that a question may take; Python is interrupted then, and the worker is ended a little later if it did not stop. */
export const LONGEST = 5;
const GRACE = 1.5;
/** Seconds without any news after which loading counts as failed. */
const STALLED = 30;

export class Engine {
  /** @param {{state: (state: EngineState) => void, reply: (reply: Reply) => void}} listeners */
  constructor(listeners) {
    this.listeners = listeners;
    /** @type {EngineState} */
    this.state = { stage: "idle", part: "", loaded: 0, total: 0, why: "" };
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Question | null} */
    this.waiting = null;
    /** @type {{id: number, question: Question} | null} */
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

  /** Ask a question; any that still waits is forgotten. @param {Question} question */
  ask(question) {
    this.waiting = question;
    this.#next();
  }

  /** Forget the question that waits, if there is one, and take no answer to the one that runs. */
  forget() {
    this.waiting = null;
    if (this.running) this.running = { ...this.running, id: -1 };
  }

  #next() {
    if (this.state.stage !== "ready" || this.running || !this.waiting || !this.worker) return;
    const question = this.waiting;
    this.waiting = null;
    this.lastId += 1;
    this.running = { id: this.lastId, question };
    this.worker.postMessage({ kind: "ask", id: this.lastId, request: JSON.stringify(question), seconds: LONGEST });
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
      clearTimeout(this.watchdog);
      const running = this.running;
      this.running = null;
      if (running && running.id === message.id) {
        const { question } = running;
        this.listeners.reply(message.kind === "answer" ? { question, text: message.text }
          : { question, failure: message.kind, why: message.why ?? "" });
      }
      this.#next();
    }
  }

  /** End the worker together with the question it could not finish, and start another. @param {Failure} failure */
  #replace(failure) {
    const running = this.running;
    if (running && running.id !== -1) this.listeners.reply({ question: running.question, failure, why: "" });
    this.start();
  }

  /** @param {string} why */
  #fail(why) {
    const unanswered = this.running && this.running.id !== -1 ? this.running.question : null;
    this.#end();
    this.waiting ??= unanswered;
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
    this.listeners.state(this.state);
  }
}
