"""What changed between two days, in plain words: what a version changed decides where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing.models import Release, Version, VersionKind
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.web import answers, history, numbers, publications, sentences
from reformtracker.web.history import Change
from reformtracker.web.overview import natural

MOST = 60
"""Versions of one kind on a page; the API has them all."""

NEW_VALUE, REVISED, CORRECTED, VERDICT, TARGET, NEW, TEXT, TRANSLATED, WITHDRAWN = (
    *("new_value", "revised", "corrected", "verdict", "target", "new", "text", "translated", "withdrawn"),
)
ORDER = (WITHDRAWN, CORRECTED, REVISED, TARGET, VERDICT, NEW_VALUE, NEW, TEXT, TRANSLATED)
"""What takes something back comes first."""


Place = Callable[[Version], str]
"""Where the site tells of a version."""


def nowhere(_version: Version) -> str:
    """For what is written without links."""
    return ""


class Item(NamedTuple):
    """`unit` stands where the change has a figure that does not say itself what it counts."""

    version: Version
    kind: str
    id: str
    name: Text | None
    url: str
    change: Change
    unit: Text | None
    release: Release


@dataclass(frozen=True)
class Group:
    category: str
    title: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Span:
    """The releases after `first` up to `last`; `since` and `until` are the days that were asked for."""

    since: date
    until: date
    releases: Sequence[Release]

    @property
    def numbers(self) -> list[int]:
        return [release.number or 0 for release in self.releases]


@dataclass(frozen=True)
class Changes:
    answer: str
    groups: Sequence[Group]
    left: int

    @property
    def total(self) -> int:
        return sum(len(group.items) for group in self.groups) + self.left


def title_of(category: str) -> str:
    return {
        NEW_VALUE: _("New values"),
        REVISED: _("Values revised: better data"),
        CORRECTED: _("Errors corrected"),
        VERDICT: _("Verdicts changed"),
        TARGET: _("Baselines or targets changed"),
        NEW: _("New in the record"),
        TEXT: _("Texts changed"),
        TRANSLATED: _("Translations"),
        WITHDRAWN: _("Withdrawn"),
    }[category]


def changes(snapshot: Snapshot, span: Span, place: Place = nowhere) -> Changes:
    """In a number of queries that does not grow with what changed."""
    found: dict[str, list[Item]] = {category: [] for category in ORDER}
    total = 0
    for model in kinds():
        count, items = _of_kind(snapshot, model, span, place)
        total += count
        for category, item in items:
            found[category].append(item)
    groups = [Group(category, title_of(category), items) for category, items in found.items() if items]
    shown = sum(len(group.items) for group in groups)
    return Changes(_answer(span, total, groups), groups, total - shown)


def _of_kind(snapshot: Snapshot, model: type[Version], span: Span, place: Place) -> tuple[int, list[tuple[str, Item]]]:
    if not span.releases:
        return 0, []
    rows = _whole(model).filter(thing__chain=snapshot.chain, from_release__in=span.numbers)
    total = rows.count()
    if not total:
        return 0, []
    shown = rows.order_by("from_release", "content_hash")[:MOST]
    versions = sorted(shown, key=lambda version: (version.from_release, natural(version.thing.public_id)))
    before = list(_whole(model).filter(thing__in={version.thing_id for version in versions}))
    gone = publications.withdrawn(model, versions)
    return total, list(_items(snapshot, model, versions, before, gone, place))


def _whole(model: type[Version]) -> Any:
    rows = model.objects.filter(number__isnull=False).select_related("thing", "release")
    if model is ObservationVersion:
        return rows.select_related("thing__indicator__unit", "level")
    if model is IndicatorVersion:
        return rows.select_related("baseline_level").prefetch_related("targets")
    return rows


def _items(
    snapshot: Snapshot,
    model: type[Version],
    versions: Sequence[Any],
    others: Sequence[Any],
    gone: set[int],
    place: Place,
) -> Iterator[tuple[str, Item]]:
    is_value = model is ObservationVersion
    indicators = _indicators(snapshot, versions) if is_value else {}
    known = history.numbered(others)
    for version in versions:
        hidden = version.thing_id in gone or version.redacted
        named = indicators.get(version.thing.indicator_id) if is_value else version
        item = Item(
            version=version,
            kind="" if is_value else publications.title_of(model.KIND),
            id=str(version.thing.indicator.code if is_value else version.thing.public_id),
            name=None if hidden or version.is_withdrawal else _name(named),
            url=place(version),
            change=history.change(version, known, {version.thing_id} if hidden else ()),
            unit=_unit(version, named) if is_value else None,
            release=version.release,
        )
        yield _category(version, history.before(version, known)), item


def _indicators(snapshot: Snapshot, versions: Sequence[Any]) -> dict[int, IndicatorVersion]:
    """Those that figures belong to, as the snapshot has them."""
    indicators = {version.thing.indicator_id for version in versions}
    rows = IndicatorVersion.objects.with_content(snapshot.number).filter(thing__in=indicators)
    return {version.thing_id: version for version in rows}


def _name(version: Version | None) -> Text | None:
    field = next((field for field in ("name", "title") if version and field in version.CONTENT), "")
    return text(version, field) if version and field else None


def _unit(version: ObservationVersion, indicator: IndicatorVersion | None) -> Text | None:
    if indicator is None or version.value is None or numbers.is_share(version.thing.indicator.unit):
        return None
    label = text(indicator, "unit_label")
    return label if label.value else None


def _category(version: Any, before: Any) -> str:
    of_kind = {
        VersionKind.WITHDRAWAL: WITHDRAWN,
        VersionKind.CORRECTION: CORRECTED,
        VersionKind.ASSESSMENT: VERDICT,
        VersionKind.TRANSLATION: TRANSLATED,
    }.get(version.version_kind)
    if of_kind:
        return of_kind
    is_value = isinstance(version, ObservationVersion)
    if version.version_kind == VersionKind.FIRST:
        return NEW_VALUE if is_value else NEW
    if isinstance(version, IndicatorVersion) and before and _aims(version) != _aims(before):
        return TARGET
    return REVISED if is_value else TEXT


def _aims(version: IndicatorVersion) -> tuple[Any, ...]:
    targets = sorted((target.due, target.basis, target.value, target.level_id) for target in version.targets.all())
    return (version.baseline_value, version.baseline_level_id, version.baseline_period, *targets)


def _answer(span: Span, total: int, groups: Sequence[Group]) -> str:
    names = {"since": numbers.day(span.since), "until": numbers.day(span.until)}
    if not total:
        return _("Nothing was made public after %(since)s and up to %(until)s.") % names
    releases = ngettext("%(count)d release", "%(count)d releases", len(span.releases)) % {"count": len(span.releases)}
    first = ngettext(
        "After %(since)s and up to %(until)s, %(releases)s changed %(count)d entry of the record.",
        "After %(since)s and up to %(until)s, %(releases)s changed %(count)d entries of the record.",
        total,
    ) % {**names, "releases": releases, "count": total}
    return sentences.together(first, counted(groups))


def counted(groups: Sequence[Group]) -> str:
    """ "New values: 1; Texts changed: 2." """
    style = numbers.convention()
    return answers.joined(*(f"{group.title}{style.colon}{len(group.items)}" for group in groups)) + style.stop


def span(snapshot: Snapshot, since: date | None, until: date | None) -> Span:
    """By the day on which a source was public. Without days: what the newest release changed."""
    releases = _releases(snapshot)
    last = until or snapshot.day
    if since is None:
        earlier = [day for _release, day in releases if day <= last]
        since = next((day for day in reversed(earlier) if day < earlier[-1]), earlier[0]) if earlier else last
        if len(set(earlier)) < 2:
            return Span(since, last, [release for release, day in releases if day <= last])
    return Span(since, last, [release for release, day in releases if since < day <= last])


def after(snapshot: Snapshot, number: int) -> Span:
    """What followed one release, up to that of the snapshot."""
    releases = _releases(snapshot)
    since = max((day for release, day in releases if (release.number or 0) <= number), default=snapshot.day)
    return Span(since, snapshot.day, [release for release, _day in releases if (release.number or 0) > number])


def _releases(snapshot: Snapshot) -> list[tuple[Release, date]]:
    """Up to the snapshot's, each with its day."""
    published = Release.objects.published().filter(chain=snapshot.chain, number__lte=snapshot.number)
    return [(release, release.released_at.date()) for release in published.order_by("number") if release.released_at]
