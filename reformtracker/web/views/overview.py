from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casestudies.models import CaseStudyVersion
from reformtracker.publishing.texts import Text, text
from reformtracker.sources.models import Document
from reformtracker.web import answers, counts, filters, following, listing, marks, publications, references, schedule
from reformtracker.web.gaps import gaps
from reformtracker.web.marks import NONE_RECORDED, Mark
from reformtracker.web.overview import Line, Obstacle, Overview, read
from reformtracker.web.page import FrameworkPage, open_page
from reformtracker.web.score import score, status_mark


@require_safe
def overview_page(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    page = open_page(request, lang, fw, known=filters.NAMES)
    narrowed = filters.narrow(page, read(page.snapshot))
    overview = narrowed.overview
    aimed = listing.with_target(overview)
    shown, keys = listing.multiples(page, aimed)
    return page.render(
        "web/overview.html",
        {
            "narrowed": narrowed,
            "lead": narrowed.nothing or answers.lead(overview, some=bool(narrowed.chosen)),
            "deck": answers.deck(overview),
            "ways": following.ways(page),
            "score": score(overview),
            "sources": sources(overview),
            "counts": counts.table(overview),
            "figures": shown,
            "keys": keys,
            "figures_title": figures_title(len(aimed)),
            "figures_left": len(aimed) - len(shown),
            "tables": listing.tables(overview, late_is_said=answers.mostly_late(overview.judged)),
            "gaps": list(gaps(overview)),
            "due": schedule.due(overview),
            "changed": publications.summary(page.snapshot.release),
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
