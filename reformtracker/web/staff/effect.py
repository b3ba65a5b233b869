"""What a release would do, foretold by rehearsing it: the pages are read before and within, and compared.

Nothing is worked out here. The release is made by the real verb and undone (`actions.rehearsing`), and both sides are read
by the projection of the public pages; what is left is to name what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from benefits.charts import Plot
from benefits.models import IndicatorVersion, ObservationVersion
from casestudies.models import CaseStudyVersion, ChallengeVersion, CorrectiveActionVersion
from initiatives.models import InitiativeVersion
from reformtracker.publishing import canonical
from reformtracker.publishing.actions.rehearsing import NotRehearsed, rehearsed, with_companions
from reformtracker.publishing.models import Chain, Version
from reformtracker.publishing.registry import Effect, foretells
from reformtracker.publishing.snapshot import Snapshot, current
from reformtracker.web import answers, figures, initiative, listing, overview, score
from reformtracker.web.addresses import address, of_kind
from reformtracker.web.gaps import gaps
from reformtracker.web.overview import Line, Overview
from reformtracker.web.page import Page
from reformtracker.web.staff import foretelling


@dataclass(frozen=True)
class Sight:
    """What the public reads in one release; nothing before the first."""

    overview: Overview | None

    @cached_property
    def lines(self) -> dict[str, Line]:
        return {line.code: line for line in self.overview.lines} if self.overview else {}

    @cached_property
    def counted(self) -> dict[tuple[str, str], list[Line]]:
        """By ("objective" or "initiative", code): the indicators that its counts are of."""
        if self.overview is None:
            return {}
        found = {("objective", goal.code): goal.judged for goal in self.overview.goals}
        return found | {("initiative", group.code): group.judged for group in self.overview.groups}

    @cached_property
    def lead(self) -> str:
        return answers.lead(self.overview) if self.overview else ""

    @cached_property
    def answers(self) -> dict[str, str]:
        """The five answers of the front page, by their questions."""
        rows = score.score(self.overview).rows if self.overview else ()
        return {row.question: answers.joined(row.answer, row.note) for row in rows}

    @cached_property
    def gaps(self) -> list[str]:
        return [gap.title for gap in gaps(self.overview)] if self.overview else []

    @cached_property
    def charts(self) -> dict[tuple[str, str], Plot]:
        """By page and indicator: every drawing of it."""
        if self.overview is None:
            return {}
        small = listing.multiplied(listing.with_target(self.overview))
        banded = [line for line in self.overview.judged if initiative.has_band(line)]
        numbers = [line for line in self.overview.judged if not line.standing.indicator.is_qualitative]
        drawn = [
            *(("indicator", line) for line in self.overview.lines if figures.has_marks(line.plot)),
            *(("overview", line) for line in small),
            *(("initiative", line) for line in [*banded, *filter(initiative.is_comparison, numbers)]),
        ]
        return {(page, line.code): line.plot for page, line in drawn}


@foretells
def foretell(asked: Sequence[Version]) -> Effect:
    """In the language of whoever asks. What stands in the way is said instead."""
    versions = with_companions(asked)
    chain = Chain.objects.get(pk=versions[0].thing.chain_id)
    before = look(current(chain)) if chain.head else Sight(None)
    silent = [version for version in versions if _says_what_is_public(version)]
    try:
        with rehearsed(versions) as release:
            chain.refresh_from_db()
            after = look(current(chain))
            return Effect(
                also=tuple(version.thing.public_id for version in versions[len(asked) :]),
                number=release.number or 0,
                said=tuple(foretelling.sentences(before, after, versions, silent)),
                charts=len(_differing(before.charts, after.charts)),
                pages=tuple(_pages([one for one in versions if one not in silent], chain.slug)),
            )
    except NotRehearsed as error:
        return Effect(held=tuple(error.held))


def look(snapshot: Snapshot) -> Sight:
    return Sight(overview.read(snapshot))


def _differing(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> set[Any]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def _says_what_is_public(version: Version) -> bool:
    """A new version, word for word the one that is live."""
    live = type(version).objects.live().filter(thing=version.thing_id).first()
    if live is None or version.is_withdrawal or live.is_withdrawal:
        return False
    return _content(live) == _content(version)


def _content(version: Version) -> list[Any]:
    rows = [canonical.rows(getattr(version, name).all()) for name in version.CHILDREN]
    return [canonical.content(version), *rows]


# ---------- pages ----------
def _pages(versions: Iterable[Version], fw: str) -> Iterable[tuple[str, str]]:
    """Each page once, the narrowest first; where there are no words there is no page."""
    page = Page(HttpRequest())
    found: dict[str, str] = {}
    for version in versions:
        found |= {address(page, version, fw): foretelling.page_name(version.KIND, _named(version))}
        found |= {of_kind(page, kind, code, fw): foretelling.page_name(kind, code) for kind, code in _above(version)}
        for citation in version.citations.all() if "citations" in version.CHILDREN else ():  # type: ignore[attr-defined]  # a reverse name of the concrete class
            symbol = citation.document.symbol
            found[page.link("source", slug=citation.document.slug)] = _("Source %(symbol)s") % {"symbol": symbol}
    if found:
        found |= {
            page.link("overview", fw=fw): _("Overview"),
            page.link("changes", fw=fw): _("Changes"),
            page.link("releases", fw=fw): _("Releases"),
        }
    return [(url, name) for url, name in found.items() if url]


def _named(version: Any) -> str:
    return str(version.thing.indicator.code if isinstance(version, ObservationVersion) else version.thing.public_id)


def _above(version: Any) -> Iterable[tuple[str, str]]:
    """What counts or shows this on a page of its own."""
    initiatives: list[Any] = []
    if isinstance(version, IndicatorVersion | ObservationVersion):
        indicator = version.thing if isinstance(version, IndicatorVersion) else version.thing.indicator
        initiatives = [indicator.initiative]
    elif isinstance(version, CaseStudyVersion | ChallengeVersion):
        initiatives = [row.initiative for row in version.initiatives.all()]
    elif isinstance(version, CorrectiveActionVersion):
        for row in version.indicators.all():
            yield "indicator", row.indicator.code
            initiatives.append(row.indicator.initiative)
    elif isinstance(version, InitiativeVersion):
        yield "objective", version.thing.objective.code
    for one in initiatives:
        yield "initiative", one.code
        yield "objective", one.objective.code
