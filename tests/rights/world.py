"""Who is asked, and about what: nine people, and an update of one indicator in each state that it can be in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client

from benefits.models import Upload
from casestudies.models import Country
from initiatives.models import Assignment, Initiative, Objective
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, Change, OutboxEntry, Person, Redaction, Release, Role, Version
from tests import factories as f
from tests.cast import Cast, person
from tests.reporting import shelf, sitting
from tests.staff import signed_in

VISITOR = "visitor"
PEOPLE = (
    VISITOR,
    "contributor",
    "contributor elsewhere",
    "reviewer",
    "reviewer elsewhere",
    "publisher",
    "administrator",
    "auditor",
    "superuser",
)
"""The columns of rights.csv. `elsewhere`: assigned another initiative, another objective, than that of the update."""
PASSWORD = "opened-by-itself"  # noqa: S105
STATES = ("draft", "in_review", "approved", "published", "superseded")


@dataclass
class World:
    cast: Cast
    people: dict[str, Any]
    clients: dict[str, Client]
    updates: dict[str, Version]
    rows: dict[str, Any]
    """By label of the model: a row whose page is asked for."""
    whole: bool

    def some(self, turn: int) -> tuple[str, ...]:
        """Who tries at this turn: in the `whole` everybody, else three, so that each is met every third time."""
        return tuple(self.people) if self.whole else tuple(self.people)[turn % 3 :: 3]


def build(*, whole: bool) -> World:
    cast = Cast(**{role: person(f"made-by-{role}", role) for role in Role.values})
    chain = f.tracker(cast)
    drafts = f.one_of_each_kind(f.chain("second", is_default=False), cast)
    update = f.observation(f.Indicator.objects.get(chain=chain, code="2.4.2"), cast, "2021", "18")
    updates = {"draft": update, **_later(cast, chain)}
    people = _people(cast)
    rows = {version._meta.label_lower: version for version in drafts.values()}
    rows |= {version.thing._meta.label_lower: version.thing for version in drafts.values()}
    rows |= _records(cast, updates["published"])
    clients = {name: signed_in(who) if isinstance(who, Person) else Client() for name, who in people.items()}
    return World(cast, people, clients, updates, {**rows, update._meta.label_lower: update}, whole)


def _later(cast: Cast, chain: Any) -> dict[str, Version]:
    """Four indicators' worth of one update each, taken as far as its state."""
    found: dict[str, Version] = {}
    for code, state in (("2.4.3", "in_review"), ("2.4.4", "approved"), ("2.4.5", "published"), ("2.4.6", "superseded")):
        share = f.indicator(chain, cast, code)
        f.release(chain, cast, share)
        found[state] = update = f.observation(share.thing, cast, "2021", "18")
        if state == "in_review":
            actions.submit(update, by=cast.contributor)
        elif state == "approved":
            f.approve(update, cast)
        else:
            f.release(chain, cast, update)
    old: Any = found["superseded"]
    again: Any = actions.revise(old.thing, type(old), by=cast.contributor, version_kind="correction")
    again.reason_en = "A slip."
    actions.save(again, by=cast.contributor, expected=again.edits)
    f.release(chain, cast, again)
    for version in found.values():
        version.refresh_from_db()
    return found


def _people(cast: Cast) -> dict[str, Any]:
    """Apart from the cast that made everything, so that nobody is held back as its editor."""
    here, there = Initiative.objects.get(chain__slug="reform", code="2.4"), _elsewhere()
    people: dict[str, Any] = {VISITOR: AnonymousUser()}
    for name in PEOPLE[1:-1]:
        role = name.split()[0]
        people[name] = who = person(name.replace(" ", "-"), role, everything=False, password=PASSWORD)
        initiative = there if name.endswith("elsewhere") else here
        if role == Role.CONTRIBUTOR:
            Assignment.objects.create(person=who, role=role, initiative=initiative)
        elif role == Role.REVIEWER:
            Assignment.objects.create(person=who, role=role, objective=initiative.objective)
    return people | {"superuser": person("root", is_superuser=True, password=PASSWORD)}


def _elsewhere() -> Initiative:
    chain = f.chain("reform")
    objective = Objective.objects.create(chain=chain, code="9")
    return Initiative.objects.create(chain=chain, code="9.1", objective=objective)


def _records(cast: Cast, published: Version) -> dict[str, Any]:
    """One row of what is no version."""
    case = f.country()
    planned = actions.plan(f.chain("second"), [], title="Planned", by=cast.publisher)
    redaction = actions.order_redaction(published, by=cast.administrator, reason="A court order.")
    report = shelf.begun(f.chain("reform"), cast)
    build = shelf.made(report, cast, ["docx"])[0]
    meeting = sitting.called(f.chain("reform"), cast)
    upload = Upload.objects.create(uploaded_by=cast.contributor, name="a.csv", sha256="d" * 64, size=1, content=b"x")
    entity = shelf.entity()
    unit, document = f.percent(), f.document()
    found: tuple[Any, ...] = (
        case,
        planned,
        redaction,
        upload,
        report,
        build,
        meeting,
        entity,
        unit,
        document,
        cast.auditor,
    )
    found += (AuditEvent.objects.first(), OutboxEntry.objects.first())
    found += tuple(Change.objects.all()[:1])  # PostgreSQL's triggers write these; SQLite has none
    assert {type(row) for row in found} >= {Country, Release, Redaction}
    return {row._meta.label_lower: row for row in found}


@contextmanager
def undone() -> Iterator[None]:
    """What is tried in here has no effect on what is tried next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
