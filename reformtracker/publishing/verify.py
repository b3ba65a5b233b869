"""Does the record still say what was published? Every link of every chain is worked out again from the rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from reformtracker.publishing.canonical import hash_of, sha256, standing_hash
from reformtracker.publishing.models import Chain, Redaction, Release, Tally, Version
from reformtracker.publishing.registry import kinds

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """`broken` is false for what is reported without being wrong, such as a redaction."""

    chain: str
    release: int
    what: str
    broken: bool = True

    def __str__(self) -> str:
        return f"{self.chain}, release {self.release}: {self.what}"


def verify(chain: Chain, *, head: str = "") -> Iterator[Finding]:
    """Findings in the order of the record: the first broken one names the first broken link.

    `head`: the last hash that somebody noted outside; a tail that was cut is found only by it.
    """
    previous = ""
    number = 0
    hashes = set()
    for release in Release.objects.published().filter(chain=chain).order_by("number").iterator():
        number += 1
        yield from _link(chain, release, number, previous)
        yield from _versions(chain, release)
        previous = release.hash
        hashes.add(previous)
    yield from _tallies(chain, number)
    if chain.head != number:
        yield Finding(chain.slug, number, f"the record ends here, but its head is release {chain.head}")
    if head and head not in hashes:
        yield Finding(
            chain.slug, number + 1, f"the release with the noted hash {head} is gone: the tail was cut or rewritten"
        )


def _link(chain: Chain, release: Release, number: int, previous: str) -> Iterator[Finding]:
    if release.number != number:
        yield Finding(chain.slug, number, "this release is missing")
    if sha256(release.manifest) != release.hash:
        yield Finding(chain.slug, number, "the manifest does not have the hash of the release: it was rewritten")
        return
    said = json.loads(release.manifest)
    if (said["previous"] or "") != previous or release.previous != previous:
        yield Finding(chain.slug, number, "it does not name the hash of the release before")
    if said["number"] != release.number or said["framework"] != chain.slug:
        yield Finding(chain.slug, number, "the manifest is of another release")


def _tallies(chain: Chain, last: int) -> Iterator[Finding]:
    """Whether each release shows as many versions as it says."""
    said = {(one.release.number, one.kind): one for one in _said(chain)}
    for model in kinds():
        public = model.objects.filter(thing__chain=chain, from_release__isnull=False)
        came = dict(public.order_by().values_list("from_release").annotate(Count("pk")))
        left = dict(public.order_by().exclude(to_release=None).values_list("to_release").annotate(Count("pk")))
        live = ever = 0
        for number in range(1, last + 1):
            ever += came.get(number, 0)
            live += came.get(number, 0) - left.get(number, 0)
            tally = said.get((number, model.KIND))
            if tally is None or (tally.live, tally.ever) != (live, ever):
                counted = f"{tally.live} and {tally.ever}" if tally else "nothing"
                yield Finding(
                    chain.slug, number, f"{live} and {ever} of {model.KIND} are there, but {counted} is counted"
                )


def _said(chain: Chain) -> QuerySet[Tally]:
    return Tally.objects.filter(release__chain=chain).select_related("release").defer("release__manifest")


def _versions(chain: Chain, release: Release) -> Iterator[Finding]:
    number = release.number or 0
    listed = {(kind, id_): (version, hash_) for kind, id_, version, hash_ in json.loads(release.manifest)["versions"]}
    for model in kinds():
        for batch in model.objects.filter(release=release).whole().in_batches(BATCH):
            beside = model.standing_beside(batch)
            for row in batch:
                name = f"{row.KIND} {row.thing.public_id} version {row.number}"
                version, hash_ = listed.pop((row.KIND, row.thing.public_id), (None, None))
                if version is None:
                    yield Finding(chain.slug, number, f"{name} is not in the manifest")
                else:
                    yield from _content(chain, number, name, row, beside.get(row.pk), (version, hash_))
    for kind, id_ in sorted(listed):
        yield Finding(chain.slug, number, f"{kind} {id_} is in the manifest, but its row was deleted")


def _content(
    chain: Chain, number: int, name: str, row: Version, beside: Version | None, listed: tuple[Any, Any]
) -> Iterator[Finding]:
    if (row.number, row.content_hash) != listed:
        yield Finding(chain.slug, number, f"{name} does not have the number and hash that the manifest gives")
    if row.redacted and _was_ordered(row):
        yield Finding(chain.slug, number, f"{name} is redacted", broken=False)
    elif hash_of(row, standing_hash(beside)) != row.content_hash:
        yield Finding(chain.slug, number, f"{name} was changed after publication")


def _was_ordered(row: Version) -> bool:
    return Redaction.objects.filter(kind=row.KIND, version_id=row.pk, confirmed_by__isnull=False).exists()
