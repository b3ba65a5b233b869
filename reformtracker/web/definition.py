"""What an indicator means, in rows: the frozen part and what is promised by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.labels import label
from benefits.lateness import Frequency
from benefits.measures import Basis, Direction, Kind, Role
from benefits.models import Indicator, IndicatorVersion, Level, Standing
from reformtracker.publishing.texts import Text, text
from reformtracker.web import numbers, sentences


class Term(NamedTuple):
    term: str
    said: tuple[str | Text, ...]


class Rung(NamedTuple):
    """A level of the rubric; `notes` say where the baseline, the latest value and the targets are."""

    label: Text
    description: Text
    notes: tuple[str, ...]


def terms(standing: Standing) -> list[Term]:
    version, indicator = standing.indicator_version, standing.indicator
    rows = [
        Term(_("Counts"), _texts(version, "definition")),
        Term(_("Worked out"), _texts(version, "method")),
        Term(_("Unit"), _unit(version)),
        Term(_("Wanted direction"), (sentences.capital(label(Direction(indicator.desired_direction))),)),
        Term(_("Counts as a move"), (_least(version),)),
        Term(_("Reported"), (_reporting(standing),)),
        Term(_("Baseline"), (_baseline(version),)),
        Term(_("Target"), tuple(_targets(version)) or (_("none published"),)),
        Term(_("Caution"), _texts(version, "caution")),
        Term(_("Kind"), (_kind(indicator),)),
    ]
    if indicator.role == Role.CONTEXT:
        judged = {_("Wanted direction"), _("Counts as a move"), _("Target")}
        rows = [row for row in rows if row.term not in judged]
    return [row for row in rows if row.said]


def rungs(standing: Standing) -> list[Rung]:
    """The rubric, the highest level first."""
    levels: list[Level] = list(standing.indicator.levels.all()) if standing.indicator.is_qualitative else []
    found = sorted(levels, key=lambda level: -level.number)
    return [Rung(text(one, "label"), text(one, "description"), tuple(_here(standing, one))) for one in found]


def _here(standing: Standing, level: Level) -> Iterator[str]:
    version, seen = standing.indicator_version, standing.latest
    if version.baseline_level_id == level.pk:
        yield _("baseline, %(period)s") % {"period": numbers.period(version.baseline_period)}
    if seen and seen.level_id == level.pk:
        yield _("latest, %(period)s") % {"period": numbers.period(seen.thing)}
    for target in version.targets.all():
        if target.level_id == level.pk:
            yield _("target %(when)s") % {"when": sentences.aim(version, target).when}


def _kind(indicator: Indicator) -> str:
    said = (label(Kind(indicator.kind)), label(Role(indicator.role)))
    return sentences.capital(numbers.convention().comma.join(said))


def _texts(version: IndicatorVersion, field: str) -> tuple[Text, ...]:
    found = text(version, field)
    return (found,) if found.value else ()


def _unit(version: IndicatorVersion) -> tuple[Text, ...]:
    own = _texts(version, "unit_label")
    return own or ((text(version.thing.unit, "label"),) if version.thing.unit else ())


def _least(version: IndicatorVersion) -> str:
    if version.thing.is_qualitative:
        return _("one level")
    least = numbers.number(version.materiality)
    if not numbers.is_share(version.thing.unit):
        return _("%(amount)s or more") % {"amount": least}
    count = int(version.materiality) if version.materiality == int(version.materiality) else 2
    return ngettext("%(amount)s point or more", "%(amount)s points or more", count) % {"amount": least}


def _reporting(standing: Standing) -> str:
    lag, until = standing.indicator_version.reporting_lag_months, standing.reporting_until
    parts = [label(Frequency(standing.indicator.frequency))]
    parts.append(
        ngettext("due %(months)d month after the period ends", "due %(months)d months after the period ends", lag)
        % {"months": lag}
    )
    if until:
        parts.append(_("until %(day)s") % {"day": numbers.day(until)})
    return sentences.capital(numbers.convention().semicolon.join(parts))


def _baseline(version: IndicatorVersion) -> str:
    said = sentences.baseline(version)
    return f"{said.what}{numbers.convention().comma}{said.when}" if said else _("none published")


def _targets(version: IndicatorVersion) -> Iterator[str]:
    for target in sorted(version.targets.all(), key=lambda target: target.due):
        names = sentences.aim(version, target)._asdict()
        if target.basis == Basis.WHOLE_PERIOD:
            yield _("%(what)s %(when)s as a whole, not for each year") % names
        else:
            yield _("%(what)s %(when)s") % names
