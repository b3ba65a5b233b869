"""A small published framework with a draft of every kind beside it, for attacks on the rules of the database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from benefits.models import Standing
from casestudies.models import Country
from initiatives.models import Entity
from reformtracker.publishing import actions
from reformtracker.publishing.models import Redaction, Release
from tests import factories as f
from tests.cast import assemble
from tests.publishing.raw import change


class World:
    """A small published framework, and a draft of every kind beside it."""

    def __init__(self) -> None:
        self.cast = assemble()
        self.chain = f.chain()
        self.drafts: dict[str, Any] = f.one_of_each_kind(self.chain, self.cast)
        self.now = timezone.now()
        self.release = Release.objects.published().get(chain=self.chain)

    def __getitem__(self, kind: str) -> Any:
        return self.drafts[kind]

    def qualitative(self, code: str = "1.1.1") -> Any:
        return f.indicator(self.chain, self.cast, code, kind="qualitative")

    def submit(self, kind: str, **columns: Any) -> None:
        person = self.cast.contributor.pk
        change(self[kind], state="in_review", submitted_by_id=person, submitted_at=self.now, **columns)

    def planned(self) -> Release:
        return actions.plan(self.chain, [], title="Planned", by=self.cast.publisher)

    def publish_by_hand(self, **columns: Any) -> None:
        whole = {
            "state": "published",
            "number": 2,
            "released_at": self.now,
            "recorded_at": self.now,
            "previous": self.release.hash,
            "manifest": "{}",
            "hash": "d" * 64,
        }
        change(self.planned(), **whole | columns)

    def publish_before_its_time(self) -> None:
        planned = actions.plan(
            self.chain, [], title="Tomorrow", by=self.cast.publisher, publish_at=self.now + timedelta(days=1)
        )
        change(planned, state="published")

    def other_chain(self) -> int:
        return f.chain("other", is_default=False).pk

    def entity(self) -> Entity:
        return Entity.objects.create(code="dppa", name_en="DPPA")

    def redaction(self) -> Redaction:
        f.release(self.chain, self.cast, self["objective"])
        return actions.order_redaction(self["objective"], by=self.cast.administrator, reason="A court order.")


def country() -> Country:
    return Country.objects.create(iso3="BFA", name_en="Burkina Faso")


def published_standing(w: World) -> Standing:
    return Standing.objects.get(to_release=None)


def lead(w: World) -> Any:
    return w["initiative"].leads.create(entity=w.entity())


def link(w: World) -> Any:
    return w["case_study"].links.create(indicator=w["indicator"].thing, bearing="supports")


def event(w: World) -> Any:
    return w["case_study"].events.create(day=date(2019, 3, 1), text_en="Something happened.")


def a_target(w: World, **fields: Any) -> Any:
    return f.target(w["indicator"], **fields)
