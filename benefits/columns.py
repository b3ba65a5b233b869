"""Indicators, their targets, and observations as flat tables: ids and words as in the API."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from benefits.models import IndicatorVersion
from reformtracker.api import fields
from reformtracker.api.tables.columns import LICENCE, SOURCES, VERSION, Column, Row, each, inner, made, own, sources
from reformtracker.publishing.snapshot import Snapshot


class Labels:
    """By code, what an observation takes from its indicator: one query, when the first is asked for.

    `frozen`: only what no later edit of reference data can change.
    """

    def __init__(self, snapshot: Snapshot, language: str, *, frozen: bool = False) -> None:
        self.snapshot, self.language, self.frozen = snapshot, language, frozen

    def of(self, code: str, key: str) -> Any:
        return self._by_code.get(code, {}).get(key)

    @cached_property
    def _by_code(self) -> dict[str, dict[str, Any]]:
        rows = IndicatorVersion.objects.published(self.snapshot.number).filter(thing__chain=self.snapshot.chain)
        return {version.thing.code: self._about(version) for version in rows.select_related("thing__unit")}

    def _about(self, version: IndicatorVersion) -> dict[str, Any]:
        unit, language = version.thing.unit, self.language
        own_label = fields.text(version, "unit_label", language) if unit else None
        label = fields.text(unit, "label", language) if unit and not self.frozen else None
        return {
            "name": fields.text(version, "name", language),
            "kind": version.thing.kind,
            "role": version.thing.role,
            "unit": unit.code if unit else None,
            "unit_label": own_label or label,
        }


def observations(labels: Labels) -> Sequence[Column]:
    def of_indicator(name: str, about: str, key: str) -> Column:
        return made(name, "indicator", about, lambda code: labels.of(code, key))

    snapshot = labels.snapshot
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


def _target(target: Row) -> str:
    aim = target["value"] if target["value"] is not None else (target["level"] or {}).get("label")
    return f"{aim} ({target['due']})"


def _assessment(latest: Row | None) -> Row:
    return (latest or {}).get("assessment") or {}


def _level(latest: Row | None) -> Any:
    return ((latest or {}).get("level") or {}).get("label")


INDICATORS: tuple[Column, ...] = (
    own("framework", "slug of the framework"),
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
    made("targets", "targets", "value and due day of each", lambda rows: "; ".join(map(_target, rows or ()))),
    inner("latest_period", "latest", "period", "period of the latest value"),
    inner("latest_value", "latest", "value", "latest value"),
    inner("latest_qualifier", "latest", "qualifier", "exact, about, at_least or at_most"),
    made("latest_level", "latest", "latest level in words", _level),
    made("verdict", "latest", "given for the latest value", lambda latest: _assessment(latest).get("verdict")),
    made("cause", "latest", "given for the latest value", lambda latest: _assessment(latest).get("cause")),
    own("change", "computed: improved, unchanged or deteriorated"),
    own("progress", "computed: share of the way from baseline to target"),
    own("expected", "computed: share of the way that was to be expected by then"),
    own("status", "computed, against the target"),
    own("next_due", "when the next value is due"),
    own("days_late", "how late it is on the day that this file shows"),
    each("gaps", "gaps", "what is not known"),
    SOURCES,
    *VERSION,
)

TARGETS: tuple[Column, ...] = (
    own("indicator", "code of the indicator"),
    own("due", "day by which it is to be reached"),
    own("basis", "by_date, or whole_period: an aim for the period taken as a whole"),
    own("start", "first day of the period, where it is for a whole one"),
    own("period", "the period, where it is for a whole one"),
    own("value", "a number, empty where a level is aimed at"),
    inner("level", "level", "code", "code of a level of the rubric"),
    inner("level_label", "level", "label", "the level in words"),
    own("qualifier", "exact, about, at_least or at_most"),
    made("sources", "citations", "symbols and paragraphs", sources),
)
"""Of the package only: in the API they lie within their indicator."""
