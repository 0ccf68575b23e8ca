"""The page is kept: it opens with the network off and after a restart, takes a new version only whole, and only when told."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

import build
from tests.browser.whygrad_page import link, slopes, value, wait_for_python
from tests.chromium import FLAGS

KEEPS = True
KEPT = """() => navigator.serviceWorker.ready.then(({ active }) => new Promise((done) => {
  const look = () => (active.state === "activated" ? done() : active.addEventListener("statechange", look, { once: true }));
  look();
}))"""


class Site:
    """A copy of the built page at an address that can go away and come back changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(build.DIST, folder, copy_function=lambda a, b: Path(b).hardlink_to(a))
        self.server, self.address = build.server(folder, prefix="/some/where/")
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def down(self) -> None:
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()

    def write(self, name: str, text: str) -> None:
        """Give the copy a file of its own."""
        (self.folder / name).unlink()
        (self.folder / name).write_text(text)

    def put_up_another_version(self, whole: bool) -> None:
        """Change the page's title, and the service worker's list, as a build would; or forget the page itself."""
        page, worker = ((self.folder / name).read_text() for name in ("index.html", "service-worker.js"))
        version = json.loads((self.folder / "build.json").read_text())["id"]

        def digest(text: str) -> str:
            return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

        other = page.replace("<title>", "<title>New: ").replace('data-say="page.tagline">', 'data-say="page.tagline" data-new>')
        assert digest(page) in worker
        if whole:
            self.write("index.html", other)
        self.write("service-worker.js", worker.replace(digest(page), digest(other)).replace(version, "another"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "site")
    yield made
    made.down()


def open_kept(context: BrowserContext, address: str) -> Page:
    """Open the page and wait until it is kept."""
    page = context.new_page()
    page.goto(address)
    wait_for_python(page)
    page.evaluate(KEPT)
    return page


def test_it_opens_without_a_network_and_after_a_restart(playwright: Playwright, site: Site, tmp_path: Path) -> None:
    def browser() -> BrowserContext:
        path = build.find_chromium()
        return playwright.chromium.launch_persistent_context(tmp_path / "profile", executable_path=path, args=FLAGS, locale="en-US")

    context = browser()
    open_kept(context, site.address)
    context.close()
    site.down()
    context = browser()
    context.set_offline(True)
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith((site.address, "blob:")) else None)
    page.goto(f"{site.address}?start=snapshot#{link('t^3', at='t:2')}")
    expect(value(page)).to_have_text("8")
    expect(slopes(page)).to_have_text("12")
    expect(page.get_by_text("There is no connection: what has been loaded goes on working.")).to_be_visible()
    page.goto(f"{site.address}?start=ordinary#{link('t^4', at='t:2')}")
    expect(value(page)).to_have_text("16")
    page.goto(f"{site.address}rules.html")
    expect(page.locator("h1")).to_be_visible()
    assert not foreign
    context.close()


def test_a_new_version_is_taken_whole_and_when_told(context: BrowserContext, site: Site) -> None:
    page = open_kept(context, site.address)
    page.reload()
    wait_for_python(page)
    site.put_up_another_version(whole=True)
    page.reload()  # the browser looks for a new version, and still shows the old one
    expect(page.locator(".notice")).to_contain_text("A new version of this page is ready")
    expect(page.locator("[data-new]")).to_have_count(0)
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("[data-new]")).to_have_count(1)
    wait_for_python(page)
    assert len(page.evaluate("caches.keys()")) == 1


def test_half_a_version_is_refused(context: BrowserContext, site: Site) -> None:
    page = open_kept(context, site.address)
    page.reload()
    wait_for_python(page)
    site.put_up_another_version(whole=False)
    refused = """() => navigator.serviceWorker.getRegistration().then((registration) => new Promise((done) => {
      registration.addEventListener("updatefound", () => {
        const { installing } = registration;
        installing.addEventListener("statechange", () => done(installing.state));
      });
      registration.update().catch(() => {});
    }))"""
    assert page.evaluate(refused) == "redundant"
    assert len(page.evaluate("caches.keys()")) == 1
    page.reload()
    wait_for_python(page)
    expect(slopes(page)).to_have_text("8")
