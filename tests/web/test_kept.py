"""The two places in which answers are kept."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from redis.exceptions import ConnectionError as NoRedis

from reformtracker.api.conditional import Validators
from reformtracker.web.kept import Here, Kept, Shared, Shelf


def answer(body: bytes = b"body") -> Kept:
    return Kept(body, {"ETag": 'W/"1"'}, Validators('W/"1"', None))


def test_the_one_longest_unused_goes_first_once_the_memory_is_full() -> None:
    here = Here(most=3 * answer(b"x" * 1000).weight)
    for key in ("a", "b", "c"):
        here.put(key, answer(b"x" * 1000))
    assert here.get("a")
    here.put("d", answer(b"x" * 1000))
    assert [key for key in "abcd" if here.get(key)] == ["a", "c", "d"]


def test_what_is_put_twice_weighs_once() -> None:
    here = Here(most=2 * answer().weight)
    for _ in range(5):
        here.put("a", answer())
    here.put("b", answer())
    assert here.get("a") and here.get("b")


@pytest.mark.redis
def test_what_one_process_has_made_another_finds_in_redis() -> None:
    key = uuid.uuid4().hex
    Shelf().put(key, answer())
    assert Shelf().get(key) == answer()
    assert Shelf().get(uuid.uuid4().hex) is None


class Silent:
    """A Redis that does not answer, and counts how often it is asked."""

    asked = 0

    def get(self, *arguments: Any) -> None:
        self.asked += 1
        raise NoRedis("Connection refused")

    set = get


@pytest.mark.bar("B08")
def test_a_redis_that_does_not_answer_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now, silent = [100.0], Silent()
    monkeypatch.setattr("reformtracker.web.kept.monotonic", lambda: now[0])
    monkeypatch.setattr("reformtracker.web.kept.caches", {"answers": silent})
    shelf = Shelf()
    shelf.put("a", answer())
    assert shelf.get("a") == answer()
    assert shelf.get("b") is None
    assert silent.asked == 1
    now[0] += Shared.REST
    assert shelf.get("b") is None
    assert silent.asked == 2
