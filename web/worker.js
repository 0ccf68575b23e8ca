/**
 * The worker: starts Python, then answers one JSON string with another. Messages to it: `start`, `kept` (what makes that quick, or
 * why it could not be had), `complete` (there is time for what was left out to start sooner), `ask`; messages from it: `progress`,
 * `ready`, `mixed` (the page is of another version), `failed`, `answer`, `late` (the deadline passed), `fault` (an exception that
 * whygrad should have caught) and `broken` (the interpreter is gone).
 */

import { shutDoors } from "./doors.js";
import { startPython } from "./python.js";

/** @typedef {import("./kept.js").Kept} Kept */

/** @type {import("./python.js").Started | null} */
let python = null;
/** Settled when nothing of Python is left out any more. @type {Promise<void> | null} */
let completed = null;
/** Settled when the page has brought what makes a start quick. @type {(message: {kept?: Kept, why: string}) => void} */
let take = () => {};
/** @type {Promise<Kept>} */
const kept = new Promise((found, missed) => { take = ({ kept, why }) => (kept ? found(kept) : missed(new Error(why))); });
kept.catch(() => {}); // it is heard where Python is started
let deadline = Infinity;

/** What Python looks at from time to time, to see whether it is to stop: 2 means yes. Needs no shared memory. */
const interrupt = {
  get 0() {
    if (performance.now() <= deadline) return 0;
    deadline = Infinity; // said once: a second time would interrupt Python while it tells of the first
    return 2;
  },
  set 0(_) { /* Python writes 0 after every look, so this must not touch the deadline. */ },
};

/** @param {Record<string, unknown>} message */
const tell = (message) => self.postMessage(message);

/** @param {{version: string, base: string, route: import("./launch.js").Route}} message */
async function start({ version, base, route }) {
  if (version !== MADE.id) return tell({ kind: "mixed" });
  try {
    python = await startPython({ base, route, kept }, interrupt, (part, loaded, total) => tell({ kind: "progress", part, loaded, total }));
    shutDoors();
    tell({ kind: "ready", route: python.complete ? "snapshot" : "ordinary" });
  } catch (error) {
    tell({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
  }
}

/** Bring what was left out; where that fails, it is tried again when it is needed. */
function complete() {
  completed ??= python?.complete?.().catch((error) => {
    completed = null;
    throw error;
  }) ?? Promise.resolve();
  return completed;
}

/** @param {{id: number, request: string, seconds: number}} message @param {boolean} [again] */
function ask({ id, request, seconds }, again = false) {
  if (!python) return;
  deadline = performance.now() + 1000 * seconds;
  try {
    const text = python.respond(request);
    deadline = Infinity;
    tell({ kind: "answer", id, text });
  } catch (error) {
    deadline = Infinity;
    const message = error instanceof Error && error.name === "PythonError" ? error.message.trim() : null;
    if (message === null) tell({ kind: "broken", id }); // a fatal error, such as a stack that is too deep: the interpreter is gone
    else if (/\bKeyboardInterrupt$/.test(message)) tell({ kind: "late", id });
    else if (python.complete && !again) {
      // Perhaps it missed a module that is not there yet.
      complete().then(() => ask({ id, request, seconds }, true), () => tell({ kind: "fault", id, why: message }));
    } else tell({ kind: "fault", id, why: message });
  }
}

self.addEventListener("message", ({ data }) => {
  if (data.kind === "start") start(data);
  else if (data.kind === "ask") ask(data);
  else if (data.kind === "kept") take(data);
  else if (data.kind === "complete") complete().catch(() => {});
});
