"""Drafts of a release of invented data, stored many at a time; publishing them is not done here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from reformtracker.publishing.canonical import sha256
from reformtracker.publishing.models import Chain, Origin, Release, Version
from reformtracker.web.demo.plan import Order
from reformtracker.web.demo.words import Said, marked
from reformtracker.web.loading.values import spread

AT_ONCE = 500


def source(order: Order) -> dict[str, Any]:
    """What every version says of where it comes from: no file, so the hash of what was asked for."""
    return {"origin": Origin.LOADED, "file_hash": sha256(str(order))}


class Drafts:
    """A planned release, and what goes into it."""

    def __init__(self, chain: Chain, order: Order, title: Said, number: int | str = "") -> None:
        self.chain, self.order = chain, order
        said = spread("title", marked(title, number))
        self.release = Release.objects.create(chain=chain, origin=Origin.LOADED, **said)

    def versions(self, made: Iterable[Version]) -> list[Any]:
        return store(self._sourced(version) for version in made)

    def version(self, made: Version) -> Any:
        return self.versions([made])[0]

    def _sourced(self, version: Version) -> Version:
        for name, value in source(self.order).items():
            setattr(version, name, value)
        version.release = self.release
        return version


def store(made: Iterable[Model]) -> list[Any]:
    rows = list(made)
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=AT_ONCE) if rows else []
