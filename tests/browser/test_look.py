"""How the page looks and whom it serves: narrow screens, dark and light, keyboard alone, axe's rules."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

import build
from tests.browser.whygrad_page import answered, drawn, editor, link, open_page, slopes, value, write

AXE = build.WEB / "node_modules" / "axe-core" / "axe.min.js"
LONG = "+".join(f"sin({i}x)^{i}" for i in range(1, 16))
VIEWS = {
    "first": "",
    "program": link("a = w*x + b\np = sigmoid(a)\nloss = (p - y)^2", at="w:0.5,x:2,b:-1,y:1"),
    "corner": link("relu(x)", at="x:0"),
    "domain": link("ln(x)", at="x:-1"),
    "error": link("sin(x"),
    "full": link("e^(-x^2) sin(x)", at="x:1", detail="full"),
    "long": link(LONG, at="x:0.5"),
    "empty": link(""),
    "huge": link("X = ones(100, 100)\nv = [1, -20, 300, 4000, 0.25, 6]\nloss = sum(X^2) + sum(v^2)"),
    "from right to left": link("س = 3  # هذا تعليق\nz = س^2 + س"),
    "cell": link("import torch\nx = torch.tensor(3.0, requires_grad=True)\n(x**2).backward()"),
    "alone": link("z = y*y", at="y:4", full="tape"),
    "framed": link("x^2 sin(x)", at="x:2", embed="1"),
    "taken away": link("x^2", at="x:2"),
}


ORDER = """(box, letters) => letters.map((letter) => {
  const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const start = text.data.indexOf(letter);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(text, start);
    range.setEnd(text, start + 1);
    return range.getBoundingClientRect().left;
  }
})"""
"""Where letters stand, each where it is first written."""
SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().map((shift) => [
  shift.value, ...shift.sources.map(({ node }) => (node?.parentElement ?? node)?.outerHTML.slice(0, 200))])))
  .observe({ type: "layout-shift", buffered: true })"""
"""How far what stands on the page has moved by itself, and what that was."""
STILL = 0.02  # letters may arrive after their place; 0.1 is called good
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = {"light": RULES, "dark": ["color-contrast"]}  # what is dark differs in its colours only


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    """What axe finds, one line each."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("(rules) => axe.run({runOnly: rules})", rules)
    return [f"{v['id']}: {v['help']}: {node['html'][:200]}" for v in found["violations"] for node in v["nodes"]]


def test_every_view_serves_everybody(page: Page, address: str) -> None:
    """Axe finds nothing, light and dark, and no width makes the page scroll sideways."""
    page.emulate_media(reduced_motion="reduce")
    open_page(page, address)
    for view, fragment in VIEWS.items():
        page.set_viewport_size({"width": 1280, "height": 800})
        if fragment:
            page.goto(f"{address}#{fragment}")
            drawn(page)
        answered(page)
        if view == "first":
            page.get_by_text("More examples").click()
            page.get_by_text("tape, rules and slope agree").click()
            page.locator("#steps .fold").click()
        if view == "huge":
            expect(page.locator("#answer .gradient .effect").first).to_have_text(re.compile("100×100, from 2 to 2: 2, 2"))
            expect(page.locator("#tape .forward .value").first).to_have_text(re.compile("100×100, from 1 to 1: 1, 1, .*…$"))
        if view == "from right to left":
            places = page.locator(".cm-line").first.evaluate(ORDER, ["س", "=", "3"])
            assert places == sorted(places)  # the first letter stands first
            places = page.locator("#answer .row .katex-html").first.evaluate(ORDER, ["س", "=", "3"])
            assert places == sorted(places)
        if view == "taken away":
            page.get_by_role("button", name="Take away").click()
            expect(page.get_by_role("dialog")).to_be_visible()
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            assert not violations(page, rules), (view, scheme)
        for width in (320, 768, 3840):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, (view, width)
        if view == "first":
            page.locator("#steps .fold").click()


def test_a_long_formula_scrolls_in_its_own_box_by_keyboard_too(page: Page, address: str) -> None:
    open_page(page, address, VIEWS["long"])
    answered(page)
    box = page.locator("#answer .gradient .math")
    expect(box).to_have_attribute("tabindex", "0")
    assert box.evaluate("(box) => box.scrollWidth > box.clientWidth")
    expect(slopes(page)).to_be_in_viewport()


def test_the_answer_is_seen_without_scrolling_and_stays_where_it_was_drawn(page: Page, address: str) -> None:
    page.add_init_script(SHIFTS)
    for width, height in ((390, 844), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        open_page(page, address)
        for part in (value(page), slopes(page), page.get_by_text("tape, rules and slope agree")):
            expect(part).to_be_in_viewport()
        answered(page)
        shifts = page.evaluate("shifts")
        assert sum(amount for amount, *_ in shifts) < STILL, shifts


def test_the_switch_is_kept(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    open_page(page, address, ready=False)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Use dark colours").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    expect(page.get_by_role("button", name="Use light colours")).to_be_visible()
    assert page.evaluate(paper) == dark


def test_keyboard_alone(page: Page, address: str) -> None:
    open_page(page, address)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the answer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_focused()
    expect(page).to_have_url(re.compile("#source="))
    page.keyboard.press("Shift+Tab")
    editor(page).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("x^2 + 1")
    expect(page.get_by_role("slider", name="Slide x")).to_be_visible()
    reached: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent.trim()"))
        if reached[-1] == "Slide x":
            break
    assert reached[-1] == "Slide x", reached
    before = value(page).text_content() or ""
    page.keyboard.press("ArrowRight")
    expect(value(page)).not_to_have_text(before)
    visible = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert visible == "solid"


def test_the_answer_is_announced(page: Page, address: str) -> None:
    open_page(page, address)
    said = page.locator("#said")
    expect(said).to_have_text("z = 16. dz/dy = 2*y = 8")
    write(page, "t^2")
    expect(said).to_contain_text("2*t")


def test_formulas_can_be_heard(page: Page, address: str) -> None:
    open_page(page, address, ready=False)
    expect(page.locator("#answer .gradient math").first).to_be_attached()
    expect(page.locator("#answer .katex-html").first).to_have_attribute("aria-hidden", "true")


def test_much_is_folded(page: Page, address: str) -> None:
    open_page(page, address, VIEWS["long"])
    answered(page)
    for part, rows in (("#steps", ".step"), ("#tape", ".forward tbody tr")):
        assert page.locator(f"{part} {rows}").count() == 12
        page.locator(f"{part} .more .chip").first.click()
        expect(page.locator(f"{part} {rows}").nth(12)).to_be_attached()
