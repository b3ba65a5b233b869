"""What one reader may ask in a minute. The minute is one of the clock, so the tests stop it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client, override_settings
from redis.connection import Connection

from reformtracker.publishing.models import Chain
from reformtracker.publishing.signin.memory import RedisOrMemory
from tests.bars import Figure
from tests.reading import get

pytestmark = [pytest.mark.bar("B29"), pytest.mark.django_db]

MOMENT = datetime(2026, 1, 1, 12, 0, 15, tzinfo=UTC)
LIMIT = 5
FORGED = 1000


@pytest.fixture(autouse=True)
def limited(settings: Any, chain: Chain) -> Iterator[None]:
    settings.API_LIMIT = LIMIT
    # Of this process: on a machine that is busy, a Redis that answers late would be counted as away.
    memory = {"BACKEND": "reformtracker.publishing.signin.memory.Memory", "LOCATION": "limits"}
    settings.CACHES = {**settings.CACHES, "limits": memory}
    caches["limits"].clear()
    with time_machine.travel(MOMENT, tick=False):
        yield


def asked(times: int, address: str = "/api/v1/", **environ: str) -> list[int]:
    return [Client().get(address, **environ).status_code for _ in range(times)]  # type: ignore[arg-type]  # environment


def test_whoever_asks_more_is_told_when_to_come_back() -> None:
    assert asked(LIMIT) == [200] * LIMIT
    answer = get("indicators/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (429, "application/problem+json")
    said = json.loads(answer.content)
    assert list(said) == ["type", "title", "status", "detail", "instance", "errors"]
    assert (said["title"], said["status"], said["instance"]) == ("Too Many Requests", 429, "/api/v1/indicators/")
    assert answer.headers["Retry-After"] == "45"
    assert answer.headers["RateLimit"] == '"minute";r=0;t=45'
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    with time_machine.travel(MOMENT.replace(minute=1), tick=False):
        assert asked(1) == [200]


def test_every_answer_says_how_much_is_left() -> None:
    first, second = get(""), get("indicators/?colour=red")
    assert first.headers["RateLimit-Policy"] == f'"minute";q={LIMIT};w=60'
    assert first.headers["RateLimit"] == '"minute";r=4;t=45'
    assert (second.status_code, second.headers["RateLimit"]) == (400, '"minute";r=3;t=45')


def test_another_reader_is_not_kept_waiting() -> None:
    assert 429 in asked(LIMIT + 1, REMOTE_ADDR="192.0.2.7")
    assert asked(1, REMOTE_ADDR="192.0.2.8") == [200]
    assert 429 in asked(LIMIT + 1, REMOTE_ADDR="2001:db8::1")
    assert asked(1, REMOTE_ADDR="2001:db8::ffff") == [429]
    assert asked(1, REMOTE_ADDR="2001:db8:0:1::1") == [200]


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_a_thousand_forged_addresses_gain_nothing(proxies: int, figure: Figure) -> None:
    tail = {0: "", 1: ", 192.0.2.7", 2: ", 192.0.2.7, 10.0.0.1"}[proxies]
    with override_settings(TRUSTED_PROXIES=proxies):
        forged = (f"203.{n // 256}.113.{n % 256}, 10.{n // 256}.{n % 256}.1{tail}" for n in range(FORGED))
        said = [Client(HTTP_X_FORWARDED_FOR=one).get("/api/v1/") for one in forged]
        assert [answer.status_code for answer in said] == [200] * LIMIT + [429] * (FORGED - LIMIT)
        assert all(answer.headers["Retry-After"] == "45" for answer in said[LIMIT:])
        if proxies:
            other = tail.replace("192.0.2.7", "192.0.2.8")
            assert asked(1, HTTP_X_FORWARDED_FOR=f"203.0.113.1, 10.1.1.1{other}") == [200]
    figure("B29", f"{FORGED:,} forged addresses behind {proxies} proxies counted as one reader")


def test_what_has_not_changed_counts_a_tenth() -> None:
    etag = get("indicators/").headers["ETag"]
    for _ in range((LIMIT - 1) * 10):
        assert Client().get("/api/v1/indicators/", headers={"if-none-match": etag}).status_code == 304
    assert Client().options("/api/v1/").status_code == 429


def test_a_bulk_file_counts_ten_times(settings: Any) -> None:
    settings.API_LIMIT = 20
    for expected in (200, 200, 429):
        answer: Any = get("export/observations.csv")
        assert answer.status_code == expected
        answer.getvalue()


def test_pages_are_not_counted() -> None:
    assert asked(LIMIT * 3, "/en/methodology/") == [200] * LIMIT * 3
    assert "RateLimit" not in Client().get("/en/methodology/").headers


def test_without_a_limit_nothing_is_counted(settings: Any) -> None:
    settings.API_LIMIT = 0
    assert asked(LIMIT * 3) == [200] * LIMIT * 3
    assert "RateLimit" not in get("").headers


@pytest.mark.redis
def test_redis_counts_for_all_servers(settings: Any) -> None:
    one, other = (RedisOrMemory(settings.REDIS_URL, {"KEY_PREFIX": "limits"}) for _ in range(2))
    assert one.count("somebody", 10, 60) == 10
    assert other.count("somebody", -9, 60) == 1


@pytest.mark.redis
def test_counting_is_one_trip_to_redis(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    send = Connection.send_packed_command

    def note(connection: Connection, command: Any, *args: Any, **options: Any) -> None:
        sent.append(command)
        send(connection, command, *args, **options)  # type: ignore[no-untyped-call]  # ships no types

    counts = RedisOrMemory(settings.REDIS_URL, {"KEY_PREFIX": "limits"})
    counts.count("somebody-else", 10, 60)
    monkeypatch.setattr(Connection, "send_packed_command", note)
    assert counts.count("somebody-else", 10, 60) == 20
    assert len(sent) == 1


@pytest.mark.redis
def test_a_count_in_redis_ends_with_its_minute(settings: Any) -> None:
    counts = RedisOrMemory(settings.REDIS_URL, {"KEY_PREFIX": "limits"})
    counts.count("late", 10, 60)
    counts.touch("late", -1)
    assert counts.count("late", 10, 60) == 10
    assert 0 < counts._cache.get_client("late").ttl(counts.make_key("late")) <= 60


@pytest.mark.bar("B08")
def test_a_redis_that_is_away_neither_opens_nor_shuts_the_door(settings: Any) -> None:
    away = {
        "BACKEND": "reformtracker.publishing.signin.memory.RedisOrMemory",
        "LOCATION": "redis://127.0.0.1:1/0",
        "KEY_PREFIX": "limits",
    }
    settings.CACHES = {**settings.CACHES, "limits": away}
    assert asked(LIMIT + 1) == [200] * LIMIT + [429]
