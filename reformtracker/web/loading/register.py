"""What a file may name: reference data and things, those already stored and those that this load adds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model

from benefits.models import Indicator, Unit
from casestudies.models import Country
from initiatives.models import Entity
from reformtracker.publishing.models import Chain, Thing
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import SUFFIXES
from reformtracker.sources.models import Document
from reformtracker.web.loading.library import Library
from reformtracker.web.loading.reader import Place, Problems
from reformtracker.web.loading.values import Block, Named, spread

Row = TypeVar("Row", bound=Model)
Parent = TypeVar("Parent", bound=Thing)

CALLED: dict[type[Model], str] = {Document: "document", Entity: "entity", Unit: "unit", Country: "country"}
LANGUAGE = re.compile(rf"_({'|'.join(SUFFIXES.values())})$")


def clean(row: Model, block: Block, problems: Problems, names: dict[str, str] | None = None) -> None:
    """Holds what the model itself says of its fields: lengths, words, digits. `names`: field -> key, where they differ."""
    unseen = {field.name for field in row._meta.fields if isinstance(field, ForeignKey) or field.primary_key}
    try:
        row.clean_fields(exclude=unseen)
    except ValidationError as error:
        for field, said in error.message_dict.items():
            base = LANGUAGE.sub("", field)
            key = (names or {}).get(base, base)
            for sentence in said:
                problems.add(block.at(key), f"{key}: {sentence}")


class Register:
    def __init__(self, chain: Chain, library: Library, problems: Problems) -> None:
        self.chain = chain
        self.problems = problems
        self.changed: list[Model] = []
        """Rows of reference data that are new or say something else than what is stored."""
        self._rows: dict[type[Model], dict[str, Any]] = defaultdict(dict)
        self._mentioned: dict[type[Model], dict[str, Place]] = defaultdict(dict)
        for model, key in ((Document, "symbol"), (Entity, "code"), (Unit, "code"), (Country, "iso3")):
            self._rows[model] = {getattr(row, key): row for row in model._default_manager.all()}
        version: Any
        for version in kinds():
            thing = version._meta.get_field("thing").related_model
            parents = [field.name for field in thing._meta.fields if isinstance(field, ForeignKey)]
            stored = thing._default_manager.filter(chain=chain).select_related(*parents) if chain.pk else []
            self._rows[thing] = {row.public_id: row for row in stored}
        self._read(library)

    def _read(self, library: Library) -> None:
        for block in library.of("documents"):
            symbol, dated = block["symbol"], block["public_by"]
            slug = re.sub(r"[^a-z0-9]+", "-", (symbol or "").lower()).strip("-")
            day = {"public_by": dated.day, "public_by_precision": dated.precision.value} if dated else {}
            self._refer(
                Document, "symbol", block, slug=slug, link=block["link"] or "", **day, **spread("title", block["title"])
            )
        for block in library.of("entities"):
            self._refer(Entity, "code", block, acronym=block["acronym"] or "", **spread("name", block["name"]))
        for block in library.of("units"):
            bounds = {"minimum": block["minimum"], "maximum": block["maximum"]}
            self._keep_bounds(block, bounds)
            self._refer(Unit, "code", block, **bounds, **spread("label", block["label"]))
        for block in library.of("countries"):
            point = {"latitude": block["latitude"], "longitude": block["longitude"]}
            self._refer(Country, "iso3", block, **point, **spread("name", block["name"]))

    def _keep_bounds(self, block: Block, bounds: dict[str, Any]) -> None:
        stored: Unit | None = self._rows[Unit].get(block["code"])
        if stored is None or all(getattr(stored, name) == value for name, value in bounds.items()):
            return
        if Indicator.objects.filter(unit=stored).exists():
            self.problems.add(block.place, f"The bounds of the unit “{stored.code}” are in use: make a new unit.")

    def _refer(self, model: type[Model], key: str, block: Block, **fields: Any) -> None:
        name = block[key]
        if name is None or not self.mention(model, name, block) or not block.whole:
            return
        row = self._rows[model].setdefault(name, model(**{key: name}))
        if row.pk is None or any(getattr(row, field) != value for field, value in fields.items()):
            for field, value in fields.items():
                setattr(row, field, value)
            self.changed.append(row)
        clean(row, block, self.problems)

    def mention(self, model: type[Model], name: str, block: Block) -> bool:
        """Notes that a file describes it, well or not; false where another block did already."""
        first = self._mentioned[model].setdefault(name, block.place)
        if first is not block.place:
            self.problems.add(block.place, f"“{name}” is there twice; the other one is in {first}.")
        return first is block.place

    def find(self, model: type[Row], named: Named) -> Row | None:
        row: Row | None = self._rows[model].get(named.name)
        if row is None and named.name not in self._mentioned[model]:
            called = CALLED.get(model) or str(model._meta.verbose_name)
            self.problems.add(named.place, f"There is no {called} “{named.name}”.")
        return row

    def find_all(self, model: type[Row], named: Iterable[Named] | None) -> list[Row]:
        found = [(self.find(model, one), one) for one in named or []]
        seen: set[str] = set()
        for _row, one in found:
            if one.name in seen:
                self.problems.add(one.place, f"“{one.name}” is named twice here.")
            seen.add(one.name)
        return [row for row, _one in found if row is not None]

    def thing(self, model: type[Parent], block: Block, **fields: Any) -> Parent:
        """The stored thing, which must be what the file says it is, or a new one that is not stored yet."""
        new = model(chain=self.chain, **fields)
        stored: Parent = self._rows[model].setdefault(new.public_id, new)
        for field, value in fields.items():
            if getattr(stored, field) != value:
                self.problems.add(
                    block.at(field),
                    f"“{field}” of {stored.public_id} is fixed once it has been published: make a new one.",
                )
        if stored is new:
            clean(new, block, self.problems)
        return stored
