/**
 * The worker: starts Python, then answers one JSON string with another. Messages to it: `start`, `ask`; messages from
 * it: `here`, `progress`, `ready`, `failed`, `answer`, `late` (the deadline passed), `fault` (an exception that whygrad should
 * have caught) and `broken` (the interpreter is gone).
 */

import { startPython } from "./python.js";

/** @typedef {(request: string) => string} Respond */

/** @type {Respond | null} */
let respond = null;
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

/** @param {{base: string}} message */
async function start({ base }) {
  try {
    respond = await startPython(base, interrupt, (part, loaded, total) => tell({ kind: "progress", part, loaded, total }));
    tell({ kind: "ready" });
  } catch (error) {
    tell({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
  }
}

/** @param {{id: number, request: string, seconds: number}} message */
function ask({ id, request, seconds }) {
  if (!respond) return;
  deadline = performance.now() + 1000 * seconds;
  try {
    const text = respond(request);
    deadline = Infinity;
    tell({ kind: "answer", id, text });
  } catch (error) {
    deadline = Infinity;
    const python = error instanceof Error && error.name === "PythonError" ? error.message.trim() : null;
    if (python === null) tell({ kind: "broken", id }); // a fatal error, such as a stack that is too deep: the interpreter is gone
    else if (/\bKeyboardInterrupt$/.test(python)) tell({ kind: "late", id });
    else tell({ kind: "fault", id, why: python });
  }
}

self.addEventListener("message", ({ data }) => {
  if (data.kind === "start") start(data);
  else if (data.kind === "ask") ask(data);
});

tell({ kind: "here" });
