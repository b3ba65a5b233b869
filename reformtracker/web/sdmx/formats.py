"""In which format an answer is given: by the parameter `format`, else by what the client accepts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from rest_framework.exceptions import NotAcceptable


class Format(StrEnum):
    """The word for the parameter."""

    GENERIC = "generic"
    SPECIFIC = "structurespecific"
    CSV = "csv"
    STRUCTURE = "structure"


DATA = {
    # First what the standard gives to a client that does not say what it wants.
    Format.GENERIC: "application/vnd.sdmx.genericdata+xml;version=2.1",
    Format.SPECIFIC: "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
    Format.CSV: "application/vnd.sdmx.data+csv;version=1.0.0",
}
STRUCTURE = {Format.STRUCTURE: "application/vnd.sdmx.structure+xml;version=2.1"}
ERROR = "application/xml"

_ALSO = {
    "application/xml": (Format.GENERIC, Format.STRUCTURE),
    "text/xml": (Format.GENERIC, Format.STRUCTURE),
    "text/csv": (Format.CSV,),
    "application/csv": (Format.CSV,),
}
"""What else is understood as one of the formats."""


def negotiate(accepted: str, offered: dict[Format, str]) -> Format:
    """The format that the header `Accept` likes best; NotAcceptable where it names none of those offered."""
    for name, version in _by_preference(accepted or "*/*"):
        for format_, media_type in offered.items():
            own, own_version = _parts(media_type)
            if name in ("*/*", own.split("/")[0] + "/*") or format_ in _ALSO.get(name, ()):
                return format_
            if name == own and version in ("", own_version):
                return format_
    raise NotAcceptable(f"There is no answer in “{accepted}” here; there is {' or '.join(offered.values())}.")


def _by_preference(accepted: str) -> Sequence[tuple[str, str]]:
    """Media types and their versions, the most wanted first; what has a weight of nothing is left out."""
    weighed: list[tuple[float, int, tuple[str, str]]] = []
    for part in accepted.split(","):
        weight = _parameter(part, "q")
        try:
            wanted = float(weight) if weight else 1.0
        except ValueError:
            wanted = 0.0
        if wanted > 0:
            weighed.append((-wanted, len(weighed), _parts(part)))
    return [name for _weight, _place, name in sorted(weighed)]


def _parts(media_type: str) -> tuple[str, str]:
    """
    >>> _parts("application/vnd.sdmx.structure+xml; version=2.1")
    ('application/vnd.sdmx.structure+xml', '2.1')
    """
    return media_type.partition(";")[0].strip().lower(), _parameter(media_type, "version")


def _parameter(media_type: str, name: str) -> str:
    found = (part.partition("=") for part in media_type.split(";")[1:])
    return next((value.strip() for key, _equals, value in found if key.strip().lower() == name), "")
