"""Which columns an export has, in what order, and what each of them means: ids and words as in the API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from reformtracker.web.exports.rows import OF_ONE, Export

LICENCE = "CC BY 4.0"
Row = Mapping[str, Any]
Value = str | int | float | bool | None


class Column(NamedTuple):
    name: str
    about: str
    take: Callable[[Row], Any]


def own(name: str, about: str) -> Column:
    """A field of the row by its own name."""
    return Column(name, about, lambda row: row[name])


def inner(name: str, outer: str, key: str, about: str) -> Column:
    """A field of an object in the row, empty where there is no such object."""
    return Column(name, about, lambda row: (row[outer] or {}).get(key))


def sources(rows: Iterable[Row] | None) -> str:
    """ "A/75/202, 38; A/74/688, summary" """
    return "; ".join(f"{one['document']}, {_paragraph(one)}" for one in rows or ())


def _paragraph(cited: Row) -> str:
    return str(cited["paragraph"]) if "paragraph" in cited else f"{cited['from']}-{cited['to']}"


SOURCES = Column("sources", "symbols and paragraphs", lambda row: sources(row["citations"]))

VERSION: tuple[Column, ...] = (
    own("release", "the release that made this version public"),
    own("released_at", "when it was public, UTC"),
    own("version", "number of the version"),
    own("version_kind", "first, revision, correction, assessment, translation or withdrawal"),
    inner("withdrawn_on", "withdrawn", "on", "day of a withdrawal, now or after the snapshot"),
    inner("withdrawn_reason", "withdrawn", "reason", "why it was withdrawn"),
    own("html_url", "the public page"),
    own("url", "the address in the API"),
)


def observations(export: Export) -> Sequence[Column]:
    def of_indicator(name: str, about: str, key: str) -> Column:
        return Column(name, about, lambda row: export.indicators.get(row["indicator"], {}).get(key))

    snapshot = export.snapshot
    return (
        own("framework", "slug of the framework"),
        own("objective", "code of the objective"),
        own("initiative", "code of the initiative"),
        own("indicator", "code of the indicator"),
        of_indicator("indicator_name", "name of the indicator", "name"),
        of_indicator("kind", "quantitative or qualitative", "kind"),
        of_indicator("role", "outcome, output or context; context is never judged", "role"),
        own("id", "indicator and period"),
        own("period", "2019, 2019-S1, 2019-Q4, 2019-06, 2019-06-30 or 2020-2024"),
        own("start", "first day of the period"),
        own("end", "last day of the period"),
        own("period_basis", "reported: the figure is undated and takes the day of its document"),
        of_indicator("unit", "code of the unit", "unit"),
        of_indicator("unit_label", "the unit in words", "unit_label"),
        own("value", "a number, empty where there is none"),
        inner("level", "level", "code", "code of a level of the rubric"),
        inner("level_number", "level", "number", "number of the level; an order, not a quantity"),
        inner("level_label", "level", "label", "the level in words"),
        own("missing", "why there is neither value nor level"),
        own("qualifier", "exact, about, at_least or at_most"),
        own("numerator", "where the value was computed from two numbers"),
        own("denominator", "where the value was computed from two numbers"),
        own("comparable", "false from a series break on"),
        own("break_note", "what changed at the break"),
        own("narrative", "what is reported, in words"),
        inner("verdict", "assessment", "verdict", "given by a person: improved, unchanged, deteriorated or too_early"),
        inner("cause", "assessment", "cause", "reform, external, both or not_assessed"),
        inner("confidence", "assessment", "confidence", "low, medium or high"),
        inner("justification", "assessment", "justification", "why the verdict was given"),
        inner("assessment_basis", "assessment", "basis", "as_reported or reviewer"),
        own("change", "computed: improved, unchanged or deteriorated"),
        own("progress", "computed: share of the way from baseline to target"),
        own("expected", "computed: share of the way that was to be expected by then"),
        own("status", "computed, against the target"),
        inner("target_due", "judged_against", "due", "day of the target that it is judged by"),
        inner("target_value", "judged_against", "value", "value of the target that it is judged by"),
        SOURCES,
        *VERSION,
        Column("as_of", "the day that this file shows", lambda row: snapshot.day.isoformat()),
        Column("as_of_release", "the release that this file shows", lambda row: snapshot.number),
        Column("licence", "how the data may be reused", lambda row: LICENCE),
    )


INDICATORS: tuple[Column, ...] = (
    own("code", "code of the indicator"),
    own("objective", "code of the objective"),
    own("initiative", "code of the initiative"),
    own("name", "name"),
    own("kind", "quantitative or qualitative"),
    own("role", "outcome, output or context; context is never judged"),
    own("definition", "what it counts"),
    own("method", "how it is worked out"),
    own("caution", "what it cannot be used for"),
    inner("unit", "unit", "code", "code of the unit"),
    inner("unit_label", "unit", "label", "the unit in words"),
    own("desired_direction", "increase, decrease or maintain"),
    own("materiality", "the least that counts as a change"),
    own("frequency", "how often it is reported"),
    inner("baseline_period", "baseline", "period", "period of the baseline"),
    inner("baseline_value", "baseline", "value", "baseline"),
    inner("baseline_qualifier", "baseline", "qualifier", "exact, about, at_least or at_most"),
    Column("targets", "value and due day of each", lambda row: "; ".join(map(_target, row["targets"] or ()))),
    inner("latest_period", "latest", "period", "period of the latest value"),
    inner("latest_value", "latest", "value", "latest value"),
    inner("latest_qualifier", "latest", "qualifier", "exact, about, at_least or at_most"),
    Column(
        "latest_level", "latest level in words", lambda row: ((row["latest"] or {}).get("level") or {}).get("label")
    ),
    Column("verdict", "given for the latest value", lambda row: _assessment(row).get("verdict")),
    Column("cause", "given for the latest value", lambda row: _assessment(row).get("cause")),
    own("change", "computed: improved, unchanged or deteriorated"),
    own("progress", "computed: share of the way from baseline to target"),
    own("expected", "computed: share of the way that was to be expected by then"),
    own("status", "computed, against the target"),
    own("next_due", "when the next value is due"),
    own("days_late", "how late it is on the day that this file shows"),
    Column("gaps", "what is not known", lambda row: ", ".join(row["gaps"] or ())),
    SOURCES,
    *VERSION,
)


def _target(target: Row) -> str:
    aim = target["value"] if target["value"] is not None else (target["level"] or {}).get("label")
    return f"{aim} ({target['due']})"


def _assessment(row: Row) -> Row:
    return (row["latest"] or {}).get("assessment") or {}


def _codes(name: str, about: str, outer: str, key: str) -> Column:
    return Column(name, about, lambda row: ", ".join(one[key] for one in row[outer] or ()))


CASE_STUDIES: tuple[Column, ...] = (
    own("slug", "name in addresses"),
    own("title", "title"),
    own("summary", "what is reported"),
    own("limits", "what the case cannot show"),
    own("region", "where it is no country"),
    _codes("countries", "ISO codes", "places", "country"),
    _codes("initiatives", "illustrated, the main one first", "initiatives", "code"),
    Column("supports", "indicators that it supports", lambda row: _bearing(row, "supports")),
    Column("contradicts", "indicators that it contradicts", lambda row: _bearing(row, "contradicts")),
    SOURCES,
    *VERSION,
)


def _bearing(row: Row, word: str) -> str:
    return ", ".join(one["indicator"] for one in row["indicators"] or () if one["bearing"] == word)


CHALLENGES: tuple[Column, ...] = (
    own("code", "code"),
    own("title", "title"),
    own("text", "what got in the way"),
    own("state", "open, answered or closed"),
    inner("responsible", "responsible", "name", "responsible entity"),
    Column("initiatives", "codes", lambda row: ", ".join(row["initiatives"] or ())),
    Column("corrective_actions", "codes", lambda row: ", ".join(row["corrective_actions"] or ())),
    SOURCES,
    *VERSION,
)
ACTIONS: tuple[Column, ...] = (
    own("code", "code"),
    own("challenge", "code of the challenge that it answers"),
    own("title", "title"),
    own("text", "what is done"),
    own("state", "planned, in_progress, done or cancelled"),
    own("progress_note", "how far it has come"),
    inner("owner", "owner", "name", "owner"),
    own("due", "when it is due"),
    Column("indicators", "codes of those that it should move", lambda row: ", ".join(row["indicators"] or ())),
    SOURCES,
    *VERSION,
)
MILESTONES: tuple[Column, ...] = (
    own("slug", "name in addresses"),
    own("date", "the last day of the month, quarter or year meant"),
    own("precision", "day, month, quarter or year"),
    own("title", "title"),
    own("text", "what happened"),
    own("review_meeting", "whether it was a review meeting"),
    SOURCES,
    *VERSION,
)
DOCUMENTS: tuple[Column, ...] = (
    own("symbol", "symbol"),
    own("title", "title"),
    own("public_by", "the day by which it was public"),
    own("precision", "day, month, quarter or year"),
    own("link", "where to read it"),
    own("html_url", "what rests on it"),
)


def sheets(export: Export) -> dict[str, Sequence[Column]]:
    """Resource -> its columns, in the order of the workbook."""
    every = {
        "indicators": INDICATORS,
        "observations": observations(export),
        "case-studies": CASE_STUDIES,
        "challenges": CHALLENGES,
        "corrective-actions": ACTIONS,
        "milestones": MILESTONES,
        "documents": DOCUMENTS,
    }
    return {name: columns for name, columns in every.items() if name in OF_ONE} if export.indicator else every
