"""What the hashes of a release were made of: with its manifest, the proof of every figure in it."""

from __future__ import annotations

from collections.abc import Iterator

from reformtracker.publishing.canonical import dumps, envelope, standing_hash
from reformtracker.publishing.models import Release
from reformtracker.publishing.registry import kinds

BATCH = 500


def lines(release: Release) -> Iterator[str]:
    """One line for each version that it made public: canonical JSON, whose SHA-256 is the hash in the manifest. Of a
    redacted one there is its name alone: what was blanked cannot be shown, and its hash stays in the manifest."""
    for model in kinds():
        for batch in model.objects.filter(release=release).whole().in_batches(BATCH):
            beside = model.standing_beside(batch)
            for version in batch:
                if version.redacted:
                    said = {"kind": version.KIND, "id": version.thing.public_id, "redacted": True}
                else:
                    said = envelope(version, standing_hash(beside.get(version.pk)))
                yield f"{dumps(said)}\n"
