"""Addresses that can be cited: under the public address of the site, with the framework and the snapshot asked for."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import is_valid_path, reverse

from reformtracker.publishing.snapshot import Snapshot

URI = {"type": "string", "format": "uri"}
PAGE = {"type": ["string", "null"], "format": "uri"}
"""How the schema describes an address in the API, and that of a page, which is null where the site has no such page."""


def resource(name: str, id_: str, snapshot: Snapshot) -> str:
    """Of one thing in the API; `name` is that of the resource, such as `indicators`."""
    path = reverse(f"api:{name}-detail", args=[id_])
    return f"{settings.SITE_URL}{path}?{urlencode({'framework': snapshot.chain.slug, **snapshot.asked})}"


def page(path: str, snapshot: Snapshot, language: str) -> str | None:
    """Of a public page of the framework; `path` is what follows its slug, such as `indicators/2.4.2/`.

    None where the site has no such page: an address that leads nowhere is worse than none.
    """
    return site(f"/{language}/{snapshot.chain.slug}/{quote(path)}", snapshot.asked)


def site(path: str, asked: Mapping[str, str]) -> str | None:
    """Of any public page, with the snapshot asked for; None as above."""
    if not is_valid_path(path):
        return None
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{settings.SITE_URL}{path}{query}"
