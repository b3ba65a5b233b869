"""What can be read in a report, for tests."""

from __future__ import annotations

from typing import Any

from reformtracker.publishing.models import Chain
from reformtracker.reporting.compose import compose
from reformtracker.reporting.document import Block, Chart, Document, Heading, Paragraph, Piece, Table
from reformtracker.reporting.outline import Outline


def report(chain: Chain, language: str = "en", **chosen: Any) -> Document:
    """Of the newest release, unless told otherwise."""
    chain.refresh_from_db()
    return compose(chain, Outline(**{"release": chain.head, **chosen}), language)


def pieces(document: Document) -> dict[str, Block]:
    return {block.key: block for block in document.blocks()}


def words(block: Block) -> str:
    """All that is read in it, but footnotes and what fields say."""
    match block:
        case Heading():
            return block.text.value
        case Paragraph():
            return "".join(one.text.value for one in block.pieces if isinstance(one, Piece))
        case Table():
            rows = ([cell.text.value for cell in row] for row in block.rows)
            return "\n".join([block.caption.value, *(" | ".join(row) for row in rows)])
        case Chart():
            return f"{block.caption.value}\n{block.said}"


def said(document: Document, key: str) -> str:
    return words(pieces(document)[key])


def row(document: Document, key: str, head: str) -> list[str]:
    """The cells of the row of a table that begins with `head`."""
    table = pieces(document)[key]
    assert isinstance(table, Table)
    return next([cell.text.value for cell in row[1:]] for row in table.rows if row[0].text.value.startswith(head))


def notes(block: Block) -> list[str]:
    assert isinstance(block, Paragraph)
    return [note.said for one in block.pieces if isinstance(one, Piece) for note in one.notes]


def everything(document: Document) -> str:
    return "\n".join(words(block) for block in document.blocks())
