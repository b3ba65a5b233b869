"""Case studies together: where they are, which initiatives they illustrate, which indicators they speak for or against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casestudies.models import CaseLink, CasePlace, CaseStudyVersion
from reformtracker.publishing.texts import Text, text
from reformtracker.web import answers, references, sentences, worldmap
from reformtracker.web.marks import INK, Mark
from reformtracker.web.overview import Group, Overview
from reformtracker.web.page import FrameworkPage
from reformtracker.web.worldmap import Spot


@dataclass(frozen=True)
class Bearing:
    """An indicator that a case supports or contradicts."""

    code: str
    mark: Mark
    supports: bool


@dataclass(frozen=True)
class Cell:
    """One initiative in the row of a case; `mark` is null where the case does not illustrate it."""

    group: Group
    mark: Mark | None
    bearings: Sequence[Bearing]


@dataclass(frozen=True)
class Entry:
    number: int
    title: Text
    url: str
    places: Sequence[tuple[Text, str]]
    region: Text | None
    summary: Text
    source: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Cases:
    entries: Sequence[Entry]
    groups: Sequence[Group]
    spots: Sequence[Spot]
    off_map: Sequence[Entry]
    answer: str
    without: Sequence[Group]
    unsupported: Sequence[str]


def bearing(link: CaseLink) -> Bearing:
    supports = link.bearing == CaseLink.Bearing.SUPPORTS
    symbol = "e-supports" if supports else "e-contradicts"
    return Bearing(str(link.indicator.code), Mark(symbol, INK, str(link.get_bearing_display())), supports)


def places(page: FrameworkPage, version: CaseStudyVersion) -> list[tuple[Text, str]]:
    """Names with the address of each country's page."""
    return [(text(row.country, "name"), page.link("country", iso3=row.country.iso3)) for row in version.places.all()]


def region(version: CaseStudyVersion) -> Text | None:
    named = text(version, "region")
    return named if named.value else None


def cases(page: FrameworkPage, overview: Overview) -> Cases:
    groups = overview.groups
    versions = in_order(overview.cases)
    entries = [_entry(page, number, version, groups) for number, version in enumerate(versions, start=1)]
    illustrated = _illustrated(versions)
    linked = {link.indicator.code for version in versions for link in version.links.all()}
    return Cases(
        entries=entries,
        groups=groups,
        spots=worldmap.spots(_points(entries, versions)),
        off_map=[entry for entry, version in zip(entries, versions, strict=True) if not _located(version)],
        answer=answer(versions, groups),
        without=[group for group in groups if group.code not in illustrated],
        unsupported=[line.code for line in overview.judged if line.code not in linked],
    )


def in_order(versions: Iterable[CaseStudyVersion]) -> list[CaseStudyVersion]:
    """In the order in which the source tells them: by the initiative that each illustrates first."""
    return sorted(versions, key=_first_initiative)


def _first_initiative(version: CaseStudyVersion) -> tuple[str, str]:
    first = next((row.initiative.code for row in version.initiatives.all()), "~")
    return first, str(version.thing.slug)


def _entry(page: FrameworkPage, number: int, version: CaseStudyVersion, groups: Iterable[Group]) -> Entry:
    illustrated = {row.initiative.code: row.position for row in version.initiatives.all()}
    links: dict[str, list[Bearing]] = {}
    for link in version.links.all():
        links.setdefault(link.indicator.code.rpartition(".")[0], []).append(bearing(link))
    return Entry(
        number=number,
        title=text(version, "title"),
        url=page.link("case-study", slug=version.thing.slug),
        places=places(page, version),
        region=region(version),
        summary=text(version, "summary"),
        source=references.line(version.citations.all()),
        cells=[Cell(group, _mark(illustrated.get(group.code)), links.get(group.code, ())) for group in groups],
    )


def _mark(position: int | None) -> Mark | None:
    if position is None:
        return None
    return Mark("g-also", INK, _("also")) if position else Mark("g-main", INK, _("first of all"))


def _located(version: CaseStudyVersion) -> list[CasePlace]:
    return [
        row for row in version.places.all() if row.country.latitude is not None and row.country.longitude is not None
    ]


def _points(
    entries: Sequence[Entry], versions: Sequence[CaseStudyVersion]
) -> Iterable[tuple[float, float, str, str, str]]:
    for entry, version in zip(entries, versions, strict=True):
        for row in version.places.all():
            country = row.country
            if country.latitude is not None and country.longitude is not None:
                name = f"{text(country, 'name')}: {entry.title}"
                yield float(country.longitude), float(country.latitude), str(entry.number), entry.url, name


def answer(versions: Sequence[CaseStudyVersion], groups: Sequence[Group]) -> str:
    """How many from how many countries, and which initiatives they leave out."""
    if not versions:
        return _("No case study has been published.")
    illustrated = _illustrated(versions)
    countries = len({row.country_id for version in versions for row in version.places.all()})
    names = {
        "cases": ngettext("%(count)d case study", "%(count)d case studies", len(versions)) % {"count": len(versions)},
        "countries": ngettext("%(count)d country", "%(count)d countries", countries) % {"count": countries},
    }
    firsts = {next((row.initiative.code for row in version.initiatives.all()), "") for version in versions}
    untold = [group.code for group in groups if group.code in illustrated - firsts]
    silent = [group.code for group in groups if group.code not in illustrated]
    return sentences.together(
        _("%(cases)s from %(countries)s.") % names,
        _("None is told first of all for %(codes)s.") % {"codes": answers.listed(untold)} if untold else "",
        _("None illustrates %(codes)s.") % {"codes": answers.listed(silent)} if silent else "",
    )


def _illustrated(versions: Iterable[CaseStudyVersion]) -> set[str]:
    return {row.initiative.code for version in versions for row in version.initiatives.all()}
