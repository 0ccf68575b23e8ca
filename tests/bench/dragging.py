"""Dragging in a browser: how often the page draws itself, and how often it shows a new answer, while something is moved."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import quote

from browser import FLAGS, build
from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

__all__ = ["Dragged", "drags"]

SECONDS = 2.0
USUAL: ViewportSize = {"width": 1280, "height": 900}
TALL: ViewportSize = {"width": 1280, "height": 2600}
MOVE = """({ slider, x, y }) => {
  const element = document.querySelector(slider ? ".slider" : "#plot .handle");
  let step = 0;
  const move = () => {
    if (!window.seen.on) return;
    step += 1;
    const part = (step % 40) / 40;
    if (slider) {
      element.value = String(Number(element.min) + (Number(element.max) - Number(element.min)) * (0.6 + 0.2 * part));
      element.dispatchEvent(new InputEvent("input", { bubbles: true }));
    } else {
      const place = { clientX: x + 60 * part, clientY: y };
      element.dispatchEvent(new PointerEvent("pointermove", { pointerId: 1, buttons: 1, ...place, bubbles: true }));
    }
    requestAnimationFrame(move);
  };
  requestAnimationFrame(move);
}"""
"""Moves once a frame, from within the page: messages to a browser come too seldom. The pressed mouse holds the point."""
WATCH = """() => {
  const seen = { frames: 0, answers: 0, pictures: 0, longest: 0, last: performance.now(), on: true };
  window.seen = seen;
  const frame = (now) => {
    if (!seen.on) return;
    seen.frames += 1;
    seen.longest = Math.max(seen.longest, now - seen.last);
    seen.last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const count = (selector, name) => {
    let shown = document.querySelector(selector)?.outerHTML;
    new MutationObserver(() => {
      const now = document.querySelector(selector)?.outerHTML;
      if (now !== shown) seen[name] += 1;
      shown = now;
    }).observe(document.querySelector("#results"), { subtree: true, childList: true, characterData: true, attributes: true });
  };
  count("#answer .result", "answers");
  count("#plot .handle .spot", "pictures");
}"""


class Dragged(NamedTuple):
    """What was seen in a second of dragging: frames, new answers and places of the point, and the longest frame in milliseconds."""

    what: str
    frames: float
    answers: float
    pictures: float
    longest: float


def drags(sources: Iterable[str]) -> Iterator[Dragged]:
    """Drag the slider of x and then the point on the curve, for each formula. Needs a built page."""
    with _page() as (page, address):
        for source in sources:
            page.goto("about:blank")
            page.goto(f"{address}#source={quote(source)}&at=x:1")
            page.locator("#about-python:not(:empty)").wait_for(state="attached", timeout=60_000)
            page.locator("#plot").scroll_into_view_if_needed()
            point = page.locator("#plot .handle")
            point.wait_for(timeout=20_000)
            page.locator("#graph svg.graph").wait_for(timeout=20_000)
            point.scroll_into_view_if_needed()
            yield _dragged(page, point, f"{source}: the point")
            page.set_viewport_size(TALL)  # so that the curve is in sight of the slider
            slider = page.locator(".slider").first
            slider.scroll_into_view_if_needed()
            yield _dragged(page, slider, f"{source}: the slider")
            page.set_viewport_size(USUAL)


@contextmanager
def _page() -> Iterator[tuple[Page, str]]:
    server, address = build.server(build.DIST)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=build.find_chromium(), args=FLAGS)
        yield browser.new_page(viewport=USUAL), address
        browser.close()
    server.shutdown()
    server.server_close()


def _dragged(page: Page, handle: Locator, what: str) -> Dragged:
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(WATCH)
    page.mouse.move(x, y)
    page.mouse.down()
    begin = time.perf_counter()
    page.evaluate(MOVE, {"slider": what.endswith("slider"), "x": x, "y": y})
    while time.perf_counter() - begin < SECONDS:
        page.wait_for_timeout(100)
    seconds = time.perf_counter() - begin
    seen = page.evaluate("() => { window.seen.on = false; return window.seen; }")
    page.mouse.up()
    return Dragged(what, seen["frames"] / seconds, seen["answers"] / seconds, seen["pictures"] / seconds, seen["longest"])
