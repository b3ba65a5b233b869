"""What the data says, column by column: one table from which structure, XML and CSV are all written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benefits.measures import Missing, Qualifier
from reformtracker.api.tables.columns import sources
from reformtracker.publishing.canonical import number
from reformtracker.web.sdmx import codes, ids
from reformtracker.web.sdmx.artefacts import Level
from reformtracker.web.sdmx.codes import ObsStatus

Row = Mapping[str, Any]
"""An observation as the API gives it; under `about` what it takes from its indicator."""


@dataclass(frozen=True)
class Column:
    """`codelist` is the id of its code list, or makes it from the id of the dataflow."""

    id: str
    level: Level
    name: str | Promise
    take: Callable[[Row], Any]
    codelist: str | Callable[[str], str] = ""
    text: str = "String"

    def said(self, row: Row) -> str:
        """Empty where there is nothing to say."""
        return written(self.take(row))

    def coded_by(self, flow: str) -> str:
        return self.codelist if isinstance(self.codelist, str) else self.codelist(flow)


def written(value: Any) -> str:
    """
    >>> written(0.000001), written(True), written(None), written(20)
    ('0.000001', 'true', '', '20')
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number(Decimal(repr(value)))
    return str(value)


def own(name: str) -> Callable[[Row], Any]:
    return lambda row: row[name]


def about(name: str) -> Callable[[Row], Any]:
    return lambda row: row["about"].get(name)


def judged(name: str) -> Callable[[Row], Any]:
    return lambda row: (row["assessment"] or {}).get(name)


# ---------- what takes more than a name ----------
def time_period(row: Row) -> str:
    return ids.time_period(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))


def obs_value(row: Row) -> Any:
    """The number, or that of the level."""
    return row["value"] if row["level"] is None else row["level"]["number"]


def obs_status(row: Row) -> ObsStatus:
    """One code: why there is no value, else that the series breaks, else that the value is not exact. What a code
    leaves out stands beside it: COMPARABLE and QUALIFIER."""
    if row["missing"]:
        return codes.MISSING[Missing(row["missing"])]
    if obs_value(row) is None:
        return ObsStatus.WITHDRAWN
    if row["comparable"] is False:
        return ObsStatus.BREAK
    if row["qualifier"] not in (None, Qualifier.EXACT):
        return ObsStatus.ESTIMATED
    return ObsStatus.NORMAL


def level(row: Row) -> str | None:
    return ids.level(row["indicator"], row["level"]["code"]) if row["level"] else None


def withdrawn(name: str) -> Callable[[Row], Any]:
    return lambda row: (row["withdrawn"] or {}).get(name)


INDICATOR = Column(
    "INDICATOR", Level.DIMENSION, _("Indicator"), lambda row: ids.code(row["indicator"]), codes.indicators
)
TIME_PERIOD = Column("TIME_PERIOD", Level.TIME, _("Period"), time_period, text="ObservationalTimePeriod")
OBS_VALUE = Column("OBS_VALUE", Level.MEASURE, _("Value"), obs_value, text="Double")

SERIES = (
    Column("FREQ", Level.SERIES, _("Frequency"), about("frequency"), "CL_FREQ"),
    Column("INITIATIVE", Level.SERIES, _("Initiative"), lambda row: ids.code(row["initiative"]), codes.initiatives),
    Column("ROLE", Level.SERIES, _("Role"), about("role"), "CL_ROLE"),
    Column("UNIT_MEASURE", Level.SERIES, _("Unit"), about("unit"), "CL_UNIT"),
    Column("UNIT_LABEL", Level.SERIES, _("unit as shown"), about("unit_label")),
    Column("UNIT_MULT", Level.SERIES, _("Unit multiplier"), lambda row: 0, text="Integer"),
    Column("DECIMALS", Level.SERIES, _("decimals"), about("decimals"), text="Integer"),
)

OBSERVATION = (
    Column("OBS_STATUS", Level.OBSERVATION, _("Observation status"), obs_status, "CL_OBS_STATUS"),
    Column("LEVEL", Level.OBSERVATION, _("level"), level, codes.levels),
    Column("QUALIFIER", Level.OBSERVATION, _("qualifier"), own("qualifier"), "CL_QUALIFIER"),
    Column("PERIOD_BASIS", Level.OBSERVATION, _("period basis"), own("period_basis"), "CL_PERIOD_BASIS"),
    Column("NUMERATOR", Level.OBSERVATION, _("numerator"), own("numerator"), text="Double"),
    Column("DENOMINATOR", Level.OBSERVATION, _("denominator"), own("denominator"), text="Double"),
    Column("COMPARABLE", Level.OBSERVATION, _("comparable with the baseline"), own("comparable"), text="Boolean"),
    Column("BREAKS", Level.OBSERVATION, _("what changed in the series"), own("break_note")),
    Column("VERDICT", Level.OBSERVATION, _("Verdict"), judged("verdict"), "CL_VERDICT"),
    Column("CAUSE", Level.OBSERVATION, _("Cause"), judged("cause"), "CL_CAUSE"),
    Column("CONFIDENCE", Level.OBSERVATION, _("confidence"), judged("confidence"), "CL_CONFIDENCE"),
    Column("JUSTIFICATION", Level.OBSERVATION, _("justification"), judged("justification")),
    Column("ASSESSMENT_BASIS", Level.OBSERVATION, _("Verdict given"), judged("basis"), "CL_ASSESSMENT_BASIS"),
    Column("CHANGE", Level.OBSERVATION, _("Change"), own("change"), "CL_CHANGE"),
    Column("PROGRESS", Level.OBSERVATION, _("Progress"), own("progress"), text="Double"),
    Column("EXPECTED", Level.OBSERVATION, _("Expected progress"), own("expected"), text="Double"),
    Column("STATUS", Level.OBSERVATION, _("Status"), own("status"), "CL_STATUS"),
    Column("COMMENT_OBS", Level.OBSERVATION, _("narrative"), own("narrative")),
    Column("SOURCE", Level.OBSERVATION, _("Source"), lambda row: sources(row["citations"])),
    Column("RELEASE", Level.OBSERVATION, _("Release"), own("release"), text="Integer"),
    Column("RELEASED_AT", Level.OBSERVATION, _("Public since"), own("released_at"), text="DateTime"),
    Column("VERSION", Level.OBSERVATION, _("Version"), own("version"), text="Integer"),
    Column("VERSION_KIND", Level.OBSERVATION, _("Kind of version"), own("version_kind"), "CL_VERSION_KIND"),
    Column("WITHDRAWN_ON", Level.OBSERVATION, _("withdrawn"), withdrawn("on"), text="GregorianDay"),
    Column("WITHDRAWN_REASON", Level.OBSERVATION, _("Reason"), withdrawn("reason")),
)

ATTRIBUTES = (*SERIES, *OBSERVATION)
EVERY = (INDICATOR, TIME_PERIOD, OBS_VALUE, *ATTRIBUTES)
