"""The first visit: a full answer before Python is there, and what is said while it comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.whygrad_page import editor, open_page, slopes, value, wait_for_python, write, written


def never(route: Route) -> None:
    """Leave a request without an answer."""


def test_the_first_example_is_answered_before_python_is_ready(page: Page, address: str) -> None:
    page.route("**/*.wasm*", never)
    open_page(page, address, ready=False)
    expect(editor(page)).to_have_text("z = y*y")
    expect(value(page)).to_have_text("16")
    expect(slopes(page)).to_have_text("8")
    assert "2 y" in written(page.locator("#answer .gradient .math"))
    expect(page.locator("#answer")).to_contain_text("tape, rules and slope agree")
    expect(page.locator("#steps")).to_contain_text("Power rule")
    tape = page.locator("#tape")
    expect(tape.locator(".total")).to_contain_text("4 + 4 = 8")
    expect(tape).to_contain_text("Used twice")
    expect(tape.locator(".bridge")).to_contain_text("The same as the rules give")
    expect(page.get_by_text("Python is ready")).to_have_count(0)


def test_the_first_example_is_answered_before_the_page_has_a_script(page: Page, address: str) -> None:
    page.route("**/main.js*", never)
    page.goto(address, wait_until="commit")
    expect(value(page)).to_have_text("16")
    expect(slopes(page)).to_have_text("8")
    assert "2 y" in written(page.locator("#answer .gradient .math"))
    expect(page.locator("#plain")).to_have_value("z = y*y")
    expect(page.locator("#tape .total")).to_contain_text("4 + 4 = 8")
    # Nobody would hear a click.
    assert page.locator("button").evaluate_all("(buttons) => buttons.length && buttons.every((button) => button.closest('[inert]'))")


@pytest.mark.parametrize(("fragment", "locale"), [("#source=x%5E3", "en"), ("", "de")])
def test_what_was_not_asked_for_is_not_seen(new_context: Callable[..., BrowserContext], address: str, fragment: str, locale: str) -> None:
    page = new_context(locale=locale).new_page()
    page.route("**/main.js*", never)
    page.goto(address + fragment, wait_until="commit")
    expect(page.locator("h1")).to_be_visible()
    expect(value(page)).to_be_hidden()
    expect(page.locator("#examples")).to_be_hidden()


def test_every_example_is_answered_without_python(page: Page, address: str) -> None:
    page.route("**/*.wasm*", never)
    open_page(page, address, ready=False)
    page.get_by_text("More examples").click()
    buttons = page.locator(".example")
    expect(buttons.first).to_be_visible()
    worked = page.evaluate(
        "async () => (await Promise.all(['first', 'examples'].map((n) => fetch(n + '.json').then((r) => r.json())))).flat()"
    )
    sources = [example["source"] for example in worked]
    assert sources[:2] == ["z = y*y", "y = x*x*x"]
    assert len(sources) >= 36
    expect(buttons).to_have_count(len(sources))
    for i, source in enumerate(sources):
        if not buttons.nth(i).is_visible():
            page.get_by_text("More examples").click()
        buttons.nth(i).click()
        expect(editor(page)).to_contain_text(source.split("\n")[0])
        expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
        expect(page.locator("#answer .row").nth(2)).to_be_visible()
        expect(page.locator("#problem .problem")).to_have_count(0)


def test_the_second_question_is_twelve(page: Page, address: str) -> None:
    page.route("**/*.wasm*", never)
    open_page(page, address, ready=False)
    page.get_by_role("button", name="Why 12?").click()
    expect(value(page)).to_have_text("8")
    expect(slopes(page)).to_have_text("12")
    assert "3 x^{2}" in written(page.locator("#answer .gradient .math"))


def test_loading_tells_the_part_and_the_bytes(page: Page, address: str) -> None:
    page.route("**/*.wasm*", never)
    open_page(page, address, ready=False)
    loading = page.locator(".loading")
    expect(loading.get_by_role("progressbar")).to_be_visible()
    expect(loading).to_contain_text("Loading whygrad")
    expect(loading).to_contain_text(" MB")


def test_a_question_asked_before_python_is_ready_is_answered_then(page: Page, address: str) -> None:
    held: list[Route] = []
    released: list[bool] = []  # on a busy machine the worker may ask for the file only after the release
    page.route("**/*.wasm*", lambda route: route.continue_() if released else held.append(route))
    open_page(page, address, ready=False)
    write(page, "x^2 + 5")
    expect(page.get_by_text("The answer follows as soon as Python has arrived")).to_be_visible()
    expect(value(page)).to_have_text("16")
    released.append(True)
    for route in held:
        route.continue_()
    wait_for_python(page)
    expect(value(page)).to_have_text("9")
