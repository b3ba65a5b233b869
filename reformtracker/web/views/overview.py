from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casestudies.models import CaseStudyVersion
from reformtracker.publishing.texts import Text, text
from reformtracker.sources.models import Document
from reformtracker.web import answers, listing, marks, references
from reformtracker.web.marks import NONE_RECORDED, Mark
from reformtracker.web.overview import Line, Obstacle, Overview, read
from reformtracker.web.page import FrameworkPage, open_page
from reformtracker.web.score import score, status_mark


@require_safe
def overview_page(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    page = open_page(request, lang, fw)
    overview = read(page.snapshot)
    aimed = listing.with_target(overview)
    shown, keys = listing.multiples(page, aimed)
    return page.render(
        "web/overview.html",
        {
            "lead": answers.lead(overview),
            "deck": answers.deck(overview),
            "score": score(overview),
            "sources": sources(overview),
            "figures": shown,
            "keys": keys,
            "figures_title": figures_title(len(aimed)),
            "figures_left": len(aimed) - len(shown),
            "tables": listing.tables(overview, late_is_said=answers.mostly_late(overview.judged)),
            "gaps": list(gaps(overview)),
            "obstacles": [obstacle_row(one) for one in overview.obstacles],
            "unanswered": [UnansweredRow(line, status_mark(line)) for line in overview.unanswered],
            "cases": [case_row(page, version) for version in overview.cases],
        },
    )


def figures_title(count: int) -> str:
    said = ngettext("The figure with a published target", "The %(count)d figures with a published target", count)
    return said % {"count": count}


def sources(overview: Overview) -> list[Document]:
    """The documents that the score rests on, each once."""
    found = {one.document.symbol: one.document for line in overview.judged for one in listing.citations(line)}
    return [found[symbol] for symbol in sorted(found)]


# ---------- what is not known ----------
@dataclass(frozen=True)
class Gap:
    title: str
    note: str
    lines: list[Line]
    rest: int

    FEW = 6


def gaps(overview: Overview) -> Iterable[Gap]:
    """Each kind is counted here and nowhere else; an indicator may be in several."""
    counted = {gap: overview.with_gap(gap) for gap in ("no_data", "no_target", "no_baseline", "late", "not_judged")}
    counted["never"] = [line for line in overview.lines if line.never_reported]
    for gap, lines in counted.items():
        if lines or gap != "never":
            title, note = _gap_words(gap, len(lines))
            yield Gap(title, note if lines else "", lines[: Gap.FEW], max(0, len(lines) - Gap.FEW))


def _gap_words(gap: str, count: int) -> tuple[str, str]:
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


# ---------- what got in the way ----------
@dataclass(frozen=True)
class ObstacleRow:
    code: str
    initiatives: list[str]
    title: Text
    actions: list[tuple[Mark, Text]]
    owners: list[str]
    none: Mark | None
    source: str


@dataclass(frozen=True)
class UnansweredRow:
    line: Line
    status: Mark | None

    @property
    def none(self) -> Mark:
        return Mark("a-none", marks.SHORT, _("no corrective action recorded"))


def obstacle_row(obstacle: Obstacle) -> ObstacleRow:
    actions = [(marks.action(action.progress), text(action, "title")) for action in obstacle.actions]
    none = Mark("a-none", marks.action(NONE_RECORDED).css, _("no corrective action recorded"))
    return ObstacleRow(
        code=obstacle.version.thing.code,
        initiatives=obstacle.initiatives,
        title=text(obstacle.version, "title"),
        actions=actions,
        owners=[str(action.owner) for action in obstacle.actions if action.owner],
        none=None if obstacle.live_actions else none,
        source=references.line(obstacle.version.citations.all()),
    )


# ---------- on the ground ----------
@dataclass(frozen=True)
class CaseRow:
    title: Text
    url: str
    summary: Text
    initiative: str
    source: str


def case_row(page: FrameworkPage, version: CaseStudyVersion) -> CaseRow:
    return CaseRow(
        title=text(version, "title"),
        url=page.link("case-study", slug=version.thing.slug),
        summary=text(version, "summary"),
        initiative=next((row.initiative.code for row in version.initiatives.all()), ""),
        source=references.line(version.citations.all()),
    )
