"""What a person does first, in the engines that the other tests do not drive."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")  # selenium's own, about WebKit's driver

PATIENCE = 90
CELL = "import tensorflow as tf\nx = tf.Variable(2.0)\nwith tf.GradientTape() as t:\n  y = x * x * x\nprint(t.gradient(y, x).numpy())"


class Visitor:
    """What a person does on the page, and what they read there."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def wait(self, condition: Callable[[WebDriver], object], what: str) -> None:
        WebDriverWait(self.driver, PATIENCE, poll_frequency=0.1, ignored_exceptions=[StaleElementReferenceException]).until(condition, what)

    def text(self, selector: str) -> str:
        return str(self.driver.execute_script("return document.querySelector(arguments[0])?.innerText ?? ''", selector))

    def reads(self, selector: str, part: str) -> None:
        try:
            self.wait(lambda _: part in self.text(selector), "")
        except TimeoutException:
            assert part in self.text(selector)  # shows what stands there

    def opens(self, address: str, source: str = "", more: str = "") -> None:
        self.driver.get("about:blank")
        self.driver.get(address + (f"#source={quote(source)}{more}" if source else ""))
        self.reads("#about-python", "Python is ready")

    def overtypes(self, text: str) -> None:
        """Write in the place of all that stands in the box with the focus."""
        keys = ActionChains(self.driver).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL)
        keys.send_keys(Keys.BACKSPACE, text.replace("\n", Keys.ENTER)).perform()

    def sets(self, name: str, number: str) -> None:
        self.click(f'[aria-label="Value of {name}"]')
        self.overtypes(number)

    def click(self, selector: str) -> None:
        self.wait(lambda driver: driver.find_elements(By.CSS_SELECTOR, selector), selector)
        self.driver.find_element(By.CSS_SELECTOR, selector).click()

    def types(self, text: str) -> None:
        found = "return document.querySelector('.editor').shadowRoot?.querySelector('.cm-content')"
        self.wait(lambda driver: driver.execute_script(found), "the editor")
        self.driver.execute_script(found).click()
        self.overtypes(text)


@pytest.fixture
def visitor(driver: WebDriver) -> Visitor:
    return Visitor(driver)


def test_type_read_slide(visitor: Visitor, address: str) -> None:
    visitor.opens(address)
    visitor.reads("#answer .gradient .effect", "8")
    visitor.types("x^3 + 1")
    visitor.reads("#steps", "Power rule")
    visitor.reads("#answer", "tape, rules and slope agree")
    visitor.sets("x", "3")
    visitor.reads("#answer .result .value", "28")
    visitor.reads("#answer .gradient .effect", "27")


def test_an_error_is_repaired(visitor: Visitor, address: str) -> None:
    visitor.opens(address, "sin(x", "&at=x:0")
    visitor.reads("#problem", "A closing bracket is missing")
    visitor.click("#problem button")
    visitor.reads("#answer .gradient .effect", "1")


def test_a_cell_waits_and_runs(visitor: Visitor, address: str) -> None:
    visitor.opens(address, CELL)
    assert not visitor.text("#answer")
    visitor.wait(lambda driver: "Run" in visitor.text("main"), "a button that runs the code")
    button = next(each for each in visitor.driver.find_elements(By.TAG_NAME, "button") if each.text.startswith("Run"))
    button.click()
    visitor.reads("#answer", "12.0")


def test_endless_code_ends(visitor: Visitor, address: str) -> None:
    visitor.opens(address)
    visitor.types("import math\nwhile True: pass")
    visitor.wait(lambda _: re.search("rounds of its loops|longer than", visitor.text("#problem")), "the end of it")
    visitor.types("z = x*x")
    visitor.reads("#answer .gradient .math", "x")
    visitor.sets("x", "5")
    visitor.reads("#answer .gradient .effect", "10")
