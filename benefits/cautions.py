"""What a release should be warned of in figures: old sources, verdicts against the numbers, periods still owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.labels import label
from benefits.measures import Change, Verdict, verdict_disagrees
from benefits.models import IndicatorVersion, ObservationVersion, Standing
from benefits.standings import Judge, judge, reading
from reformtracker.publishing.models import Version, VersionKind
from reformtracker.publishing.registry import Caution
from reformtracker.publishing.snapshot import today

STALE_AFTER_MONTHS = 24
"""A figure that rests on nothing younger is asked after. Corrections of what is old rest on old documents by nature."""

Figures = list[ObservationVersion]


def figures(versions: Sequence[Version]) -> Figures:
    found = [version for version in versions if isinstance(version, ObservationVersion) and not version.is_withdrawal]
    return [version for version in found if version.version_kind != VersionKind.TRANSLATION]


def stale_sources(versions: Sequence[Version]) -> Iterator[Caution]:
    """A source is stale where it was public before the period had ended, or more than two years ago."""
    before_the_end: list[tuple[Version, str]] = []
    long_ago: list[tuple[Version, str]] = []
    limit = _months_before(today(), STALE_AFTER_MONTHS)
    for version in figures(versions):
        newest = max((citation.document for citation in version.citations.all()), key=_public_by, default=None)
        if newest is None or (version.value is None and version.level is None):
            continue
        said = _("%(document)s, public by %(day)s") % {"document": newest.symbol, "day": newest.public_by.isoformat()}
        if newest.public_by < version.thing.end:
            before_the_end.append((version, said))
        elif newest.public_by < limit and version.version_kind != VersionKind.CORRECTION:
            long_ago.append((version, said))
    if before_the_end:
        yield _counted(
            "source_before_period",
            ngettext(
                "%(count)d figure rests on no document from after the end of its period.",
                "%(count)d figures rest on no document from after the end of their period.",
                len(before_the_end),
            ),
            _("Return it to have a later document cited, or its period corrected."),
            before_the_end,
        )
    if long_ago:
        yield _counted(
            "source_old",
            ngettext(
                "%(count)d figure rests on no document of the last two years.",
                "%(count)d figures rest on no document of the last two years.",
                len(long_ago),
            ),
            _("Return it to have a newer document cited; where there is none, readers see how old this one is."),
            long_ago,
        )


def _public_by(document: object) -> date:
    found: date = document.public_by  # type: ignore[attr-defined]  # a Document, through an abstract citation
    return found


def _months_before(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 - months
    return day.replace(year=month // 12, month=month % 12 + 1, day=min(day.day, 28))


def _counted(code: str, sentence: str, mend: str, about: Sequence[tuple[Version, str]]) -> Caution:
    return Caution(code, sentence % {"count": len(about)}, mend, tuple(about))


def verdicts_against_the_figures(versions: Sequence[Version]) -> Iterator[Caution]:
    judged = [version for version in figures(versions) if version.verdict]
    beside = ObservationVersion.standing_beside(judged)
    about: list[tuple[Version, str]] = []
    for version in judged:
        by, observed = beside.get(version.pk), reading(version)
        change = judge(by, observed).change if isinstance(by, IndicatorVersion) and observed else ""
        if change and verdict_disagrees(Verdict(version.verdict), Change(change)):
            names = {"verdict": label(Verdict(version.verdict)), "change": label(Change(change))}
            about.append((version, _("verdict: %(verdict)s; the figures: %(change)s") % names))
    if about:
        said = ngettext(
            "%(count)d verdict differs from what the figures say; its justification is shown beside it.",
            "%(count)d verdicts differ from what the figures say; their justifications are shown beside them.",
            len(about),
        )
        mend = _("Read the justification; return it where it does not say why the two differ.")
        yield _counted("verdict_differs", said, mend, about)


def still_overdue(versions: Sequence[Version]) -> Iterator[Caution]:
    """Indicators that the release touches, and that owe a later period even when it is out."""
    found = _by_indicator(versions)
    about: list[tuple[Version, str]] = []
    for standing in _standings(found):
        new = found[standing.indicator_id]
        ends = [version.thing.end for version in new if isinstance(version, ObservationVersion)]
        answered = [day for day in (standing.answered_until, *ends) if day]
        standing.answered_until = max(answered, default=None)
        timing = standing.timing(today())
        if timing.is_late and timing.next_due:
            names = {"due": timing.next_due.isoformat(), "count": timing.days_late}
            late = ngettext("due %(due)s, %(count)d day late", "due %(due)s, %(count)d days late", timing.days_late)
            about.append((new[-1], late % names))
    if about:
        said = ngettext(
            "%(count)d indicator of this release stays overdue: a later period is not reported.",
            "%(count)d indicators of this release stay overdue: a later period is not reported.",
            len(about),
        )
        mend = _("Enter the later period and add it; until then readers see it as overdue.")
        yield _counted("overdue", said, mend, about)


@dataclass(frozen=True)
class Coming:
    """Where an indicator will stand once the release is out, and the version of the release that says so."""

    indicator_id: int
    version: Version
    status: str


def coming(versions: Sequence[Version]) -> Iterator[Coming]:
    """For each indicator whose content the release touches and that keeps a figure."""
    found = _by_indicator(versions)
    now = {standing.indicator_id: standing for standing in _standings(found)}
    for indicator_id, new in found.items():
        standing = now.get(indicator_id)
        by = next((version for version in new if isinstance(version, IndicatorVersion)), None)
        by = by or (standing.indicator_version if standing else None)
        latest = _latest([version for version in new if isinstance(version, ObservationVersion)], standing)
        observed = reading(latest) if latest else None
        if by is None or by.is_withdrawal or observed is None:
            continue
        yield Coming(indicator_id, latest if latest in new else new[0], Judge(by)(observed).status)


def _latest(new: Figures, standing: Standing | None) -> ObservationVersion | None:
    replaced = {version.thing_id for version in new}
    candidates = [version for version in new if not version.is_withdrawal and reading(version)]
    if standing and standing.latest and standing.latest.thing_id not in replaced:
        candidates.append(standing.latest)
    return max(candidates, key=lambda one: (one.thing.end, -one.thing.start.toordinal()), default=None)


def _by_indicator(versions: Sequence[Version]) -> dict[int, list[Version]]:
    found: dict[int, list[Version]] = defaultdict(list)
    for version in versions:
        if isinstance(version, IndicatorVersion):
            found[version.thing_id].append(version)
        elif isinstance(version, ObservationVersion):
            found[version.thing.indicator_id].append(version)
    return found


def _standings(indicators: dict[int, list[Version]]) -> Sequence[Standing]:
    rows = Standing.objects.filter(indicator__in=indicators, to_release=None).order_by("indicator__code")
    together = rows.select_related(
        "indicator__unit", "latest__thing", "latest__level", "indicator_version__thing__unit"
    )
    return list(
        together.select_related("indicator_version__baseline_level").prefetch_related(
            "indicator_version__targets__level"
        )
    )
