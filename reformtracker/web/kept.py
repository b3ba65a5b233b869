"""Where finished answers are kept: first in this process, then in Redis, which all processes share.

Neither is asked whether an answer is still true: its key says of which state of the record it is, so what is out of date is
never found, and falls out in time; what was redacted is taken out (`forget`). A Redis that does not answer makes pages slower,
nothing else.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.cache import caches
from redis.exceptions import RedisError

from reformtracker.api.conditional import Validators

log = logging.getLogger(__name__)

HERE_BYTES = 12 << 20
"""What the answers kept in one process may weigh together."""
ONE_BYTES = 1 << 20
"""What one answer may weigh; larger ones are files, which stream."""
SHARED_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer. `route`: of the page that made it, for those who count."""

    body: bytes
    headers: Mapping[str, str]
    validators: Validators
    route: str = ""

    @property
    def weight(self) -> int:
        return len(self.body) + 1024


@dataclass(slots=True)
class Here:
    """The answers of this process, the one longest unused going first."""

    most: int = HERE_BYTES
    _found: OrderedDict[str, Kept] = field(default_factory=OrderedDict)
    _weight: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: str) -> Kept | None:
        with self._lock:
            if found := self._found.get(key):
                self._found.move_to_end(key)
            return found

    def put(self, key: str, kept: Kept) -> None:
        with self._lock:
            if before := self._found.pop(key, None):
                self._weight -= before.weight
            self._found[key] = kept
            self._weight += kept.weight
            while self._weight > self.most:
                _key, oldest = self._found.popitem(last=False)
                self._weight -= oldest.weight

    def forget(self) -> None:
        with self._lock:
            self._found.clear()
            self._weight = 0


class Shared:
    """Redis. Once it has not answered it is left alone for a while, so that not each reader waits for it."""

    REST = 10.0
    """Seconds."""

    def __init__(self) -> None:
        self._rests_until = 0.0

    def get(self, key: str) -> Kept | None:
        found: Kept | None = self._ask(lambda: caches["answers"].get(key))
        return found

    def put(self, key: str, kept: Kept) -> None:
        self._ask(lambda: caches["answers"].set(key, kept, SHARED_SECONDS))

    def _ask(self, question: Callable[[], Any]) -> Any:
        if monotonic() < self._rests_until:
            return None
        try:
            return question()
        except RedisError:
            self._rests_until = monotonic() + self.REST
            log.warning("Redis does not answer: for %d seconds, answers are kept in this process alone", self.REST)
            return None


def forget() -> None:
    """Takes away all that Redis keeps: nobody would find it any more, and after a redaction it shall not lie there either."""
    answers: Any = caches["answers"]
    if settings.REDIS_URL:
        redis = answers._cache.get_client(write=True)
        for key in redis.scan_iter(match=answers.make_key("*"), count=500):
            redis.unlink(key)


class Shelf:
    """Both levels as one."""

    def __init__(self) -> None:
        self.here, self.shared = Here(), Shared()

    def get(self, key: str) -> Kept | None:
        if found := self.here.get(key):
            return found
        if found := self.shared.get(key):
            self.here.put(key, found)
        return found

    def put(self, key: str, kept: Kept) -> None:
        self.here.put(key, kept)
        self.shared.put(key, kept)
