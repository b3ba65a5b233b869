"""One case study as its page shows it, and one country with all that the case studies say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casestudies.models import CaseEvent, CaseStudyVersion, Country
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.sources.models import Precision
from reformtracker.web import history, listing, numbers, references, sentences
from reformtracker.web.cases import Bearing, bearing, places, region
from reformtracker.web.facts import Fact
from reformtracker.web.overview import Line, read_lines
from reformtracker.web.page import FrameworkPage
from reformtracker.web.templatetags.tracker import bare


@dataclass(frozen=True)
class Evidence:
    """An indicator as it stands, and what the case says to it. `row` is null where it is not public in the snapshot."""

    bearing: Bearing
    why: Text
    row: listing.Row | None


@dataclass(frozen=True)
class Event:
    """`is_wide`: the source gives a month, quarter or year only."""

    when: str
    what: Text
    is_wide: bool


@dataclass(frozen=True)
class Reading:
    version: CaseStudyVersion
    notice: CaseStudyVersion | None
    versions: Sequence[CaseStudyVersion]
    lines: Sequence[Line]

    @property
    def events(self) -> list[Event]:
        return events(self.version.events.all())

    @cached_property
    def evidence(self) -> list[Evidence]:
        return evidence([self.version], self.lines)

    @property
    def history(self) -> list[history.Entry]:
        return history.of_texts(self.versions)


def read(snapshot: Snapshot, slug: str) -> Reading:
    """In a fixed number of queries; 404 for what is not public in the snapshot."""
    number, chain = snapshot.number, snapshot.chain
    rows = _whole(CaseStudyVersion.objects.published(number)).filter(thing__chain=chain, thing__slug=slug)
    version = rows.select_related("thing", "release").first()
    if version is None:
        raise Http404(slug)
    known = CaseStudyVersion.objects.published_by(number).filter(thing=version.thing).select_related("release__chain")
    return Reading(
        version=version,
        notice=CaseStudyVersion.objects.withdrawn_after(number).filter(thing=version.thing).first(),
        versions=list(known.order_by("-from_release")),
        lines=lines_of(snapshot, [version]),
    )


def _whole(rows: QuerySet[Any]) -> QuerySet[Any]:
    together = ("initiatives__initiative", "places__country", "paragraphs", "events", "links__indicator")
    return rows.prefetch_related(*together, "citations__document")


def lines_of(snapshot: Snapshot, versions: Sequence[CaseStudyVersion]) -> list[Line]:
    """The indicators that these cases speak for or against, as they stand."""
    linked = {link.indicator_id for version in versions for link in version.links.all()}
    return read_lines(snapshot, (), linked, with_observations=False)


def evidence(versions: Sequence[CaseStudyVersion], lines: Sequence[Line]) -> list[Evidence]:
    by_code = {line.code: line for line in lines}
    return [
        Evidence(
            bearing(link),
            text(link, "why"),
            listing.row(by_code[link.indicator.code], late_is_said=True) if link.indicator.code in by_code else None,
        )
        for version in versions
        for link in version.links.all()
    ]


def events(rows: Iterable[CaseEvent]) -> list[Event]:
    return [
        Event(sentences.capital(numbers.day(row.day, row.precision)), text(row, "text"), row.precision != Precision.DAY)
        for row in rows
    ]


# ---------- the strip of facts ----------
def facts(page: FrameworkPage, shown: Reading, names: dict[str, Text]) -> list[Fact]:
    """`names`: of the initiatives, by code."""
    first, *others = [row.initiative.code for row in shown.version.initiatives.all()] or [""]
    also = _("also %(codes)s") % {"codes": numbers.convention().comma.join(others)} if others else ""
    name = format_html("{} {}", first, bare(names[first])) if first in names else first
    return [
        Fact(_("Illustrates"), None, name or numbers.NOT_PUBLISHED, (also,) if also else ()),
        Fact(_("Where"), None, where(page, shown.version), ()),
        Fact(_("When"), None, _when(shown.version), ()),
        Fact(_("Evidence"), None, said(shown.evidence), ()),
    ]


def where(page: FrameworkPage, version: CaseStudyVersion) -> str:
    area = region(version)
    named = [*(name for name, _url in places(page, version)), *([area] if area else [])]
    found = format_html_join(numbers.convention().comma, "{}", ((bare(name),) for name in named))
    return found or numbers.NOT_PUBLISHED


def _when(version: CaseStudyVersion) -> str:
    years = sorted({row.day.year for row in version.events.all()})
    return numbers.years(years[0], years[-1]) if years else _("no date in the source")


def said(found: Sequence[Evidence]) -> str:
    """ "supports 4 indicators, contradicts none" """
    for_it = sum(one.bearing.supports for one in found)
    against = len(found) - for_it
    if not found:
        return _("linked to no indicator")
    first = ngettext("supports %(count)d indicator", "supports %(count)d indicators", for_it) % {"count": for_it}
    second = ngettext("contradicts %(count)d", "contradicts %(count)d", against) % {"count": against}
    return numbers.convention().comma.join([first, second if against else _("contradicts none")])


# ---------- a country ----------
@dataclass(frozen=True)
class CountryReading:
    country: Country
    cases: Sequence[CaseStudyVersion]
    lines: Sequence[Line]

    @cached_property
    def evidence(self) -> list[Evidence]:
        return evidence(self.cases, self.lines)

    @property
    def events(self) -> list[Event]:
        rows = [row for case in self.cases for row in case.events.all()]
        return events(sorted(rows, key=lambda row: (row.day, row.pk)))

    @property
    def answer(self) -> str:
        codes = {row.initiative.code for case in self.cases for row in case.initiatives.all()}
        names = {"cases": len(self.cases), "initiatives": len(codes)}
        first = ngettext(
            "%(cases)d case study from here illustrates %(initiatives)d initiatives.",
            "%(cases)d case studies from here illustrate %(initiatives)d initiatives.",
            len(self.cases),
        )
        second = sentences.capital(said(self.evidence)) + numbers.convention().stop
        return sentences.together(first % names, second)


def read_country(snapshot: Snapshot, iso3: str) -> CountryReading:
    """404 for a country that no case study names in the snapshot."""
    rows = _whole(CaseStudyVersion.objects.with_content(snapshot.number)).filter(thing__chain=snapshot.chain)
    cases = list(rows.filter(places__country__iso3=iso3).select_related("thing").order_by("thing__slug"))
    if not cases:
        raise Http404(iso3)
    country = next(row.country for row in cases[0].places.all() if row.country.iso3 == iso3)
    return CountryReading(country, cases, lines_of(snapshot, cases))


def passages(version: CaseStudyVersion) -> list[tuple[str, str, Text]]:
    """Place in the source, anchor on the page of the source, and text of each paragraph."""
    return [
        (references.named(row.paragraph), references.anchor(row.paragraph), text(row, "text"))
        for row in version.paragraphs.all()
    ]
