from __future__ import annotations

from typing import Self

from reformtracker.publishing.models import VersionQuerySet


class FrameworkVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        return self.select_related("thing__chain", "release").prefetch_related("citations__document")


class ObjectiveVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        return self.select_related("thing__chain", "release").prefetch_related("citations__document")

    def of(self, chain_id: int) -> Self:
        return self.filter(thing__chain_id=chain_id).select_related("thing").order_by("thing__code")


class InitiativeVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        together = self.select_related("thing__chain", "thing__objective", "release")
        return together.prefetch_related("leads__entity", "citations__document")

    def of(self, chain_id: int) -> Self:
        return self.filter(thing__chain_id=chain_id).select_related("thing__objective").order_by("thing__code")


class MilestoneVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        return self.select_related("thing__chain", "release").prefetch_related("citations__document")

    def of(self, chain_id: int) -> Self:
        return self.filter(thing__chain_id=chain_id).select_related("thing").order_by("day", "thing__slug")
