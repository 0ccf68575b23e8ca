"""What cannot be read gets a message with the place and a repair; nothing that was typed is lost."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.whygrad_page import answered, editor, link, open_page, value, write


def test_an_unclosed_bracket_is_shown_and_repaired(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "sin(x")
    problem = page.locator("#problem .problem")
    expect(problem).to_be_visible()
    expect(problem.locator(".caret mark")).to_have_count(1)
    expect(page.locator(".cm-lintRange-error, .cm-lintPoint-error").first).to_be_visible()
    problem.locator(".repairs .chip").first.click()
    expect(editor(page)).to_have_text("sin(x)")
    expect(problem).to_have_count(0)
    expect(value(page)).to_be_visible()


def test_a_repair_is_applied_by_keyboard_alone(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "sin(x")
    repair = page.locator("#problem .repairs .chip").first
    expect(repair).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Tab")
        if repair.evaluate("(button) => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(editor(page)).to_have_text("sin(x)")


def test_an_older_answer_stays_in_sight(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "x +")
    expect(page.locator("#problem .problem")).to_contain_text("Below is still the answer to z = y*y")
    expect(value(page)).to_have_text("16")
    write(page, "x + 1")
    expect(page.locator("#problem .problem")).to_have_count(0)


def test_a_guess_is_said_with_an_alternative(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "1/2x")
    note = page.locator("#problem .note.amber")
    expect(note).to_be_visible()
    note.locator(".chip").first.click()
    expect(editor(page)).to_have_text("1/(2x)")
    expect(note).to_have_count(0)


def test_an_empty_box_says_what_to_do(page: Page, address: str) -> None:
    open_page(page, address)
    page.locator("#graph").scroll_into_view_if_needed()
    expect(page.locator("#graph svg.graph")).to_be_visible()
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    expect(page.get_by_text("Type a formula to see its value")).to_be_visible()
    expect(page.locator("#results")).to_be_hidden()
    page.keyboard.type("x^2")
    expect(page.locator("#results")).to_be_visible()
    page.locator("#graph").scroll_into_view_if_needed()
    expect(page.locator("#graph svg.graph")).to_be_visible()  # what was drawn before is drawn again


NONSENSE = ["*", "y = 3 =", "x = x + 1", "foo(x)", "1,5", "x'", "2 3", "\x00", "\u202ex", "1e400", ")", "#", "=", "9^9^9^9"]


def test_nonsense_gets_an_answer_and_the_next_input_too(page: Page, address: str) -> None:
    open_page(page, address)
    for text in NONSENSE:
        write(page, text)
        answered(page)
        expect(page.locator("#problem .problem, #answer .row").first).to_be_visible()
        assert "our fault" not in page.locator("main").inner_text()
        write(page, "t^2")
        answered(page)
        expect(page.get_by_role("slider", name="Slide t")).to_be_visible()
        expect(page.locator("#problem .problem")).to_have_count(0)


EDGES = {
    ("ln(x)", "x:-1"): "ln",
    ("1/x", "x:0"): "0",
    ("sqrt(x)", "x:0"): "slope",
    ("relu(x)", "x:0"): "corner",
    ("arcsin(x)", "x:2"): "arcsin",
}


def test_edges_are_explained(page: Page, address: str) -> None:
    open_page(page, address)
    for (source, point), said in EDGES.items():
        page.goto(f"{address}#{link(source, at=point)}")
        expect(editor(page)).to_have_text(source)
        answered(page)
        card = page.locator("#warnings .warning").first
        expect(card).to_contain_text(said)
        expect(page.locator("#answer")).not_to_contain_text(re.compile("nan|inf", re.IGNORECASE))
