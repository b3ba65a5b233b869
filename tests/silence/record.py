"""One published record, and two ways in which staff may have come to it: what is public of both is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from benefits.models import ObservationVersion
from casestudies.models import CaseStudyVersion
from initiatives.models import Entity, ObjectiveVersion
from reformtracker.publishing import actions, triggers
from reformtracker.publishing.models import Chain, Role, Touch, Version
from reformtracker.web.exports import store
from tests import factories as f
from tests.cast import Cast, person
from tests.clock import at
from tests.planted import SECRET, plant

ASKED = datetime(2022, 6, 1, 12, tzinfo=UTC)
"""When its readers come."""
Draft = Callable[[], Any]


@dataclass(frozen=True)
class Way:
    """How a record came about, of which nobody is told."""

    before: Callable[[Chain, Cast], None]
    """Before anything of it is drafted."""
    ordered: Callable[[list[Draft]], Iterable[Draft]]
    """In which order the drafts of a release are begun."""
    reviewed: Callable[[Version, Cast], None]
    """What a draft has to go through until it is approved."""
    meanwhile: Callable[[Chain, Cast], None]
    """Between the first release and the others."""


def nothing(*_given: Any) -> None:
    pass


def begun_and_given_up(chain: Chain, cast: Cast) -> None:
    """What will be published was drafted before, the last first, and discarded: things are older than in the other record."""
    for begun in (f.case_study, f.challenge, f.initiative, f.objective):
        actions.discard(begun(chain, cast), by=cast.contributor)
    for code in ("2.4.4", "2.4.3", "2.4.2"):
        actions.discard(f.indicator(chain, cast, code, definition_en=SECRET), by=cast.contributor)
    for symbol in ("Z/9", "A/75/202"):
        f.document(symbol)


def sent_back(version: Version, cast: Cast) -> None:
    actions.comment(version, by=cast.reviewer, text=SECRET)
    actions.submit(version, by=cast.contributor)
    actions.send_back(version, by=cast.reviewer, reason=SECRET)
    actions.save(version, by=cast.contributor, expected=version.edits)


STRAIGHT = Way(nothing, list, nothing, nothing)
WINDING = Way(begun_and_given_up, lambda drafts: reversed(drafts), sent_back, plant)


def publish(cast: Cast, way: Way) -> Chain:
    """Four releases with something of every kind, of several on the same day; one figure is withdrawn, one blanked."""
    chain = f.chain("reform")
    with at(datetime(2020, 11, 1, tzinfo=UTC)):
        way.before(chain, cast)
    _release(chain, cast, way, 11, _promised(chain, cast))
    with at(datetime(2020, 11, 20, tzinfo=UTC)):
        way.meanwhile(chain, cast)
    _release(chain, cast, way, 12, _happened(chain, cast))
    redacted = ObservationVersion.objects.get(thing__indicator__code="2.4.4")
    _release(chain, cast, way, 13, _changed(cast))
    _release(chain, cast, way, 14, [lambda: _withdrawn(cast)])
    with at(datetime(2021, 3, 1, tzinfo=UTC)):
        order = actions.order_redaction(redacted, by=cast.administrator, reason="Personal.")
        actions.confirm_redaction(order, by=person("second", Role.ADMINISTRATOR))
        # Written by the clock of the database, which a test cannot stop.
        with triggers.lifted():
            Touch.objects.update(at=datetime(2021, 3, 1, tzinfo=UTC))
        store.prepare_all(chain)
    chain.refresh_from_db()
    return chain


def _release(chain: Chain, cast: Cast, way: Way, month: int, drafts: list[Draft]) -> None:
    """`month`: 13 is January of the next year."""
    day = datetime(2020 + (month - 1) // 12, (month - 1) % 12 + 1, 18, tzinfo=UTC)
    with at(day), transaction.atomic():
        versions = [begin() for begin in way.ordered(drafts)]
        for version in versions:
            way.reviewed(version, cast)
        f.release(chain, cast, *versions, title=f"Release of {day:%B}")


def _promised(chain: Chain, cast: Cast) -> list[Draft]:
    return [
        lambda: f.framework(chain, cast, name_fr="Un cadre"),
        lambda: f.objective(chain, cast),
        lambda: f.initiative(chain, cast, name_fr="Une initiative"),
        lambda: _with_target(f.indicator(chain, cast, "2.4.2", name_ar="مؤشر")),
        lambda: _with_target(f.indicator(chain, cast, "2.4.3")),
        lambda: _with_target(f.indicator(chain, cast, "2.4.4")),
        lambda: f.milestone(chain, cast, "one-day"),
        lambda: f.milestone(chain, cast, "another", title_en="Two offices"),
    ]


def _with_target(version: Any) -> Any:
    f.target(version)
    return version


def _happened(chain: Chain, cast: Cast) -> list[Draft]:
    return [
        lambda: f.observation(_indicator("2.4.2"), cast, "2020", "16.5", qualifier="about", **VERDICT),
        lambda: f.observation(_indicator("2.4.2"), cast, "2020-S1", "12"),
        lambda: f.observation(_indicator("2.4.3"), cast, "2020", "16.5"),
        lambda: f.observation(_indicator("2.4.4"), cast, "2020", "3"),
        lambda: _case(chain, cast, "burkina-faso", "BFA"),
        lambda: _case(chain, cast, "another-case", "NER"),
        lambda: f.challenge(chain, cast, "C1", responsible=_entity("dppa")),
        lambda: f.challenge(chain, cast, "C2", responsible=_entity("dpo")),
        lambda: f.corrective_action(chain, cast, "C1.1", owner=_entity("dpo"), due=date(2021, 12, 31)),
        lambda: f.corrective_action(chain, cast, "C2.1", owner=_entity("dppa"), due=date(2021, 12, 31)),
    ]


VERDICT = {"verdict": "improved", "cause": "not_assessed", "assessment_basis": "as_reported", "justification_en": "So."}


def _changed(cast: Cast) -> list[Draft]:
    """Corrected, translated, and more of the same; a document that only this release cites."""

    def corrected() -> Version:
        version: Any = _revised("2.4.3", cast, "correction", value=Decimal("15"), reason_en="A slip.")
        version.citations.create(document=f.document("Z/9"), paragraph="9")
        return version

    return [
        corrected,
        lambda: f.observation(_indicator("2.4.2"), cast, "2023", "18"),
        lambda: f.observation(_indicator("2.4.3"), cast, "2023", "18"),
        lambda: _translated(cast),
    ]


def _withdrawn(cast: Cast) -> Version:
    thing = f.Observation.objects.get(indicator__code="2.4.2", period="2023")
    return actions.withdraw(thing, ObservationVersion, by=cast.contributor, reason="It was wrong.")


def _translated(cast: Cast) -> Version:
    version: Any = actions.revise(
        f.Objective.objects.get(code="2"), ObjectiveVersion, by=cast.contributor, version_kind="translation"
    )
    version.name_fr, version.reason_en = "Objectif 2", "In French."
    return actions.save(version, by=cast.contributor, expected=version.edits)


def _revised(code: str, cast: Cast, kind: str, **said: Any) -> Version:
    thing = f.Observation.objects.get(indicator__code=code, period="2020")
    version: Any = actions.revise(thing, ObservationVersion, by=cast.contributor, version_kind=kind)
    for name, value in said.items():
        setattr(version, name, value)
    return actions.save(version, by=cast.contributor, expected=version.edits)


def _indicator(code: str) -> Any:
    return f.Indicator.objects.get(code=code)


def _entity(code: str) -> Entity:
    return Entity.objects.get_or_create(code=code, defaults={"name_en": code.upper(), "acronym": code.upper()})[0]


def _case(chain: Chain, cast: Cast, slug: str, iso3: str) -> CaseStudyVersion:
    version: CaseStudyVersion = f.case_study(chain, cast, slug)
    version.places.create(country=f.country(iso3))
    version.paragraphs.create(text_en="What happened there.", paragraph="40")
    version.events.create(day=date(2020, 5, 1), text_en="It began.")
    version.links.create(indicator=_indicator("2.4.2"), bearing="supports")
    return version
