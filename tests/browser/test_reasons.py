"""The reasons on the page: a step opened, the detail changed, a part lit up, another way, the orders below."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .whygrad_page import link, open_page

STEPS = "#steps .step"


def test_a_step_is_opened_and_the_detail_changed(page: Page, address: str) -> None:
    open_page(page, address, link("(3x + 1)^5", at="x:0"))
    steps = page.locator(STEPS)
    expect(steps.first).to_contain_text("Chain rule")
    reason = steps.first.locator("details.because")
    expect(reason.locator("p")).to_be_hidden()
    reason.locator("summary").click()
    expect(reason.locator("p")).to_contain_text("the two speeds multiply")
    counts = {}
    for detail in ("brief", "standard", "full"):
        page.get_by_role("radio", name=detail).check(force=True)
        expect(page.locator(f"#steps ol.{detail}")).to_be_visible()
        counts[detail] = steps.count()
    assert counts["brief"] < counts["standard"] < counts["full"]
    page.get_by_role("radio", name="answer").check(force=True)
    expect(steps).to_have_count(0)


def test_a_part_lights_up_on_both_sides(page: Page, address: str) -> None:
    open_page(page, address, link("x^2 sin x", at="x:2"))
    first = page.locator(STEPS).first
    parts = first.locator(".katex-html .part-1")
    expect(parts.nth(1)).to_be_attached()
    parts.first.hover()
    expect(first.locator(".lit").first).to_be_visible()
    assert first.locator(".katex-html .part-1.lit").count() == parts.count()
    page.mouse.move(0, 0)
    expect(first.locator(".lit")).to_have_count(0)


def test_another_way_leads_to_the_same_answer(page: Page, address: str) -> None:
    open_page(page, address, link("sin(x)/x", at="x:2"))
    expect(page.locator(STEPS).first).to_contain_text("Quotient rule")
    page.get_by_role("button", name="as a product with a negative power").click()
    expect(page.locator("#steps")).to_contain_text("Product rule")
    expect(page.locator("#steps")).not_to_contain_text("Quotient rule")
    page.get_by_role("button", name="the usual way").click()
    expect(page.locator("#steps")).to_contain_text("Quotient rule")


def test_the_orders_below_are_told_first(page: Page, address: str) -> None:
    open_page(page, address, link("x^3 sin x", at="x:2", order="2"))
    expect(page.locator("#steps h3")).to_have_text(["Derivative of order 1", "Derivative of order 2"])


def test_a_rule_leads_to_its_place_among_all_rules(page: Page, address: str) -> None:
    open_page(page, address, link("x^2 sin x", at="x:2"))
    page.locator(STEPS).first.get_by_role("link", name="Product rule").click()
    expect(page.locator("#rule-product")).to_be_in_viewport()  # a long page
