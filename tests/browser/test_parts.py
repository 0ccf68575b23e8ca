"""The parts of the answer: each can be folded, linked, seen alone, put in a frame, and printed."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.whygrad_page import answered, editor, link, open_page, slopes, value

PRODUCT = link("x^2 sin(x)", at="x:2")  # one of the examples: it needs no Python


def test_parts_are_folded_and_seen_alone_and_the_address_says_so(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, address, PRODUCT, ready=False)
    answered(page)
    steps, tape = page.locator("#steps"), page.locator("#tape")
    title = steps.get_by_role("button", name="The rules, step by step")
    title.click()
    expect(title).to_have_attribute("aria-expanded", "false")
    expect(steps.locator(".steps")).to_be_hidden()
    expect(page).to_have_url(re.compile("fold=steps"))
    tape.get_by_role("button", name="Copy a link to this part").click()
    expect(page.locator(".notice")).to_contain_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("&show=tape&fold=steps")

    tape.get_by_role("button", name="Show this part alone").click()
    expect(page).to_have_url(re.compile("full=tape"))
    expect(editor(page)).to_be_hidden()
    expect(steps).to_be_hidden()
    for seen in (value(page), slopes(page), page.get_by_text("tape, rules and slope agree"), tape.locator(".forward")):
        expect(seen).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(editor(page)).to_be_visible()
    page.go_back()
    expect(editor(page)).to_be_hidden()
    tape.get_by_role("button", name="Back to the whole page").click()
    expect(editor(page)).to_be_visible()

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("about:blank")
    page.goto(copied)
    expect(tape.locator(".part")).to_be_in_viewport()
    expect(steps.locator(".steps")).to_be_hidden()


def test_a_link_shows_pictures_and_programs_as_they_were_seen(page: Page, address: str) -> None:
    open_page(page, address, link("x^2 y + x", at="x:1,y:2", plot="x*y", draw="field", view="-1;2;0;4", to="torch", show="plot"))
    plot = page.locator("#plot")
    for label in ("x × y", "arrows"):
        expect(plot.get_by_role("button", name=label)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#translate code")).to_contain_text("import torch")
    plot.get_by_role("button", name="x", exact=True).click()
    expect(page).to_have_url(re.compile("plot=x&draw=field&to=torch"))  # the part of the plane is no part of the curve

    backwards = "x.grad = None\n(x**2).backward()\n(x**3).backward()"
    page.goto(address + "#" + link(f"import torch\nx = torch.tensor(3., requires_grad=True)\n{backwards}", request="1"))
    page.get_by_role("button", name="Run it").click()
    expect(page.locator(".requests .chip").first).to_have_attribute("aria-pressed", "true")
    expect(slopes(page)).to_have_text("6")
    page.locator(".requests .chip").last.click()
    expect(slopes(page)).to_have_text("27")
    expect(page).to_have_url(re.compile("request=2"))


def test_in_a_frame_and_on_paper(page: Page, address: str) -> None:
    open_page(page, address, f"{PRODUCT}&embed=1", ready=False)
    answered(page)
    expect(value(page)).to_be_visible()
    expect(page.locator("#examples")).to_be_hidden()
    expect(page.locator("footer")).to_be_hidden()
    whole = page.get_by_role("link", name="Open in whygrad")
    assert "embed" not in (whole.get_attribute("href") or "")

    page.emulate_media(media="print")
    for gone in (editor(page), page.get_by_role("slider"), page.get_by_role("radio"), page.locator("details.because").first):
        expect(gone.first).to_be_hidden()
    expect(page.locator(".asked")).to_have_text("x^2 sin(x)\nAt x = 2")
    expect(page.locator(".picture:visible .ground")).to_have_count(0)  # a picture that nobody has seen is not there yet
    for told in (value(page), page.locator("#steps .step").first, page.locator("#tape .backward")):
        expect(told).to_be_visible()


def test_paper_shows_all_of_a_long_answer(page: Page, address: str) -> None:
    page.add_init_script("window.print = () => { window.printed = true; dispatchEvent(new Event('beforeprint')) }")
    open_page(page, address, link("log(x) + " + "+".join(f"sin({i}x)^{i}" for i in range(1, 16)), at="x:0.5"))
    answered(page)
    page.locator("h1").click()
    page.keyboard.press("Control+p")
    page.wait_for_function("() => window.printed")
    page.set_viewport_size({"width": 680, "height": 960})
    page.emulate_media(media="print")
    for picture in ("#graph svg.graph", "#plot svg.plot"):  # nobody has looked at them
        expect(page.locator(picture)).to_be_visible()
    assert page.locator("#steps .step").count() > 40
    expect(page.locator("#tape .forward tbody tr")).to_have_count(92)
    expect(page.get_by_text("log is read as the natural logarithm").locator("visible=true")).to_have_count(1)
    beyond = "(parts) => parts.filter((part) => part.getBoundingClientRect().right > innerWidth).map((part) => part.textContent)"
    assert page.locator("main :is(.katex-html *, code, pre, .number)").evaluate_all(beyond) == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#tape .forward tbody tr")).to_have_count(12)


def test_several_lines_stand_beside_their_answer(page: Page, address: str) -> None:
    source = "a = w*x + b\np = sigmoid(a)\nloss = (p - y)^2"
    open_page(page, address, link(source, at="w:0.5,x:2,b:-1,y:1"), ready=False)
    for width, height, beside in ((1280, 720, True), (390, 844, False)):
        page.set_viewport_size({"width": width, "height": height})
        expect(slopes(page).first).to_be_in_viewport()
        box, answer = page.locator(".editor").bounding_box(), page.locator(".glance").bounding_box()
        assert box is not None
        assert answer is not None
        assert (answer["x"] > box["x"] + box["width"]) is beside
        for expanded in ("false", "true"):
            page.locator("#steps .fold").click()  # nothing lies above it
            expect(page.locator("#steps .fold")).to_have_attribute("aria-expanded", expanded)
        page.get_by_text("More examples").click()
        asked, reasons = page.locator(".ask").bounding_box(), page.locator(".reasons").bounding_box()
        assert asked is not None
        assert reasons is not None
        assert reasons["y"] >= asked["y"] + asked["height"]  # a long question covers nothing
        page.get_by_text("More examples").click()
        editor(page).click(position={"x": 40, "y": 10})
        expect(editor(page)).to_be_focused()
