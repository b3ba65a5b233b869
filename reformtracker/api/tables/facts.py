"""What a workbook says of itself: of what, as of when, from which release, under which licence, and how to cite it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from reformtracker.api import fields
from reformtracker.api.tables.columns import LICENCE
from reformtracker.api.tables.workbook import Fact
from reformtracker.publishing.registry import kind
from reformtracker.publishing.snapshot import Snapshot


def facts(snapshots: Sequence[Snapshot], language: str, address: str, indicator: str = "") -> list[Fact]:
    """`address`: where the file came from; `indicator`: the code of the only one that it holds."""
    return [
        ("site", settings.SITE_NAME, settings.SITE_URL),
        *(fact for snapshot in snapshots for fact in _of(snapshot, language)),
        *([("indicator", indicator, "")] if indicator else ()),
        ("source", "", address),
        ("language", language, "empty where a text is not translated"),
        ("licence", LICENCE, "reuse with attribution"),
        *(("cite as", "", cited(snapshot, indicator)) for snapshot in snapshots),
    ]


def _of(snapshot: Snapshot, language: str) -> list[Fact]:
    invented = "invented data, for demonstration only" if snapshot.chain.is_demo else ""
    return [
        ("framework", snapshot.chain.slug, invented),
        ("title", "", title(snapshot, language)),
        ("as of", snapshot.day.isoformat(), f"release {snapshot.number}"),
        ("hash of the release", "", snapshot.release.hash),
    ]


def title(snapshot: Snapshot, language: str) -> str:
    """The name of the framework; in English where it is not translated, for a file must be called something."""
    found = kind("framework").objects.published(snapshot.number).filter(thing__chain=snapshot.chain).first()
    name = found and (fields.text(found, "name", language) or fields.text(found, "name", "en"))
    return str(name or snapshot.chain.slug)


def cited(snapshot: Snapshot, indicator: str = "") -> str:
    of = f", indicator {indicator}" if indicator else ""
    return f"{settings.SITE_NAME}, {snapshot.chain.slug}{of}, release {snapshot.number}, {snapshot.day}"
