"""What readers ask, in every way in which they may ask it, and what they are told: to be compared byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.core.cache import cache, caches
from django.test import Client
from front_client import FrontClient

from reformtracker.web.finding import KEPT
from tests.web.test_leaks import addresses

OF_THE_MOMENT = {"/healthz", "/readyz"}
"""How the server itself is; its database and disk are asked, and no record."""

WAYS: dict[str, dict[str, str]] = {
    "a session that has ended": {"cookie": "session=0123456789abcdefghijklmnopqrstuv; csrf=0123456789"},
    "a token of nobody": {"authorization": "Bearer 0123456789"},
    "the first bytes": {"range": "bytes=0-99"},
    "gzip": {"accept-encoding": "gzip"},
    "brotli": {"accept-encoding": "br, gzip;q=0.5"},
    "as CSV": {"accept": "text/csv"},
    "as a workbook": {"accept": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    "as SDMX": {"accept": "application/vnd.sdmx.structurespecificdata+xml;version=2.1"},
    "as nothing that there is": {"accept": "image/webp"},
    "in Chinese": {"accept-language": "zh"},
    "what has changed since": {"if-modified-since": "Fri, 18 Dec 2020 12:00:00 GMT"},
    "from another site": {"origin": "https://elsewhere.example.org", "referer": "https://elsewhere.example.org/"},
}
METHODS = ("HEAD", "OPTIONS", "POST", "DELETE")

PAGES = (
    *("", "?release=1", "?release=3", "?as_of=2020-12-31", "?release=99", "?as_of=2019-01-01"),
    *("?q=Xanthippe", "?q=figure+2.9", "?q=A/75/202+38", "?verdict=improved&kind=quantitative", "?country=MLI"),
    *("?initiative=2.4", "?initiative=2.9", "?objective=2", "?from=2020-11-01&to=2021-06-01", "?before=3"),
)
API = (
    *("", "?release=1", "?as_of=2020-12-31", "?lang=all", "?lang=fr", "?include_history=true", "?page_size=1&page=2"),
    *("?framework=quiet", "?format=csv", "?format=xlsx", "?page=99", "?colour=red", "?ordering=-recorded_at"),
    *("?ordering=value", "?ordering=due", "?ordering=public_by", "?updated_after=2020-12-18T00:00:00Z"),
    *("?country=MLI", "?status=behind", "?from=2020-11-01", "?ordering=nothing", "?fields=nothing", "?release=99"),
)
SDMX = (
    "",
    "?release=1",
    "?references=all",
    "?includeHistory=true",
    "?format=csv",
    "?detail=serieskeysonly",
    "?lang=fr",
)


class Question(NamedTuple):
    address: str
    method: str = "GET"
    way: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Answer(NamedTuple):
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    """Its SHA-256 and its length."""
    cookies: str

    @property
    def etag(self) -> str:
        return dict(self.headers).get("ETag", "")

    def unlike(self, other: Answer) -> str:
        """In what they differ, for whoever has to find out why."""
        found = {*self, *self.headers} ^ {*other, *other.headers}
        return ", ".join(str(one) for one in found if not isinstance(one, tuple) or isinstance(one[0], str))


Answers = dict[Question, Answer]


def queries(address: str) -> tuple[str, ...]:
    return {"api": API, "sdmx": SDMX}.get(address.split("/")[1], PAGES)


def questions(languages: Iterable[str], *, every: int = 1, more: int = 4) -> Iterator[Question]:
    """Every address as it stands, and in turn with so many `more` of its queries and ways to ask, so that each of these is asked
    of hundreds. `every`: of how many addresses one."""
    walked = [address for address in addresses(languages) if address not in OF_THE_MOMENT]
    for turn, address in enumerate(walked[::every]):
        yield Question(address)
        others = [*(Question(f"{address}{query}") for query in queries(address)[1:]), *every_way(address)]
        yield from {others[(turn * more + step) % len(others)] for step in range(more)}


def every_way(address: str) -> Iterator[Question]:
    yield from (Question(address, method, method) for method in METHODS)
    yield from (Question(address, way=way, headers=tuple(headers.items())) for way, headers in WAYS.items())


def again(question: Question, etag: str) -> Question:
    """By somebody who has been given an answer, perhaps of the other record."""
    return question._replace(way="what has another tag", headers=(("if-none-match", etag),))


def answers(asked: Iterable[Question]) -> Answers:
    """By a server that has just started."""
    forget()
    client = FrontClient()
    return {question: _answer(client, question) for question in asked}


def _answer(client: Client, question: Question) -> Answer:
    response = client.generic(question.method, question.address, headers=dict(question.headers))
    content = response.getvalue()
    body = f"{hashlib.sha256(content).hexdigest()} {len(content)}"
    headers = tuple(sorted((name, value) for name, value in response.items()))
    return Answer(response.status_code, headers, body, response.cookies.output())


def forget() -> None:
    """What this process, and Redis, have kept of what was asked before."""
    for name in caches.settings:
        caches[name].clear()
    cache.clear()
    KEPT.forget()
