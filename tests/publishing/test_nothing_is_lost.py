"""What is on record cannot be deleted, at whatever door: not a version, not what it is about or points to, not who did what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError, RestrictedError
from django.test import Client

from initiatives.models import Entity
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, Chain, Change, Editor, Person, Release, Seal
from reformtracker.publishing.registry import children, kinds
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast, person
from tests.publishing import raw
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B45")]

REFUSALS = (ProtectedError, RestrictedError, DatabaseError)


@pytest.fixture
def record(cast: Cast) -> Chain:
    """Something of every kind is public, with all that it points to; some of it in a second version."""
    chain = f.chain()
    share = f.indicator(chain, cast)
    f.target(share)
    entity = Entity.objects.create(code="dppa", name_en="DPPA")
    first: list[Any] = [f.framework(chain, cast), f.objective(chain, cast), f.initiative(chain, cast), share]
    f.release(chain, cast, *first)
    case = f.case_study(chain, cast, title_fr="Un cas")
    case.places.create(country=f.country())
    others: list[Any] = [
        f.milestone(chain, cast),
        f.challenge(chain, cast, responsible=entity),
        f.corrective_action(chain, cast),
        case,
    ]
    f.release(chain, cast, f.observation(share.thing, cast), *others)
    withdrawal = actions.withdraw(case.thing, type(case), by=cast.contributor, reason="Wrong.")
    f.release(chain, cast, withdrawal)
    return chain


def models_on_record() -> Iterator[Any]:
    """Versions, their rows and things, what these point to, who acts, and what was written down of it."""
    for kind in kinds():
        thing: Any = kind._meta.get_field("thing").related_model
        yield from (kind, thing, *children(kind).values())
        for model in (kind, thing, *children(kind).values()):
            yield from (key.related_model for key in model._meta.concrete_fields if key.is_relation)
    yield from (Person, Editor, Chain, Release, AuditEvent)
    if connection.vendor == "postgresql":
        yield from (Change, Seal)


def rows() -> list[Any]:
    """One of each that is on record; of versions, one that is public."""
    found = []
    for model in dict.fromkeys(models_on_record()):
        every = model._base_manager.all()
        if model in kinds():
            every = every.exclude(from_release=None)
        found += list(every.order_by("pk")[:1])
    return found


def doors(row: Any) -> dict[str, Callable[[], object]]:
    these = type(row)._base_manager.filter(pk=row.pk)
    return {
        "the row": row.delete,
        "the queryset": these.delete,
        "the queryset, past Django": lambda: these._raw_delete(these.db),
        "SQL": lambda: raw.delete(row),
    }


def everything() -> dict[str, list[tuple[Any, ...]]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in dict.fromkeys(models_on_record())
    }


def test_no_row_of_the_record_can_be_deleted_by_any_door_of_the_server(record: Chain, figure: Figure) -> None:
    before, found, gone = everything(), rows(), []
    for row in found:
        for name, door in doors(row).items():
            try:
                with transaction.atomic():
                    door()
                    _ask_what_is_asked_at_the_end()
            except REFUSALS:
                continue
            gone.append((row._meta.label, name))
    assert gone == []
    assert everything() == before
    assert len(found) > 30
    figure("B45", f"{len(found)} tables at {len(doors(found[0]))} doors of the server")


def _ask_what_is_asked_at_the_end() -> None:
    """Of a transaction: whether what others point to is still there."""
    connection.check_constraints()


def test_who_published_it_stays_named_when_everything_of_them_is_erased(record: Chain, cast: Cast) -> None:
    before = {label: said for label, said in everything().items() if label != Person._meta.label}
    public = Client().get("/api/v1/changes/").json()
    pseudonym = cast.contributor.pseudonym
    actions.erase(cast.contributor, by=cast.administrator, reason="They asked for it.")
    after = everything()
    assert all(said in after[label] for label, many in before.items() for said in many)
    assert Client().get("/api/v1/changes/").json() == public
    assert Person.objects.get(pseudonym=pseudonym).email == ""
    assert AuditEvent.objects.filter(actor=pseudonym).count() > 5
    call_command("verify_releases")


def test_there_is_no_door_to_delete_by_in_the_admin_or_the_api(record: Chain, cast: Cast) -> None:
    root = signed_in(person("root", is_superuser=True))
    before = everything()
    for kind in kinds():
        url = f"/admin/{kind._meta.app_label}/{kind._meta.model_name}/"
        version = kind._base_manager.exclude(from_release=None)[:1].get()
        sent = {"action": "delete_selected", "_selected_action": str(version.pk), "post": "yes"}
        assert root.post(url, sent).status_code in (200, 302, 403)
        assert root.post(f"{url}{version.pk}/act/discard/", {"seen": "", "edits": version.edits}).status_code != 200
    for resource in ("indicators/2.4.2/", "observations/2.4.2:2020/", "documents/a-75-202/", "releases/1/"):
        assert Client().delete(f"/api/v1/{resource}").status_code == 405
    after = everything()
    assert all(said in after[label] for label, many in before.items() for said in many)
