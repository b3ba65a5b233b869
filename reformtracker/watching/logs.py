"""How a line of the log is written: one JSON object, without anything that tells of a person.

What this project logs says nothing of people. What libraries log may repeat what somebody sent, so of an exception the type,
the code and the place are given, never its words; of an answer that is an error the status; and what still looks like a mail or
network address is blanked.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from reformtracker.watching import trace

ENCODE = json.JSONEncoder(default=str).encode
FRAMES, CAUSES = 12, 4
"""How much of an exception is told, from where it arose."""
ECHOES = ("Invalid request from ", "Error handling request ")
"""What gunicorn follows with what was sent."""
MAIL = re.compile(r"[^\s@\"'<>(),;:]+@[\w-]+(?:\.[\w-]+)+")
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}(?![\w:])")


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return ENCODE(_facts(record))


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    """`facts`: what the caller gives beside the message, as `extra={"facts": {…}}`."""
    said: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": ADDRESS.sub("[address]", MAIL.sub("[mail]", _message(record))),
    }
    if request := trace.current():
        said["request"] = request
    said |= getattr(record, "facts", {})
    if record.exc_info and record.exc_info[1]:
        said["error"] = _error(record.exc_info[1], record.exc_info[2])
    return said


def _message(record: logging.LogRecord) -> str:
    if record.name.startswith("django.security."):
        # Repeats the host, the origin or the parameter that was refused.
        return f"refused: {record.name.rpartition('.')[2]}"
    if status := getattr(record, "status_code", None):
        # Django's of an answer that is an error: with the path, and why. The line of the request has the route.
        return f"answered with {status}"
    if record.name.startswith("gunicorn.") and str(record.msg).startswith(ECHOES):
        return next(echo for echo in ECHOES if str(record.msg).startswith(echo)).strip()
    words = _without_words(record.args)
    return str(record.msg) % words if words else str(record.msg)


def _without_words(arguments: Any) -> Any:
    """Those of exceptions, and what a task was given. A mapping is Celery's, of a task."""
    if isinstance(arguments, dict):
        return {name: _worded(name, value) for name, value in arguments.items()}
    return tuple(_worded("", value) for value in arguments or ())


def _worded(name: str, value: Any) -> Any:
    if isinstance(value, BaseException):
        return type(value).__name__
    return "…" if name in ("exc", "args", "kwargs", "traceback") else value


def _error(error: BaseException, at: TracebackType | None) -> dict[str, Any]:
    told: dict[str, Any] = {}
    inner = told
    for _cause in range(CAUSES):
        kind = type(error)
        inner |= {"type": f"{kind.__module__}.{kind.__qualname__}", "at": _frames(at)}
        if code := getattr(error, "pgcode", None) or getattr(error, "errno", None):
            inner["code"] = code
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is None:
            break
        error, at = cause, cause.__traceback__
        inner["cause"] = inner = {}
    return told


def _frames(at: TracebackType | None) -> list[str]:
    found = []
    while at is not None:
        code = at.tb_frame.f_code
        found.append(f"{code.co_filename}:{at.tb_lineno} {code.co_name}")
        at = at.tb_next
    return found[-FRAMES:]
