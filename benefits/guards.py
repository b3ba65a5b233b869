"""Refusals of the database that are about what is measured: see `reformtracker.publishing.triggers`."""

from __future__ import annotations

from benefits.models import (
    Indicator,
    IndicatorVersion,
    Level,
    Observation,
    ObservationVersion,
    Standing,
    Target,
    Unit,
    Upload,
)
from initiatives.models import Framework
from reformtracker.publishing.guards import PUBLIC, in_demo
from reformtracker.publishing.models import Release
from reformtracker.publishing.touching import on_edit
from reformtracker.publishing.triggers import Refusal, add, changed, columns_of, keep_from_truncate

INDICATOR, INDICATOR_VERSION = Indicator._meta.db_table, IndicatorVersion._meta.db_table
LEVEL, OBSERVATION = Level._meta.db_table, Observation._meta.db_table
OBSERVATION_VERSION, TARGET, UNIT = ObservationVersion._meta.db_table, Target._meta.db_table, Unit._meta.db_table
STANDING, UPLOAD = Standing._meta.db_table, Upload._meta.db_table
FRAMEWORK = Framework._meta.db_table


def _foreign_level(level: str, indicator: str) -> tuple[str, ...]:
    foreign = f"NOT EXISTS (SELECT 1 FROM {LEVEL} l WHERE l.id = {level} AND l.indicator_id = ({indicator}))"
    return f"{level} IS NOT NULL", foreign


def _beyond_bounds(value: str, indicator: str) -> tuple[str, ...]:
    return (
        f"{value} IS NOT NULL",
        f"EXISTS (SELECT 1 FROM {INDICATOR} i JOIN {UNIT} u ON u.id = i.unit_id "
        f"WHERE i.id = ({indicator}) AND ({value} < u.minimum OR {value} > u.maximum))",
    )


def _of_another_kind(value: str, level: str, indicator: str) -> tuple[str, ...]:
    return (
        f"{value} IS NOT NULL OR {level} IS NOT NULL",
        f"EXISTS (SELECT 1 FROM {INDICATOR} i WHERE i.id = ({indicator}) AND (({value} IS NOT NULL AND i.kind = 'qualitative') "
        f"OR ({level} IS NOT NULL AND i.kind = 'quantitative')))",
    )


OF_ITS_KIND = "a quantitative indicator takes a number, a qualitative one a level"


def _guard_promises(table: str, value: str, level: str, indicator: str) -> None:
    """What a baseline and a target have in common."""
    add(
        Refusal(
            f"{table}_of_its_own_kind",
            table,
            ("INSERT", "UPDATE"),
            _of_another_kind(value, level, indicator),
            OF_ITS_KIND,
        ),
        Refusal(
            f"{table}_within_unit_bounds",
            table,
            ("INSERT", "UPDATE"),
            _beyond_bounds(value, indicator),
            "it lies beyond the bounds of the unit",
        ),
        Refusal(
            f"{table}_level_of_its_own_rubric",
            table,
            ("INSERT", "UPDATE"),
            _foreign_level(level, indicator),
            "a level belongs to the rubric of its own indicator",
        ),
    )


