"""Addresses that can be cited: under the public address of the site, with the framework and the snapshot asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, is_valid_path, reverse
from django.utils.http import RFC3986_SUBDELIMS

from reformtracker.publishing.snapshot import Snapshot

URI = {"type": "string", "format": "uri"}
PAGE = {"type": ["string", "null"], "format": "uri"}
"""How the schema describes an address in the API, and that of a page, which is null where the site has no such page."""


UNQUOTED = f"{RFC3986_SUBDELIMS}/~:@"
"""What stands in a path as it is, as in those that Django makes."""


def resource(name: str, id_: str, snapshot: Snapshot) -> str:
    """Of one thing in the API; `name` is that of the resource, such as `indicators`."""
    path = f"{_list(name, get_script_prefix())}{quote(id_, safe=UNQUOTED)}/"
    return f"{settings.SITE_URL}{path}?{_query(('framework', snapshot.chain.slug), *snapshot.asked.items())}"


@cache
def _list(name: str, prefix: str) -> str:
    """Under which the members lie: looked up once, not for each of them. `prefix`: what it depends on."""
    return reverse(f"api:{name}-list")


def page(path: str, snapshot: Snapshot, language: str) -> str | None:
    """Of a public page of the framework; `path` is what follows its slug, such as `indicators/2.4.2/`.

    None where the site has no such page: an address that leads nowhere is worse than none.
    """
    return site(f"/{language}/{snapshot.chain.slug}/{quote(path)}", snapshot.asked)


def site(path: str, asked: Mapping[str, str]) -> str | None:
    """Of any public page, with the snapshot asked for; None as above."""
    if not _is_page(path, get_urlconf()):
        return None
    query = f"?{_query(*asked.items())}" if asked else ""
    return f"{settings.SITE_URL}{path}{query}"


@lru_cache
def _query(*parameters: tuple[str, str]) -> str:
    return urlencode(parameters)


@lru_cache(maxsize=20_000)
def _is_page(path: str, urlconf: str | None) -> bool:
    """Worked out once for each page: it depends on the code alone."""
    return bool(is_valid_path(path, urlconf))
