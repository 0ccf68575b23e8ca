"""What can be taken away, and what the browser keeps: texts, links, frames, documents; the last questions."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.whygrad_page import answered, editor, open_page, slopes, wait_for_python, write

DENIED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError') }})"


def test_everything_can_be_taken_away(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, address)
    write(page, "x^2 sin(x)")
    answered(page)
    dialog = page.get_by_role("dialog")

    def taken(name: str) -> str:
        page.get_by_role("button", name="Take away").click()
        dialog.get_by_role("button", name=name).click()
        expect(dialog).to_be_hidden()
        expect(page.locator(".notice")).to_contain_text("opied")
        page.get_by_role("button", name="Close", exact=True).click()
        return str(page.evaluate("navigator.clipboard.readText()"))

    assert "- **Product rule**: $" in taken("Copy as Markdown")
    assert "Product rule:" in taken("Copy as plain text")
    latex = taken("Copy the derivatives as LaTeX")
    assert latex.startswith("\\begin{aligned}\n\\frac{d}{dx}")
    assert re.search(r"\\\\\n\\left\.\\frac\{d\}\{dx\}.*\\right\|_\{x = \S+\} &(=|\\approx) \S+\n\\end\{aligned\}$", latex)
    expect(page).to_have_url(taken("Copy link"))
    frame = taken("Copy this markup")
    assert frame.startswith(f'<iframe src="{address}#source=x^2+sin(x)')
    assert "&amp;embed=1" in frame

    page.get_by_role("button", name="Take away").click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download the document").click()
    document = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert document["source"] == "x^2 sin(x)"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_the_last_questions_are_kept_until_they_are_forgotten(page: Page, address: str) -> None:
    open_page(page, address)
    recent = page.locator("#recent")
    for half, text in (("t^", "t^5"), ("", "cos(u)")):
        write(page, half)
        write(page, text)
        answered(page)
        expect(recent.locator("code").first).to_have_text(text)
    expect(recent.locator("code")).to_have_text(["cos(u)", "t^5"])
    page.reload()
    wait_for_python(page)
    recent.get_by_text("Recent").click()
    recent.get_by_role("button", name="t^5").click()
    expect(editor(page)).to_have_text("t^5")
    answered(page)
    expect(page.get_by_role("slider", name="Slide t")).to_be_visible()
    recent.get_by_text("Recent").click()
    recent.get_by_role("button", name="Forget all of these").click()
    expect(recent.locator("details")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('whygrad.recent')") is None


def test_where_storage_is_denied_the_page_works(page: Page, address: str) -> None:
    page.add_init_script(DENIED)
    open_page(page, address)
    write(page, "t^5")
    expect(page.locator("#recent code")).to_have_text(["t^5"])
    page.get_by_role("button", name="Use dark colours").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("button", name="Mitnehmen")).to_be_visible()
    page.get_by_role("button", name="Warum 12?").click()
    expect(slopes(page)).to_have_text("12")
