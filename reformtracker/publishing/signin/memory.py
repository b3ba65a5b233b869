"""Where failures to sign in and questions to the API are counted, also while Redis is away."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class Memory(LocMemCache):
    """Of one process."""

    def count(self, key: str, delta: int, timeout: int) -> int:
        """Adds to a count that begins at nothing and lasts so many seconds; gives what it has come to."""
        self.add(key, 0, timeout)
        try:
            return int(self.incr(key, delta))
        except ValueError:
            # Gone in between, with its time.
            self.set(key, delta, timeout)
            return delta


class RedisOrMemory(RedisCache):
    """Without Redis each process counts for itself: guessing stays slow, and nobody is kept out by a broken server.

    It covers the verbs that allauth and the limits of the API use; any other fails as Redis does. What may be done once (`add`: a code of an app) is
    noted in both, so that a server that hangs for a moment opens no second door.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = Memory(f"{params.get('KEY_PREFIX', '')} while Redis is away", params)

    def add(self, *key_and_value: Any, **options: Any) -> bool:
        return all(self._in_both("add", *key_and_value, **options))

    def delete(self, *key: Any, **options: Any) -> bool:
        return any(self._in_both("delete", *key, **options))

    def get(self, *key: Any, **options: Any) -> Any:
        return self._ask("get", *key, **options)

    def set(self, *key_and_value: Any, **options: Any) -> Any:
        return self._ask("set", *key_and_value, **options)

    def clear(self) -> Any:
        self._memory.clear()
        return super().clear()

    def incr(self, *key_and_delta: Any, **options: Any) -> Any:
        return self._ask("incr", *key_and_delta, **options)

    def count(self, key: str, delta: int, timeout: int) -> int:
        """As `Memory` does, in one trip to Redis and back."""
        name = self.make_and_validate_key(key)
        trip = self._cache.get_client(name, write=True).pipeline()
        trip.set(name, 0, ex=timeout, nx=True)
        trip.incrby(name, delta)
        try:
            return int(trip.execute()[-1])
        except RedisError:
            _warn()
            return self._memory.count(key, delta, timeout)

    def _ask(self, verb: str, *arguments: Any, **options: Any) -> Any:
        try:
            return getattr(super(), verb)(*arguments, **options)
        except RedisError:
            _warn()
            return getattr(self._memory, verb)(*arguments, **options)

    def _in_both(self, verb: str, *arguments: Any, **options: Any) -> tuple[bool, bool]:
        """What the memory of this process says, and what Redis says, or again the memory where it does not answer."""
        here = getattr(self._memory, verb)(*arguments, **options)
        try:
            return here, getattr(super(), verb)(*arguments, **options)
        except RedisError:
            _warn()
            return here, here


def _warn() -> None:
    log.warning("Redis does not answer; this process counts for itself", exc_info=True)
