"""What the log would hold, as it is written in production."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reformtracker.watching.logs import Json


class Written(io.StringIO):
    @property
    def text(self) -> str:
        return self.getvalue()

    def lines(self, logger: str = "") -> list[dict[str, Any]]:
        """Each must be one object; those of one logger."""
        found = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in found if line["logger"].startswith(logger)]


@contextmanager
def written(level: int = logging.INFO) -> Iterator[Written]:
    file, root = Written(), logging.getLogger()
    handler, before = logging.StreamHandler(file), root.level
    handler.setFormatter(Json())
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield file
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
