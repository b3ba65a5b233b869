"""One id for all that follows from one request: in the lines of nginx, Django and Celery, and in SQL as a comment.

nginx makes it (`X-Request-ID`), a task carries it in the headers of its message. What beat starts goes by the id of its task.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from secrets import token_hex
from typing import Any

SANE = re.compile(r"[0-9a-f]{32}")
"""Hexadecimal: no name, no address and no end of a line can be said in it."""
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """Empty where nothing has been asked, as in a command."""
    return _current.get()


def follow(said: str = "") -> str:
    """From here on in this thread. A new one where `said` is no id.

    It is never taken back: a body may be streamed after the middleware is through, and the next request brings its own.
    """
    found = said if SANE.fullmatch(said) else token_hex(16)
    _current.set(found)
    return found


def comment(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Wraps each statement of a connection. In front: where PostgreSQL shows what runs, it cuts off the end."""
    if (found := current()) and isinstance(sql, str):
        sql = f"/* request={found} */ {sql}"
    return execute(sql, params, many, context)


def on_each_statement(connection: Any, **_: Any) -> None:
    """For the signal `connection_created`."""
    if comment not in connection.execute_wrappers:
        connection.execute_wrappers.append(comment)
