"""What was approved is what is published: whatever is changed afterwards, in any field of anything it says, nothing comes out.

Each field of each kind of version is tried: of the version, of every row that belongs to it, of its thing and of the parts of
that, of the version that it is judged by. First as anybody with a connection could, then as somebody who turns triggers off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from benefits.models import Unit
from casestudies.models import Challenge
from initiatives.models import Entity, Initiative, Objective
from reformtracker.publishing import actions
from reformtracker.publishing.models import Version
from reformtracker.publishing.registry import children, kinds
from reformtracker.publishing.texts import columns
from reformtracker.publishing.triggers import columns_of
from tests import factories as f
from tests.bars import Figure
from tests.fuzz.budget import GIVEN
from tests.publishing import raw
from tests.publishing.world import World, a_target, country, event, lead, link

pytestmark = [pytest.mark.bar("B18"), pytest.mark.django_db, pytest.mark.postgres]

KINDS = [*(model.KIND for model in kinds()), "rubric"]
"""`rubric`: an indicator that has levels."""
ALL = 1 if GIVEN else 3
"""In make trust every third field; in make fuzz every one."""
BOOKKEEPING = {
    *("id", "thing_id", "number", "origin", "file_hash", "state", "edits", "created_at", "content_hash", "redacted"),
    *("edited_by_id", "edited_at", "submitted_by_id", "submitted_at", "approved_by_id", "approved_at", "approved_hash"),
    *("release_id", "from_release", "to_release"),
    # For the reviewer alone, and bounds that a constraint holds to those of the unit.
    *("jump", "jump_reason", "unit_minimum", "unit_maximum"),
}
"""Columns of a version that say nothing to a reader: where it stands, and who did what with it."""


@dataclass(frozen=True)
class Spot:
    """One column of one row."""

    row: models.Model
    field: models.Field[Any, Any]

    @property
    def column(self) -> str:
        return str(self.field.column)

    def __str__(self) -> str:
        return f"{self.row._meta.db_table}.{self.column}"


def whole(kind: str, world: World) -> Version:
    """A draft of this kind with at least one row of everything that can belong to it, and others for each to be mistaken for."""
    f.document("A/75/735")
    Entity.objects.create(code="dpo", name_en="DPO")
    f.country("MLI")
    elsewhere = Objective.objects.create(chain=world.chain, code="1")
    Initiative.objects.create(chain=world.chain, code="1.1", objective=elsewhere)
    Challenge.objects.create(chain=world.chain, code="C2")
    Unit.objects.create(code="count", label_en="number")
    version: Any = world.qualitative() if kind == "rubric" else world[kind]
    match kind:
        case "framework":
            version.goals.create(code="prevention", name_en="Prevention")
        case "initiative":
            world["framework"].goals.create(code="prevention", name_en="Prevention")
            f.release(world.chain, world.cast, world["framework"])
            lead(world)
            version.goals.create(code="prevention")
        case "indicator":
            world.qualitative()
            a_target(world)
        case "rubric":
            level = version.thing.levels.last()
            version.targets.create(level=level, due=date(2024, 12, 31))
            f.cite(version, part="target", target_due=date(2024, 12, 31))
        case "case_study":
            version.places.create(country=country())
            version.paragraphs.create(paragraph="17", text_en="What it says.")
            event(world)
            link(world)
        case "challenge":
            version.initiatives.create(initiative=world["initiative"].thing)
        case "corrective_action":
            version.indicators.create(indicator=world["indicator"].thing)
    return version


def spots(version: Version) -> Iterator[Spot]:
    yield from _of(version, [*_names(version), *columns("reason"), "version_kind"])
    for name, child in children(type(version)).items():
        rows = list(getattr(version, name).all())
        assert rows, f"{child.__name__} is not tried: the draft has none"
        for row in rows:
            yield from _of(row, _names(row))
    thing = version.thing
    yield from _of(thing, [one.name for one in thing._meta.concrete_fields if one.name not in ("id", "chain")])
    for name in thing.PARTS:
        for row in getattr(thing, name).all():
            yield from _of(row, _names(row))


def _names(row: Any) -> list[str]:
    return [name for field in row.CONTENT for name in (columns(field) if field in row.TRANSLATED else (field,))]


def _of(row: models.Model, names: list[str]) -> Iterator[Spot]:
    yield from (Spot(row, row._meta.get_field(name)) for name in names)  # type: ignore[arg-type]  # concrete fields


def other(spot: Spot) -> Any:
    """Something that the column could say instead; None where there is nothing."""
    now, field = getattr(spot.row, spot.column), spot.field
    if isinstance(field, models.ForeignKey):
        return field.related_model._default_manager.exclude(pk=now).values_list("pk", flat=True).first()
    if field.choices:
        words = [word for word, _label in field.flatchoices if word not in (now, "")]
        return words[0] if words else None
    match now:
        case bool():
            return not now
        case date():
            return now + timedelta(days=1)
        case int() | Decimal():
            return now + 1
        case None if isinstance(field, models.DateField):
            return date(2023, 12, 31)
        case None if isinstance(field, models.DecimalField | models.IntegerField):
            return 3
    return f"{now or ''}x"


def outcome(world: World, version: Version, spot: Spot | None, *, unguarded: bool = False) -> str:
    """What becomes of the release of an approved version in which one thing was changed; then it is undone."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                if spot is not None:
                    _change(spot, unguarded=unguarded)
                fresh = type(version).objects.select_related("thing__chain").get(pk=version.pk)
                actions.release_now(world.chain, [fresh], title="Out", by=world.cast.publisher)
        except IntegrityError:
            return "refused by the database"
        except actions.Blocked:
            return "kept back"
        finally:
            transaction.set_rollback(True)
    return "published"


