"""What is not known, counted: each kind of gap in words, with the indicators that have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.web.overview import Line, Overview

KINDS = ("no_data", "no_target", "no_baseline", "late", "not_judged")


@dataclass(frozen=True)
class Gap:
    title: str
    note: str
    lines: list[Line]
    rest: int

    FEW = 6


def gaps(overview: Overview) -> Iterable[Gap]:
    """Each kind is counted here and nowhere else; an indicator may be in several."""
    counted = {gap: overview.with_gap(gap) for gap in KINDS}
    counted["never"] = [line for line in overview.lines if line.never_reported]
    for gap, lines in counted.items():
        if lines or gap != "never":
            title, note = words(gap, len(lines))
            yield Gap(title, note if lines else "", lines[: Gap.FEW], max(0, len(lines) - Gap.FEW))


def words(gap: str, count: int) -> tuple[str, str]:
    """The count, and what it means."""
    number = {"count": count}
    match gap:
        case "no_data":
            return (
                ngettext("%(count)d with no data", "%(count)d with no data", count) % number,
                _("No figure and no baseline have been published."),
            )
        case "no_target":
            return (
                ngettext("%(count)d without a target", "%(count)d without a target", count) % number,
                _("What was to be reached, and by when, is not published."),
            )
        case "no_baseline":
            return (
                ngettext("%(count)d without a baseline", "%(count)d without a baseline", count) % number,
                _("There is nothing published to compare the figure with."),
            )
        case "late":
            return ngettext("%(count)d late", "%(count)d late", count) % number, _("The next value is overdue.")
        case "not_judged":
            return (
                ngettext("%(count)d not yet judged", "%(count)d not yet judged", count) % number,
                _("A figure is published, but nobody has said whether it is better or worse."),
            )
    return (
        ngettext("%(count)d with periods never reported", "%(count)d with periods never reported", count) % number,
        _("A period was due, and no value came."),
    )
