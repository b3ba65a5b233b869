"""What a report is to have: chosen in the admin or on the command line, the same for every language and format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

SECTIONS: tuple[str, ...] = (
    *(
        "summary",
        "introduction",
        "progress",
        "cases",
        "challenges",
        "management",
        "conclusion",
        "assembly",
        "changes",
        "annex",
    ),
)
"""In the order of a report of the Secretary-General; `changes` is the annex on what changed since the last report."""


class Own(NamedTuple):
    """What an author wrote, by language. `after`: the key of the piece that it follows, "" where it takes the place of the
    composed paragraph of the same key. A figure is quoted as `[[1.1.1/2019]]`, indicator and period, and so bound to its version."""

    key: str
    after: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outline:
    """`release`: the number whose record is told. `since`: that of the last report, for the comparison; 0 for none. `first` and
    `last`: the reporting period, by whose days observations and milestones are chosen for the text; the annex has all."""

    release: int
    sections: Sequence[str] = SECTIONS
    since: int = 0
    first: date | None = None
    last: date | None = None
    own: Sequence[Own] = field(default=())
    title: Mapping[str, str] = field(default_factory=dict)
