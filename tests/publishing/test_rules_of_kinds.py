"""Every rule that belongs to one table, broken by raw SQL; and a list that no rule can be missing from."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DataError, transaction

from reformtracker.publishing import triggers
from reformtracker.publishing.models import (
    Version,
)
from reformtracker.publishing.registry import kinds
from tests import factories as f
from tests.bars import Figure
from tests.cast import assemble
from tests.publishing import raw
from tests.publishing.attacks import BREAKS
from tests.publishing.raw import Refused, change, delete
from tests.publishing.world import World

pytestmark = [pytest.mark.bar("B43"), pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize("rule", BREAKS)
def test_the_database_refuses(rule: str) -> None:
    world = World()
    with Refused(rule):
        BREAKS[rule](world)


def test_no_rule_is_without_an_attack(figure: Figure) -> None:
    shared = {constraint.name.split("%(class)s_")[1] for constraint in Version.Meta.constraints}
    rules = set()
    for model in apps.get_models():
        if model._meta.app_label in ("sources", "publishing", "initiatives", "benefits", "casestudies", "reporting"):
            names = {constraint.name for constraint in model._meta.constraints}
            if issubclass(model, Version):
                names = {name for name in names if name.removeprefix(f"{model._meta.db_table}_") not in shared}
            rules |= names
    tables = {model._meta.db_table for model in kinds()}
    for rule in triggers.all_rules():
        of_all_things = rule.name.endswith(("_with_its_version", "_frozen_once_public"))
        if isinstance(rule, triggers.Refusal) and not of_all_things:
            rules.add(rule.name)
    tested_for_all_kinds = {
        f"{table}_{rule}"
        for table in tables
        for rule in (
            "starts_as_a_draft",
            "state_moves_forward",
            "content_is_fixed",
            "published_is_fixed",
            "never_deleted",
            "four_eyes",
            "released_in_its_own_chain",
            "cites_before_submission",
        )
    }
    # Attacked beside what they keep, each by its name.
    given_out = (Path(__file__).parents[1] / "web/exports/test_release_files.py").read_text(encoding="utf-8")
    attacked_there = set(re.findall(r'Refused\("(publishing_releasefile_\w+)"\)', given_out))
    of_reports = (Path(__file__).parents[1] / "reporting/test_models.py").read_text(encoding="utf-8")
    attacked_there |= set(re.findall(r'^    "(reporting_\w+)": ', of_reports, re.MULTILINE))
    assert rules - tested_for_all_kinds - attacked_there == set(BREAKS)
    figure("B43", f"{len(rules)} rules, each broken by raw SQL and refused by its name")


@pytest.mark.postgres
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_no_number_is_nan_or_infinite(value: str) -> None:
    """PostgreSQL sorts NaN above every number, so only a bound from both sides keeps it out."""
    world = World()
    for column in ("value", "numerator"):
        try:
            with Refused("benefits_observationversion"), transaction.atomic():
                change(world["observation"], **{column: value})
        except DataError:
            # numeric(19, 6) itself refuses infinity
            assert value != "NaN"


def test_a_demo_framework_may_be_removed_whole() -> None:
    cast = assemble()
    chain = f.chain("invented", is_default=False, is_demo=True)
    version = f.objective(chain, cast)
    f.release(chain, cast, version)
    version.citations.all().delete()
    delete(version)
    assert not type(version).objects.filter(pk=version.pk).exists()


def test_the_day_of_a_release_never_goes_back() -> None:
    world = World()
    with Refused("publishing_release_follows_the_one_before"):
        world.publish_by_hand(released_at=datetime(2001, 1, 1, tzinfo=UTC))


def test_raw_helpers_do_change_what_may_be_changed() -> None:
    world = World()
    raw.change(world["objective"], name_en="Another name")
    world["objective"].refresh_from_db()
    assert world["objective"].name_en == "Another name"
