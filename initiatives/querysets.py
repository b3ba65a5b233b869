from __future__ import annotations

from typing import Self

from reformtracker.publishing.models import VersionQuerySet


class FrameworkVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        return self.select_related("thing__chain", "release").prefetch_related("citations__document")

    def listed(self) -> Self:
        """As they stand now: the default one first, invented data last."""
        shown = self.live().exclude(version_kind="withdrawal").select_related("thing__chain")
        return shown.order_by("thing__chain__is_demo", "-thing__chain__is_default", "thing__chain__slug")


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
