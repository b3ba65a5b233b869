"""What is noted about signing in outlives a Redis that hangs for a moment."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import TimeoutError as RedisTimeout

from reformtracker.publishing.signin.memory import RedisOrMemory

pytestmark = [pytest.mark.redis, pytest.mark.bar("B08", "B37")]


@pytest.fixture
def memory() -> RedisOrMemory:
    found = caches["default"]
    assert isinstance(found, RedisOrMemory)
    return found


def hang(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(*arguments: Any, **options: Any) -> None:
        raise RedisTimeout("Timeout reading from socket")

    for verb in ("add", "get", "set", "delete"):
        monkeypatch.setattr(RedisCache, verb, hangs)


def test_what_was_used_while_redis_answered_is_used_while_it_hangs(
    memory: RedisOrMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert memory.add("code", "y")
    hang(monkeypatch)
    assert not memory.add("code", "y")


def test_what_was_used_while_redis_hung_is_used_when_it_answers_again(
    memory: RedisOrMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        hang(away)
        assert memory.add("code", "y")
    assert not memory.add("code", "y")


def test_what_is_let_go_can_be_taken_again(memory: RedisOrMemory) -> None:
    assert memory.add("lock", "y")
    assert memory.delete("lock")
    assert memory.add("lock", "y")
