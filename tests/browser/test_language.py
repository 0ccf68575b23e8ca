"""The page speaks the browser's language, or the one that was chosen; formulas and numbers are the same in each."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .whygrad_page import answered, link, open_page, slopes, value, write

SOURCE = "sin(cos(x^2))"


@pytest.fixture
def locale() -> str:
    return "de-DE"


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], locale: str) -> dict[str, Any]:
    """A browser of a German, unless a test says otherwise."""
    return {**browser_context_args, "locale": locale}


def ready(page: Page, text: str = "Python ist in deinem Browser bereit.") -> None:
    expect(page.get_by_text(text)).to_be_visible()


def test_a_german_browser_opens_it_in_german(page: Page, address: str) -> None:
    open_page(page, address, ready=False)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#answer")).to_contain_text("Ableitung")
    expect(page.locator("#steps")).to_contain_text("Potenzregel")
    expect(page.get_by_role("textbox", name="Formel oder Programm")).to_be_visible()
    expect(page.locator("#examples")).to_contain_text("Warum 8?")
    expect(page.get_by_role("link", name="Alle Regeln")).to_have_attribute("href", "rules.de.html")
    ready(page)
    page.get_by_role("textbox", name="Formel oder Programm").click()
    write_german(page, SOURCE)
    expect(page.locator("#steps")).to_contain_text("Kettenregel")


def write_german(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Formel oder Programm").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)
    answered(page)


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_any_other_browser_opens_it_in_english(page: Page, address: str, locale: str) -> None:
    open_page(page, address, ready=False)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#steps")).to_contain_text("Power rule")


@pytest.mark.parametrize("locale", ["en-US"])
def test_the_switch_changes_page_and_explanation_both_ways(page: Page, address: str, locale: str) -> None:
    open_page(page, address, link(SOURCE))
    answered(page)
    expect(page.locator("#steps")).to_contain_text("Chain rule")
    numbers = value(page).all_text_contents() + slopes(page).all_text_contents()
    assert numbers

    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("#steps")).to_contain_text("Kettenregel")
    answered(page)
    expect(page.locator("#steps")).not_to_contain_text("Chain rule")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".tagline")).to_have_text("warum die Ableitung so ist, wie sie ist")
    expect(page.get_by_role("textbox", name="Formel oder Programm")).to_be_visible()
    assert value(page).all_text_contents() + slopes(page).all_text_contents() == numbers

    page.reload()
    ready(page)
    answered(page)
    expect(page.locator("#steps")).to_contain_text("Kettenregel")

    page.get_by_role("button", name="English").click()
    expect(page.locator("#steps")).to_contain_text("Chain rule")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    write(page, "x^3")
    answered(page)
    expect(page.locator("#steps")).to_contain_text("Power rule")


def test_the_page_of_rules_leads_to_the_other_language(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}rules.de.html")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#rule-chain h3")).to_have_text("Kettenregel")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{address}rules.html")
    expect(page.locator("#rule-chain h3")).to_have_text("Chain rule")
    page.get_by_role("link", name="Ask about a formula").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_head_of_the_page_has_room_for_it(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_page(page, address, ready=False)
    expect(page.locator("#steps")).to_contain_text("Potenzregel")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
