"""What the hashes of a release were made of: with its manifest, the proof of every figure in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reformtracker.publishing.canonical import dumps, envelope, standing_hash
from reformtracker.publishing.models import Release
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.rows import batched

BATCH = 500


def lines(release: Release) -> Iterator[str]:
    """One line for each version that it made public: canonical JSON, whose SHA-256 is the hash in the manifest. Of a
    redacted one there is its name alone: what was blanked cannot be shown, and its hash stays in the manifest."""
    models: Iterable[Any] = kinds()
    for model in models:
        thing = model._meta.get_field("thing").related_model
        # By nothing but what is public: the order of keys tells in which order they were drafted.
        versions = model.objects.filter(release=release).whole().order_by(*thing.public_columns(), "number")
        for batch in batched(versions.iterator(chunk_size=BATCH), BATCH):
            beside = model.standing_beside(batch)
            for version in batch:
                if version.redacted:
                    said = {"kind": version.KIND, "id": version.thing.public_id, "redacted": True}
                else:
                    said = envelope(version, standing_hash(beside.get(version.pk)))
                yield f"{dumps(said)}\n"
