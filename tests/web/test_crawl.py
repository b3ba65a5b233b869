"""Public addresses of the shipped record, found by following links as a reader or a search engine does. `make test` opens
three of each kind in English, `make trust` all of them in each language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve

from reformtracker.publishing.texts import PATHS
from tests import shipped

ADDRESS = re.compile(r'(?:href|src|action)="([^"]+)"')
LOADED = re.compile(r'(?:<(?:script|img|iframe|source)[^>]+src|<link rel="(?:stylesheet|icon)" href)="([^"]+)"')
OWN = "http://testserver"
ELSEWHERE = ("/static/", "/admin/")

pytestmark = pytest.mark.django_db


def body(response: HttpResponseBase) -> str:
    parts: Iterator[bytes] = response.streaming_content if response.streaming else iter([response.content])
    return b"".join(parts).decode(errors="replace")


def kept(address: str, language: str) -> str:
    """The path and query of a public address in this language, or nothing."""
    parts = urlsplit(unescape(address).removeprefix(OWN))
    if parts.netloc or parts.scheme or not parts.path.startswith("/") or parts.path.startswith(ELSEWHERE):
        return ""
    first = parts.path.split("/")[1]
    if first in PATHS and first != language:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def shape(address: str) -> tuple[str, tuple[str, ...]]:
    """One address stands for those that differ in the values of their parameters only."""
    parts = urlsplit(address)
    return parts.path, names(address)


def kind(address: str) -> tuple[str, tuple[str, ...]]:
    return str(resolve(urlsplit(address).path).route), names(address)


def names(address: str) -> tuple[str, ...]:
    return tuple(sorted(name for name, _value in parse_qsl(urlsplit(address).query)))


def crawl(language: str, most: float) -> tuple[dict[str, str], set[str]]:
    """By address: what was found there, at `most` addresses of each kind; and all that is linked. Problems are raised as
    they are met."""
    shipped.load()
    visitor, found, linked = Client(), dict[str, str](), set[str]()
    todo, seen, opened = ["/sitemap.xml", f"/{language}/"], set[tuple[str, tuple[str, ...]]](), Counter[object]()
    while todo:
        address = todo.pop()
        linked.add(urlsplit(address).path)
        if shape(address) in seen or opened[kind(address)] >= most:
            continue
        seen.add(shape(address))
        opened[kind(address)] += 1
        response = visitor.get(address, follow=True)
        text = body(response)
        assert response.status_code == 200, address
        assert not visitor.cookies, address
        found[address] = text
        if response.headers["Content-Type"].startswith("text/html"):
            foreign = [one for one in LOADED.findall(text) if urlsplit(one).netloc]
            assert foreign == [], address
            todo += [one for raw in ADDRESS.findall(text) if (one := kept(raw, language))]
    return found, linked


@pytest.mark.parametrize(
    ("language", "most"), [("en", 3), *(pytest.param(code, float("inf"), marks=pytest.mark.trust) for code in PATHS)]
)
def test_every_address_that_is_linked_can_be_opened_and_every_listed_one_is_linked(language: str, most: float) -> None:
    found, linked = crawl(language, most)
    root = ElementTree.fromstring(found["/sitemap.xml"])  # noqa: S314  # our own
    listed = [element.text or "" for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    own = {path for url in listed if (path := kept(url, language))}
    assert len(own) > 30
    assert own - linked == set()
