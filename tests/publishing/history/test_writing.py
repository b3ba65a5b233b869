"""What the database writes down by itself: every row, through whatever door, with who and why."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from benefits.models import IndicatorVersion, ObservationVersion, Target, Unit
from initiatives.models import Entity
from reformtracker.publishing import actions, triggers
from reformtracker.publishing.history.places import places
from reformtracker.publishing.history.verify import verify
from reformtracker.publishing.models import AuditEvent, Change, Person, Release, Seal
from tests import factories as f
from tests.cast import Cast
from tests.publishing import raw
from tests.staff import save, signed_in, url_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def last(table: str) -> Change:
    return Change.objects.filter(table=table).select_related("seal").latest("pk")


def of(table: str, op: str) -> int:
    return Change.objects.filter(table=table, op=op).count()


def test_every_table_that_staff_change_is_recorded() -> None:
    assert {
        "publishing_chain",
        "publishing_release",
        "publishing_person",
        "publishing_person_groups",
        "publishing_auditevent",
        "publishing_editor",
        "sources_document",
        "benefits_unit",
        "benefits_level",
        "benefits_indicator",
        "benefits_indicatorversion",
        "benefits_target",
        "benefits_observationcitation",
        "initiatives_entity",
        "initiatives_initiativelead",
        "casestudies_casestudyversion",
    } <= places().keys()


# --- by every door ------------------------------------------------------------------------------
def test_a_saved_form_says_who_and_what_was_and_is(cast: Cast) -> None:
    draft = f.objective(f.chain(), cast)
    save(signed_in(cast.contributor), url_of(draft), name_en="A better name")
    change = last("initiatives_objectiveversion")
    assert (change.op, change.kind, change.version_id, change.thing_id) == ("U", "objective", draft.pk, draft.thing_id)
    assert json.loads(change.old)["name_en"] == "Objective 2"
    assert json.loads(change.new)["name_en"] == "A better name"
    assert "edited_by_id" not in json.loads(change.new)
    assert change.seal.person == cast.contributor.pseudonym


def test_a_reason_is_kept_with_the_rows_it_is_about(cast: Cast) -> None:
    draft = f.objective(f.chain(), cast)
    f.cite(draft)
    actions.submit(draft, by=cast.contributor)
    actions.send_back(draft, by=cast.reviewer, reason="Which departments?")
    seal = last("initiatives_objectiveversion").seal
    assert (seal.person, seal.reason) == (cast.reviewer.pseudonym, "Which departments?")
    assert {change.table for change in seal.rows.all()} >= {
        "initiatives_objectiveversion",
        "publishing_remark",
        "publishing_auditevent",
    }


def test_updates_and_insertions_of_many_rows_are_in_it_row_by_row() -> None:
    Entity.objects.bulk_create(Entity(code=f"e{number}", name_en=f"Entity {number}") for number in range(3))
    assert of("initiatives_entity", "I") == 3
    Entity.objects.filter(code__in=("e0", "e1")).update(name_en="Renamed")
    assert of("initiatives_entity", "U") == 2
    found = list(Entity.objects.all())
    for entity in found:
        entity.name_fr = "Nom"
    Entity.objects.bulk_update(found, ["name_fr"])
    assert of("initiatives_entity", "U") == 5
    Entity.objects.all().delete()
    assert of("initiatives_entity", "D") == 3
    assert json.loads(last("initiatives_entity").old)["name_fr"] == "Nom"


def test_raw_sql_is_recorded_as_from_outside_with_the_role_of_the_database() -> None:
    raw.run("INSERT INTO initiatives_entity (code, acronym, name, name_en) VALUES ('dppa', '', 'DPPA', 'DPPA')")
    seal = last("initiatives_entity").seal
    assert (seal.person, seal.role) == ("", "postgres")


def test_raw_sql_that_names_somebody_is_recorded_under_that_name_for_its_transaction_only(cast: Cast) -> None:
    name = cast.administrator.pseudonym
    with transaction.atomic():
        raw.run("SELECT set_config('tracker.person', %s, true), set_config('tracker.reason', 'A repair', true)", name)
        raw.run("INSERT INTO initiatives_entity (code, acronym, name, name_en) VALUES ('dppa', '', 'DPPA', 'DPPA')")
    seal = last("initiatives_entity").seal
    assert (seal.person, seal.reason) == (name, "A repair")
    raw.run("UPDATE initiatives_entity SET name_en = 'Other'")
    assert last("initiatives_entity").seal.person == ""


def test_a_write_that_changes_nothing_is_not_recorded() -> None:
    Entity.objects.create(code="dppa", name_en="DPPA")
    seals = Seal.objects.count()
    Entity.objects.update(name_en="DPPA")
    assert Seal.objects.count() == seals


def test_signing_in_is_not_recorded_as_a_change_of_the_person(cast: Cast) -> None:
    seals = Seal.objects.count()
    signed_in(cast.contributor)
    assert Seal.objects.count() == seals


# --- structure, people --------------------------------------------------------------------------
def test_roles_are_recorded_and_personal_data_are_not(cast: Cast) -> None:
    cast.contributor.groups.add(Group.objects.get(name="auditor"))
    assert json.loads(last("publishing_person_groups").new)["person_id"] == cast.contributor.pk
    Person.objects.filter(pk=cast.contributor.pk).update(email="new@example.org", is_superuser=True)
    change = last("publishing_person")
    assert json.loads(change.new) == {"email": "•", "is_superuser": True}
    said = "".join(old + new for old, new in Change.objects.values_list("old", "new"))
    assert "@example.org" not in said
    assert "chidi" not in said


def test_targets_citations_levels_units_and_releases_are_recorded(cast: Cast) -> None:
    f.tracker(cast)
    for model in (Target, Unit, Release, IndicatorVersion, ObservationVersion):
        assert of(model._meta.db_table, "I") >= 1, model
    assert of("benefits_observationcitation", "I") == 1
    assert "manifest" not in last("publishing_release").new


def test_a_discarded_draft_stays_in_the_history(cast: Cast) -> None:
    draft = f.objective(f.chain(), cast)
    key = draft.pk
    actions.discard(draft, by=cast.contributor)
    change = last("initiatives_objectiveversion")
    assert (change.op, change.row_id) == ("D", key)
    assert json.loads(change.old)["name_en"] == "Objective 2"


def test_invented_data_are_passed_over_and_their_acts_are_not(cast: Cast) -> None:
    invented = f.chain("invented", is_default=False, is_demo=True)
    f.release(invented, cast, f.objective(invented, cast))
    assert of("initiatives_objective", "I") == of("initiatives_objectiveversion", "I") == 0
    assert of("publishing_release", "I") == of("publishing_chain", "I") == 0
    assert Change.objects.filter(table="publishing_auditevent").exists()
    assert list(verify()) == []


# --- transactions -------------------------------------------------------------------------------
def test_one_transaction_has_one_seal_that_ties_the_act_to_its_rows(cast: Cast) -> None:
    before = Seal.objects.count()
    f.objective(f.chain(), cast)
    act = AuditEvent.objects.latest("pk")
    of_act = Change.objects.get(table="publishing_auditevent", row_id=act.pk)
    assert of_act.seal.rows.filter(table="initiatives_objectiveversion").exists()
    assert Seal.objects.count() > before


def test_what_is_rolled_back_leaves_nothing() -> None:
    seals = Seal.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        Entity.objects.create(code="dppa", name_en="DPPA")
        raise RuntimeError
    assert Seal.objects.count() == seals
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            Entity.objects.create(code="dppa", name_en="DPPA")
            raise RuntimeError
        Entity.objects.create(code="dpo", name_en="DPO")
    assert [json.loads(change.new)["code"] for change in Change.objects.filter(table="initiatives_entity")] == ["dpo"]
    assert list(verify()) == []


def test_rows_written_after_an_early_sealing_get_a_seal_of_their_own() -> None:
    with transaction.atomic():
        Entity.objects.create(code="dppa", name_en="DPPA")
        raw.run("SET CONSTRAINTS ALL IMMEDIATE")
        raw.run("SET CONSTRAINTS ALL DEFERRED")
        Entity.objects.create(code="dpo", name_en="DPO")
    assert Change.objects.filter(table="initiatives_entity").values("seal").distinct().count() == 2
    assert list(verify()) == []


def test_a_setting_that_is_made_up_does_not_hang_rows_on_another_seal() -> None:
    Entity.objects.create(code="dppa", name_en="DPPA")
    other = last("initiatives_entity").seal
    with transaction.atomic():
        raw.run("SELECT set_config('tracker.seal', %s, true)", str(other.pk))
        Entity.objects.create(code="dpo", name_en="DPO")
    assert last("initiatives_entity").seal != other
    assert list(verify()) == []


def test_twenty_writers_at_once_do_not_fork_the_chain() -> None:
    def write(writer: int) -> None:
        for number in range(10):
            with transaction.atomic():
                Entity.objects.create(code=f"w{writer}-{number}", name_en="An office")
                Entity.objects.filter(code=f"w{writer}-{number}").update(name_en="Another")
        connection.close()

    before = Seal.objects.count()
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))
    assert Seal.objects.count() == before + 200
    numbers = list(Seal.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, before + 201))
    assert list(verify()) == []


# --- the beginning ------------------------------------------------------------------------------
def test_a_record_that_begins_late_begins_with_what_is_there(cast: Cast) -> None:
    from django.apps import apps

    from reformtracker.publishing import history

    with triggers.lifted():
        Entity.objects.create(code="dppa", name_en="DPPA")
    assert any("does not know" in str(found) for found in verify())
    history.begin_after_migrate(apps.get_app_config("publishing"), using="default")
    assert last("initiatives_entity").op == "T"
    assert not any("initiatives_entity" in str(found) for found in verify())


def names(model: Any) -> set[str]:
    return {f"{model._meta.db_table}_history_{event}" for event in ("insert", "update", "delete")}


def test_the_triggers_of_the_history_are_among_those_that_must_be_there() -> None:
    expected = triggers.expected("postgresql")
    assert names(Entity) <= expected <= triggers.present("default")
    assert not names(Seal) & expected
    assert not names(Entity) & triggers.expected("sqlite")
