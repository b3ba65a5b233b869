"""The checklist of a release: what would be refused, found by rehearsing it, and what its publisher is warned of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reformtracker.publishing import actions
from reformtracker.publishing.actions import Obstacle
from reformtracker.publishing.checklist import Texts, cautions, digest, on_texts
from reformtracker.publishing.models import Chain, Person, Release, Version
from reformtracker.publishing.registry import Caution


@dataclass(frozen=True)
class Checklist:
    """`seen`: what the form sends back of the warnings that its reader had on the screen."""

    obstacles: list[Obstacle]
    cautions: list[Caution]
    seen: str


def of_chosen(chain: Chain, versions: Sequence[Version], titles: Texts, notes: Texts, *, by: Person) -> Checklist:
    found = cautions(versions)
    return Checklist(actions.rehearse(chain, versions, by=by), [*found, *on_texts(titles, notes)], digest(found))


def of_planned(release: Release, *, by: Person) -> Checklist:
    found = cautions(actions.versions_of(release))
    warned = [*found, *on_texts(*actions.texts_of(release))]
    return Checklist(actions.rehearse_planned(release, by=by), warned, digest(found))
