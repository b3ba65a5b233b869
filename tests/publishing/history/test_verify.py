"""The history attacked as a superuser attacks it, on a real PostgreSQL: each time the first broken link is named."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from benefits.models import ObservationVersion
from initiatives.models import Entity
from reformtracker.publishing import actions, triggers
from reformtracker.publishing.history.sealing import digest, head, seal_hash
from reformtracker.publishing.history.verify import verify
from reformtracker.publishing.models import Chain, Change, Person, Seal
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast, assemble
from tests.publishing import raw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.bar("B44")]


@pytest.fixture
def cast() -> Cast:
    made = assemble()
    f.tracker(made)
    return made


def first_broken(noted: str = "") -> str:
    return next((str(found) for found in verify(head=noted) if found.broken), "")


def unguarded(*statements: str) -> None:
    """As a superuser who turns every trigger of the server off for his own connection."""
    with transaction.atomic():
        raw.run("SET LOCAL session_replication_role = replica")
        for statement in statements:
            raw.run(statement)


def some_change() -> Change:
    return Change.objects.filter(table="benefits_observationversion", op="I").earliest("pk")


def edit_one() -> str:
    change = some_change()
    unguarded(f"UPDATE publishing_change SET new = replace(new, '16.5', '99') WHERE id = {change.pk}")
    return f"change {change.pk} of benefits_observationversion {change.row_id} was edited"


def edit_one_with_its_digest() -> str:
    change = some_change()
    change.new = change.new.replace("16.5", "99")
    unguarded(
        f"UPDATE publishing_change SET new = replace(new, '16.5', '99'), digest = '{digest(change)}' WHERE id = {change.pk}"
    )
    return f"seal {change.seal.number} "


def delete_one() -> str:
    change = some_change()
    unguarded(f"DELETE FROM publishing_change WHERE id = {change.pk}")
    return f"seal {change.seal.number} "


def put_another_name_on_it() -> str:
    seal = some_change().seal
    unguarded(f"UPDATE publishing_seal SET person = 'somebodyelse' WHERE id = {seal.pk}")
    return f"seal {seal.number} "


def delete_a_seal_and_its_changes() -> str:
    seal = some_change().seal
    unguarded(
        f"DELETE FROM publishing_change WHERE seal_id = {seal.pk}", f"DELETE FROM publishing_seal WHERE id = {seal.pk}"
    )
    return f"seal {seal.number} is missing"


def delete_the_tail() -> str:
    seal = Seal.objects.order_by("-number")[2]
    unguarded(
        f"DELETE FROM publishing_change USING publishing_seal s WHERE s.id = seal_id AND s.number >= {seal.number}",
        f"DELETE FROM publishing_seal WHERE number >= {seal.number}",
    )
    return "noted at the release reform 2: the history was cut"


def truncate() -> str:
    connection.cursor().execute(
        "ALTER TABLE publishing_change DISABLE TRIGGER ALL; ALTER TABLE publishing_seal DISABLE TRIGGER ALL;"
        "TRUNCATE publishing_change, publishing_seal;"
        "ALTER TABLE publishing_change ENABLE TRIGGER ALL; ALTER TABLE publishing_seal ENABLE TRIGGER ALL"
    )
    return "noted at the release reform 1: the history was cut"


def change_a_row_with_its_trigger_disabled() -> str:
    entity = Entity.objects.create(code="dppa", name_en="DPPA")
    raw.run("ALTER TABLE initiatives_entity DISABLE TRIGGER USER")
    raw.change(entity, name_en="Another office")
    raw.run("ALTER TABLE initiatives_entity ENABLE TRIGGER USER")
    return f"initiatives_entity {entity.pk} says something else in name_en than the history"


def change_a_row_with_its_trigger_dropped() -> str:
    entity = Entity.objects.create(code="dppa", name_en="DPPA")
    raw.run("DROP TRIGGER initiatives_entity_history_update ON initiatives_entity")
    raw.change(entity, name_en="Another office")
    _as_installed("initiatives_entity")
    return f"initiatives_entity {entity.pk} says something else in name_en than the history"


def change_a_row_with_its_trigger_made_to_do_nothing() -> str:
    entity = Entity.objects.create(code="dppa", name_en="DPPA")
    raw.run(
        "CREATE OR REPLACE FUNCTION initiatives_entity_history_update() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NULL; END $$"
    )
    raw.change(entity, name_en="Another office")
    _as_installed("initiatives_entity")
    return f"initiatives_entity {entity.pk} says something else in name_en than the history"


def _as_installed(table: str) -> None:
    """What migrate does at its end; each test leaves the triggers as it found them."""
    triggers.install("default", {table})


def hide_a_framework_as_if_it_were_invented() -> str:
    """The history passes over invented ones; that one has become one it does not pass over."""
    unguarded("UPDATE publishing_chain SET is_demo = TRUE, is_default = FALSE")
    key = Chain.objects.get().pk
    return f"publishing_chain {key} is gone, and the history does not say that it was deleted"


def put_a_change_in() -> str:
    change = some_change()
    unguarded(
        'INSERT INTO publishing_change (seal_id, "table", op, row_id, kind, version_id, thing_id, old, new, digest) '
        f'SELECT seal_id, "table", op, row_id, kind, version_id, thing_id, old, new, digest FROM publishing_change WHERE id = {change.pk}'
    )
    return f"seal {change.seal.number} "


def change_a_role_as_a_replica_does() -> str:
    unguarded("UPDATE publishing_person SET is_superuser = TRUE WHERE username = 'chidi'")
    key = Person.objects.get(username="chidi").pk
    return f"publishing_person {key} says something else in is_superuser than the history"


def put_a_row_in_as_a_replica_does() -> str:
    unguarded("INSERT INTO publishing_person_groups (person_id, group_id) SELECT p.id, g.id FROM publishing_person p, "
              "auth_group g WHERE p.username = 'chidi' AND g.name = 'publisher'")  # fmt: skip
    return "is there, and the history does not know it"


def take_a_row_out_as_a_replica_does() -> str:
    version = ObservationVersion.objects.get()
    key = version.citations.get().pk
    unguarded(f"DELETE FROM benefits_observationcitation WHERE id = {key}")
    return f"benefits_observationcitation {key} is gone, and the history does not say that it was deleted"


ATTACKS: list[Callable[[], str]] = [
    edit_one,
    edit_one_with_its_digest,
    delete_one,
    put_another_name_on_it,
    delete_a_seal_and_its_changes,
    delete_the_tail,
    truncate,
    change_a_row_with_its_trigger_disabled,
    change_a_row_with_its_trigger_dropped,
    change_a_row_with_its_trigger_made_to_do_nothing,
    hide_a_framework_as_if_it_were_invented,
    put_a_change_in,
    change_a_role_as_a_replica_does,
    put_a_row_in_as_a_replica_does,
    take_a_row_out_as_a_replica_does,
]


def test_an_untouched_history_is_whole_and_gives_its_head(cast: Cast) -> None:
    assert [str(found) for found in verify()] == []
    out = StringIO()
    call_command("verify_audit", stdout=out)
    newest = head()
    assert newest is not None
    assert out.getvalue() == f"{newest.number} seals, whole. Head: {newest.hash}\n"


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_the_first_broken_link_is_named(attack: Callable[[], str], cast: Cast) -> None:
    said = attack()
    assert said in first_broken()
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit", stdout=StringIO())


def cut(number: int) -> None:
    """The tail, and the rows with it, so that nothing inside speaks against it."""
    seals = Seal.objects.filter(number__gte=number)
    gone = Change.objects.filter(seal__in=seals)
    entity = Entity._meta.db_table
    assert set(gone.values_list("table", flat=True)) == {entity}
    unguarded(
        f"DELETE FROM {entity} WHERE code = 'secret'",
        f"DELETE FROM publishing_change USING publishing_seal s WHERE s.id = seal_id AND s.number >= {number}",
        f"DELETE FROM publishing_seal WHERE number >= {number}",
    )


def test_a_tail_cut_with_its_rows_is_found_by_the_head_noted_outside(cast: Cast) -> None:
    Entity.objects.create(code="secret", name_en="What nobody is to see")
    noted = head()
    assert noted is not None
    cut(noted.number or 0)
    assert first_broken() == ""
    assert "was cut or written anew" in first_broken(noted.hash)
    with pytest.raises(CommandError):
        call_command("verify_audit", head=noted.hash, stdout=StringIO())


def rewrite() -> None:
    """Every seal anew from a forged change on, with hashes that fit."""
    change = Change.objects.filter(table="publishing_auditevent", new__contains='"start"').earliest("pk")
    change.new = change.new.replace('"start"', '"other"')
    event = change.row_id
    statements = [
        f"UPDATE publishing_auditevent SET act = 'other' WHERE id = {event}",
        f"UPDATE publishing_change SET new = replace(new, '\"start\"', '\"other\"'), digest = '{digest(change)}' "
        f"WHERE id = {change.pk}",
    ]
    unguarded(*statements)
    previous = ""
    for seal in Seal.objects.order_by("number"):
        seal.previous = previous
        previous = seal_hash(seal, seal.rows.order_by("pk").values_list("digest", flat=True))
        unguarded(f"UPDATE publishing_seal SET previous = '{seal.previous}', hash = '{previous}' WHERE id = {seal.pk}")


def test_a_chain_rewritten_with_right_hashes_is_found_by_a_head_noted_outside(cast: Cast, figure: Figure) -> None:
    draft = f.objective(f.chain(), cast, "3")
    noted = head()
    assert noted is not None
    assert draft.pk
    rewrite()
    assert "was cut or written anew" in first_broken(noted.hash)
    figure(
        "B44",
        f"{len(ATTACKS)} attacks as a superuser, a cut tail and a rewritten chain, each found by its first broken link",
    )


def test_a_head_noted_at_a_release_must_still_be_there(cast: Cast) -> None:
    rewrite()
    assert "noted at the release" in first_broken()


def test_an_earlier_head_stays_good(cast: Cast) -> None:
    noted = head()
    assert noted is not None
    Entity.objects.create(code="dppa", name_en="DPPA")
    assert first_broken(noted.hash) == ""


def test_a_redaction_blanks_the_history_of_the_content_and_is_no_break(cast: Cast) -> None:
    version = ObservationVersion.objects.live().get()
    order = actions.order_redaction(version, by=cast.administrator, reason="A court order.")
    other = Person.objects.create_superuser("olga", "olga@example.org")
    assert Change.objects.filter(version_id=version.pk, kind="observation", new__contains="16.5").exists()
    actions.confirm_redaction(order, by=other)
    of_content = Change.objects.filter(version_id=version.pk, kind="observation", table__startswith="benefits_")
    assert of_content.exists()
    assert not of_content.exclude(old="", new="").exists()
    assert first_broken() == ""


@pytest.mark.parametrize(
    ("rule", "statement"),
    [
        ("publishing_change_only_grows", "DELETE FROM publishing_change"),
        ("publishing_change_is_fixed", "UPDATE publishing_change SET new = '', old = ''"),
        ("publishing_change_is_fixed", "UPDATE publishing_change SET seal_id = 1, row_id = 9"),
        ("publishing_seal_only_grows", "DELETE FROM publishing_seal"),
        ("publishing_seal_is_fixed", "UPDATE publishing_seal SET person = 'x'"),
        ("publishing_change_guard_truncate", "TRUNCATE publishing_change CASCADE"),
        ("publishing_seal_guard_truncate", "TRUNCATE publishing_seal CASCADE"),
        (
            "publishing_seal_given_at_commit",
            "INSERT INTO publishing_seal (number, at, person, role, reason, changes, previous, hash) "
            "VALUES (999, now(), '', 'x', '', 0, '', 'x')",
        ),
    ],
)
def test_the_database_refuses_whoever_has_not_turned_it_off(rule: str, statement: str, cast: Cast) -> None:
    with raw.Refused(rule):
        raw.run(statement)
