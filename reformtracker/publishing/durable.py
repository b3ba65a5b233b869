"""What PostgreSQL must be set to, so that whatever it has acknowledged outlives a crash of its machine."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

LOSES = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "data_checksums": "off",
}
"""The value of each setting with which something may be lost, or be damaged unnoticed. Whoever may connect may read them."""
REMEDIES = {"data_checksums": "stop the server and run: pg_checksums --enable"}


def doubts() -> Iterator[str]:
    """A sentence for each setting that is not as it must be; SQLite has none of them."""
    if connection.vendor != "postgresql":
        return
    for name, loses in LOSES.items():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting(%s)", [name])
            (found,) = cursor.fetchone()
        if found == loses:
            remedy = REMEDIES.get(name, f"set {name} = on")
            yield f"{name} is {found}, so what PostgreSQL acknowledges may be lost or damaged: {remedy}."
