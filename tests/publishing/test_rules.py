"""Every rule that holds for all kinds of versions, broken by raw SQL on each of them; and none without such a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, models
from django.utils import timezone

from reformtracker.publishing import triggers
from reformtracker.publishing.models import Version
from reformtracker.publishing.registry import children, kinds
from tests import factories as f
from tests.cast import Cast, assemble
from tests.publishing import raw
from tests.publishing.raw import Refused

pytestmark = [pytest.mark.bar("B43"), pytest.mark.django_db, pytest.mark.sqlite]

KINDS = [model.KIND for model in kinds()]


class Stage:
    """A draft of one kind, and what it takes to move it by hand."""

    def __init__(self, kind: str) -> None:
        self.cast: Cast = assemble()
        self.chain = f.chain()
        self.row: Any = f.one_of_each_kind(self.chain, self.cast)[kind]
        self.now = timezone.now()
        self.table = self.row._meta.db_table

    def submitted(self) -> None:
        raw.change(self.row, state="in_review", submitted_by_id=self.cast.contributor.pk, submitted_at=self.now)

    def approved(self) -> None:
        self.submitted()
        raw.change(self.row, **self.approval())

    def approval(self) -> dict[str, Any]:
        return {
            "state": "approved",
            "approved_by_id": self.cast.reviewer.pk,
            "approved_at": self.now,
            "approved_hash": "a" * 64,
        }

    def published(self) -> None:
        f.release(self.chain, self.cast, self.row)
        self.row.refresh_from_db()


@pytest.fixture(params=KINDS)
def stage(request: pytest.FixtureRequest) -> Stage:
    return Stage(request.param)


def edited_without_a_time(stage: Stage) -> None:
    raw.change(stage.row, edited_at=None)


def submitted_without_a_person(stage: Stage) -> None:
    raw.change(stage.row, submitted_at=stage.now)


def approved_without_a_time(stage: Stage) -> None:
    stage.submitted()
    raw.change(stage.row, **stage.approval() | {"approved_at": None})


def an_unknown_word(stage: Stage) -> None:
    raw.change(stage.row, version_kind="guess")


def approved_without_a_hash(stage: Stage) -> None:
    stage.submitted()
    raw.change(stage.row, **stage.approval() | {"approved_hash": ""})


def loaded_without_a_file(stage: Stage) -> None:
    raw.change(stage.row, origin="loaded")


def approved_by_nobody(stage: Stage) -> None:
    stage.submitted()
    raw.change(stage.row, state="approved")


def submitted_by_nobody(stage: Stage) -> None:
    raw.change(stage.row, state="in_review")


def a_draft_that_was_public(stage: Stage) -> None:
    raw.change(stage.row, to_release=1)


def the_first_as_the_second(stage: Stage) -> None:
    stage.approved()
    release = f.actions.plan(stage.chain, [], title="Planned", by=stage.cast.publisher)
    values = {"state": "published", "from_release": 2, "content_hash": "b" * 64, "release_id": release.pk}
    if hasattr(stage.row, "indicator_version_id"):
        values["indicator_version_id"] = stage.row.stands_beside().pk
    raw.change(stage.row, number=2 if stage.row.version_kind == "first" else 1, **values)


def a_revision_without_a_reason(stage: Stage) -> None:
    raw.change(stage.row, version_kind="revision", reason_en="  ")
    stage.submitted()


def a_second_open_version(stage: Stage) -> None:
    raw.copy(stage.row)


def begun_as_approved(stage: Stage) -> None:
    raw.copy(stage.row, state="approved")


def a_step_skipped(stage: Stage) -> None:
    raw.change(stage.row, state="superseded")


def a_draft_straight_out(stage: Stage) -> None:
    raw.change(stage.row, state="published")


def edited_under_review(stage: Stage) -> None:
    stage.submitted()
    raw.change(stage.row, reason_fr="Autre chose")


def changed_when_public(stage: Stage) -> None:
    stage.published()
    raw.change(stage.row, content_hash="c" * 64)


def deleted_when_public(stage: Stage) -> None:
    stage.published()
    raw.delete(stage.row)


def approved_by_an_editor(stage: Stage) -> None:
    stage.submitted()
    raw.change(stage.row, **stage.approval() | {"approved_by_id": stage.cast.contributor.pk})


def released_in_another_framework(stage: Stage) -> None:
    other = f.chain("other", is_default=False)
    stage.approved()
    raw.change(stage.row, release_id=f.actions.plan(other, [], title="Theirs", by=stage.cast.publisher).pk)


def submitted_without_a_citation(stage: Stage) -> None:
    stage.row.citations.all().delete()
    stage.submitted()


BREAKS: dict[str, Callable[[Stage], None]] = {
    "edited_says_who_and_when": edited_without_a_time,
    "submitted_says_who_and_when": submitted_without_a_person,
    "approved_says_who_and_when": approved_without_a_time,
    "words_are_known": an_unknown_word,
    "approval_names_its_hash": approved_without_a_hash,
    "loaded_names_its_file": loaded_without_a_file,
    "approved_by_somebody": approved_by_nobody,
    "submitted_by_somebody": submitted_by_nobody,
    "public_from_when_to_when": a_draft_that_was_public,
    "first_is_first": the_first_as_the_second,
    "gives_its_reason": a_revision_without_a_reason,
    "one_open": a_second_open_version,
    "starts_as_a_draft": begun_as_approved,
    "state_moves_forward": a_step_skipped,
    "content_is_fixed": edited_under_review,
    "published_is_fixed": changed_when_public,
    "never_deleted": deleted_when_public,
    "four_eyes": approved_by_an_editor,
    "released_in_its_own_chain": released_in_another_framework,
    "cites_before_submission": submitted_without_a_citation,
}


@pytest.mark.parametrize("rule", BREAKS)
@pytest.mark.bar("B45", "B46")
def test_the_database_refuses(rule: str, stage: Stage) -> None:
    with Refused(f"{stage.table}_{rule}"):
        BREAKS[rule](stage)


def test_a_draft_of_staff_cannot_go_straight_out(stage: Stage) -> None:
    with Refused(f"{stage.table}_state_moves_forward"):
        a_draft_straight_out(stage)


def test_one_live_version_per_thing(stage: Stage) -> None:
    """The rule behind the arrows: with the triggers lifted the index still refuses a second live version."""
    stage.published()
    with triggers.lifted(), Refused(f"{stage.table}_one_live"):
        raw.copy(stage.row, number=9, version_kind="revision", reason_en="Better data.")


def test_a_version_number_is_given_once(stage: Stage) -> None:
    stage.published()
    with triggers.lifted(), Refused(f"{stage.table}_number_is_unique"):
        raw.copy(stage.row, state="superseded", to_release=99)


def test_no_text_of_the_content_may_be_blank_in_english(stage: Stage) -> None:
    for field in stage.row.REQUIRED:
        with Refused(f"{stage.table}_speaks_english"):
            raw.change(stage.row, **{f"{field}_en": " "})
            stage.submitted()


@pytest.mark.bar("B45", "B46")
def test_what_belongs_to_a_version_is_fixed_with_it(stage: Stage) -> None:
    citation = stage.row.citations.first()
    stage.submitted()
    with Refused(f"{citation._meta.db_table}_fixed_with_its_version"):
        raw.change(citation, paragraph="39")
    with Refused(f"{citation._meta.db_table}_fixed_with_its_version"):
        raw.copy(citation, paragraph="40")
    with Refused(f"{citation._meta.db_table}_kept_with_its_version"):
        raw.delete(citation)


@pytest.mark.bar("B45", "B46")
def test_what_belongs_to_a_version_stays_with_it(stage: Stage) -> None:
    citation = stage.row.citations.first()
    with Refused(f"{citation._meta.db_table}_stays_with_its_version"):
        raw.change(citation, version_id=citation.version_id + 1)


def test_every_child_table_has_the_same_three_rules() -> None:
    names = {rule.name for rule in triggers.all_rules()}
    for model in kinds():
        for child in children(model).values():
            for rule in ("fixed_with_its_version", "kept_with_its_version", "stays_with_its_version"):
                assert f"{child._meta.db_table}_{rule}" in names


def test_a_thing_keeps_its_code_once_public(stage: Stage) -> None:
    stage.published()
    thing = stage.row.thing
    column = next((name for name in ("code", "slug", "period") if hasattr(type(thing), name)), "")
    if column == "slug" and not any(field.column == "slug" for field in thing._meta.concrete_fields):
        column = "track"
    with Refused(f"{thing._meta.db_table}_frozen_once_public"):
        raw.change(thing, **{column: "development"})


def test_whoever_saves_is_remembered_as_an_editor_however_it_was_saved(stage: Stage) -> None:
    raw.change(stage.row, edited_by_id=stage.cast.reviewer.pk)
    stage.submitted()
    with Refused(f"{stage.table}_four_eyes"):
        raw.change(stage.row, **stage.approval())


@pytest.mark.postgres
@pytest.mark.bar("B45", "B46")
def test_the_public_record_cannot_be_emptied() -> None:
    for model in kinds():
        with Refused(f"{model._meta.db_table}_guard_truncate"):
            raw.run(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_all_triggers_are_there() -> None:
    assert triggers.expected(connection.vendor) <= triggers.present("default")


def abstract_rules(model: type[Version]) -> set[str]:
    own = {constraint.name.removeprefix(f"{model._meta.db_table}_") for constraint in model._meta.constraints}
    shared = {constraint.name.split("%(class)s_")[1] for constraint in Version.Meta.constraints}
    return own & shared


@pytest.mark.parametrize("model", kinds(), ids=lambda model: model.KIND)
def test_every_shared_constraint_is_broken_above(model: type[Version]) -> None:
    broken = {*BREAKS, "one_live", "number_is_unique"}
    assert abstract_rules(model) <= broken
    refusals = {
        rule.name.removeprefix(f"{model._meta.db_table}_")
        for rule in triggers.all_rules()
        if isinstance(rule, triggers.Refusal) and rule.table == model._meta.db_table
    }
    shared = {"judged_once", *BREAKS}
    specific = {name for name in refusals if name not in shared}
    assert all(model.KIND in ("initiative", "indicator", "observation") for _ in specific), specific


def test_constraints_have_names_of_their_own() -> None:
    names = [c.name for model in kinds() for c in model._meta.constraints if isinstance(c, models.BaseConstraint)]
    assert len(names) == len(set(names))
