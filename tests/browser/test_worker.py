"""The worker: deep and wide input, the newest question, questions that take too long, and starting again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.whygrad_page import answered, editor, open_page, slopes, value, wait_for_python, write

HUGE = {
    "5,000 nested brackets": "(" * 5_000 + "x" + ")" * 5_000,
    "sin(sin(… 2,000 deep": "sin(" * 2_000 + "x" + ")" * 2_000,
    "a sum of 20,000 terms": "+".join(f"{i}x" for i in range(1, 20_001)),
    "a product of 2,000 factors": "*".join(["x"] * 2_000),
    "a paste of 100 kB": "x + " * 25_000 + "x",
}


def test_huge_input_is_answered_and_so_is_the_next(page: Page, address: str) -> None:
    open_page(page, address)
    error = page.locator("#problem .problem")
    for (name, text), letter in zip(HUGE.items(), "tuvwa", strict=True):
        write(page, text)
        expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
        answered(page)
        assert error.count() or page.locator("#answer .row").count() == 3, name
        if error.count():
            assert "our fault" not in error.inner_text(), name
            assert "afresh" not in error.inner_text(), f"{name}: the interpreter did not survive"
        write(page, f"{letter}^3")
        expect(page.get_by_role("slider", name=f"Slide {letter}")).to_be_visible()
        expect(error).to_have_count(0)


def test_the_newest_question_wins(page: Page, address: str) -> None:
    open_page(page, address)
    for i in range(2, 30):
        write(page, f"x^{i} + {i}")
    answered(page)
    expect(editor(page)).to_have_text("x^29 + 29")
    expect(page.locator("#answer annotation").first).to_contain_text("29")
    box = page.get_by_role("textbox", name="Value of x")
    box.fill("1")
    expect(value(page)).to_have_text("30")
    expect(slopes(page)).to_have_text("29")


DEAF = """
self.addEventListener("message", ({data}) => {
  if (data.kind === "start") self.postMessage({kind: "ready"});
  else if (data.kind === "ask" && JSON.parse(data.request).ask)
    self.postMessage({kind: "answer", id: data.id, text: '{"ok": true, "tokens": []}'});
});
"""


def deafen(page: Page) -> None:
    """Put a worker that never explains anything in the place of the first one."""
    deaf = [True]

    def serve(route: Route) -> None:
        if deaf.pop() if deaf else False:
            route.fulfill(body=DEAF, content_type="text/javascript")
        else:
            route.continue_()

    page.route("**/worker.js*", serve)


def test_a_question_that_never_ends_is_stopped(page: Page, address: str) -> None:
    deafen(page)
    page.clock.install()
    open_page(page, address)
    write(page, "x^2 + 1")
    expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
    page.clock.fast_forward(7_000)
    page.clock.resume()
    expect(page.locator("#problem .problem")).to_contain_text("longer than 5 seconds")
    expect(editor(page)).to_have_text("x^2 + 1")
    wait_for_python(page)
    write(page, "t^2")
    expect(page.get_by_role("slider", name="Slide t")).to_be_visible()


def test_a_failure_to_load_says_why_and_retry_works(page: Page, address: str, complaints: list[str]) -> None:
    page.route("**/*.wasm*", lambda route: route.fulfill(status=503))
    open_page(page, address, ready=False)
    problem = page.locator("#loading .problem")
    expect(problem).to_contain_text("Python could not be started")
    expect(problem).to_contain_text("503")
    expect(slopes(page)).to_have_text("8")
    write(page, "x^2 + 3")
    page.unroute("**/*.wasm*")
    assert complaints
    complaints.clear()
    page.get_by_role("button", name="Try again").click()
    wait_for_python(page)
    expect(page.get_by_role("slider", name="Slide x")).to_be_visible()
    expect(editor(page)).to_have_text("x^2 + 3")


def test_a_lost_connection_says_so(page: Page, address: str, complaints: list[str]) -> None:
    page.route("**/*.wasm*", lambda route: route.abort())
    open_page(page, address, ready=False)
    expect(page.locator("#loading .problem")).to_contain_text("Python could not be started")
    complaints.clear()


def test_a_load_that_stalls_is_given_up(page: Page, address: str) -> None:
    page.route("**/pyodide/*", lambda route: None)
    page.clock.install()
    open_page(page, address, ready=False)
    expect(page.locator(".loading")).to_contain_text("Starting")
    page.clock.fast_forward(31_000)
    expect(page.locator("#loading .problem")).to_contain_text("Nothing arrived for 30 seconds.")


@pytest.mark.parametrize(
    ("without", "said"),
    [("delete window.WebAssembly", "cannot run WebAssembly"), ("window.Worker = class { terminate() {} }", "cannot start module workers")],
)
def test_a_browser_that_cannot_is_told(page: Page, address: str, without: str, said: str) -> None:
    page.add_init_script(without)
    open_page(page, address, ready=False)
    expect(page.locator("#loading .problem")).to_contain_text(said)
    expect(slopes(page)).to_have_text("8")


def test_without_scripts_the_page_says_what_it_needs(address: str, browser: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_text("a browser of 2024 or newer with scripts allowed")).to_be_visible()
    context.close()


def test_the_worker_keeps_to_the_policy(page: Page, address: str) -> None:
    """Nothing in the page or in Python's worker reaches another origin or turns text into code."""
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith((address, "blob:")) else None)
    open_page(page, address)
    write(page, "x^2")
    answered(page)
    assert not foreign
    # The debugger itself is free of the policy; what runs later, by a timer, is not.
    attempt = "() => new Promise((done) => setTimeout(() => { try { done(String((0, eval)('1'))) } catch (e) { done(e.name) } }))"
    assert page.workers[-1].evaluate(attempt) == "EvalError"


def test_what_takes_long_can_be_cancelled(page: Page, address: str) -> None:
    deafen(page)
    open_page(page, address)
    write(page, "x^2 + 1")
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    cancel.click()
    expect(page.locator("#problem .problem")).to_contain_text("This was cancelled.")
    expect(editor(page)).to_have_text("x^2 + 1")
    expect(cancel).to_have_count(0)
    wait_for_python(page)
    write(page, "t^2")
    expect(page.get_by_role("slider", name="Slide t")).to_be_visible()
