"""Query parameters: each is declared once, documented from its declaration, and nothing else is let through."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.http import QueryDict

from reformtracker.api.errors import BadParameters, Fault
from reformtracker.publishing.texts import PATHS

ALL = "all"
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 500

NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Parameter(NamedTuple):
    """`schema` is its JSON Schema in the OpenAPI document."""

    name: str
    description: str
    schema: dict[str, Any]


_POSITIVE = {"type": "integer", "minimum": 1, "maximum": 999_999_999}

FRAMEWORK = Parameter("framework", "Slug of a framework; the default one where it is not named.", {"type": "string"})
ANY_FRAMEWORK = Parameter("framework", "Slug of a framework; every one where it is not named.", {"type": "string"})
LANG = Parameter(
    "lang",
    "Language of the texts. A text that is not translated is null; `all` gives every text as an object of six.",
    {"type": "string", "enum": [*PATHS, ALL], "default": "en"},
)
FORMAT = Parameter("format", "Format of the answer.", {"type": "string", "enum": ["json"], "default": "json"})
LIST_FORMAT = Parameter(
    "format",
    "Format of the answer. `csv` and `xlsx` hold the whole list: one head, one row each, no pages.",
    {"type": "string", "enum": ["json", "csv", "xlsx"], "default": "json"},
)
AS_OF = Parameter(
    "as_of",
    "As it stood at the end of that day, UTC. Not together with `release`.",
    {"type": "string", "format": "date"},
)
RELEASE = Parameter("release", "As it stood in that release. Not together with `as_of`.", _POSITIVE)
PAGE = Parameter("page", "Page, from 1.", {**_POSITIVE, "default": 1})
PAGE_SIZE = Parameter(
    "page_size",
    "Rows to a page.",
    {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": DEFAULT_PAGE_SIZE},
)
INCLUDE_HISTORY = Parameter(
    "include_history",
    "Every version made public up to the snapshot, not only the one that was live in it.",
    {"type": "boolean", "default": False},
)


def ordering(names: Iterable[str], default: str) -> Parameter:
    allowed = [name for plain in names for name in (plain, f"-{plain}")]
    return Parameter(
        "ordering",
        "Fields to order by, separated by commas; `-` turns one round. What is still equal keeps an order of its own.",
        {**_several(allowed), "default": [default]},
    )


def fields(names: Iterable[str]) -> Parameter:
    return Parameter("fields", "Only these fields, separated by commas; all where it is not given.", _several([*names]))


def _several(allowed: list[str]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": allowed}, "minItems": 1, "uniqueItems": True}


def check(params: QueryDict, allowed: Iterable[str]) -> None:
    """Nothing is ignored: an unknown, repeated, empty or broken parameter is refused by name."""
    known = sorted(allowed)
    faults = []
    for name, values in params.lists():
        if name not in known:
            message = f"There is no parameter “{name}” here; allowed are {', '.join(known)}."
            faults.append(Fault(name, "unknown", message, known))
        elif len(values) > 1:
            faults.append(Fault(name, "repeated", f"“{name}” is given {len(values)} times; give it once."))
        elif not values[0].strip():
            faults.append(Fault(name, "empty", f"“{name}” is empty; give it a value or leave it out."))
        elif "\x00" in values[0]:
            faults.append(Fault(name, "invalid", f"“{name}” holds a NUL character."))
    if faults:
        raise BadParameters(*faults)


def choice(params: QueryDict, parameter: Parameter) -> str:
    """One of the words that the schema of the parameter lists, else its default."""
    allowed: list[str] = parameter.schema["enum"]
    value = params.get(parameter.name, parameter.schema["default"])
    if value not in allowed:
        raise BadParameters(
            Fault(parameter.name, "invalid", f"“{parameter.name}” is one of {', '.join(allowed)}.", allowed)
        )
    return str(value)


def words(params: QueryDict, parameter: Parameter) -> list[str]:
    """Some of the words that the schema of the parameter lists, each once; `-word` is the same as `word` turned round."""
    written = params.get(parameter.name)
    if written is None:
        return []
    allowed: list[str] = parameter.schema["items"]["enum"]
    given = written.split(",")
    plain = [word.removeprefix("-") for word in given]
    for word in given:
        if word not in allowed:
            message = f"“{parameter.name}” has no “{word}”; allowed are {', '.join(allowed)}."
            raise BadParameters(Fault(parameter.name, "unknown", message, allowed))
        if plain.count(word.removeprefix("-")) > 1:
            message = f"“{parameter.name}” names “{word.removeprefix('-')}” more than once."
            raise BadParameters(Fault(parameter.name, "repeated", message, allowed))
    return given


def yes(params: QueryDict, parameter: Parameter) -> bool:
    value = params.get(parameter.name, "false")
    if value not in ("true", "false"):
        raise BadParameters(
            Fault(parameter.name, "invalid", f"“{parameter.name}” is true or false.", ["true", "false"])
        )
    return value == "true"


def number(params: QueryDict, parameter: Parameter) -> int | None:
    """A whole number from 1 to the maximum in the schema of the parameter."""
    value = params.get(parameter.name)
    if value is None:
        return None
    maximum = parameter.schema["maximum"]
    if not NUMBER.fullmatch(value) or int(value) > maximum:
        allowed = f"1 to {maximum}"
        raise BadParameters(
            Fault(parameter.name, "invalid", f"“{parameter.name}” is a whole number from {allowed}.", [allowed])
        )
    return int(value)


def day(params: QueryDict, parameter: Parameter) -> date | None:
    value = params.get(parameter.name)
    if value is None:
        return None
    try:
        # fromisoformat alone would also read weeks and days without hyphens.
        if not _DAY.fullmatch(value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError as error:
        raise BadParameters(
            Fault(parameter.name, "invalid", f"“{parameter.name}” is a day, written YYYY-MM-DD.", ["YYYY-MM-DD"])
        ) from error
