"""Addresses that can be cited: under the public address of the site, with the framework and the snapshot asked for."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse

from reformtracker.publishing.snapshot import Snapshot


def resource(name: str, id_: str, snapshot: Snapshot) -> str:
    """Of one thing in the API; `name` is that of the resource, such as `indicators`."""
    path = reverse(f"api:{name}-detail", args=[id_])
    return f"{settings.SITE_URL}{path}?{urlencode({'framework': snapshot.chain.slug, **snapshot.asked})}"


def page(path: str, snapshot: Snapshot, language: str) -> str:
    """Of a public page of the framework; `path` is what follows its slug, such as `indicators/2.4.2/`."""
    query = f"?{urlencode(snapshot.asked)}" if snapshot.asked else ""
    return f"{settings.SITE_URL}/{language}/{snapshot.chain.slug}/{quote(path)}{query}"
