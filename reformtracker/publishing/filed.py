"""The refusals that keep what is told of a release beside it: the hashes of its files, and how much it shows. They are as much of the
record as the releases they are of."""

from __future__ import annotations

from reformtracker.publishing.models import Chain, Release, ReleaseFile, Tally
from reformtracker.publishing.triggers import Refusal, add, changed, columns_of, keep_from_truncate


def guard() -> None:
    _guard_files()
    _guard_tallies()


def _of_published(release: str) -> str:
    return f"EXISTS (SELECT 1 FROM {release} r WHERE r.id = NEW.release_id AND r.state = 'published')"


def _of_demo(release: str, chain: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {release} r JOIN {chain} c ON c.id = r.chain_id "
        "WHERE r.id = OLD.release_id AND c.is_demo)"
    )


def _guard_files() -> None:
    table, release, chain = (model._meta.db_table for model in (ReleaseFile, Release, Chain))
    fixed = [name for name in columns_of(ReleaseFile) if not name.startswith("superseded_")]
    add(
        Refusal(
            f"{table}_of_a_published_release",
            table,
            ("INSERT",),
            f"NEW.superseded_at IS NOT NULL OR NOT {_of_published(release)}",
            "a file is made of a release that is public, and is the one in force until another takes its place",
        ),
        Refusal(
            f"{table}_is_fixed",
            table,
            ("UPDATE",),
            f"OLD.superseded_at IS NOT NULL OR {changed(*fixed)}",
            "what was given out keeps its hash; it can be superseded once, with a reason",
        ),
        Refusal(
            f"{table}_never_deleted",
            table,
            ("DELETE",),
            f"NOT {_of_demo(release, chain)}",
            "the hash of what was given out is never deleted",
        ),
    )
    keep_from_truncate(table)


def _guard_tallies() -> None:
    table, release, chain = (model._meta.db_table for model in (Tally, Release, Chain))
    add(
        Refusal(
            f"{table}_of_a_published_release",
            table,
            ("INSERT",),
            f"NOT {_of_published(release)}",
            "what a release shows is counted once it is public",
        ),
        Refusal(f"{table}_is_fixed", table, ("UPDATE",), "TRUE", "what a release shows never changes"),
        Refusal(
            f"{table}_never_deleted",
            table,
            ("DELETE",),
            f"NOT {_of_demo(release, chain)}",
            "how much a release shows is never deleted",
        ),
    )
    keep_from_truncate(table)
