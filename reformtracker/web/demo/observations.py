"""The observations of one release, written without a model instance for each: a million of them must not take all day.

What is stored is what saving and publishing them one by one would have stored; tests hold the two side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from benefits.measures import Qualifier, Reading
from benefits.models import IndicatorVersion, Observation, ObservationVersion
from benefits.standings import NOT_JUDGED, Judge, Judged
from reformtracker.publishing import rows
from reformtracker.publishing.actions import Written
from reformtracker.publishing.canonical import content_and_reason, dumps, number, sha256
from reformtracker.publishing.models import Chain, VersionKind
from reformtracker.publishing.rows import Cell
from reformtracker.web.demo import words
from reformtracker.web.demo.drafts import Drafts, source
from reformtracker.web.demo.plan import Order
from reformtracker.web.demo.profiles import Profile
from reformtracker.web.demo.series import Figure, figures
from reformtracker.web.demo.verdicts import texts, verdict_on

THING = ("id", "chain_id", "indicator_id", "period", "start", "end", "period_basis")
KNOWN_LATER = ("thing_id", "release_id")
CALENDAR = Observation.PeriodBasis.CALENDAR.value
FIELDS = [
    field
    for field in ObservationVersion._meta.concrete_fields
    if not field.primary_key and field.column not in KNOWN_LATER
]
PLACES: dict[str, int] = {str(field.column): place for place, field in enumerate(FIELDS)}
DERIVATION, BREAK = texts("derivation", words.DERIVATION), texts("break_note", words.BREAK)


class Series:
    """An indicator that is public, and its observations to come, in the order of their periods."""

    def __init__(self, profile: Profile, version: IndicatorVersion) -> None:
        self.profile, self.version = profile, version
        self.judge = Judge(version)
        self.levels = {level.number: level for level in version.thing.levels.all()}
        unit = version.thing.unit
        self.constant = {
            "indicator_version_id": version.pk,
            "unit_minimum": _cell(unit.minimum) if unit else None,
            "unit_maximum": _cell(unit.maximum) if unit else None,
        }
        self._figures = figures(profile)
        self._next = next(self._figures, None)

    def until(self, last: date) -> Iterator[Figure]:
        """Those whose period ends up to that day; each is given once."""
        while self._next is not None and self._next.period.end <= last:
            yield self._next
            self._next = next(self._figures, None)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one release is to make public: things and versions as rows, but for what is known only when they are stored.

    Tuples of plain values: Python's collector, which looks again and again at whatever may hold a circle, leaves them alone.
    """

    things: list[tuple[Cell, ...]]
    versions: list[tuple[Cell, ...]]
    hashes: list[tuple[str, str]]


def write(drafts: Drafts, prepared: Prepared) -> Written:
    """Stores things and drafts; the transaction around it holds the keys."""
    keys = rows.reserve(Observation, len(prepared.things))
    release = drafts.release.pk
    things = ((key, *thing) for key, thing in zip(keys, prepared.things, strict=True))
    rows.insert(Observation, THING, things)
    versions = ((key, release, *version) for key, version in zip(keys, prepared.versions, strict=True))
    rows.insert(ObservationVersion, [*KNOWN_LATER, *PLACES], versions)
    return Written(ObservationVersion, prepared.hashes)


class Sheet:
    """From figures to rows. It asks no database, so that the next release can be prepared while one is written."""

    def __init__(self, chain: Chain, order: Order, profiles: Sequence[Profile]) -> None:
        live = (
            IndicatorVersion.objects.live().filter(thing__chain=chain).for_judging().prefetch_related("thing__levels")
        )
        versions = {version.thing.code: version for version in live}
        self._series = [Series(profile, versions[profile.code]) for profile in profiles]
        self._chain = chain.pk
        blank = ObservationVersion(**source(order))
        self._said = content_and_reason(blank)
        self._blank = [_cell(field.get_db_prep_save(field.pre_save(blank, add=True), connection)) for field in FIELDS]

    def prepare(self, last: date) -> Prepared:
        """What ends up to that day and was not given before, that of one indicator together."""
        prepared = Prepared([], [], [])
        for series in self._series:
            cells = self._blank.copy()
            _put(cells, series.constant)
            for figure in series.until(last):
                period = figure.period
                days = period.start.isoformat(), period.end.isoformat()
                prepared.things.append((self._chain, series.version.thing_id, period.code, *days, CALENDAR))
                version = cells.copy()
                prepared.hashes.append(self._fill(version, series, figure))
                prepared.versions.append(tuple(version))
        return prepared

    def _fill(self, cells: list[Cell], series: Series, figure: Figure) -> tuple[str, str]:
        judged = _judged(series, figure)
        said = _said(series.profile, figure, judged)
        level = series.levels[figure.level] if figure.level else None
        id_, hash_ = self._hash(series, figure, said, level.code if level else None)
        _put(cells, said)
        cells[PLACES["level_id"]] = level.pk if level else None
        cells[PLACES["change"]] = judged.change
        cells[PLACES["progress"]] = _cell(judged.progress)
        cells[PLACES["expected"]] = _cell(judged.expected)
        cells[PLACES["status"]] = judged.status
        cells[PLACES["judged_against_id"]] = judged.judged_against.pk if judged.judged_against else None
        cells[PLACES["content_hash"]] = hash_
        return id_, hash_

    def _hash(self, series: Series, figure: Figure, said: dict[str, Any], level: str | None) -> tuple[str, str]:
        """Id and hash, as `canonical.hash_of` has it; invented data cite nothing."""
        period = figure.period
        id_ = f"{series.profile.code}:{period.code}"
        content = self._said | said
        for plain in ObservationVersion.TRANSLATED:
            content.pop(plain, None)
        content["level"] = level
        envelope = {
            "kind": ObservationVersion.KIND,
            "id": id_,
            "thing": {
                "indicator": series.profile.code,
                "period": period.code,
                "start": period.start.isoformat(),
                "end": period.end.isoformat(),
                "period_basis": CALENDAR,
            },
            "version_kind": VersionKind.FIRST.value,
            "content": content,
            "children": {name: [] for name in ObservationVersion.CHILDREN},
            "beside": series.version.content_hash,
        }
        return id_, sha256(dumps(envelope))


def _put(cells: list[Cell], columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        cells[PLACES[name]] = value


def _judged(series: Series, figure: Figure) -> Judged:
    value = Decimal(figure.level) if figure.level else figure.value
    if value is None:
        return NOT_JUDGED
    return series.judge(Reading(value, figure.period.start, figure.period.end, Qualifier(figure.qualifier)))


def _said(profile: Profile, figure: Figure, judged: Judged) -> dict[str, Any]:
    """What the observation says beyond an empty one, by column; the level apart."""
    said: dict[str, Any] = {"qualifier": figure.qualifier, "missing": figure.missing}
    if figure.value is not None:
        said["value"] = number(figure.value)
    if figure.denominator is not None:
        said |= {"numerator": str(figure.numerator), "denominator": str(figure.denominator), **DERIVATION}
    if not figure.comparable:
        said |= {"comparable": False, **BREAK}
    return said | verdict_on(profile, figure, judged.change)


def _cell(value: Any) -> Cell:
    """As both databases read it."""
    return value if value is None or isinstance(value, int) else str(value)
