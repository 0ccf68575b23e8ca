"""Whole answers in a browser: the built page's worker is started and asked, as the page does it."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
import build
from tests.chromium import FLAGS

__all__ = ["times_in_browser"]

ASK = """async (sources) => {
  const script = new URL("worker.js", document.baseURI).href;
  const bootstrap = URL.createObjectURL(new Blob([`import ${JSON.stringify(script)};`], { type: "text/javascript" }));
  const worker = new Worker(bootstrap, { type: "module" });
  const heard = (kind) => new Promise((resolve) => worker.addEventListener("message", function hear({ data }) {
    if (data.kind !== kind) return;
    worker.removeEventListener("message", hear);
    resolve(data);
  }));
  await heard("here");
  const ready = heard("ready");
  worker.postMessage({ kind: "start", base: new URL(".", document.baseURI).href });
  await ready;
  let asked = 0;
  const times = async () => {
    const found = [];
    for (const source of sources) {
      const rounds = [];
      for (let round = 0; round < 5; round++) {
        const answer = heard("answer");
        const begin = performance.now();
        const fresh = source + " ".repeat(++asked); // a text that was not read before
        worker.postMessage({ kind: "ask", id: round, request: JSON.stringify({ source: fresh }), seconds: 5 });
        await answer;
        rounds.push((performance.now() - begin) / 1000);
      }
      found.push(rounds.sort((a, b) => a - b)[2]);
    }
    return found;
  };
  const found = [await times(), await times()];
  worker.terminate();
  return found;
}"""


def times_in_browser(sources: Iterable[str]) -> tuple[list[float], list[float]]:
    """Return for each source the median of five times, in seconds, from the question to the document. Needs a built page.

    First from the moment at which Python is ready, while the browser still compiles what runs often; then all over again.
    """
    server, address = build.server(build.DIST)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=build.find_chromium(), args=FLAGS)
        page = browser.new_page(bypass_csp=True)  # the page itself makes workers by its own policy only
        page.goto(address)
        at_first, later = json.loads(json.dumps(page.evaluate(ASK, list(sources))))
        browser.close()
    server.shutdown()
    server.server_close()
    return at_first, later
