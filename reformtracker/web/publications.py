"""What a release made public, kind by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import CharField, Count, Model, Value
from django.utils.translation import gettext as _

from benefits.models import ObservationVersion
from reformtracker.publishing.models import Release, State, Version, VersionKind
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import Text, text
from reformtracker.web import history, numbers
from reformtracker.web.addresses import address
from reformtracker.web.page import FrameworkPage

MOST = 200
"""Rows of one kind on a page; the manifest has them all."""


class Item(NamedTuple):
    """One version. `name` is null where the content is no longer shown."""

    id: str
    url: str
    name: Text | None
    said: str
    version: int
    kind: str
    reason: Text | None
    hash: str


class Group(NamedTuple):
    title: str
    total: int
    items: tuple[Item, ...]
    left: int


def title_of(kind: str) -> str:
    return {
        "framework": _("Framework"),
        "objective": _("Objectives"),
        "initiative": _("Initiatives"),
        "indicator": _("Indicators"),
        "observation": _("Values"),
        "milestone": _("Milestones"),
        "case_study": _("Case studies"),
        "challenge": _("Challenges"),
        "corrective_action": _("Corrective actions"),
    }.get(kind, kind)


def groups(page: FrameworkPage, release: Release) -> list[Group]:
    found = (_group(page, model, release) for model in kinds())
    return [group for group in found if group.total]


def _group(page: FrameworkPage, model: type[Version], release: Release) -> Group:
    rows = model.objects.filter(release=release).select_related("thing")
    if model is ObservationVersion:
        rows = rows.select_related("thing__indicator__unit", "level")
    total = rows.count()
    shown = list(rows.order_by("content_hash")[:MOST]) if total else []
    gone = withdrawn(model, shown)
    items = tuple(sorted((_item(page, row, row.thing_id in gone) for row in shown), key=lambda item: item.id))
    return Group(title_of(model.KIND), total, items, total - len(shown))


class Summary(NamedTuple):
    """What one release made public of one kind: how many versions of which sort."""

    title: str
    parts: list[tuple[str, int]]


def summary(release: Release) -> list[Summary]:
    """Counts only, in one query."""
    of_kind = [
        model.objects.filter(release=release)
        .order_by()
        .values_list(Value(model.RANK), Value(model.KIND, CharField()), "version_kind")
        .annotate(Count("pk"))
        for model in kinds()
    ]
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    order = list(VersionKind)
    for _rank, kind, sort, count in sorted(
        of_kind[0].union(*of_kind[1:], all=True), key=lambda row: (row[0], order.index(row[2]))
    ):
        found[kind].append((str(VersionKind(sort).label), count))
    return [Summary(title_of(kind), parts) for kind, parts in found.items()]


def withdrawn(model: type[Version], rows: Sequence[Any]) -> set[int]:
    """Things whose content is no longer shown anywhere but in the snapshots that had it."""
    if not rows:
        return set()
    notices = model.objects.filter(state=State.PUBLISHED, version_kind=VersionKind.WITHDRAWAL)
    return set(notices.filter(thing__in={row.thing_id for row in rows}).values_list("thing_id", flat=True))


def _item(page: FrameworkPage, row: Any, gone: bool) -> Item:
    reason = text(row, "reason")
    hidden = gone or row.redacted
    return Item(
        id=row.thing.public_id,
        url=address(page, row, page.snapshot.chain.slug),
        name=None if hidden else _name(row),
        said=_said(row, hidden),
        version=row.number,
        kind=str(VersionKind(row.version_kind).label),
        reason=reason if reason.value else None,
        hash=row.content_hash,
    )


def _said(row: Any, hidden: bool) -> str:
    if row.redacted:
        return _("content removed for legal or personal reasons")
    if hidden:
        return _("withdrawn")
    return history.figure(row) or numbers.NOT_PUBLISHED if isinstance(row, ObservationVersion) else ""


def _name(row: Model) -> Text | None:
    for field in ("name", "title"):
        if hasattr(row, f"{field}_en"):
            return text(row, field)
    return None


def counted(found: Sequence[Group]) -> Iterator[str]:
    """ "Indicators: 3", for the line under the title."""
    for group in found:
        yield _("%(kind)s: %(count)d") % {"kind": group.title, "count": group.total}
