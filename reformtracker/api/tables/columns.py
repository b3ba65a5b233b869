"""A resource as a flat table: which columns it has, what each means, and how it is taken from a row of the API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

LICENCE = "CC BY 4.0"
Row = Mapping[str, Any]
Value = str | int | float | bool | None


class Column(NamedTuple):
    """`path`: where the serializer has it, its first word being the name that `fields` knows; empty where it is of the
    whole file. From there its type is known as well."""

    name: str
    about: str
    take: Callable[[Row], Any]
    path: tuple[str, ...] = ()


def own(name: str, about: str) -> Column:
    """A field of the row by its own name."""
    return Column(name, about, lambda row: row[name], (name,))


def inner(name: str, outer: str, key: str, about: str) -> Column:
    """A field of an object in the row, empty where there is no such object."""
    return Column(name, about, lambda row: (row[outer] or {}).get(key), (outer, key))


def made(name: str, field: str, about: str, take: Callable[[Any], Any]) -> Column:
    """A text made of a field of the row."""
    return Column(name, about, lambda row: take(row[field]), (field, ""))


def each(name: str, field: str, about: str, key: str = "") -> Column:
    """A list in one cell, separated by commas; `key`: what each of its objects is called by."""
    return made(name, field, about, lambda rows: ", ".join(str(row[key] if key else row) for row in rows or ()))


def sources(rows: Iterable[Row] | None) -> str:
    """ "A/75/202, 38; A/74/688, summary" """
    return "; ".join(f"{one['document']}, {_paragraph(one)}" for one in rows or ())


def _paragraph(cited: Row) -> str:
    return str(cited["paragraph"]) if "paragraph" in cited else f"{cited['from']}-{cited['to']}"


SOURCES = made("sources", "citations", "symbols and paragraphs", sources)

HTML_URL = own("html_url", "the public page")
URL = own("url", "the address in the API")
VERSION: tuple[Column, ...] = (
    own("release", "the release that made this version public"),
    own("released_at", "when it was public, UTC"),
    own("version", "number of the version"),
    own("version_kind", "first, revision, correction, assessment, translation or withdrawal"),
    inner("withdrawn_on", "withdrawn", "on", "day of a withdrawal, now or after the snapshot"),
    inner("withdrawn_reason", "withdrawn", "reason", "why it was withdrawn"),
    HTML_URL,
    URL,
)


def chosen(columns: Sequence[Column], fields: Sequence[str], all_fields: Sequence[str]) -> list[Column]:
    """Those of the fields asked for; what is of the whole file goes with a whole row only."""
    is_whole = set(fields) == set(all_fields)
    return [column for column in columns if is_whole or (column.path and column.path[0] in fields)]
