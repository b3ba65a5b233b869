"""The press: it loads our own files only, it draws one sheet at a time, and it says so where it cannot draw."""

from __future__ import annotations

import builtins
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches

from reformtracker.web import paper

SHEET = '<!DOCTYPE html><html lang="en"><head><title>A sheet</title></head><body><p>Words</p></body></html>'


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    caches["paper"].clear()
    yield
    caches["paper"].clear()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a.css",
        "https://testserver/static/css/tokens.css",
        "file:///etc/passwd",
        "file:///etc/passwd.css",
        "own:../reformtracker/settings.py",
        "own:css/nowhere.css",
        "own:js/charts.js",
        "data:text/css,p{}",
        "",
    ],
)
def test_it_loads_nothing_but_our_own_style_sheets_and_pictures(url: str) -> None:
    with pytest.raises(PermissionError, match="our own files only"):
        paper.load(url)


def test_it_does_not_climb_out_of_the_static_files() -> None:
    with pytest.raises(Exception, match="outside of the base path"):
        paper.load("own:../../../../etc/passwd.css")


def test_it_loads_style_sheets_and_shapes() -> None:
    assert paper.load("own:css/tokens.css")[1] == "text/css"
    shape, kind = paper.load("glyph:d-improved")
    assert kind == "image/svg+xml"
    assert b"M8 2 15 14H1z" in shape


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a.css", "file:///etc/hostname.css", "own:css/nowhere.css"])
def test_a_sheet_that_asks_for_something_else_is_not_drawn(url: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    asking = SHEET.replace("<title>", f'<link rel="stylesheet" href="{url}"><title>')
    with pytest.raises(FatalURLFetchingError):
        paper.pdf(asking)


def test_what_has_been_drawn_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = list[str]()

    def draw(html: str) -> bytes:
        drawn.append(html)
        return b"%PDF"

    monkeypatch.setattr(paper, "_drawn", draw)
    assert [paper.pdf("one"), paper.pdf("one"), paper.pdf("two")] == [b"%PDF"] * 3
    assert drawn == ["one", "two"]


def test_one_is_drawn_at_a_time_one_waits_and_the_third_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()
    at_once, most = 0, 0

    def drawn(html: str) -> bytes:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        begun.release()
        assert go_on.wait(20)
        at_once -= 1
        return html.encode()

    monkeypatch.setattr(paper, "_drawn", drawn)
    threads = [threading.Thread(target=paper.pdf, args=(name,)) for name in ("one", "two")]
    threads[0].start()
    assert begun.acquire(timeout=20)
    threads[1].start()
    # The second holds its place as soon as no third can be had.
    waiting = threading.Event()
    while paper._places._value:
        waiting.wait(0.01)
    with pytest.raises(paper.Busy):
        paper.pdf("three")
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert most == 1
    assert paper.pdf("three") == b"three"


def test_a_worker_waits_where_a_page_would_be_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "_drawn", lambda html: html.encode())
    for _place in range(2):
        assert paper._places.acquire(blocking=False)
    try:
        with pytest.raises(paper.Busy):
            paper.pdf("a page")
        made = list[bytes]()
        worker = threading.Thread(target=lambda: made.append(paper.report("a report")))
        worker.start()
        worker.join(0.2)
        assert made == []
        paper._places.release()
        worker.join(20)
        assert made == [b"a report"]
    finally:
        paper._places.release()


def test_whoever_runs_the_server_is_told_what_to_install() -> None:
    assert paper.NoPaper("fonts").remedy.endswith("apt-get install fonts-noto-core fonts-noto-cjk")
    assert "libpango-1.0-0" in paper.NoPaper("pango").remedy


def test_a_place_is_given_back_when_drawing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(html: str) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(paper, "_drawn", fails)
    for _attempt in range(5):
        with pytest.raises(ZeroDivisionError):
            paper.pdf("one")


def test_without_pango_there_is_no_paper(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    known = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return known(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(paper.NoPaper):
        paper.pdf(SHEET)
    assert "libpango" in caplog.text


def test_a_sheet_with_letters_that_no_font_has_is_not_handed_out(caplog: pytest.LogCaptureFixture) -> None:
    # An ideograph of extension G, for which the families that the style sheets name have no room.
    with pytest.raises(paper.NoPaper):
        paper.pdf(SHEET.replace("Words", "Words \U00030001"))
    assert "No font on this server" in caplog.text


def test_words_are_made_safe_for_lines_that_are_ordered_one_by_one() -> None:
    html = '<td role="cell" class="src" data-l="a/b">A/75/202, <bdi dir="ltr">≥5</bdi> <bdi>2.4</bdi></td>'
    assert paper.for_paper(html) == (
        '<td role="cell" class="src" data-l="a/b">A/\u206075/\u2060202, '
        "<bdi>\u2066≥5\u2069</bdi> <bdi>\u20682.4\u2069</bdi></td>"
    )


def test_shapes_become_backgrounds() -> None:
    html = '<svg class="g c-better" aria-hidden="true" focusable="false"><use href="#d-improved"/></svg>'
    assert paper.for_paper(html) == ('<span class="g c-better" style="background-image: url(glyph:d-improved)"></span>')
