"""The box as one types: colours, brackets, names with their rules, repairs and other readings; and before the editor is there."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

import build
from tests.browser.test_look import SCHEMES, violations
from tests.browser.whygrad_page import answered, editor, link, open_page, slopes, value, wait_for_python, write

PIECES = {
    "number": ["2", "1", "2"],
    "name": ["x", "x", "x"],
    "function": ["sin"],
    "operator": ["^", "+", "/"],
    "comment": ["# why"],
}


def pieces(page: Page, kind: str) -> Locator:
    """The coloured pieces of one class."""
    return page.locator(f".cm-content .piece-{kind}")


def choices(page: Page) -> Locator:
    """The names that are offered."""
    return page.locator(".cm-tooltip-autocomplete li")


def caret(page: Page) -> int:
    """Where the caret stands, in characters from the begin of the line."""
    return int(
        page.evaluate(
            """() => {
              const root = document.querySelector(".editor").shadowRoot;
              const at = (root.getSelection ? root : document).getSelection();
              const before = document.createRange();
              before.setStart(root.querySelector(".cm-line"), 0);
              before.setEnd(at.focusNode, at.focusOffset);
              return before.toString().length;
            }"""
        )
    )


def empty(page: Page) -> None:
    """Take everything out of the box."""
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    expect(page.get_by_text("Type a formula to see its value")).to_be_visible()


# ---- colours ----------------------------------------------------------------------------------------------------------


def test_the_pieces_are_coloured_by_the_grammar(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "x^2 sin x + 1/2x # why")
    for kind, texts in PIECES.items():
        expect(pieces(page, kind)).to_have_text(texts)
    write(page, "speed = 2; z = max(speed, xπ) + foo(1)")
    expect(pieces(page, "name")).to_have_text(["speed", "z", "speed", "x"])
    expect(pieces(page, "constant")).to_have_text(["π"])
    expect(pieces(page, "unknown")).to_have_text(["foo"])
    expect(pieces(page, "bracket")).to_have_text(["(", ")", "(", ")"])


def test_colours_count_characters_not_units(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "𝑥 + sin(t) # 𝑥")
    expect(pieces(page, "function")).to_have_text(["sin"])
    expect(pieces(page, "comment")).to_have_text(["# 𝑥"])


def test_a_line_of_thousands_of_pieces_is_coloured_at_its_begin_only(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "+".join(f"sin({i}x)" for i in range(500)) + "\ncos(x)")
    expect(pieces(page, "function").last).to_have_text("cos")
    assert 10 < pieces(page, "function").count() < 100


def test_the_examples_are_coloured_before_python_is_there(page: Page, address: str) -> None:
    page.route("**/*.wasm*", lambda route: None)
    open_page(page, address, ready=False)
    expect(pieces(page, "name")).to_have_text(["z", "y", "y"])
    page.get_by_text("More examples").click()
    page.get_by_role("button", name="Softplus").click()
    expect(pieces(page, "function")).to_have_text(["ln"])
    editor(page).click()
    page.keyboard.press("End")
    page.keyboard.type(" + 1")
    expect(editor(page)).to_have_text("ln(1 + e^x) + 1")
    expect(pieces(page, "function")).to_have_text(["ln"])


def test_a_matching_bracket_is_shown(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "sin((x))")
    expect(page.locator(".cm-matchingBracket")).to_have_text(["(", ")"])
    write(page, "sin(x]")
    expect(page.locator(".cm-nonmatchingBracket")).not_to_have_count(0)


# ---- names ------------------------------------------------------------------------------------------------------------


def test_a_name_is_completed_by_keyboard(page: Page, address: str) -> None:
    open_page(page, address)
    empty(page)
    page.keyboard.type("arcs")
    first = choices(page).first
    expect(first).to_contain_text("arcsin")
    expect(first).to_contain_text("d/dx arcsin(x) = 1/sqrt(1 - x^2)")
    expect(choices(page).and_(page.locator("[aria-selected]"))).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(editor(page)).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(editor(page)).to_have_text("arcsin(")
    expect(choices(page)).to_have_count(0)
    page.keyboard.type("x)")
    expect(editor(page)).to_have_text("arcsin(x)")
    expect(page.get_by_role("slider", name="Slide x")).to_be_visible()


def test_tab_takes_the_first_name_and_else_goes_on(page: Page, address: str) -> None:
    open_page(page, address)
    empty(page)
    page.keyboard.type("(x)")
    page.keyboard.press("Home")
    page.keyboard.type("tanh")
    expect(choices(page).first).to_contain_text("sech(x)^2")
    page.keyboard.press("Tab")
    expect(editor(page)).to_have_text("tanh(x)")
    assert caret(page) == len("tanh(")
    page.keyboard.press("Tab")
    expect(editor(page)).not_to_be_focused()


def test_enter_begins_a_line_while_names_are_offered(page: Page, address: str) -> None:
    open_page(page, address)
    empty(page)
    page.keyboard.type("a = 2 si")
    expect(choices(page).first).to_contain_text("sin")
    page.keyboard.press("Enter")
    page.keyboard.type("a")
    expect(page.locator(".cm-line")).to_have_text(["a = 2 si", "a"])
    expect(choices(page)).to_have_count(0)


def test_escape_closes_and_the_mouse_chooses(page: Page, address: str) -> None:
    open_page(page, address)
    empty(page)
    page.keyboard.type("si")
    expect(choices(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(choices(page)).to_have_count(0)
    expect(editor(page)).to_have_text("si")
    page.keyboard.type("g")
    choices(page).filter(has_text="sigmoid").first.click()
    expect(editor(page)).to_have_text("sigmoid(")
    expect(editor(page)).to_be_focused()
    page.keyboard.press("ControlOrMeta+z")
    expect(editor(page)).to_have_text("sig")


def test_own_names_come_first(page: Page, address: str) -> None:
    open_page(page, address)
    empty(page)
    page.keyboard.insert_text("size = 3\nz = 2 ")
    page.keyboard.type("si")
    expect(choices(page).first).to_have_text("size")
    expect(choices(page).nth(1)).to_contain_text("sin")
    page.keyboard.press("Tab")
    expect(page.locator(".cm-line").last).to_have_text("z = 2 size")


def test_nothing_is_offered_in_a_remark_or_for_one_letter(page: Page, address: str) -> None:
    open_page(page, address)
    empty(page)
    page.keyboard.type("s # si")
    answered(page)
    expect(choices(page)).to_have_count(0)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+Space")
    expect(choices(page).first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_offered_can_be_read(page: Page, address: str, width: int) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    open_page(page, address)
    empty(page)
    page.keyboard.type("x sin(x) # why\nma")
    expect(choices(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    box = page.locator(".cm-tooltip-autocomplete").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        assert not violations(page, rules), scheme


# ---- repairs and other readings ---------------------------------------------------------------------------------------


def test_a_repair_is_applied_by_mouse(page: Page, address: str) -> None:
    open_page(page, address)
    empty(page)
    page.keyboard.type("2 sin(x")
    problem = page.locator("#problem .problem")
    expect(problem).to_be_visible()
    problem.locator(".repairs .chip").first.click()
    expect(editor(page)).to_have_text("2 sin(x)")
    expect(problem).to_have_count(0)
    expect(editor(page)).to_be_focused()
    page.keyboard.type(" + 1")
    expect(editor(page)).to_have_text("2 sin(x) + 1")


def test_an_error_says_what_it_is_where_it_is(page: Page, address: str) -> None:
    open_page(page, address)
    write(page, "1 + foo(x)")
    place = page.locator(".cm-lintRange-error")
    expect(place).to_be_visible()
    expect(place).to_have_text(re.compile("foo"))
    place.hover()
    expect(page.locator(".cm-tooltip .cm-diagnostic-error")).to_contain_text("foo")


def test_another_reading_by_mouse_and_back(page: Page, address: str) -> None:
    open_page(page, address, link("1/2x", at="x:4"))
    answered(page)
    expect(value(page)).to_have_text("2")
    expect(page.locator(".cm-lintRange-warning")).to_have_text("1/2x")
    page.locator("#problem .note.amber .chip").first.click()
    expect(editor(page)).to_have_text("1/(2x)")
    expect(value(page)).to_have_text("0.125")
    expect(page).to_have_url(re.compile(r"source=1/\(2x\)"))
    page.reload()
    wait_for_python(page)
    expect(editor(page)).to_have_text("1/(2x)")
    expect(value(page)).to_have_text("0.125")
    page.go_back()
    expect(editor(page)).to_have_text("1/2x")
    expect(value(page)).to_have_text("2")


def test_another_reading_by_keyboard_and_undo(page: Page, address: str) -> None:
    open_page(page, address, link("1/2x", at="x:4"))
    chip = page.locator("#problem .note.amber .chip").first
    expect(chip).to_be_visible()
    editor(page).focus()
    page.keyboard.press("Tab")
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    expect(editor(page)).to_have_text("1/(2x)")
    expect(editor(page)).to_be_focused()
    expect(slopes(page)).to_have_text("−0.03125")
    page.keyboard.press("ControlOrMeta+z")
    expect(editor(page)).to_have_text("1/2x")
    expect(value(page)).to_have_text("2")
    expect(chip).to_be_visible()


# ---- before the editor is there ---------------------------------------------------------------------------------------


def held_back(page: Page) -> list[Route]:
    """Hold back the editor's part of the page."""
    held: list[Route] = []
    page.route("**/editor-*.js", lambda route: held.append(route))
    return held


