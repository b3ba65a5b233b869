"""Ways to bend a published record by raw SQL, each of which somebody must find."""

from __future__ import annotations

import json
from hashlib import sha256

from benefits.models import ObservationVersion, Standing
from reformtracker.publishing.models import Release
from tests.publishing import raw


def observed() -> ObservationVersion:
    return ObservationVersion.objects.live().get()


def edit_a_row() -> None:
    raw.change(observed(), value=19)


def edit_a_citation() -> None:
    raw.change(observed().citations.get(), paragraph="39")


def delete_a_row() -> None:
    Standing.objects.filter(latest__isnull=False).delete()
    observed().citations.all().delete()
    raw.delete(observed())


def rewrite_a_manifest() -> None:
    release = Release.objects.get(number=1)
    said = json.loads(release.manifest)
    said["title"]["en"] = "Something else was promised"
    raw.change(release, manifest=json.dumps(said))


def rewrite_a_manifest_and_its_hash() -> None:
    rewrite_a_manifest()
    release = Release.objects.get(number=1)
    raw.change(release, hash=sha256(release.manifest.encode()).hexdigest())
