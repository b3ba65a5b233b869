"""What is asked of a person: indicator, period, and what the tracker says of it today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from benefits.models import Indicator, IndicatorVersion, ObservationVersion, Standing
from benefits.periods import Period
from benefits.workbook.cells import cleaned
from benefits.workbook.columns import ANSWERS, Takes, folded
from benefits.workbook.scope import indicators_for
from reformtracker.publishing.models import OPEN_STATES, Person, State, VersionKind
from reformtracker.publishing.texts import SUFFIXES, column, columns, text

Value = Decimal | str | bool | None
Answer = dict[str, Value]
"""By the name of the column. A number that is not there is None, a word or text that is not there is empty."""
Key = tuple[str, str, date, date]
"""Framework, code of the indicator, first and last day."""

NEW = "0"
PERCENT = "percent"
ABOUT_THE_VERSION = frozenset({"version_kind", *columns("reason")})


@dataclass(frozen=True)
class LevelWord:
    code: str
    number: int
    labels: dict[str, str]

    def shown(self) -> str:
        """In the active language, or in English."""
        return f"{self.number} – {self.labels.get(get_language() or 'en') or self.labels.get('en', self.code)}"

    def names(self) -> set[str]:
        """All that it may be called."""
        said = [self.code, str(self.number), *self.labels.values()]
        return {folded(name) for name in said} | {folded(f"{self.number} – {name}") for name in self.labels.values()}


@dataclass(frozen=True)
class Asked:
    """An indicator, as far as a row of the sheet needs it. `unit` is empty where a level is asked for."""

    framework: str
    code: str
    name: str = ""
    unit: str = ""
    unit_names: frozenset[str] = frozenset()
    unit_label: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    levels: tuple[LevelWord, ...] = ()
    until: date | None = None
    indicator: Any = None
    last: Any = None
    """The latest public observation that has a figure."""

    @property
    def is_qualitative(self) -> bool:
        return not self.unit

    @property
    def key(self) -> tuple[str, str]:
        return folded(self.framework), folded(self.code)


@dataclass(frozen=True)
class Record:
    """What the tracker says of one indicator and period: the open version where there is one, else the live one."""

    answer: Answer
    mark: str = NEW
    version: Any = None

    @property
    def is_open(self) -> bool:
        return self.version is not None and self.version.state in OPEN_STATES


@dataclass(frozen=True)
class Question:
    """One row of the template."""

    asked: Asked
    period: str
    record: Record = field(default_factory=lambda: Record(blank()))


def blank() -> Answer:
    """Nothing said yet."""
    numbers = {each.name: None for each in ANSWERS if each.takes is Takes.NUMBER}
    said: Answer = {each.name: numbers.get(each.name, "") for each in ANSWERS}
    return said | {"qualifier": "exact", "comparable": True}


def answer_of(version: ObservationVersion) -> Answer:
    """The kind of a version and its reason belong to what is being drafted, not to what is public already."""
    answer = blank()
    for each in ANSWERS:
        value: Any = getattr(version, each.name, None)
        if each.takes is Takes.TEXT:
            value = cleaned(value or "")
        answer[each.name] = value
    answer["level"] = version.level.code if version.level else ""
    answer["sources"] = sources_of(version)
    if version.state not in OPEN_STATES or version.version_kind == VersionKind.FIRST:
        answer |= dict.fromkeys(ABOUT_THE_VERSION, "")
    return answer


def sources_of(version: Any) -> str:
    return "; ".join(map(str, version.citations.all()))


def mark_of(version: ObservationVersion | None) -> str:
    """What a row rests on: the number of the public version, or the draft and how often it was saved.

    >>> mark_of(None)
    '0'
    """
    if version is None:
        return NEW
    return f"v{version.number}" if version.state == State.PUBLISHED else f"d{version.pk}.{version.edits}"


def asked_of(person: Person, of: Iterable[int] | None = None) -> list[Asked]:
    """The person's indicators, or some of them by primary key, in the active language."""
    mine = indicators_for(person).select_related("chain", "unit").prefetch_related("levels")
    if of is not None:
        mine = mine.filter(pk__in=of)
    versions = {version.thing_id: version for version in IndicatorVersion.objects.live().filter(thing__in=mine)}
    standings = Standing.objects.filter(to_release=None, indicator__in=mine).select_related(
        "latest__thing", "latest__level"
    )
    latest = {standing.indicator_id: standing for standing in standings}
    return [_asked(indicator, versions[indicator.pk], latest.get(indicator.pk)) for indicator in mine]


