"""What the browser tests do on the page, named as a person would: open, write, read."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

PATIENCE = 60_000  # milliseconds until Python must have started, on a machine that does much else
FIRST = "z = y*y"


def open_page(page: Page, address: str, fragment: str = "", ready: bool = True) -> None:
    """Open the page, with what a link asks for, and wait until Python is there."""
    page.goto(address + (f"#{fragment}" if fragment else ""))
    if ready:
        wait_for_python(page)


def wait_for_python(page: Page) -> None:
    """Wait until the page says that Python is ready."""
    expect(page.get_by_text("Python is ready in your browser.")).to_be_visible()


def link(source: str, **more: str) -> str:
    """The fragment of a link."""
    return "&".join(f"{name}={quote(value)}" for name, value in {"source": source, **more}.items())


def editor(page: Page) -> Locator:
    """The box for the formula."""
    return page.get_by_role("textbox", name="Formula or program")


def write(page: Page, text: str) -> None:
    """Replace what stands in the editor, as by pasting."""
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def value(page: Page) -> Locator:
    """The number that the formula has."""
    return page.locator("#answer .result .value")


def slopes(page: Page) -> Locator:
    """The numbers of the derivatives."""
    return page.locator("#answer .gradient .effect")


def drawn(page: Page) -> None:
    """Wait until what was done has reached the page: two frames later."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def answered(page: Page) -> None:
    """Wait until what is shown answers what stands in the editor."""
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")


def written(locator: Locator) -> str:
    """A formula's LaTeX, as the typesetter keeps it beside the picture."""
    return locator.locator("annotation").first.text_content() or ""
