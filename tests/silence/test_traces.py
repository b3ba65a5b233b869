"""What is not public leaves no trace either where answers are kept and where a server says what it does."""

from __future__ import annotations

import gzip
import logging
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

import pytest
from django.core.cache import caches
from front_client import FrontClient

from reformtracker.publishing.texts import PATHS
from reformtracker.web.finding import KEPT
from reformtracker.web.kept import Kept
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast
from tests.clock import at
from tests.planted import SECRET, plant
from tests.silence.asking import forget
from tests.web.test_leaks import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.redis, pytest.mark.bar("B30")]


@pytest.fixture(autouse=True)
def kept(settings: Any) -> None:
    settings.KEEP_SECONDS = 1
    forget()


def walk(*languages: str, every: int) -> None:
    """On another day: what was planted is no answer to when it was asked."""
    client = FrontClient()
    with at(datetime.now(UTC) + timedelta(days=1)):
        for address, packing in zip(islice(addresses(languages), 0, None, every), cycle(("", "gzip")), strict=False):
            client.get(address, headers={"accept-encoding": packing}).getvalue()


def found_in_redis() -> tuple[list[str], int]:
    """Keys of all that Redis holds with the secret in key or value, and how many there are."""
    shared: Any = caches["answers"]
    redis = shared._cache.get_client()
    keys = redis.keys("*")
    wrong = [key for key in keys if _tells(key) or _tells(_value(redis, key))]
    return wrong, len(keys)


def _value(redis: Any, key: bytes) -> bytes:
    raw: bytes = redis.get(key) if redis.type(key) == b"string" else repr(redis.lrange(key, 0, -1)).encode()
    shared: Any = caches["answers"]
    value = shared._cache._serializer.loads(raw)
    if not isinstance(value, Kept):
        return raw
    packed = value.headers.get("Content-Encoding") == "gzip"
    return raw + (gzip.decompress(value.body) if packed else value.body)


def _tells(text: bytes) -> bool:
    return SECRET.lower().encode() in text.lower()


@pytest.mark.parametrize(
    ("languages", "every"),
    [(("ru",), 3), pytest.param(tuple(PATHS), 1, marks=pytest.mark.trust)],
    ids=["a sample", "six languages"],
)
def test_no_kept_answer_and_no_line_of_the_log_tells_of_it(
    languages: tuple[str, ...], every: int, cast: Cast, caplog: pytest.LogCaptureFixture, figure: Figure
) -> None:
    plant(f.tracker(cast), cast)
    with caplog.at_level(logging.DEBUG):
        walk(*languages, every=every)
    wrong, many = found_in_redis()
    assert wrong == []
    assert many > 20
    assert SECRET not in repr(vars(KEPT))
    said = [f"{record.getMessage()} {vars(record)}" for record in caplog.records]
    assert [line for line in said if SECRET.lower() in line.lower()] == []
    assert said
    figure("B30", f"{many:,} kept answers and {len(said):,} lines of log without a secret word")


def test_a_kept_answer_that_tells_of_it_would_be_found(cast: Cast) -> None:
    chain = f.tracker(cast)
    f.release(chain, cast, f.challenge(chain, cast, "C9", title_en=SECRET))
    for packing in ("", "gzip"):
        FrontClient().get("/en/reform/", headers={"accept-encoding": packing})
    wrong, many = found_in_redis()
    assert len(wrong) == many == 2
