"""From a formula to its reason, in the real page with the real worker."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.whygrad_page import answered, editor, link, open_page, slopes, value, wait_for_python, write, written

both_ways = pytest.mark.parametrize("start", ["", "?start=ordinary"], ids=["snapshot", "ordinary"])
"""Once for each way in which Python is started."""


def number(text: str | None) -> float:
    """The number that a text of the page shows."""
    return float((text or "").replace("−", "-").replace("≈", "").strip())


@both_ways
def test_type_read_drag_reload(page: Page, address: str, start: str) -> None:
    address += start
    open_page(page, address)
    write(page, "x^2 sin(x)")
    slider = page.get_by_role("slider", name="Slide x")
    expect(slider).to_be_visible()
    answered(page)
    latex = written(page.locator("#answer .gradient .math"))
    assert r"\cos" in latex
    assert r"\sin" in latex
    expect(page.locator("#answer")).to_contain_text("tape, rules and slope agree")
    expect(page.locator("#steps")).to_contain_text("Product rule")

    box = slider.bounding_box()
    assert box is not None
    before = value(page).text_content()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=12)
    page.mouse.up()
    expect(value(page)).not_to_have_text(before or "")
    answered(page)
    x = float(page.get_by_role("textbox", name="Value of x").input_value())
    assert 2 < x < 5
    assert math.isclose(number(value(page).text_content()), x**2 * math.sin(x), rel_tol=1e-4)
    assert math.isclose(number(slopes(page).text_content()), 2 * x * math.sin(x) + x**2 * math.cos(x), rel_tol=1e-4)

    expect(page).to_have_url(re.compile(r"at=x:" + re.escape(f"{x:g}")))
    shown = page.locator("#answer").inner_text()
    page.reload()
    wait_for_python(page)
    answered(page)
    expect(editor(page)).to_have_text("x^2 sin(x)")
    expect(page.get_by_role("textbox", name="Value of x")).to_have_value(f"{x:g}")
    assert page.locator("#answer").inner_text() == shown


def test_arrow_keys_and_reset(page: Page, address: str) -> None:
    open_page(page, address)
    slider = page.get_by_role("slider", name="Slide y")
    box = page.get_by_role("textbox", name="Value of y")
    slider.focus()
    for key, expected, square in (("ArrowLeft", "3.9", "15.21"), ("Shift+ArrowLeft", "2.9", "8.41"), ("Alt+ArrowRight", "2.91", "8.4681")):
        slider.press(key)
        expect(box).to_have_value(expected)
        expect(value(page)).to_contain_text(square)
    box.focus()
    box.press("ArrowUp")
    expect(box).to_have_value("3.01")
    expect(value(page)).to_have_text("9.0601")
    page.get_by_role("button", name="Reset y").click()
    expect(box).to_have_value("4")
    expect(slopes(page)).to_have_text("8")


def test_a_value_can_be_typed_and_nonsense_is_told(page: Page, address: str) -> None:
    open_page(page, address)
    box = page.get_by_role("textbox", name="Value of y")
    box.fill("1e2")
    expect(value(page)).to_have_text("10000")
    box.fill("1,5")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".complaint")).to_have_text("Write a number such as 2, -0.5 or 1e3.")
    expect(box).to_have_value("1,5")
    box.fill("-0.5")
    expect(value(page)).to_have_text("0.25")
    expect(page.locator(".complaint")).to_have_text("")


NOTEBOOK = "x = ones(2, 2)\ny = sum(x)\nz = y*y\ndz/d{name}"


@both_ways
def test_any_line_by_any_line(page: Page, address: str, start: str) -> None:
    address += start
    open_page(page, address, link("a = x*y\nb = a + x\nz = a*b", at="x:2,y:3"))
    answered(page)
    expect(value(page)).to_have_text("48")
    expect(slopes(page)).to_have_text(["48", "28"])
    page.get_by_label("Derivative of").select_option("b")
    expect(slopes(page)).to_have_text(["4", "2"])
    page.get_by_label("Derivative of").select_option("z")
    expect(slopes(page)).to_have_count(2)
    page.get_by_role("button", name="a", exact=True).click()
    expect(slopes(page)).to_have_count(3)
    page.get_by_role("button", name="x", exact=True).click()
    page.get_by_role("button", name="y", exact=True).click()
    expect(slopes(page)).to_have_count(1)
    expect(slopes(page)).to_have_text("14")
    expect(page).to_have_url(re.compile("wrt=a"))
    page.go_back()
    expect(slopes(page)).to_have_count(2)
    page.goto(f"{address}#{link(NOTEBOOK.format(name='y'))}")
    expect(value(page)).to_have_text("8")
    tape = page.locator("#tape")
    expect(page.locator("#steps")).to_contain_text("Power rule")
    expect(tape.locator(".total")).to_contain_text("4 + 4 = 8")
    page.goto(f"{address}#{link(NOTEBOOK.format(name='x'))}")
    expect(slopes(page)).to_have_text("[[8, 8], [8, 8]]")
    expect(tape).to_contain_text("Every entry moves the sum one for one, so each receives the whole effect of the sum.")


@both_ways
def test_higher_order(page: Page, address: str, start: str) -> None:
    address += start
    open_page(page, address, link("x^3", at="x:2"))
    answered(page)
    expect(slopes(page)).to_have_text("12")
    page.get_by_label("order").select_option("3")
    expect(slopes(page)).to_have_text("6")
    expect(page).to_have_url(re.compile("order=3"))


def test_back_returns_to_the_example_before(page: Page, address: str) -> None:
    open_page(page, address)
    page.get_by_role("button", name="Why 12?").click()
    expect(editor(page)).to_have_text("y = x*x*x")
    page.go_back()
    expect(editor(page)).to_have_text("z = y*y")
    expect(slopes(page)).to_have_text("8")
    page.go_forward()
    expect(slopes(page)).to_have_text("12")


def test_a_text_replaced_by_an_example_comes_back_with_undo(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "x^5")
    page.get_by_role("button", name="Why 12?").click()
    expect(editor(page)).to_have_text("y = x*x*x")
    editor(page).click()
    page.keyboard.press("ControlOrMeta+z")
    expect(editor(page)).to_have_text("x^5")
    answered(page)
    expect(page).to_have_url(re.compile(r"source=x\^5"))


def test_detail_decides_how_much_is_told(page: Page, address: str) -> None:
    open_page(page, address, link("x^2 sin(x)", at="x:2"))
    answered(page)
    steps = page.locator("#steps")
    expect(steps.locator(".told").first).to_be_visible()
    steps.get_by_role("radio", name="answer").check()
    expect(steps.locator(".step")).to_have_count(0)
    steps.get_by_role("radio", name="brief").check()
    expect(steps.locator(".step").first).to_be_visible()
    expect(steps.locator(".told")).to_have_count(0)
    steps.get_by_role("radio", name="full").check()
    expect(steps.locator("details.because[open]").first).to_be_visible()
    expect(page).to_have_url(re.compile("detail=full"))
    page.reload()
    expect(steps.get_by_role("radio", name="full")).to_be_checked()


ON_CURVE = """(path, part) => {
  const place = path.getPointAtLength(part * path.getTotalLength()).matrixTransform(path.getScreenCTM());
  return [place.x, place.y];
}"""
ON_TEXT = """(line, part) => {
  const text = document.createRange();
  text.selectNodeContents(line);
  const box = text.getBoundingClientRect();
  return [box.left + part * box.width, box.top + box.height / 2];
}"""
LIT = {
    "x": "#tape tr, #tape li.receives, #inputs .input, #answer .gradient, #graph .knot, #plot .handle, #plot .tangent",
    "x^2 sin(x)": "#tape tr, #answer .result, #graph .knot, #plot .curve, #steps .step",
    "sin(x)": "#tape tr, #graph .knot, #steps .step",
}
"""What lights up, once each, where a piece of the formula is pointed at."""


def test_pointing_at_a_line_lights_up_its_counterparts(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 2600})  # so that all parts are in sight
    open_page(page, address, link("x^2 sin(x)", at="x:2"))
    answered(page)
    expect(page.locator("#plot .handle")).to_be_visible()
    tape, knots, steps = (page.locator(each) for each in ("#tape .forward tbody tr", "#graph .knot", "#steps .step"))
    text, title = page.locator(".cm-line"), steps.first.locator(".step-title")
    pointed: dict[str, list[Locator | list[float]]] = {
        "x": [tape.first, page.locator("#inputs .input"), knots.first, page.locator("#plot .handle"), text.evaluate(ON_TEXT, 0.01)],
        "x^2 sin(x)": [page.locator("#answer .result").first, knots.last, title, page.locator("#plot .grip").evaluate(ON_CURVE, 0.1)],
        "sin(x)": [
            steps.nth(2),
            steps.first.locator(".part-1").first,
            page.locator("#tape .line-head").nth(1),
            text.evaluate(ON_TEXT, 0.7),
        ],
    }
    for piece, places in pointed.items():
        for place in places:
            if isinstance(place, list):
                page.mouse.move(*place)
            else:
                place.hover()
            expect(page.locator(".cm-content .pointed")).to_have_text(re.compile(f"^{re.escape(piece)}$|"))
            for selector in LIT[piece].split(", "):
                expect(page.locator(f"{selector}:is(.active, .lit, .counterpart)").first, f"{piece}: {place}").to_be_visible()
            if piece == "sin(x)":
                expect(steps.first.locator(".part-1.lit").first).to_be_visible()
            page.locator("h1").hover()
            expect(page.locator("main :is(.active, .lit, .counterpart)")).to_have_count(0)


def test_copies(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, address)
    for name, expected in (("text", "2*y"), ("LaTeX", "2 y"), ("Python", "2*y")):
        page.locator(".copy").get_by_role("button", name=name).click()
        expect(page.locator(".notice")).to_contain_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == expected
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".notice")).to_contain_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    assert "#source=z" in copied


def test_what_cannot_be_copied_is_shown(page: Page, address: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    open_page(page, address, ready=False)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".notice textarea")).to_have_value(re.compile(r"#source=z"))


@both_ways
def test_a_link_restores_everything(page: Page, address: str, start: str) -> None:
    address += start
    open_page(page, address, link("a = x_1*y\nz = a^2 + y", at="x_1:2,y:-0.5,gone:3", of="z", wrt="y,a", order="2", detail="brief"))
    answered(page)
    expect(page.get_by_label("Derivative of")).to_have_value("z")
    expect(page.get_by_label("order")).to_have_value("2")
    expect(page.get_by_role("radio", name="brief")).to_be_checked()
    expect(page.get_by_role("textbox", name="Value of y")).to_have_value("-0.5")
    expect(slopes(page)).to_have_text(["8", "2"])
    expect(page).not_to_have_url(re.compile("gone"))
    page.get_by_label("order").select_option("1")
    page.get_by_role("button", name="Copy link").click()
    page.go_back()
    expect(page.get_by_label("order")).to_have_value("2")


def test_a_text_too_long_for_a_link_survives_a_reload(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "x^2  # " + "a long remark " * 3_000)
    answered(page)
    expect(page).not_to_have_url(re.compile("source"))
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".notice")).to_contain_text("too long for a link")
    page.reload()
    wait_for_python(page)
    answered(page)
    expect(editor(page)).to_contain_text("x^2  # a long remark")
    expect(value(page)).to_have_text("4")
