"""Refusals of the database that are about what was promised: see `reformtracker.publishing.triggers`."""

from __future__ import annotations

from initiatives.models import Framework, FrameworkGoal, FrameworkVersion, Initiative, InitiativeGoal, InitiativeVersion
from reformtracker.publishing.models import Chain
from reformtracker.publishing.triggers import Refusal, add

FRAMEWORK, CHAIN = Framework._meta.db_table, Chain._meta.db_table
INITIATIVE, INITIATIVE_VERSION = Initiative._meta.db_table, InitiativeVersion._meta.db_table


def add_all() -> None:
    goals_of_the_framework = (
        f"SELECT 1 FROM {FrameworkGoal._meta.db_table} known "
        f"JOIN {FrameworkVersion._meta.db_table} fv ON fv.id = known.version_id AND fv.state = 'published' "
        f"JOIN {FRAMEWORK} f ON f.id = fv.thing_id "
        f"JOIN {INITIATIVE} i ON i.chain_id = f.chain_id "
        "WHERE i.id = NEW.thing_id AND known.code = g.code"
    )
    add(
        Refusal(
            f"{INITIATIVE_VERSION}_answers_goals_of_its_framework",
            INITIATIVE_VERSION,
            ("UPDATE",),
            "NEW.state = 'published' AND OLD.state <> 'published' AND EXISTS "
            f"(SELECT 1 FROM {InitiativeGoal._meta.db_table} g WHERE g.version_id = NEW.id "
            f"AND NOT EXISTS ({goals_of_the_framework}))",
            "an initiative answers goals that its framework has",
        ),
        Refusal(
            f"{FRAMEWORK}_follows_one_as_real_as_itself",
            FRAMEWORK,
            ("INSERT", "UPDATE"),
            (
                "NEW.follows_id IS NOT NULL",
                f"EXISTS (SELECT 1 FROM {FRAMEWORK} f JOIN {CHAIN} o ON o.id = f.chain_id "
                f"JOIN {CHAIN} c ON c.id = NEW.chain_id WHERE f.id = NEW.follows_id AND o.is_demo <> c.is_demo)",
            ),
            "a real framework follows no invented one, nor the other way round",
        ),
    )
