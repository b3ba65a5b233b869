"""Where failures to sign in are counted, also while Redis is away."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class RedisOrMemory(RedisCache):
    """Without Redis each process counts for itself: guessing stays slow, and nobody is kept out by a broken server.

    It covers the four verbs that allauth uses; any other fails as Redis does.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache("while Redis is away", params)

    def add(self, *key_and_value: Any, **options: Any) -> Any:
        return self._ask("add", *key_and_value, **options)

    def get(self, *key: Any, **options: Any) -> Any:
        return self._ask("get", *key, **options)

    def set(self, *key_and_value: Any, **options: Any) -> Any:
        return self._ask("set", *key_and_value, **options)

    def delete(self, *key: Any, **options: Any) -> Any:
        return self._ask("delete", *key, **options)

    def _ask(self, verb: str, *arguments: Any, **options: Any) -> Any:
        try:
            return getattr(super(), verb)(*arguments, **options)
        except RedisError:
            log.warning("Redis does not answer; failures to sign in are counted by this process", exc_info=True)
            return getattr(self._memory, verb)(*arguments, **options)
