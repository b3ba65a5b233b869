"""The one clock that all servers share: the database's. An embargo ends by it, whatever a web server's own clock says."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection

MOMENT = {"postgresql": "clock_timestamp()", "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')"}
"""The present moment in SQL, also within a long transaction; comparable with a stored moment."""


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {MOMENT[connection.vendor]}")
        (found,) = cursor.fetchone()
    return found if isinstance(found, datetime) else datetime.fromisoformat(found).replace(tzinfo=UTC)
