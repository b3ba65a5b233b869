"""Every public page in six languages, as a search engine may list it. Invented data is not listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from benefits.models import IndicatorVersion
from casestudies.models import CaseStudyVersion, Country
from initiatives.models import InitiativeVersion, ObjectiveVersion, Phase
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.snapshot import current
from reformtracker.publishing.texts import PATHS, html_code
from reformtracker.web import documents


class Address(NamedTuple):
    lang: str
    url: str


class Entry(NamedTuple):
    """One page: its address in each language and the day on which it last changed."""

    addresses: list[Address]
    changed: date | None


def entries() -> Iterator[Entry]:
    chains = list(Chain.objects.public().filter(is_demo=False))
    for chain in chains:
        releases = list(Release.objects.published().filter(chain=chain).order_by("number"))
        changed = releases[-1].recorded_at.date() if releases and releases[-1].recorded_at else None
        for name, arguments in _pages(chain):
            yield _entry(name, changed, fw=chain.slug, **arguments)
        for release in releases:
            recorded = release.recorded_at.date() if release.recorded_at else None
            yield _entry("release", recorded, fw=chain.slug, number=release.number)
    yield from _across(chains)


def _across(chains: Sequence[Chain]) -> Iterator[Entry]:
    """Pages that lie across all frameworks."""
    public = documents.record([current(chain) for chain in chains])
    recorded = [one.release.recorded_at for one in public.snapshots if one.release.recorded_at]
    changed = max(recorded).date() if recorded else None
    for name in ("sources", "methodology", "data", "search", "accessibility", "privacy"):
        yield _entry(name, changed)
    for source in documents.sources(public):
        yield _entry("source", changed, slug=source.document.slug)


def _pages(chain: Chain) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in ("overview", "case-studies", "challenges", "timeline", "crosswalk", "releases", "changes", "verify"):
        yield name, {}
    handed_over = ~Q(phase=Phase.BENEFITS_MANAGEMENT)
    for kind, name, path, which in (
        (ObjectiveVersion, "objective", "code", Q()),
        (InitiativeVersion, "initiative", "code", Q()),
        (InitiativeVersion, "hand-over", "code", handed_over),
        (IndicatorVersion, "indicator", "code", Q()),
        (CaseStudyVersion, "case-study", "slug", Q()),
    ):
        live = kind.objects.with_content(chain.head).filter(which, thing__chain=chain)
        for value in live.order_by(f"thing__{path}").values_list(f"thing__{path}", flat=True):
            yield name, {path: value}
    cases = CaseStudyVersion.objects.with_content(chain.head).filter(thing__chain=chain)
    for iso3 in Country.objects.filter(pk__in=cases.values("places__country")).order_by("iso3").values_list("iso3"):
        yield "country", {"iso3": iso3[0]}


def _entry(name: str, changed: date | None, **arguments: Any) -> Entry:
    addresses = [
        Address(html_code(language), f"{settings.SITE_URL}{reverse(f'web:{name}', kwargs={'lang': word, **arguments})}")
        for word, language in PATHS.items()
    ]
    return Entry(addresses, changed)
