"""What structural metadata is made of: code lists, concepts, the structure of the data and the dataflow itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils import translation

from reformtracker.api import fields
from reformtracker.publishing.texts import PATHS
from reformtracker.web.sdmx import ids

Names = Mapping[str, str]
"""Language as in the API (`zh`) -> text; a language that is not there has none."""


def in_six(word: Any) -> Names:
    """A word of the tracker, which is translated whenever it is asked for."""
    found = {}
    for path, language in PATHS.items():
        with translation.override(language):
            found[path] = str(word)
    return found


def of_row(row: models.Model, field: str) -> Names:
    """A text of the record; one that is not translated is left out, never English in disguise."""
    every: Any = fields.text(row, field, None)
    return {path: text for path, text in every.items() if text}


@dataclass(frozen=True)
class Item:
    """A code, a concept or an agency."""

    id: str
    names: Names


class Level(StrEnum):
    """What a component is, or what it is said of."""

    DIMENSION = "dimension"
    TIME = "time"
    MEASURE = "measure"
    SERIES = "series"
    OBSERVATION = "observation"


@dataclass(frozen=True)
class Component:
    """Of a data structure. `codelist` is the id of its code list; without one, `text` is the type of its text."""

    id: str
    level: Level
    codelist: str = ""
    text: str = "String"

    @property
    def is_mandatory(self) -> bool:
        return self.id == "OBS_STATUS"


@dataclass(frozen=True)
class Artefact:
    """`resource` is what it is asked for by; `uses` lists resource and id of what it refers to."""

    resource: str
    id: str
    names: Names
    items: Sequence[Item] = ()
    components: Sequence[Component] = ()
    description: Names | None = None
    agency: str = ids.AGENCY
    uses: Sequence[tuple[str, str]] = ()
    is_partial: bool = False
    """Whether it holds some of its items only."""

    @property
    def key(self) -> tuple[str, str]:
        return self.resource, self.id

    @property
    def urn(self) -> str:
        return ids.urn(self.resource, self.agency, self.id)
