"""How gunicorn logs what it says of itself. Requests are logged by `web.watching`, under whatever server."""

from __future__ import annotations

import os
from typing import Any

from gunicorn.glogging import Logger

from reformtracker.watching.logs import Json


class Log(Logger):  # type: ignore[misc]  # ships no types
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        if os.environ.get("LOG_FORMAT") != "line":
            for handler in self.error_log.handlers:
                handler.setFormatter(Json())
