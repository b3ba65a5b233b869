from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from reformtracker.publishing.models import Origin, State, VersionKind, VersionQuerySet


class FrameworkVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        return self.select_related("thing__chain", "release").prefetch_related("goals", "citations__document")

    def listed(self) -> Self:
        """As they stand now: the default one first, invented data last."""
        shown = self.live().exclude(version_kind="withdrawal").select_related("thing__chain")
        return shown.order_by("thing__chain__is_demo", "-thing__chain__is_default", "thing__chain__slug")

    def current(self, chain_id: int) -> Any:
        """What others of the framework are held to: the version that is to become public, else the live one."""
        coming = Q(state=State.APPROVED) | Q(state=State.DRAFT, origin=Origin.LOADED)
        rows = self.filter(coming | Q(state=State.PUBLISHED), thing__chain_id=chain_id)
        return rows.exclude(version_kind=VersionKind.WITHDRAWAL).order_by("-pk").first()


class ObjectiveVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        return self.select_related("thing__chain", "release").prefetch_related("citations__document")

    def of(self, chain_id: int) -> Self:
        return self.filter(thing__chain_id=chain_id).select_related("thing").order_by("thing__code")


class InitiativeVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        together = self.select_related("thing__chain", "thing__objective", "release")
        return together.prefetch_related("leads__entity", "goals", "citations__document")

    def of(self, chain_id: int) -> Self:
        return self.filter(thing__chain_id=chain_id).select_related("thing__objective").order_by("thing__code")


class MilestoneVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        return self.select_related("thing__chain", "release").prefetch_related("citations__document")

    def of(self, chain_id: int) -> Self:
        return self.filter(thing__chain_id=chain_id).select_related("thing").order_by("day", "thing__slug")
