"""How far a file has come: counted by the paragraphs that whatever writes it has taken, without its knowing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import overload

from reformtracker.reporting.document import Block, Document, Paragraph

Note = Callable[[int, int], None]
"""Called with how many paragraphs were taken, and of how many. May raise, to stop the writer."""


class _Watched(Sequence[Block]):
    def __init__(self, blocks: Sequence[Block], take: Callable[[Block], None]) -> None:
        self._blocks, self._take = blocks, take

    def __len__(self) -> int:
        return len(self._blocks)

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Block]: ...
    def __getitem__(self, index: int | slice) -> Block | Sequence[Block]:
        return self._blocks[index]

    def __iter__(self) -> Iterator[Block]:
        for block in self._blocks:
            self._take(block)
            yield block


def watched(document: Document, note: Note) -> Document:
    """The same document. A writer may go through it more than once: each paragraph counts once."""
    total = sum(isinstance(block, Paragraph) for block in document.blocks())
    taken: set[str] = set()

    def take(block: Block) -> None:
        if isinstance(block, Paragraph):
            taken.add(block.key)
            note(len(taken), total)

    note(0, total)
    return replace(
        document, sections=[replace(section, blocks=_Watched(section.blocks, take)) for section in document.sections]
    )
