"""From blocks to versions that are not stored yet, with everything that they name looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from reformtracker.publishing.canonical import content, dumps, sha256
from reformtracker.publishing.models import Thing, Version
from reformtracker.publishing.registry import children
from reformtracker.sources.models import Document
from reformtracker.web.loading.library import Library
from reformtracker.web.loading.reader import Problems
from reformtracker.web.loading.register import Register, clean
from reformtracker.web.loading.values import Block, spread


@dataclass
class Draft:
    """A version as the file has it. `needs`: the things that must be public with it or before it."""

    thing: Thing
    version: Version
    block: Block
    rows: dict[str, list[Any]] = field(default_factory=dict)
    needs: list[Thing] = field(default_factory=list)
    levels: list[Any] = field(default_factory=list)

    @property
    def documents(self) -> list[Document]:
        return [citation.document for citation in self.rows["citations"]]

    @property
    def name(self) -> str:
        return f"{self.version._meta.verbose_name} {self.thing.public_id}"

    def digest(self) -> str:
        return digest_of(self.version, self.rows)


def digest_of(version: Version, rows: dict[str, list[Any]]) -> str:
    """The content alone, without reason, kind of version or what it is judged by: equal where nothing has changed."""
    said = {name: sorted(dumps(content(row)) for row in rows.get(name, [])) for name in version.CHILDREN}
    return sha256(dumps({"content": content(version), "children": said}))


class Builder:
    """What every kind of draft needs; `kinds` has one function for each kind."""

    def __init__(self, library: Library, register: Register, problems: Problems) -> None:
        self.library = library
        self.register = register
        self.problems = problems
        self.drafts: list[Draft] = []

    def is_new(self, model: type[Thing], name: str | None, block: Block, *, apart: str = "") -> bool:
        """Whether the block can be built: it has a code that no other block has, and nothing in it is wrong.

        What stands under the key `apart` is built on its own, and may be wrong.
        """
        return name is not None and self.register.mention(model, name, block) and block.broken <= {apart}

    def draft(
        self,
        model: type[Version],
        thing: Thing,
        block: Block,
        *,
        names: dict[str, str] | None = None,
        needs: Sequence[Thing] = (),
        **fields: Any,
    ) -> Draft:
        """`fields` are given where the file says them in another way; the rest is taken by name."""
        said: dict[str, Any] = {}
        for name in model.CONTENT:
            value = block.values.get((names or {}).get(name, name))
            if name in model.TRANSLATED:
                said |= spread(name, value)
            elif value is not None:
                said[name] = value
        version = model(**{"thing": thing, **said, **fields})
        draft = Draft(thing, version, block, needs=list(needs))
        clean(draft.version, block, self.problems, names)
        draft.rows["citations"] = self.citations(model, block)
        self.drafts.append(draft)
        return draft

    def rows(
        self, model: type[Version], name: str, given: Iterable[tuple[Block, dict[str, Any]]], *, ordered: bool = True
    ) -> list[Model]:
        """The rows of a version under a related name: for each its block, and its fields."""
        row_model = children(model)[name]
        made = []
        for position, (block, fields) in enumerate(given):
            row = row_model(**fields, **({"position": position} if ordered else {}))
            clean(row, block, self.problems)
            made.append(row)
        return made

    def citations(self, model: type[Version], block: Block, **fields: Any) -> list[Any]:
        given = []
        for cited in block["citations"]:
            document = self.register.find(Document, cited["document"])
            if document and self._points_somewhere(cited):
                where = {"paragraph": cited["paragraph"] or cited["from"], "paragraph_to": cited["to"] or ""}
                given.append((cited, {"document": document, **where, **spread("note", cited["note"]), **fields}))
        if not block["citations"]:
            self.problems.add(block.at("citations"), "Name at least one document and paragraph that this rests on.")
        return self.rows(model, "citations", given)

    def _points_somewhere(self, cited: Block) -> bool:
        one, span = cited["paragraph"], (cited["from"], cited["to"])
        if (one and span == (None, None)) or (not one and all(span)):
            return True
        self.problems.add(cited.place, "A citation names a “paragraph”, or a range by “from” and “to”.")
        return False
