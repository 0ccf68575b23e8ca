"""The graph and the plot: gone through step by step, dragged, saved, read by everyone."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_look import SCHEMES, violations
from tests.browser.whygrad_page import answered, drawn, link, open_page, slopes, value, write

PATIENCE = 20_000


def seen(page: Page, part: str) -> Locator:
    """Scroll to a picture and wait until it is drawn."""
    answered(page)
    page.locator(f"#{part}").scroll_into_view_if_needed()
    picture = page.locator(f"#{part} svg.{part}")
    expect(picture).to_be_visible()
    return picture


def saved(page: Page, button: Locator) -> bytes:
    """What is handed over when a button is pressed."""
    with page.expect_download() as download:
        button.click()
    return Path(download.value.path()).read_bytes()


def test_neither_picture_is_fetched_before_it_is_near(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 390, "height": 400})
    page.route("**/*.wasm", lambda route: None)
    open_page(page, address, ready=False)
    expect(value(page)).to_have_text("16")
    assert not [url for url in asked if "drawing" in url]
    seen(page, "graph")
    assert [url for url in asked if "drawing" in url]


def test_the_backward_pass_is_gone_through_step_by_step(page: Page, address: str) -> None:
    page.route("**/*.wasm", lambda route: None)  # the graph needs no Python
    open_page(page, address, link("z = y*y", at="y:4"), ready=False)
    seen(page, "graph")
    told = page.locator("#graph .step-told")
    on = page.get_by_role("button", name="One step on")
    on.click()
    expect(told).to_contain_text("step 1 of 5")
    expect(page.locator("#graph .knot-effect")).to_have_count(0)
    on.click()
    expect(told).to_contain_text("16")
    on.click()
    expect(told).to_contain_text("Start with 1")
    on.click()
    expect(told).to_contain_text("4 × 1 = 4")
    expect(told).to_contain_text("4 + …")
    on.press("ArrowRight")
    expect(told).to_contain_text("4 + 4 = 8")
    expect(page.locator("#graph .knot-effect").first).to_have_text("8")
    expect(page.locator("#tape .receives.active")).to_have_count(1)  # the same line is lit on the tape
    on.press("ArrowLeft")
    expect(page.locator("#graph .knot-effect").first).to_have_text("4 + …")
    on.press("Escape")
    expect(told).to_contain_text("Forward and back")


def test_playing_goes_to_the_end_and_stops(page: Page, address: str) -> None:
    page.route("**/*.wasm", lambda route: None)
    open_page(page, address, link("z = y*y", at="y:4"), ready=False)
    seen(page, "graph")
    page.locator("#graph select").select_option("4")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator("#graph .step-told")).to_contain_text("step 5 of 5")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_loop_is_folded_and_opens(page: Page, address: str) -> None:
    source = "h0 = x + 0\n" + "\n".join(f"h{i + 1} = w*h{i} + b" for i in range(20))
    open_page(page, address, link(source, at="x:1,w:0.5,b:0.1"))
    for number in (value(page), slopes(page).first):
        expect(number).to_be_in_viewport()  # however many lines are read
    seen(page, "graph")
    group = page.locator("#graph .knot.group")
    expect(group).to_have_count(1)
    few = page.locator("#graph .knot").count()
    assert few < 20
    group.click()
    expect(group).to_have_count(0)
    assert page.locator("#graph .knot").count() > 40
    page.get_by_role("button", name="Fold again").click()
    expect(page.locator("#graph .knot")).to_have_count(few)


def test_the_graph_is_saved_as_a_drawing(page: Page, address: str) -> None:
    page.route("**/*.wasm", lambda route: None)
    open_page(page, address, ready=False)
    seen(page, "graph")
    drawing = ElementTree.fromstring(saved(page, page.locator("#graph").get_by_role("button", name="SVG")))
    texts = ["".join(each.itertext()).strip() for each in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"y", "z = y·y", "16", "8"} <= set(texts)


def fingers(page: Page, *ways: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """Move fingers over the glass, each from one place to another."""
    glass = page.context.new_cdp_session(page)
    for step in range(10):
        places = [{"id": i, "x": x + (u - x) * step / 9, "y": y + (v - y) * step / 9} for i, ((x, y), (u, v)) in enumerate(ways)]
        glass.send("Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": places})
    glass.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    glass.detach()
    drawn(page)


DRAWN = "([part, shown]) => [...document.querySelectorAll(`#${part} ${shown}`)].map((each) => each.outerHTML).join()"


def test_fingers_move_the_pictures_and_scroll_the_page(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 600, "height": 700})
    open_page(page, address, link("x^2 + 3y^2", at="x:1,y:1"))
    for part, shown in (("graph", "svg.graph > g"), ("plot", ".tick-number")):
        picture = seen(page, part)
        picture.evaluate("(picture) => picture.scrollIntoView({block: 'center'})")
        box = picture.bounding_box()
        assert box is not None
        x, y = box["x"] + 120, box["y"] + 60
        whole = page.locator(f"#{part}").get_by_role("button", name="Whole")
        expect(whole).to_be_disabled()
        scrolled = page.evaluate("scrollY")
        for ways in ([((x, y), (x - 50, y)), ((x + 40, y), (x + 90, y))], [((x, y), (x + 80, y))]):  # two fingers apart, one sideways
            before = page.evaluate(DRAWN, [part, shown])
            fingers(page, *ways)
            page.wait_for_function(f"([part, shown, before]) => ({DRAWN})([part, shown]) !== before", arg=[part, shown, before])
            expect(whole).to_be_enabled()
            answered(page)
            assert page.evaluate("scrollY") == scrolled
        before = page.evaluate(DRAWN, [part, shown])
        fingers(page, ((x, y + 100), (x, y)))
        page.wait_for_function("(before) => scrollY > before + 40", arg=scrolled)
        assert page.evaluate(DRAWN, [part, shown]) == before
        whole.click()
        expect(whole).to_be_disabled()


def test_the_point_is_dragged_along_the_curve(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 2600})  # so that all that follows is in sight
    open_page(page, address, link("x^2", at="x:2"))
    seen(page, "plot")
    slider = page.get_by_role("slider", name="Slide x")
    for value_now, key in ((2.1, "ArrowRight"), (2.2, "ArrowRight"), (3.2, "Shift+ArrowRight")):
        slider.press(key)
        square = re.compile(rf"^\s*(≈ )?{value_now**2:.4g}\s*$")
        expect(value(page)).to_have_text(square)
        for each in (page.locator("#tape .forward .value").last, page.locator("#graph .knot-value").last):
            expect(each).to_have_text(square)
        expect(page.locator("#graph .knot-effect").first).to_have_text(f"{2 * value_now:.4g}")
        expect(page.get_by_role("slider", name="Point on the curve: x")).to_have_attribute("aria-valuenow", f"{value_now}")
    page.get_by_role("button", name="Reset x").click()
    point = page.get_by_role("slider", name="Point on the curve: x")
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    curve = page.locator("#plot .curve").first.get_attribute("d")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=6)
    page.mouse.up()
    drawn(page)  # moves are shown once a frame
    answered(page)
    now = float(point.get_attribute("aria-valuenow") or "nan")
    assert 0 < now < 2
    answered(page)
    expect(slopes(page)).to_contain_text(f"{2 * now:.3g}"[:3])
    assert page.locator("#plot .curve").first.get_attribute("d") == curve  # the curve itself has not moved
    point.focus()
    page.keyboard.press("Home")
    expect(point).to_have_attribute("aria-valuenow", "-5")
    page.keyboard.press("Shift+ArrowRight")
    expect(point).to_have_attribute("aria-valuenow", "-4")
    expect(point).to_have_attribute("aria-valuetext", "x = −4, value 16, slope −8")
    answered(page)
    expect(value(page)).to_have_text("16")
    page.keyboard.press("+")
    expect(page.locator("#plot").get_by_role("button", name="Whole")).to_be_enabled()
    expect(point).to_have_attribute("aria-valuemin", "-4.5")


def test_no_line_is_drawn_through_a_pole(page: Page, address: str) -> None:
    open_page(page, address, link("1/x", at="x:2"))
    picture = seen(page, "plot")
    expect(picture.locator(".curve:not(.slope)")).to_have_count(2)
    expect(picture.locator("line.pole")).to_have_count(2)  # in both panels
    expect(page.locator("#plot .caption")).to_have_text("Pole at x = 0.")
    page.get_by_role("button", name="f″ too").click()
    expect(picture.locator("line.pole")).to_have_count(3)
    page.evaluate("scrollTo(0, 0)")
    write(page, "x^2 + 1")
    expect(page.locator("#plot .caption")).to_have_text("The slope is 0 at x = 0 (value 1).")  # far away too, after a while
    expect(page.locator("#graph .knot-value").last).to_have_text("5")
    seen(page, "plot")
    write(page, "x^2 + (1")  # a text with a mistake has no picture of its own: that of the answer that stands is still seen
    expect(page.locator("#problem .older")).to_contain_text("x^2 + 1")
    drawn(page)
    expect(picture.locator(".curve:not(.slope)")).to_have_count(1)


def test_the_numbers_are_saved(page: Page, address: str) -> None:
    open_page(page, address, link("x^3 - 3x", at="x:2"))
    seen(page, "plot")
    expect(page.locator("#plot .caption")).to_have_text("The slope is 0 at x = −1 (value 2) and x = 1 (value −2).")
    tools = page.locator("#plot")
    rows = list(csv.reader(io.StringIO(saved(page, tools.get_by_role("button", name="CSV")).decode())))
    assert rows[0] == ["x", "f", "f'"]
    for x, f, slope in (map(float, row) for row in rows[1::20]):
        assert abs(f - (x**3 - 3 * x)) < 1e-9
        assert abs(slope - (3 * x * x - 3)) < 1e-9
    drawing = ElementTree.fromstring(saved(page, tools.get_by_role("button", name="SVG")))
    assert len([each for each in drawing.iter("{http://www.w3.org/2000/svg}path") if each.get("fill") == "none"]) == 2
    assert saved(page, tools.get_by_role("button", name="PNG"))[:8] == b"\x89PNG\r\n\x1a\n"


def test_two_variables_are_seen_from_above(page: Page, address: str) -> None:
    open_page(page, address, link("x^2 + 3y^2", at="x:1,y:1"))
    picture = seen(page, "plot")
    assert picture.locator(".level").count() > 4
    expect(picture.locator(".gradient-arrow")).to_have_count(1)
    page.get_by_role("button", name="arrows").click()
    expect(picture.locator(".field")).to_have_count(120)  # in the middle there is no slope to be shown
    point = page.get_by_role("slider", name="Point on the curve: x, y")
    point.focus()
    page.keyboard.press("ArrowUp")
    expect(point).to_have_attribute("aria-valuetext", "x = 1, y = 1.1, value 4.63, gradient 2, 6.6")
    page.locator("#plot").get_by_role("button", name="y", exact=True).click()
    expect(picture.locator(".curve.slope")).to_have_count(1)


def test_sliders_keep_to_the_allowed_numbers(page: Page, address: str) -> None:
    open_page(page, address, link("ln(x)", at="x:2"))
    answered(page)
    expect(page.get_by_role("slider", name="Slide x")).to_have_attribute("min", "0.01")


def test_each_entry_of_an_array_can_be_moved(page: Page, address: str) -> None:
    open_page(page, address, link("W = [[1, 2], [3, 4]]\nv = [1, -1]\nsum(W @ v)"))
    answered(page)
    slider, box = page.get_by_role("slider", name="Slide W[0, 1]"), page.get_by_role("textbox", name="Value of W[0, 1]")
    expect(page.locator("#inputs").get_by_role("slider")).to_have_count(6)
    for control, key, entry in (
        (slider, "ArrowRight", "2.1"),
        (slider, "Shift+ArrowRight", "3.1"),
        (box, "Alt+ArrowDown", "3.09"),
        (box, "Shift+ArrowUp", "4.09"),
    ):
        control.press(key)
        expect(box).to_have_value(entry)
        expect(value(page)).to_have_text(f"−{float(entry):g}")
    page.get_by_role("textbox", name="Value of v[1]").fill("0")
    expect(value(page)).to_have_text("4")
    page.get_by_role("button", name="Reset W").click()
    expect(box).to_have_value("2")
    expect(page.get_by_role("textbox", name="Value of v[1]")).to_have_value("0")


def test_what_cannot_be_drawn_is_said_and_a_cell_is_drawn(page: Page, address: str) -> None:
    open_page(page, address, link("[x, 2x]", at="x:2"))
    answered(page)
    page.locator("#plot").scroll_into_view_if_needed()
    expect(page.locator("#plot .ground")).to_contain_text("several entries")
    write(page, "clip(ln(x), 0, 1)")
    expect(page.locator("#plot svg.plot .end.corner")).to_have_count(2)
    page.get_by_role("textbox", name="Value of x").fill("-1")
    expect(page.locator("#plot .caption")).to_contain_text("x = −1, no value.")
    expect(page.locator("#plot .spot.lost")).to_have_count(1)
    expect(page.locator("#graph .knot-value")).to_have_text(["−1", "none", "none"])
    expect(page.locator("#graph .knot-effect")).to_have_count(0)  # nothing is passed back from what is not there
    write(page, "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = 1/x\ny.backward()")
    answered(page)
    picture = seen(page, "plot")
    expect(picture.locator(".curve:not(.slope)")).to_have_count(2)
    expect(page.locator("#plot")).to_contain_text("Pole at x = 0.")
    expect(picture.locator("line.tangent")).to_have_count(1)
    expect(page.get_by_role("img", name="x = 3, value 0.3333, slope −0.1111")).to_be_visible()
    expect(picture.get_by_role("slider")).to_have_count(0)  # the cell has put the point there
    page.locator("#plot").get_by_role("button", name="Closer").click()
    expect(picture.locator("line.pole")).to_have_count(2)


@pytest.mark.parametrize("source", ["1/x + abs(x - 1)", "x^2 y"])
def test_axe_finds_nothing_in_the_pictures(page: Page, address: str, source: str) -> None:
    open_page(page, address, link(source, at="x:2,y:1"))
    seen(page, "graph")
    seen(page, "plot")
    page.get_by_role("button", name="One step on").click()
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert not violations(page, rules), scheme
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, width
