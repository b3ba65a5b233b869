from __future__ import annotations

from typing import Self

from reformtracker.publishing.models import VersionQuerySet


class ObjectiveVersionQuerySet(VersionQuerySet):
    def of(self, chain_id: int) -> Self:
        return self.filter(thing__chain_id=chain_id).select_related("thing").order_by("thing__code")


class InitiativeVersionQuerySet(VersionQuerySet):
    def of(self, chain_id: int) -> Self:
        return self.filter(thing__chain_id=chain_id).select_related("thing__objective").order_by("thing__code")


class MilestoneVersionQuerySet(VersionQuerySet):
    def of(self, chain_id: int) -> Self:
        return self.filter(thing__chain_id=chain_id).select_related("thing").order_by("day", "thing__slug")