def _asked(indicator: Indicator, version: IndicatorVersion, standing: Standing | None) -> Asked:
    unit = indicator.unit
    labels = [getattr(unit, name) for name in columns("label")] if unit else []
    labels += [getattr(version, name) for name in columns("unit_label")]
    return Asked(
        framework=indicator.chain.slug,
        code=indicator.code,
        name=str(text(version, "name")),
        unit=unit.code if unit else "",
        unit_names=frozenset(folded(name) for name in [unit.code if unit else "", *labels] if name),
        unit_label=(str(text(version, "unit_label")) or str(text(unit, "label"))) if unit else "",
        minimum=unit.minimum if unit else None,
        maximum=unit.maximum if unit else None,
        levels=tuple(
            LevelWord(
                level.code,
                level.number,
                {code: getattr(level, column("label", code)) or "" for code in SUFFIXES},
            )
            for level in indicator.levels.all()
        ),
        until=version.reporting_until or (standing.reporting_until if standing else None),
        indicator=indicator,
        last=standing.latest if standing else None,
    )


def records(asked: Iterable[Asked], first: date, last: date) -> dict[Key, Record]:
    """What there is of these indicators between two days, by key; a period of which there is nothing is not listed."""
    by_pk = {each.indicator.pk: each for each in asked}
    found: dict[Key, Record] = {}
    versions = (
        ObservationVersion.objects.filter(state__in=(*OPEN_STATES, State.PUBLISHED))
        .filter(thing__indicator__in=by_pk, thing__start__gte=first, thing__end__lte=last)
        .select_related("thing", "level", "edited_by", "submitted_by")
        .prefetch_related("citations__document")
    )
    for version in sorted(versions, key=lambda version: version.state in OPEN_STATES):
        each, thing = by_pk[version.thing.indicator_id], version.thing
        # One indicator for all: a draft made of a row asks its unit and its framework.
        thing.indicator, thing.chain = each.indicator, each.indicator.chain
        found[(*each.key, thing.start, thing.end)] = Record(answer_of(version), mark_of(version), version)
    return found


def unanswered(asked: Asked) -> Record:
    """A series once broken stays broken: what was said of the break is offered again."""
    answer = blank()
    if asked.last is not None and not asked.last.comparable:
        answer["comparable"] = False
        answer |= {name: cleaned(getattr(asked.last, name) or "") for name in columns("break_note")}
    return Record(answer)


def key_of(asked: Asked, period: Period) -> Key:
    return (*asked.key, period.start, period.end)


def questions(person: Person, of: Iterable[int], first: date, last: date) -> list[Question]:
    """For each indicator the periods that it reports by, and those that something was said of, between two days."""
    asked = asked_of(person, of)
    known = records(asked, first, last)
    found: list[Question] = []
    for each in asked:
        mine = {key: record for key, record in known.items() if key[:2] == each.key}
        periods = {key[2:]: record.version.thing.period for key, record in mine.items()}
        for period in _reported_by(each, first, last):
            periods.setdefault((period.start, period.end), period.code)
        for days in sorted(periods):
            record = mine.get((*each.key, *days)) or unanswered(each)
            found.append(Question(each, periods[days], record))
    return found


def _reported_by(asked: Asked, first: date, last: date) -> list[Period]:
    standing = Standing.objects.filter(indicator=asked.indicator, to_release=None)
    current = standing.select_related("indicator", "indicator_version").first()
    schedule = current.schedule if current else None
    periods = schedule.periods() if schedule else []
    return [period for period in periods if first <= period.start and period.end <= last and "/" not in period.code]
