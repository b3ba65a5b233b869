"""What is said of one indicator: its sentence, its figures in a table, and the versions that each of them tells of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from benefits.labels import label
from benefits.measures import Missing
from benefits.models import (
    IndicatorCitation,
    IndicatorVersion,
    Level,
    Observation,
    ObservationVersion,
    Seen,
    Target,
)
from benefits.observed import Span
from reformtracker.publishing.texts import Text, text
from reformtracker.reporting.document import Bound
from reformtracker.reporting.writing import bound, bracketed, ltr, say
from reformtracker.sources.models import Citation
from reformtracker.web import figures, numbers, rows, sentences
from reformtracker.web.overview import Line


# ---------- the sentence ----------
def spoken(line: Line) -> str:
    """The sentence of the indicator's page."""
    return sentences.spoken(line.standing, missing(line), first(line))


def missing(line: Line) -> Seen | None:
    """The newest observation, where it says why there is no value."""
    newest = next((seen for seen in reversed(line.observations) if not seen.is_withdrawal), None)
    return newest if newest and newest.missing else None


def first(line: Line) -> Seen | None:
    """The oldest value."""
    return next((seen for seen in line.observations if figures.amount(seen.value, seen.level) is not None), None)


def withdrawn(line: Line) -> str:
    """What has been taken back since the latest value."""
    if line.newer is None or not line.newer.is_withdrawal:
        return ""
    return _("The value %(when)s has been withdrawn.") % {"when": numbers.within(line.newer.thing)}


# ---------- figures ----------
def baseline(line: Line) -> Text:
    version = line.standing.indicator_version
    if not version.has_baseline:
        return say(_("none published"))
    return figure(
        version, version.baseline_value, version.baseline_level, version.baseline_qualifier, version.baseline_period
    )


def latest(line: Line) -> Text:
    return observed(line.standing.indicator_version, line.latest) if line.latest else say(_("none yet"))


def observed(version: IndicatorVersion, seen: Seen) -> Text:
    """A value with its period, or why there is none."""
    if seen.value is None and seen.level is None:
        why = label(Missing(seen.missing)) if seen.missing else _("withdrawn")
        return say(bracketed(why, numbers.period(seen.thing)))
    return figure(version, seen.value, seen.level, seen.qualifier, seen.thing)


def targets(line: Line) -> Text:
    if line.is_context:
        return say(numbers.NOT_PUBLISHED)
    version = line.standing.indicator_version
    found = [_target(version, target) for target in figures.by_due(version)]
    return joined(found) if found else say(_("none published"))


def _target(version: IndicatorVersion, target: Target) -> Text:
    if target.level is not None:
        named = text(target.level, "label")
        with translation.override(named.language):
            return named._replace(value=bracketed(named.value, rows.target_period(target)))
    value = numbers.value(target.value, version.thing.unit, target.qualifier, version.decimals)
    return say(bracketed(ltr(value), rows.target_period(target)))


def figure(
    version: IndicatorVersion,
    value: Decimal | None,
    level: Level | None,
    qualifier: str,
    period: Observation | Span | str,
) -> Text:
    """ "≈16.5% (2020)"; a level in whatever language its name is."""
    if level is not None:
        named = text(level, "label")
        with translation.override(named.language):
            return named._replace(value=bracketed(named.value, numbers.period(period)))
    written = numbers.value(value, version.thing.unit, qualifier, version.decimals)
    return say(bracketed(ltr(written), numbers.period(period)))


def joined(found: Iterable[Text]) -> Text:
    """In one cell; where a part is not translated, all of it is marked so."""
    texts = list(found)
    language = next((one.language for one in texts if not one.translated), texts[0].language)
    said = numbers.convention(language).semicolon.join(one.value for one in texts)
    return Text(said, language, all(one.translated for one in texts))


# ---------- sources ----------
def promised(line: Line) -> list[Citation]:
    """Of the baseline and the targets."""
    own = line.standing.indicator_version.citations.all()
    return [one for one in own if one.part != IndicatorCitation.Part.DEFINITION]


def told_by(line: Line) -> list[Citation]:
    """Of what was promised and what came of it."""
    return [*promised(line), *(line.latest.citations.all() if line.latest else ())]


def shown(line: Line) -> list[Citation]:
    """Of all that a chart or a table shows of it."""
    return [*(line.latest.citations.all() if line.latest else ()), *line.standing.indicator_version.citations.all()]


# ---------- versions ----------
def bounds(line: Line) -> Iterator[Bound]:
    """The two that a count rests on: what was promised, and what came of it."""
    yield bound(line.standing.indicator_version)
    if line.latest:
        yield of_observation(line, line.latest)


def quoted(line: Line) -> Iterator[Bound]:
    """Those of its sentence, each with the figure that it says."""
    version, standing = line.standing.indicator_version, line.standing
    begun, target, oldest = sentences.baseline(version), sentences.aimed_at(standing), first(line)
    yield bound(version, begun.what if begun else "")
    if target and not line.is_context:
        yield bound(version, sentences.aim(version, target).what)
    if begun is None and oldest:
        yield of_observation(line, oldest, sentences.observed(version, oldest, named=True).what)
    if line.latest:
        # Named as in the sentence, which says the unit once.
        is_alone = begun is None and (oldest is None or oldest.pk == line.latest.pk)
        yield of_observation(line, line.latest, sentences.observed(version, line.latest, named=is_alone).what)
    if line.newer:
        yield of_observation(line, line.newer, label(Missing(line.newer.missing)) if line.newer.missing else "")


def drawn(line: Line) -> Iterator[Bound]:
    """Everything of which a chart or a row has a mark."""
    version = line.standing.indicator_version
    yield bound(version)
    for seen in line.observations:
        yield of_observation(line, seen, sentences.reading(version, seen.value, seen.level, seen.qualifier))


def of_observation(line: Line, seen: Seen, said: str = "") -> Bound:
    return Bound(ObservationVersion.KIND, f"{line.code}:{seen.thing.period}", seen.number or 0, said)
