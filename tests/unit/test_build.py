"""The one command: a stage is done again only when it must be, and the server gives browsers what they insist on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

import build


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository."""
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "WORK", tmp_path)
    return tmp_path


def test_a_stage_is_done_again_when_an_input_or_an_output_has_changed(tree: Path) -> None:
    source, target = tree / "source", tree / "target"
    source.mkdir()
    (source / "a").write_text("1")
    done = []

    def make() -> None:
        done.append(None)
        target.write_text("made")

    def times() -> int:
        build.stage("copy", [source, "version"], [target], make)
        return len(done)

    assert [times(), times()] == [1, 1]
    (source / "a").write_text("2")
    assert [times(), times()] == [2, 2]
    (source / "a").rename(source / "b")
    assert [times(), times()] == [3, 3]
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "left.pyc").write_text("by a tool")
    assert times() == 3
    target.unlink()
    assert [times(), times()] == [4, 4]


def test_a_stage_that_fails_is_not_taken_for_done(tree: Path) -> None:
    def fail() -> None:
        raise SystemExit("no")

    for _ in range(2):
        with pytest.raises(SystemExit):
            build.stage("broken", ["x"], [], fail)


def test_two_texts_are_not_taken_for_one() -> None:
    assert build.digest(["ab", "c"]) != build.digest(["a", "bc"])


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A served folder with one empty file of each kind."""
    for name in KINDS:
        (tmp_path / name).touch()
    server, address = build.server(tmp_path, prefix="/some/where/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


KINDS = {
    "index.html": "text/html",
    "a.js": "text/javascript",
    "a.mjs": "text/javascript",
    "a.css": "text/css",
    "a.json": "application/json",
    "a.wasm": "application/wasm",
    "a.zip": "application/zip",
    "a.whl": "application/zip",
    "a.woff2": "font/woff2",
    "a.svg": "image/svg+xml",
}


def test_files_are_served_below_the_prefix_with_their_types(address: str) -> None:
    for name, kind in KINDS.items():
        with urlopen(address + name) as response:
            assert response.headers["Content-Type"] == kind
    with urlopen(address) as response:
        assert response.headers["Content-Type"] == "text/html"


def test_nothing_is_served_outside_the_prefix(address: str) -> None:
    for other in ("/index.html", "/", "/some/index.html", "/some/where/../build.py"):
        with pytest.raises(HTTPError) as caught:
            urlopen(address.removesuffix("/some/where/") + other)
        caught.value.close()
        assert caught.value.code == 404


def test_the_lock_file_of_npm_holds_hashes_and_no_addresses() -> None:
    lock = json.loads((build.WEB / "package-lock.json").read_text())
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry
        assert not name or "integrity" in entry
