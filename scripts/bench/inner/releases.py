"""A release is published; its files are prepared."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from django.db import transaction

from bench.inner.refused import Refused
from benefits.models import ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.actions.editing import copied
from reformtracker.publishing.models import Chain, Origin, Release, VersionKind
from reformtracker.web.exports import store

STEP = Decimal("0.1")
CSV = "observations.csv"


def release(versions: str) -> dict[str, Any]:
    """Publishes a release that revises so many figures of the invented framework; says when it began and was committed."""
    chain = Chain.objects.get(slug="demo")
    with transaction.atomic():
        planned = Release.objects.create(chain=chain, origin=Origin.LOADED, title_en="Measured", title="Measured")
        ObservationVersion.objects.bulk_create(_revisions(chain, planned, int(versions)))
    newest = Release.objects.get(chain=chain, number=chain.head)
    begun = time.time()
    actions.publish(planned, by=None, released_at=newest.released_at)
    return {"begun": begun, "committed": time.time(), "versions": int(versions), "number": planned.number}


def _revisions(chain: Chain, planned: Release, many: int) -> Iterator[ObservationVersion]:
    live = ObservationVersion.objects.live().filter(thing__chain=chain, value__isnull=False, numerator=None)
    found = list(live.select_related("thing").order_by("-thing__end", "pk")[:many])
    if len(found) < many:
        raise Refused(f"There are only {len(found)} figures to revise.")
    for version in found:
        # A verdict that no longer agrees with the figure says why.
        why = {"justification_en": version.justification_en or "Measured again."} if version.verdict else {}
        said = copied(version) | {"value": _moved(version)} | why
        bounds = {"unit_minimum": version.unit_minimum, "unit_maximum": version.unit_maximum}
        loaded = {"origin": Origin.LOADED, "file_hash": version.file_hash, "release": planned}
        revised = {"version_kind": VersionKind.REVISION, "reason_en": "Measured again."}
        yield ObservationVersion(thing=version.thing, **said, **bounds, **loaded, **revised)


def _moved(version: ObservationVersion) -> Decimal:
    """A little lower, but for what stands at its lowest."""
    value = version.value or Decimal(0)
    return value + STEP if value == version.unit_minimum else max(value - STEP, version.unit_minimum or value - STEP)


def prepare() -> dict[str, Any]:
    """The CSV of the newest invented release, and no other of its files; gives its address."""
    chain = Chain.objects.get(slug="demo")
    newest = Release.objects.get(chain=chain, number=chain.head)
    begun = time.monotonic()
    with patch.dict(store.FILES, {CSV: store.FILES[CSV]}, clear=True):
        (row,) = store.prepare(newest)
    return {
        "seconds": time.monotonic() - begun,
        "path": f"/api/v1/export/releases/{newest.number}/{row.name}?framework={chain.slug}",
        "file": str(store.path_of(row)),
        "size": row.size,
    }
