"""From the configured database into a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from reformtracker.web.backups import archive
from reformtracker.web.backups.about import About, Refused, code
from reformtracker.web.backups.engine import engine


class Taken(NamedTuple):
    path: Path
    about: About


def take(folder: Path) -> Taken:
    store = engine()
    if "publishing_chain" not in store.there():
        raise Refused("There is no tracker in this database: run migrate first, or look at DATABASE_URL.")
    server, program = store.versions()
    now = datetime.now(UTC)
    path = folder / archive.name_of(now)
    with archive.begun(path) as begun:
        with begun.dump(store.DUMP, is_packed=store.IS_PACKED) as stream:
            contents = store.dump(stream)
        about = About(
            made_at=now.isoformat(),
            site=settings.SITE_URL,
            code=code(),
            engine=connection.vendor,
            server=server,
            program=program,
            contents=contents,
            dump=stream.told(store.DUMP),
        )
        begun.describe(about)
    return Taken(path, about)