def add_all() -> None:
    of_observation = f"SELECT o.indicator_id FROM {OBSERVATION} o WHERE o.id = NEW.thing_id"
    of_target = f"SELECT v.thing_id FROM {INDICATOR_VERSION} v WHERE v.id = NEW.version_id"
    _guard_promises(INDICATOR_VERSION, "NEW.baseline_value", "NEW.baseline_level_id", "NEW.thing_id")
    _guard_promises(TARGET, "NEW.value", "NEW.level_id", of_target)
    add(
        Refusal(
            "benefits_observationversion_level_of_its_own_rubric",
            OBSERVATION_VERSION,
            ("INSERT", "UPDATE"),
            _foreign_level("NEW.level_id", of_observation),
            "a level belongs to the rubric of its own indicator",
        ),
        Refusal(
            "benefits_observationversion_value_of_its_own_kind",
            OBSERVATION_VERSION,
            ("INSERT", "UPDATE"),
            _of_another_kind("NEW.value", "NEW.level_id", of_observation),
            OF_ITS_KIND,
        ),
        Refusal(
            "benefits_observationversion_carries_its_bounds",
            OBSERVATION_VERSION,
            ("INSERT", "UPDATE"),
            (
                "NEW.value IS NOT NULL",
                f"EXISTS (SELECT 1 FROM {UNIT} u JOIN {INDICATOR} i ON i.unit_id = u.id WHERE i.id = ({of_observation}) "
                "AND (u.minimum IS DISTINCT FROM NEW.unit_minimum OR u.maximum IS DISTINCT FROM NEW.unit_maximum))",
            ),
            "the bounds of the unit are copied beside the value",
        ),
        Refusal(
            "benefits_level_frozen_with_its_indicator",
            LEVEL,
            ("INSERT", "UPDATE", "DELETE"),
            f"EXISTS (SELECT 1 FROM {INDICATOR_VERSION} v JOIN {INDICATOR} i ON i.id = v.thing_id "
            "JOIN publishing_chain c ON c.id = i.chain_id "
            f"WHERE v.thing_id = {{row}}.indicator_id AND v.state IN {PUBLIC} AND NOT c.is_demo)",
            "the rubric is frozen at first publication: make a new indicator, with a crosswalk",
        ),
        Refusal(
            "benefits_standing_is_fixed",
            STANDING,
            ("UPDATE",),
            (
                f"{changed(*(column for column in columns_of(Standing) if column != 'to_release'))} "
                "OR OLD.to_release IS NOT NULL AND NEW.to_release IS DISTINCT FROM OLD.to_release",
                f"NOT EXISTS (SELECT 1 FROM {OBSERVATION_VERSION} v WHERE v.id = OLD.latest_id AND v.redacted)",
                f"NOT EXISTS (SELECT 1 FROM {INDICATOR_VERSION} v WHERE v.id = OLD.indicator_version_id AND v.redacted)",
            ),
            "where an indicator stood is part of the record",
        ),
        Refusal(
            "benefits_standing_never_deleted",
            STANDING,
            ("DELETE",),
            f"NOT {in_demo(INDICATOR, 'OLD.indicator_id')}",
            "where an indicator stood is part of the record",
        ),
        Refusal(
            "benefits_unit_bounds_are_frozen_in_use",
            UNIT,
            ("UPDATE",),
            "(NEW.minimum IS DISTINCT FROM OLD.minimum OR NEW.maximum IS DISTINCT FROM OLD.maximum "
            f"OR NEW.code <> OLD.code) AND EXISTS (SELECT 1 FROM {INDICATOR} i WHERE i.unit_id = OLD.id)",
            "the bounds of a unit in use are fixed: make a new unit",
        ),
    )
    units = f"SELECT 1 FROM {INDICATOR} i JOIN {INDICATOR_VERSION} v ON v.thing_id = i.id WHERE i.unit_id = OLD.id"
    on_edit(Unit, [f"EXISTS ({units} AND v.state IN {PUBLIC})"])
    _guard_crosswalk()
    _guard_withdrawals()
    _guard_uploads()
    keep_from_truncate(LEVEL, STANDING)


def _guard_crosswalk() -> None:
    """From both sides: where an indicator leads, and where the framework does in which it leads there."""
    followed = f"SELECT o.chain_id FROM {FRAMEWORK} f JOIN {FRAMEWORK} o ON o.id = f.follows_id"
    add(
        Refusal(
            f"{INDICATOR}_replaces_of_its_framework_or_the_one_before",
            INDICATOR,
            ("INSERT", "UPDATE"),
            (
                "NEW.replaces_id IS NOT NULL",
                f"NOT EXISTS (SELECT 1 FROM {INDICATOR} p WHERE p.id = NEW.replaces_id AND (p.chain_id = NEW.chain_id "
                f"OR p.chain_id IN ({followed} WHERE f.chain_id = NEW.chain_id)))",
            ),
            "an indicator replaces one of its own framework, or of the one that this follows",
        ),
        Refusal(
            f"{FRAMEWORK}_keeps_its_crosswalk",
            FRAMEWORK,
            ("UPDATE",),
            (
                changed("follows_id", "chain_id"),
                f"EXISTS (SELECT 1 FROM {INDICATOR} i JOIN {INDICATOR} p ON p.id = i.replaces_id "
                "WHERE i.chain_id = OLD.chain_id AND p.chain_id <> i.chain_id)",
            ),
            "indicators of this framework replace those of the one that it follows",
        ),
    )


def _guard_withdrawals() -> None:
    """Looked at once for each release, when all that it holds is public."""
    release = Release._meta.db_table
    add(
        Refusal(
            f"{release}_leaves_no_figure_of_a_withdrawn_indicator",
            release,
            ("UPDATE",),
            (
                "NEW.state = 'published' AND OLD.state = 'planned'",
                f"EXISTS (SELECT 1 FROM {INDICATOR_VERSION} w JOIN {INDICATOR} i ON i.id = w.thing_id "
                f"JOIN {OBSERVATION} o ON o.indicator_id = i.id JOIN {OBSERVATION_VERSION} v ON v.thing_id = o.id "
                "WHERE i.chain_id = NEW.chain_id AND w.version_kind = 'withdrawal' AND w.state = 'published' "
                "AND v.version_kind <> 'withdrawal' AND v.state = 'published')",
            ),
            "figures cannot outlive what they measure",
        )
    )


def _guard_uploads() -> None:
    """What came, from whom, and its hash are on record; the file itself may only be let go of."""
    moves = {"content", "state", "applied_at", "rows"}
    add(
        Refusal(
            "benefits_upload_is_fixed",
            UPLOAD,
            ("UPDATE",),
            f"{changed(*(column for column in columns_of(Upload) if column not in moves))} "
            "OR (NEW.content IS NOT NULL AND NEW.content IS DISTINCT FROM OLD.content) "
            f"OR (OLD.state = 'applied' AND {changed('state', 'applied_at')})",
            "an uploaded file is on record as it came",
        ),
        Refusal("benefits_upload_never_deleted", UPLOAD, ("DELETE",), "TRUE", "an uploaded file is on record"),
    )
    keep_from_truncate(UPLOAD)
