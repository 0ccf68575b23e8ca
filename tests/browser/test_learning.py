"""Learning by doing on the page: an answer checked, a slip named, hints, one round of practice."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from whygrad import explain

from .whygrad_page import editor, link, open_page, slopes


def _answer(page: Page, text: str) -> None:
    page.get_by_label("Your derivative").fill(text)
    page.get_by_role("button", name="Check", exact=True).click()


def test_a_right_answer_in_another_form(page: Page, address: str) -> None:
    open_page(page, address, link("sin(x)^2", at="x:1"))
    _answer(page, "sin(2x)")
    expect(page.locator(".verdict")).to_contain_text("Right")


def test_a_wrong_answer_is_told_its_slip(page: Page, address: str) -> None:
    open_page(page, address, link("x^2 sin x", at="x:2"))
    _answer(page, "2x cos x")
    expect(page.locator(".verdict .wrong")).to_contain_text("Not equal: at x = 2")
    expect(page.locator(".slip")).to_contain_text("the slopes of the factors were multiplied")
    expect(page.locator(".slip a")).to_have_attribute("href", "rules.html#rule-product")
    _answer(page, "2q")
    expect(page.locator(".verdict")).to_contain_text("q does not occur in the question")
    expect(page.get_by_label("Your derivative")).to_have_value("2q")


def test_hints_come_one_by_one_and_end_with_the_answer(page: Page, address: str) -> None:
    open_page(page, address, link("x^2 sin x", at="x:2"))
    page.get_by_role("button", name="Hint").click()
    hints = page.locator(".hints > li")
    expect(hints).to_have_count(1)
    expect(hints.first).to_contain_text("Product rule")
    for count in range(2, 6):
        page.get_by_role("button", name="Next hint").click()
        expect(hints).to_have_count(count)
    expect(hints.last).to_contain_text("The answer")
    page.get_by_role("button", name="Next hint").click()
    expect(hints).to_have_count(5)


def test_one_round_of_practice(page: Page, address: str) -> None:
    open_page(page, address)
    page.get_by_label("Practise").select_option("product")
    page.get_by_role("button", name="A problem").click()
    expect(page.locator(".problem-told")).to_contain_text("Differentiate by x")
    for telling in ("#steps", "#graph", "#plot", "#translate"):
        expect(page.locator(telling)).to_be_hidden()
    expect(slopes(page).first).to_be_hidden()
    source = page.evaluate("new URLSearchParams(location.hash.slice(1)).get('source')")
    _answer(page, "1 + 1")
    expect(page.locator(".verdict .wrong")).to_be_visible()
    formula = explain(source).gradients["x"].formula
    assert formula is not None
    _answer(page, formula)
    expect(page.locator(".verdict")).to_contain_text("Right")
    _answer(page, formula + " ")
    expect(page.locator(".progress")).to_contain_text("products 1")
    page.get_by_role("button", name="Show the answer and the reasons").click()
    expect(page.locator("#steps")).to_be_visible()
    assert editor(page).inner_text().strip() == source
    page.reload()
    expect(page.locator(".progress")).to_contain_text("products 1")
    page.get_by_role("button", name="forget this").click()
    expect(page.locator(".progress")).to_have_count(0)
