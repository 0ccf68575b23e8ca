"""Starting Python: from its memory as the build kept it, the ordinary way where that fails, and again after a runaway."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

import build
from tests.browser.whygrad_page import editor, open_page, slopes, value, wait_for_python, write

SNAPSHOT = "**/snapshot.bin*"


def changed(change: Callable[[bytearray], None]) -> bytes:
    """A snapshot in which something has been changed."""
    memory = bytearray(gzip.decompress((build.DIST / "pyodide" / "snapshot.bin").read_bytes()))
    change(memory)
    return gzip.compress(bytes(memory), 1)


def of_another_version(memory: bytearray) -> None:
    memory[0] ^= 1


def cut_short(memory: bytearray) -> None:
    del memory[-1000:]


def of_another_pyodide(memory: bytearray) -> None:
    memory[24 + 20] ^= 1  # after our own numbers and Pyodide's


@pytest.mark.parametrize("change", [of_another_version, cut_short, of_another_pyodide])
def test_a_snapshot_that_does_not_fit_is_refused(
    page: Page, address: str, complaints: list[str], change: Callable[[bytearray], None]
) -> None:
    page.route(SNAPSHOT, lambda route: route.fulfill(body=changed(change), content_type="application/octet-stream"))
    open_page(page, address)
    write(page, "t^3")
    expect(page.get_by_role("slider", name="Slide t")).to_be_visible()
    assert len(complaints) == 1
    complaints.clear()


def test_without_a_snapshot_python_starts_the_ordinary_way(page: Page, address: str, complaints: list[str]) -> None:
    page.route(SNAPSHOT, lambda route: route.fulfill(status=404))
    open_page(page, address)
    assert all("404" in complaint for complaint in complaints)
    complaints.clear()


SLEEPY = """
self.addEventListener("message", ({data}) => {
  if (data.kind === "start" && data.route === "snapshot") self.postMessage({kind: "progress", part: "engine.wake", loaded: 1, total: 1});
  else if (data.kind === "start") self.postMessage({kind: "ready", route: data.route});
});
"""


def test_a_memory_that_does_not_wake_is_given_up(page: Page, address: str) -> None:
    page.route("**/worker.js*", lambda route: route.fulfill(body=SLEEPY, content_type="text/javascript"))
    page.clock.install()
    open_page(page, address, ready=False)
    expect(page.locator(".loading")).to_contain_text("Starting Python")
    page.clock.fast_forward(16_000)
    wait_for_python(page)


def test_a_worker_of_another_version_is_not_asked(page: Page, address: str) -> None:
    def serve(route: Route) -> None:
        version = json.loads((build.DIST / "build.json").read_text())["id"]
        body = (build.DIST / "worker.js").read_text()
        assert version in body
        route.fulfill(body=body.replace(version, "another"), content_type="text/javascript")

    page.route("**/worker.js*", serve)
    open_page(page, address, ready=False)
    expect(page.locator("#loading .problem")).to_contain_text("A new version of this page")
    expect(slopes(page)).to_have_text("8")
    page.unroute("**/worker.js*")
    page.get_by_role("button", name="Try again").click()
    wait_for_python(page)


MEMORY = "Object.defineProperty(Navigator.prototype, 'deviceMemory', {value: %d})"
STARTED = """() => new Promise((done) => {
  const look = () => (typeof fetch === "undefined" ? done() : setTimeout(look, 5));
  look();
})"""


def run_away(page: Page) -> None:
    """Ask a worker that is in a loop for ever, and let the time pass that an answer may take."""
    page.workers[0].evaluate("setTimeout(() => { for (;;); })")
    write(page, "x^5")
    expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
    page.clock.fast_forward(7_000)
    page.clock.resume()
    expect(value(page)).to_have_text("32")
    expect(editor(page)).to_have_text("x^5")


def test_what_was_fetched_serves_again_after_a_runaway(page: Page, address: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.add_init_script(MEMORY % 4)
    page.clock.install()
    with page.expect_request("**/python_stdlib.zip*"):  # what can wait comes when there is time
        open_page(page, address)
    assert any("snapshot.bin" in name for name in fetched)
    fetched.clear()
    run_away(page)
    assert not [name for name in fetched if "snapshot.bin" in name or ".wasm" in name]


def test_a_python_that_stands_by_takes_over(page: Page, address: str) -> None:
    page.add_init_script(MEMORY % 16)
    page.clock.install()
    with page.expect_event("worker", lambda worker: len(page.workers) == 2) as second:
        open_page(page, address)
    standing_by = second.value
    standing_by.evaluate(STARTED)
    run_away(page)
    assert standing_by in page.workers
