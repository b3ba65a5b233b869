"""What can be asked, as SDMX writes it; and what this service adds: `asOf`, `release`, `lang` and `format`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import ValidationError
from django.http import QueryDict

from benefits.periods import Period, PeriodError
from reformtracker.api import parameters
from reformtracker.api.errors import BadParameters, Fault
from reformtracker.api.filters import MOMENTS, MomentField
from reformtracker.api.parameters import Parameter
from reformtracker.publishing.texts import PATHS
from reformtracker.web.sdmx import formats, periods
from reformtracker.web.sdmx.data_message import FLAT, Detail
from reformtracker.web.sdmx.errors import NotOffered
from reformtracker.web.sdmx.formats import Format
from reformtracker.web.sdmx.structures import DETAILS, REFERENCES


def _one_of(name: str, description: str, words: Iterable[str], default: str) -> Parameter:
    return Parameter(name, description, {"type": "string", "enum": [*words], "default": default})


AS_OF = Parameter(
    "asOf",
    "As it stood at the end of that day, UTC. Not together with `release`.",
    {"type": "string", "format": "date"},
)
RELEASE = Parameter("release", "As it stood in that release. Not together with `asOf`.", parameters.RELEASE.schema)
LANG = _one_of("lang", "Language of the texts in attributes.", PATHS, "en")
FORMAT = _one_of("format", "Format of the answer, before what the client accepts.", formats.DATA, "generic")
STRUCTURE_FORMAT = _one_of("format", "Format of the answer.", formats.STRUCTURE, "structure")

START_PERIOD = Parameter(
    "startPeriod", f"The period begins no earlier than this one: {periods.FORMS}.", {"type": "string"}
)
END_PERIOD = Parameter("endPeriod", f"The period ends no later than this one: {periods.FORMS}.", {"type": "string"})
UPDATED_AFTER = Parameter(
    "updatedAfter", "Made public here after that moment.", {"type": "string", "format": "date-time"}
)
INCLUDE_HISTORY = Parameter(
    "includeHistory", "Every version up to the snapshot.", {"type": "boolean", "default": False}
)
DIMENSION = _one_of("dimensionAtObservation", "How observations are grouped.", ["TIME_PERIOD", FLAT], "TIME_PERIOD")
DETAIL = _one_of("detail", "How much of the data is given.", [*Detail], "full")

REFERENCES_ = _one_of("references", "What else is given.", REFERENCES, "none")
STRUCTURE_DETAIL = _one_of("detail", "How much of each is given.", DETAILS, "full")
MODE = _one_of("mode", "Which values are given: those that are there.", ["exact", "available"], "exact")

COMMON = (AS_OF, RELEASE)
DATA = (*COMMON, LANG, FORMAT, START_PERIOD, END_PERIOD, UPDATED_AFTER, INCLUDE_HISTORY, DIMENSION, DETAIL)
STRUCTURE = (*COMMON, STRUCTURE_FORMAT, REFERENCES_, STRUCTURE_DETAIL)
AVAILABLE = (*COMMON, STRUCTURE_FORMAT, START_PERIOD, END_PERIOD, UPDATED_AFTER, REFERENCES_, MODE)

NOT_OFFERED = ("firstNObservations", "lastNObservations", "explicitMeasure")
"""Of the standard, and not of this service."""


def check(params: QueryDict) -> None:
    for name in NOT_OFFERED:
        if name in params:
            raise NotOffered(f"“{name}” is not offered here; ask for periods with startPeriod and endPeriod.")


def format_(params: QueryDict) -> Format | None:
    given = params.get("format", "")
    return Format(given) if given in [*Format] else None


def period(params: QueryDict, parameter: Parameter) -> Period | None:
    written = params.get(parameter.name)
    if written is None:
        return None
    try:
        return periods.read(written)
    except PeriodError as error:
        raise BadParameters(Fault(parameter.name, "invalid", f"{parameter.name}: {error}", [periods.FORMS])) from error


def moment(params: QueryDict, parameter: Parameter) -> Any:
    written = params.get(parameter.name)
    try:
        return MomentField().to_python(written) if written else None
    except ValidationError as error:
        message = f"“{parameter.name}” is written as {' or '.join(MOMENTS)}; “+” in an address is %2B."
        raise BadParameters(Fault(parameter.name, "invalid", message, MOMENTS)) from error


def yes(params: QueryDict, parameter: Parameter) -> bool:
    """Clients write True as their language does."""
    written = params.get(parameter.name, "false").lower()
    if written not in ("true", "false"):
        message = f"“{parameter.name}” is true or false."
        raise BadParameters(Fault(parameter.name, "invalid", message, ["true", "false"]))
    return written == "true"
