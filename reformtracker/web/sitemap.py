"""Every public page in six languages, as a search engine may list it. Invented data is not listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

from benefits.models import IndicatorVersion
from initiatives.models import InitiativeVersion, ObjectiveVersion
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.texts import PATHS, html_code


class Address(NamedTuple):
    lang: str
    url: str


class Entry(NamedTuple):
    """One page: its address in each language and the day on which it last changed."""

    addresses: list[Address]
    changed: date | None


def entries() -> Iterator[Entry]:
    for chain in Chain.objects.filter(head__gt=0, is_demo=False):
        releases = list(Release.objects.published().filter(chain=chain).order_by("number"))
        changed = releases[-1].recorded_at.date() if releases and releases[-1].recorded_at else None
        for name, arguments in _pages(chain):
            yield _entry(name, changed, fw=chain.slug, **arguments)
        for release in releases:
            recorded = release.recorded_at.date() if release.recorded_at else None
            yield _entry("release", recorded, fw=chain.slug, number=release.number)


def _pages(chain: Chain) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "overview", {}
    yield "releases", {}
    yield "crosswalk", {}
    for kind, name in (
        (ObjectiveVersion, "objective"),
        (InitiativeVersion, "initiative"),
        (IndicatorVersion, "indicator"),
    ):
        live = kind.objects.with_content(chain.head).filter(thing__chain=chain)
        for code in live.order_by("thing__code").values_list("thing__code", flat=True):
            yield name, {"code": code}


def _entry(name: str, changed: date | None, **arguments: Any) -> Entry:
    addresses = [
        Address(html_code(language), f"{settings.SITE_URL}{reverse(f'web:{name}', kwargs={'lang': word, **arguments})}")
        for word, language in PATHS.items()
    ]
    return Entry(addresses, changed)
