"""What became public about an indicator, release by release, and why it was changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from benefits.measures import Missing
from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing.models import Origin, Release, Version, VersionKind
from reformtracker.publishing.texts import Text, text
from reformtracker.web import numbers


class Change(NamedTuple):
    """What one version changed. `value` and `was` are set where it changed a figure that may still be shown."""

    what: str
    value: str
    was: str
    reason: Text | None


class Entry(NamedTuple):
    release: Release
    changes: tuple[Change, ...]
    origin: str


def newest_first(versions: Iterable[Version]) -> list[Version]:
    """Of an indicator and its observations, in the order in which a page tells of them; those of one release stay in the order
    in which they are given."""
    return sorted(versions, key=lambda version: (-(version.from_release or 0), version.RANK))


def replaced(versions: Iterable[Any], live: Iterable[ObservationVersion]) -> dict[int, ObservationVersion]:
    """By observation: the version whose figure the live one replaced, where the figure itself was changed."""
    others = numbered(versions)
    found = {}
    for version in live:
        earlier = before(version, others)
        while earlier and not version.is_withdrawal and figure(earlier) == figure(version):
            earlier = before(earlier, others)
        if earlier and figure(earlier) and figure(version):
            found[version.thing_id] = earlier
    return found


def entries(versions: Sequence[Any], withdrawn: set[int]) -> list[Entry]:
    """`withdrawn`: things whose content is no longer shown; their old figures are not repeated here."""
    found, others = [], numbered(versions)
    for _number, group in groupby(versions, key=lambda version: version.from_release):
        together = list(group)
        changes = tuple(change(version, others, withdrawn) for version in together)
        found.append(Entry(together[0].release, changes, _origin(together[0])))
    return found


def of_texts(versions: Sequence[Any]) -> list[Entry]:
    """Of a thing that is told in words: its versions from new to old, one to a release."""
    return [Entry(version.release, (change(version, {}, ()),), _origin(version)) for version in versions]


def figure(version: ObservationVersion | None) -> str:
    """A value or a level as it was shown; empty where there was none."""
    if version is None:
        return ""
    if version.level is not None:
        return text(version.level, "label").value
    if version.value is None:
        return ""
    return numbers.value(version.value, version.thing.indicator.unit, version.qualifier)


Numbered = Mapping[tuple[str, int, int | None], Any]
"""Versions by their kind, thing and number."""


def numbered(versions: Iterable[Any]) -> Numbered:
    return {(version.KIND, version.thing_id, version.number): version for version in versions}


def before(version: Version, others: Numbered) -> Any:
    """The version before this one, where there is one among the others."""
    return others.get((version.KIND, version.thing_id, (version.number or 0) - 1))


def change(version: Any, others: Numbered, withdrawn: Collection[int]) -> Change:
    """`others` has the one before, where there is one; `withdrawn`: things whose figures are not repeated."""
    said = _reason(version)
    if isinstance(version, IndicatorVersion):
        return Change(_of_the_indicator(version), "", "", said)
    if not isinstance(version, ObservationVersion):
        return Change(_of_a_text(version), "", "", said)
    earlier = before(version, others)
    hidden = version.thing_id in withdrawn
    now, was = ("", "") if hidden else (figure(version), figure(earlier))
    return Change(_of_a_value(version), now, was if was != now else "", said)


def _reason(version: Version) -> Text | None:
    reason = text(version, "reason")
    return reason if reason.value else None


def _of_a_text(version: Version) -> str:
    match version.version_kind:
        case VersionKind.WITHDRAWAL:
            return _("Withdrawn")
        case VersionKind.CORRECTION:
            return _("Text corrected")
        case VersionKind.TRANSLATION:
            return _("Names and texts translated")
        case VersionKind.FIRST:
            return _("First publication")
    return _("Text revised")


def _of_the_indicator(version: IndicatorVersion) -> str:
    match version.version_kind:
        case VersionKind.WITHDRAWAL:
            return _("Indicator withdrawn")
        case VersionKind.CORRECTION:
            return _("Definition, baseline or target corrected")
        case VersionKind.TRANSLATION:
            return _("Names and texts translated")
        case VersionKind.FIRST:
            return _first_of_the_indicator(version)
    return _("Definition, baseline or target revised")


def _first_of_the_indicator(version: IndicatorVersion) -> str:
    has_target = bool(version.targets.all())
    if version.has_baseline and has_target:
        return _("Indicator published, with its baseline and target")
    if version.has_baseline:
        return _("Indicator published, with its baseline")
    if has_target:
        return _("Indicator published, with its target")
    return _("Indicator published")


def _of_a_value(version: ObservationVersion) -> str:
    period = {"period": numbers.period(version.thing)}
    match version.version_kind:
        case VersionKind.WITHDRAWAL:
            return _("Value for %(period)s withdrawn") % period
        case VersionKind.REVISION:
            return _("Value for %(period)s revised: better data") % period
        case VersionKind.CORRECTION:
            return _("Value for %(period)s corrected: an error") % period
        case VersionKind.ASSESSMENT:
            return _("Verdict on %(period)s changed") % period
        case VersionKind.TRANSLATION:
            return _("Texts on %(period)s translated") % period
    if version.missing:
        return _missing(version, period)
    if not version.comparable:
        return _("First value for %(period)s, across a break in the series") % period
    return _("First value for %(period)s") % period


def _missing(version: ObservationVersion, period: dict[str, str]) -> str:
    match Missing(version.missing):
        case Missing.NOT_PUBLISHED:
            return _("Value for %(period)s not published") % period
        case Missing.NOT_COLLECTED:
            return _("Value for %(period)s not collected") % period
    return _("Value for %(period)s does not apply") % period


def _origin(version: Version) -> str:
    """Roles, never people."""
    if version.release and version.release.chain.is_demo:
        return _("Invented data")
    if version.origin == Origin.LOADED:
        return _("loaded from a reviewed file")
    return _("entered by a contributor, approved by a reviewer, released by a publisher")