def _change(spot: Spot, *, unguarded: bool) -> None:
    if unguarded:
        raw.run("SET LOCAL session_replication_role = replica")
    raw.change(spot.row, **{spot.column: other(spot)})
    raw.run("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("every", [25, pytest.param(ALL, marks=pytest.mark.trust)])
def test_nothing_comes_out_that_was_changed_after_its_approval(kind: str, every: int, figure: Figure) -> None:
    world = World()
    version = whole(kind, world)
    f.approve(version, world.cast)
    assert outcome(world, version, None) == "published"
    said: Counter[str] = Counter()
    for spot in list(spots(version))[::every]:
        assert other(spot) is not None, spot
        for unguarded in (False, True):
            found = outcome(world, version, spot, unguarded=unguarded)
            assert found != "published", spot
            said[found] += 1
    assert said["kept back"], said
    figure("B18", f"{said.total() // 2} fields of {kind}, {said['kept back']} times kept back by the hash alone")


@pytest.mark.parametrize("model", kinds(), ids=lambda model: model.KIND)
def test_no_column_of_a_version_is_left_untried(model: Any) -> None:
    tried = {*columns_of(model, *_names(model)), *columns("reason"), "version_kind"}
    # Django keeps a plain column beside the six of a text, and nothing is read from it.
    plain = {*columns_of(model, *model.TRANSLATED)} if model.TRANSLATED else set()
    computed = {*columns_of(model, *model.COMPUTED)} if model.COMPUTED else set()
    assert {*columns_of(model)} - tried - plain - computed - {"reason"} <= BOOKKEEPING


def test_what_is_worked_out_at_publication_is_worked_out_anew() -> None:
    """A status that somebody wrote beforehand is written over."""
    world = World()
    update: Any = world["observation"]
    f.approve(update, world.cast)
    raw.change(update, status="achieved", change="deteriorated", progress=1, expected=1)
    actions.release_now(world.chain, [type(update).objects.get(pk=update.pk)], title="Out", by=world.cast.publisher)
    update.refresh_from_db()
    assert (update.change, update.status) == ("improved", "on_track")