def test_what_is_typed_before_the_editor_arrives_survives(page: Page, address: str) -> None:
    held = held_back(page)
    open_page(page, address)
    box = page.locator("textarea.plain")
    expect(box).to_have_value("z = y*y")
    expect(value(page)).to_have_text("16")
    before = page.locator(".editor").bounding_box()
    box.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("x^2 + ")
    expect(page.locator("#problem .problem")).to_be_visible()
    page.keyboard.type("1")
    expect(page.get_by_role("slider", name="Slide x")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    held[0].continue_()
    expect(box).to_have_count(0)
    expect(editor(page)).to_have_text("x^2 + 1")
    expect(editor(page)).to_be_focused()
    expect(pieces(page, "number")).to_have_text(["2", "1"])
    assert page.locator(".editor").bounding_box() == before, "the page moved"
    page.keyboard.type("3")
    expect(editor(page)).to_have_text("x^2 + 31")
    answered(page)
    expect(page).to_have_url(re.compile(r"source=x\^2\+%2B\+31"))


@pytest.mark.parametrize("late", ["main.js", "first.json"])
def test_what_is_typed_before_the_page_is_complete_survives(page: Page, address: str, late: str) -> None:
    held: list[Route] = []
    page.route(f"**/{late}*", lambda route: held.append(route))
    with page.expect_request(f"**/{late}*"):
        page.goto(f"{address}#{link('y + 1', at='y:2')}", wait_until="commit")
    editor(page).click()
    page.keyboard.type("t^3")
    with page.expect_response(f"**/{late}*"):
        held[0].continue_()
    wait_for_python(page)
    expect(page.get_by_role("slider", name="Slide t")).to_be_visible()
    expect(editor(page)).to_have_text("t^3")
    expect(editor(page)).to_be_focused()


def test_the_first_sight_of_the_page_is_light(page: Page, address: str) -> None:
    """What must have come before the page can be used: 150 kB as sent, without the editor, Python and the fonts."""
    sizes = json.loads((build.DIST / "sizes.json").read_text())
    first = [len(gzip.compress((build.DIST / name).read_bytes())) for name in ("index.html", "first.json")]
    assert sum(first) + sum(sizes["first"].values()) < 150_000, sizes
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.split("?")[0].removeprefix(address)))
    page.route(re.compile(r"/(editor|learn|away|glossary)-\w+\.js"), lambda route: None)
    open_page(page, address)
    scripts = {name for name in fetched if name.endswith((".js", ".css"))}
    assert {name for name in scripts if "-" not in name or name in sizes["first"]} == {*sizes["first"], "worker.js"}
    assert not sizes["first"].keys() & {name for name in scripts if name.startswith(("editor", "learn", "away"))}


def test_the_page_works_where_the_editor_cannot_be_fetched(page: Page, address: str, complaints: list[str]) -> None:
    page.route("**/editor-*.js", lambda route: route.abort())
    open_page(page, address)
    box = page.locator("textarea.plain")
    box.fill("sin(x")
    chip = page.locator("#problem .repairs .chip").first
    expect(chip).to_be_visible()
    chip.focus()
    page.keyboard.press("Enter")
    expect(box).to_have_value("sin(x)")
    expect(box).to_be_focused()
    expect(page.get_by_role("slider", name="Slide x")).to_be_visible()
    assert complaints
    complaints.clear()
