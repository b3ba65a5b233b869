"""The annex that holds a report against the one before: every entry of the record that has changed between the two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.publishing.texts import Text
from reformtracker.reporting.document import Block, Cell, Paragraph, Table
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import bound, cell, ltr, named, paragraph, piece, run, say, table
from reformtracker.web import changes, numbers
from reformtracker.web.changes import Changes, Group, Item


def blocks(told: Told) -> Iterator[Block]:
    found = told.changes
    if found is None:
        yield paragraph("changes.none", run(piece(_("There is no earlier report to compare this one with."))))
        return
    yield _answer(told, found)
    yield from map(_table, found.groups)
    if found.left:
        left = ngettext(
            "%(left)s more entry is not listed here.", "%(left)s more entries are not listed here.", found.left
        )
        yield paragraph("changes.left", run(piece(left % {"left": found.left})), [bound(told.framework)])


def _answer(told: Told, found: Changes) -> Paragraph:
    names = {"since": told.outline.since, "number": told.named.number, "count": found.total}
    if not found.total:
        said = _("Nothing has changed between release %(since)d and release %(number)d.") % names
        return paragraph("changes.answer", run(piece(said)), [bound(told.framework)])
    said = ngettext(
        "Between release %(since)d and release %(number)d, %(count)d entry of the record has changed.",
        "Between release %(since)d and release %(number)d, %(count)d entries of the record have changed.",
        found.total,
    )
    told_of = [bound(item.version) for group in found.groups for item in group.items]
    return paragraph("changes.answer", run(piece(said % names), piece(changes.counted(found.groups))), told_of)


def _table(group: Group) -> Table:
    head = [(_("Entry"), 0.38), (_("What changed"), 0.3), (_("Why"), 0.2), (_("Release"), 0.12)]
    told_of = [bound(item.version) for item in group.items]
    return table(f"changes.{group.category}", say(group.title), head, map(_row, group.items), told_of)


def _row(item: Item) -> Sequence[Cell]:
    return [
        cell(_entry(item)),
        cell(_change(item)),
        cell(item.change.reason or numbers.NOT_PUBLISHED),
        cell(str(item.release.number), is_number=True),
    ]


def _entry(item: Item) -> Text:
    entry = named(item.id, item.name)
    return entry._replace(value=f"{item.kind}{numbers.convention().colon}{entry.value}") if item.kind else entry


def _change(item: Item) -> str:
    change = item.change
    if not change.value:
        return change.what
    figure = f"{change.was} → {change.value}" if change.was else change.value
    unit = f" {item.unit.value}" if item.unit and item.unit.translated else ""
    return f"{change.what}{numbers.convention().colon}{ltr(figure)}{unit}"
