"""The built page in headless Chromium: served below a sub-path, so that an absolute address fails; no error may go unseen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

import build
from tests.browser.whygrad_page import PATIENCE
from tests.chromium import FLAGS

expect.set_options(timeout=PATIENCE)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of the built page."""
    assert (build.DIST / "index.html").is_file(), "there is no built page: run python3 build.py build"
    server, address = build.server(build.DIST, prefix="/some/where/")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium that build.py found (or find it here, where pytest runs without build.py)."""
    return {**browser_type_launch_args, "executable_path": build.find_chromium(), "args": FLAGS}


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """Keep nothing for times without a network, which writes the whole page to disk, where a module's ``KEEPS`` does not ask for that."""
    return {**browser_context_args, "service_workers": "allow" if getattr(request.module, "KEEPS", False) else "block"}


@pytest.fixture
def complaints() -> list[str]:
    """What the page complained of; a test that provokes a complaint checks it and clears the list."""
    return []


@pytest.fixture
def page(page: Page, complaints: list[str]) -> Iterator[Page]:
    """A page whose errors, written to the console or thrown, fail the test."""

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "registration blocked by Playwright" not in message.text:
            complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(f"thrown: {error}"))
    yield page
    assert not complaints, "\n".join(complaints)
