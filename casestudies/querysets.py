from __future__ import annotations

from typing import Self

from django.db.models import Max, Min

from reformtracker.publishing.models import VersionQuerySet
from reformtracker.sources.models import Document


class CaseStudyVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        return self.select_related("thing__chain", "release").prefetch_related(
            "initiatives__initiative",
            "places__country",
            "paragraphs",
            "events",
            "links__indicator",
            "citations__document",
        )

    def of(self, chain_id: int) -> Self:
        return (
            self.filter(thing__chain_id=chain_id)
            .select_related("thing")
            .with_rows("initiatives__initiative", "places__country", "links__indicator", "citations__document")
            .order_by("thing__slug")
        )

    def resting_on_nothing_but(self, document: Document) -> Self:
        """Every citation is of this document, so that a paragraph number alone is clear."""
        ends = self.annotate(first=Min("citations__document"), last=Max("citations__document"))
        return ends.filter(first=document.pk, last=document.pk)


class ChallengeVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        together = self.select_related("thing__chain", "responsible", "release")
        return together.prefetch_related("initiatives__initiative", "citations__document")

    def of(self, chain_id: int) -> Self:
        return (
            self.filter(thing__chain_id=chain_id)
            .select_related("thing", "responsible")
            .with_rows("initiatives__initiative", "citations__document")
            .order_by("thing__code")
        )


class CorrectiveActionVersionQuerySet(VersionQuerySet):
    def for_api(self) -> Self:
        together = self.select_related("thing__chain", "thing__challenge", "owner", "release")
        return together.prefetch_related("indicators__indicator", "citations__document")

    def of(self, chain_id: int) -> Self:
        return (
            self.filter(thing__chain_id=chain_id)
            .select_related("thing__challenge", "owner")
            .with_rows("indicators__indicator", "citations__document")
            .order_by("thing__code")
        )
