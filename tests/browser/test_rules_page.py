"""The page of all rules: everything of the table is there, it can be searched, and every formula can be tried."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from whygrad.operations import TABLE

from .whygrad_page import value


def test_every_operation_is_there(page: Page, address: str) -> None:
    page.goto(f"{address}rules.html")
    ids = set(page.evaluate("Array.from(document.querySelectorAll('[id]'), (each) => each.id)"))
    assert {name for name, op in TABLE.items() if op.example.strip()} - ids <= {"identity"}
    assert {f"rule-{rule}" for rule in ("product", "quotient", "chain", "constant-multiple", "power")} <= ids
    expect(page.locator("svg").first).to_be_visible()


def test_it_can_be_searched(page: Page, address: str) -> None:
    page.goto(f"{address}rules.html")
    page.get_by_label("Find").fill("arctan")
    expect(page.locator("#arctan")).to_be_visible()
    expect(page.locator("#exp")).to_be_hidden()
    page.get_by_label("Find").fill("")
    expect(page.locator("#exp")).to_be_visible()


def test_a_formula_can_be_tried(page: Page, address: str) -> None:
    page.goto(f"{address}rules.html#tan")
    page.locator("#tan").get_by_role("link", name=re.compile("Try it")).first.click()
    expect(value(page)).to_be_visible()
    assert "tan" in page.url


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}rules.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
