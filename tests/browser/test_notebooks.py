"""Notebooks on the page: opened, dropped, brought by a link; and a program shown in another framework."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.unit.notebooks import SEED, cell

from .whygrad_page import PATIENCE, answered, editor, link, open_page, wait_for_python, write

FILE = {"name": "Derivatives.ipynb", "mimeType": "application/x-ipynb+json", "buffer": json.dumps(SEED).encode()}


def test_the_notebook_that_it_began_with_is_opened_run_and_explained(page: Page, address: str) -> None:
    open_page(page, address)
    page.get_by_label("Open a notebook").set_input_files(FILE)  # type: ignore[arg-type]
    cells = page.locator(".notebook-cell")
    expect(page.locator(".notebook-cell .last")).to_have_text(["8.0", "12.0"])
    expect(cells.nth(0).get_by_role("heading")).to_have_text("Derivatives and TensorFlow")
    expect(cells.nth(1)).to_contain_text("!pip install tensorflow==2.0.0-alpha0, is passed over.")
    expect(page.locator(".explained .number")).to_contain_text(["=", "8", "=", "12"])
    cells.nth(5).get_by_role("button", name="Show why").click()
    expect(cells.nth(5).get_by_role("link", name="Power rule").or_(cells.nth(5).get_by_text("Power rule")).first).to_be_visible()
    expect(cells.nth(5).locator(".forward tbody tr")).to_have_count(3)
    expect(page.locator("body")).not_to_contain_text("alert(1)")
    page.get_by_role("button", name="Close the notebook").click()
    expect(editor(page)).to_be_visible()


def test_a_notebook_waits_if_it_came_by_a_link_and_what_is_none_is_refused(page: Page, address: str) -> None:
    book = json.dumps({"cells": [cell("code", "print('ran')"), cell("code", "1/0"), cell("code", "print('on')")]})
    open_page(page, address, link(book))
    expect(page.get_by_role("alert")).to_contain_text("This link brought a notebook.")
    expect(page.locator(".notebook-cell pre.source").first).to_have_text("print('ran')")
    expect(page.locator(".notebook-cell .printed")).to_have_count(0)
    page.get_by_role("button", name="Run it").click()
    expect(page.locator(".notebook-cell .printed")).to_have_text(["ran\n", "on\n"])
    expect(page.locator(".notebook-cell .problem")).to_contain_text("ZeroDivisionError: division by zero.")
    data = page.evaluate_handle("""() => {
      const data = new DataTransfer();
      data.items.add(new File(['{"cells": [{"cell_type": 7, "source": {}}]}'], "x.ipynb"));
      return data;
    }""")
    page.dispatch_event("body", "drop", {"dataTransfer": data})
    expect(page.locator("#problem")).to_contain_text("Cell 1 of this notebook is no cell.")


def test_a_program_is_shown_in_another_framework_and_an_entry_is_followed(page: Page, address: str) -> None:
    open_page(page, address, link("z = y*y", at="y:4"))
    answered(page)
    page.get_by_role("button", name="PyTorch").click()
    shown = page.locator(".translated")
    expect(shown).to_contain_text("y = torch.tensor(4.0, requires_grad=True)")
    page.get_by_role("button", name="micrograd").click()
    expect(shown).to_contain_text("y = Value(4.0)")
    write(page, "sin(y)")
    expect(page.locator("#translate")).to_contain_text("micrograd has nothing that stands for sin.")
    write(page, "X = [[1, 2], [3, 4]]\nw = [5, 6]\ny = X @ w\nsum(y^2)")
    page.get_by_role("button", name="Follow entry 1 of w").press("Enter", timeout=PATIENCE)
    way = page.locator(".way > li")
    expect(way).to_have_count(3)
    expect(way.first).to_contain_text("y[0]")
    expect(way.first).to_contain_text("2 of its 2 entries move")
    expect(page.locator("#follow .bridge strong")).to_have_text("380")
    page.get_by_text("Entries of other lines").click()
    page.get_by_role("button", name="Follow entry 0 of y").press("Enter")
    expect(page.locator("#follow .bridge strong")).to_have_text("34")
    write(page, "X = ones(20, 3)\nsum((X @ [1, 2, 3])^2)")
    page.get_by_label("Entry of X (20×3):").fill("19, 2")
    page.get_by_role("button", name="Follow it").click()
    expect(page.locator("#follow .bridge strong")).to_have_text("36")


LOOP = """w = torch.tensor(0.5, requires_grad=True)
for step in range(20):
    loss = (3*w - 6)**2
    loss.backward()
    with torch.no_grad():
        w -= 0.01*w.grad
        w.grad.zero_()
y = torch.tensor(1.0, requires_grad=True)
z = y
for k in range(20):
    z = torch.sin(z)
z.backward()
print(w.item() > 1.9)"""


def test_the_gradients_of_a_cell_are_switched_between_and_its_loops_are_folded(page: Page, address: str) -> None:
    page.goto(f"{address}#{link(LOOP)}")
    wait_for_python(page)
    page.get_by_role("button", name="Run it").click()
    answered(page)
    requests = page.locator(".requests button")
    expect(requests).to_have_count(21)
    expect(page.locator("#tape .rounds").first).to_contain_text("18 more rounds of line 11, folded")
    page.locator("#tape .rounds button").first.click()
    expect(page.locator("#tape .rounds")).to_have_count(0)
    requests.first.click()
    expect(requests.first).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#tape .forward tbody")).to_contain_text("line 3 of the code")
    expect(page.locator("#answer .gradient")).to_contain_text("loss")
