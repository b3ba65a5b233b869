"""Where failures to sign in and questions to the API are counted, also while Redis is away."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class RedisOrMemory(RedisCache):
    """Without Redis each process counts for itself: guessing stays slow, and nobody is kept out by a broken server.

    It covers the verbs that allauth and the limits of the API use; any other fails as Redis does.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache(f"{params.get('KEY_PREFIX', '')} while Redis is away", params)

    def add(self, *key_and_value: Any, **options: Any) -> Any:
        return self._ask("add", *key_and_value, **options)

    def get(self, *key: Any, **options: Any) -> Any:
        return self._ask("get", *key, **options)

    def set(self, *key_and_value: Any, **options: Any) -> Any:
        return self._ask("set", *key_and_value, **options)

    def delete(self, *key: Any, **options: Any) -> Any:
        return self._ask("delete", *key, **options)

    def incr(self, *key_and_delta: Any, **options: Any) -> Any:
        return self._ask("incr", *key_and_delta, **options)

    def _ask(self, verb: str, *arguments: Any, **options: Any) -> Any:
        try:
            return getattr(super(), verb)(*arguments, **options)
        except RedisError:
            log.warning("Redis does not answer; this process counts for itself", exc_info=True)
            return getattr(self._memory, verb)(*arguments, **options)
