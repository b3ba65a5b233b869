"""The method told with one indicator of the record: its inputs, the rules with the numbers put in, and the results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.measures import LEEWAY, Cause, Change, Role, Status, Verdict
from benefits.models import IndicatorCitation, Standing
from initiatives.models import FrameworkVersion
from reformtracker.api.fields import number as json_number
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, html_code, path_code, text
from reformtracker.web import explain, marks, numbers, references, sentences
from reformtracker.web.marks import Mark
from reformtracker.web.overview import natural

PREFERRED = "2.4.2"
"""The indicator worked through, where it has all that the formulas need."""


class Input(NamedTuple):
    """A number that goes into the rules, under the letter by which the formulas call it."""

    letter: str
    name: str
    value: str
    ends: str
    sources: str


class Example(NamedTuple):
    """`line` is the way expected in days; empty where the line bends on the way. `served` is what the API says."""

    code: str
    name: Text
    framework: str
    inputs: Sequence[Input]
    computed: Mark | None
    compared: str
    way: explain.Way
    line: str
    status: Mark
    status_rule: str
    status_reason: str
    is_broken: bool
    given: Mark
    agreement: str
    served: str


class Name(NamedTuple):
    """A language by its own name."""

    name: str
    lang: str


class Official(NamedTuple):
    """The languages in which the names of a framework are official."""

    framework: Text
    languages: Sequence[Name]


# ---------- shapes ----------
def statuses() -> dict[str, Mark]:
    return {str(word): marks.status(word) for word in Status}


def verdicts() -> dict[str, Mark]:
    return {str(word): marks.verdict(word) for word in marks.VERDICTS}


def changes() -> list[Mark]:
    return [marks.verdict(word) for word in Change]


def given() -> list[Mark]:
    return [marks.verdict(word) for word in Verdict]


def causes() -> dict[str, Mark]:
    return {str(word): marks.cause(word) for word in Cause}


def leeway() -> str:
    return numbers.number(Decimal(LEEWAY.numerator) / LEEWAY.denominator)


# ---------- the record ----------
def answer(snapshot: Snapshot | None) -> str:
    """On how many of the indicators that headlines count somebody has given a verdict."""
    if snapshot is None:
        return ""
    counted = Standing.objects.at(snapshot.number).filter(indicator__chain=snapshot.chain)
    found = counted.exclude(indicator__role=Role.CONTEXT).aggregate(
        total=Count("pk"), given=Count("pk", filter=Q(latest__isnull=False) & ~Q(latest__verdict=""))
    )
    if not found["total"]:
        return ""
    said = ngettext(
        "A verdict has been given on %(given)s of %(total)s indicator.",
        "A verdict has been given on %(given)s of %(total)s indicators.",
        found["total"],
    )
    return said % {name: numbers.number(Decimal(count)) for name, count in found.items()}


def official(frameworks: Iterable[FrameworkVersion]) -> list[Official]:
    found = []
    for version in frameworks:
        codes = [code.strip() for code in version.official.split(",")]
        named = [Name(name, html_code(code)) for code, name in settings.LANGUAGES if path_code(code) in codes]
        if named:
            found.append(Official(text(version, "name"), named))
    return found


def example(snapshot: Snapshot | None) -> Example | None:
    """None where no published indicator has baseline, target and value on one line; invented data are no example."""
    if snapshot is None or snapshot.chain.is_demo:
        return None
    whole = Standing.objects.at(snapshot.number).filter(progress__isnull=False, expected__isnull=False)
    codes = dict(whole.filter(indicator__chain=snapshot.chain).values_list("indicator__code", "pk"))
    if not codes:
        return None
    code = PREFERRED if PREFERRED in codes else min(codes, key=natural)
    standing: Standing = Standing.objects.of(snapshot.chain.pk).get(pk=codes[code])
    standing.indicator_version.thing = standing.indicator
    return _worked_through(snapshot, standing)


def _worked_through(snapshot: Snapshot, standing: Standing) -> Example | None:
    version, seen, way = standing.indicator_version, standing.latest, explain.way(standing)
    if way is None or seen is None:
        return None
    return Example(
        code=version.thing.code,
        name=text(version, "name"),
        framework=snapshot.chain.slug,
        inputs=_inputs(standing),
        computed=explain.change_mark(standing),
        compared=sentences.together(explain.inputs(standing), explain.rule(standing)),
        way=way,
        line=_line(standing),
        status=marks.status(standing.status),
        status_rule=f"status-{standing.status}",
        status_reason=sentences.status_reason(standing),
        is_broken=not seen.comparable,
        given=marks.verdict(seen.verdict),
        agreement=explain.agreement(standing),
        served=_served(standing),
    )


def _inputs(standing: Standing) -> list[Input]:
    version, seen, target = standing.indicator_version, standing.latest, standing.judged_against
    if seen is None or target is None:
        return []
    unit, decimals = version.thing.unit, version.decimals
    return [
        Input(
            "b",
            _("Baseline"),
            numbers.value(version.baseline_value, unit, version.baseline_qualifier, decimals),
            _day(version.baseline_end),
            _cited(version.citations.all(), IndicatorCitation.Part.BASELINE),
        ),
        Input(
            "v",
            _("Latest value"),
            numbers.value(seen.value, unit, seen.qualifier, decimals),
            _day(seen.thing.end),
            references.line(seen.citations.all()),
        ),
        Input(
            "T",
            _("Target"),
            numbers.value(target.value, unit, target.qualifier, decimals),
            _day(target.due),
            _cited(version.citations.all(), IndicatorCitation.Part.TARGET, target.due),
        ),
        Input(
            "m",
            sentences.capital(_("materiality")),
            numbers.number(version.materiality),
            "",
            _("set for this indicator"),
        ),
    ]


def _day(day: date | None) -> str:
    return numbers.day(day) if day else numbers.NOT_PUBLISHED


def _cited(citations: Iterable[IndicatorCitation], part: str, due: date | None = None) -> str:
    found = [one for one in citations if one.part == part and (due is None or one.target_due == due)]
    return references.line(found) or numbers.NOT_PUBLISHED


def _line(standing: Standing) -> str:
    """Between a baseline and the first target after it the line is straight: the share of its days is the way expected."""
    version, seen, target = standing.indicator_version, standing.latest, standing.judged_against
    if seen is None or target is None or version.baseline_end is None or standing.expected is None:
        return ""
    first = min(version.targets.all(), key=lambda one: one.due)
    if first.pk != target.pk or seen.thing.end > target.due:
        return ""
    gone, whole = (Decimal((day - version.baseline_end).days) for day in (seen.thing.end, target.due))
    return f"{numbers.number(gone)} ÷ {numbers.number(whole)} = {explain.ratio(standing.expected)}"


def _served(standing: Standing) -> str:
    """In the words and digits of the API, which gives one more place than a page."""
    return json.dumps(
        {
            "change": standing.change or None,
            "progress": json_number(standing.progress),
            "expected": json_number(standing.expected),
            "status": standing.status,
        }
    )
