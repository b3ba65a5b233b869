"""The refusals that keep the hashes of given files: they are as much of the record as the releases they are of."""

from __future__ import annotations

from reformtracker.publishing.models import Chain, Release, ReleaseFile
from reformtracker.publishing.triggers import Refusal, add, changed, columns_of, keep_from_truncate


def guard() -> None:
    table, release, chain = (model._meta.db_table for model in (ReleaseFile, Release, Chain))
    fixed = [name for name in columns_of(ReleaseFile) if not name.startswith("superseded_")]
    add(
        Refusal(
            f"{table}_of_a_published_release",
            table,
            ("INSERT",),
            "NEW.superseded_at IS NOT NULL OR NOT EXISTS "
            f"(SELECT 1 FROM {release} r WHERE r.id = NEW.release_id AND r.state = 'published')",
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
            f"NOT EXISTS (SELECT 1 FROM {release} r JOIN {chain} c ON c.id = r.chain_id "
            "WHERE r.id = OLD.release_id AND c.is_demo)",
            "the hash of what was given out is never deleted",
        ),
    )
    keep_from_truncate(table)
