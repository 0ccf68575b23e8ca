"""The page as a person has it, in one run in Chromium: how soon an answer follows a key, what is fetched, what holds it up."""

from __future__ import annotations

import json
import statistics
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
import build
from tests.chromium import FLAGS

__all__ = ["page_figures"]

# From the key press to the frame in which the answer to the new text stands: the page's own marks of that, #results and its text.
TYPE = """async (sources) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const results = document.getElementById("results");
  const read = () => document.querySelector("#answer .asked")?.textContent.split("\\n")[0];
  const box = document.querySelector(".editor").shadowRoot.querySelector(".cm-content");
  const times = [];
  for (const source of sources) {
    box.focus();
    document.execCommand("selectAll");
    document.execCommand("insertText", false, source.slice(0, -1));
    await frame();
    while (results.getAttribute("aria-busy") === "true") await frame();
    await frame();
    const begin = performance.now();
    document.execCommand("insertText", false, source.slice(-1));
    while (results.getAttribute("aria-busy") === "true" || read() !== source) {
      await frame();
      if (performance.now() - begin > 6000) break;
    }
    times.push(performance.now() - begin);
  }
  return times;
}"""
TASKS = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((each) => each.duration))).observe({type: "longtask"});
}"""


def page_figures(sources: Iterable[str]) -> None:
    """Print the figures. Needs a built page."""
    server, address = build.server(build.DIST)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=build.find_chromium(), args=FLAGS)
        page = browser.new_page()
        page.goto(address)
        page.get_by_text("Python is ready in your browser.").wait_for(timeout=60_000)
        page.locator(".cm-content").wait_for()
        page.evaluate(TASKS)
        times = sorted(page.evaluate(TYPE, list(sources)))
        tasks = page.evaluate("longTasks")
        browser.close()
    server.shutdown()
    server.server_close()
    high = times[min(len(times) - 1, round(0.95 * len(times)))]
    middle = statistics.median(times)
    print(f"key to answer, {len(times)} formulas            median {middle:6.1f} ms   95 % {high:6.1f} ms   worst {times[-1]:6.1f} ms")
    print(f"tasks above 50 ms after the start     {len(tasks)}, the longest {max(tasks, default=0):.0f} ms")
    sizes = json.loads((build.DIST / "sizes.json").read_text())
    print(f"scripts and styles of the first view  {sum(sizes['first'].values()) / 1000:6.1f} kB compressed")
    for name, size in sorted(sizes["later"].items(), key=lambda each: -each[1]):
        print(f"  later {name:<30}{size / 1000:6.1f} kB")
