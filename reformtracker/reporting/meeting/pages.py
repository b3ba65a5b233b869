"""The page of one item: why it is here, what is known of it, what bears on it, and room to write down what is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from reformtracker.publishing.texts import Text, text
from reformtracker.reporting import lines
from reformtracker.reporting.document import Block, Piece, Table
from reformtracker.reporting.meeting.agenda import Item
from reformtracker.reporting.meeting.followup import on_item
from reformtracker.reporting.meeting.last import Last
from reformtracker.reporting.reading import Told
from reformtracker.reporting.sections import challenges, management, progress
from reformtracker.reporting.writing import (
    bound,
    cell,
    ended,
    labelled,
    named,
    notes,
    paragraph,
    piece,
    run,
    say,
    sentence,
    table,
)
from reformtracker.sources.models import Citation
from reformtracker.web import numbers, sentences
from reformtracker.web.challenges import Entry
from reformtracker.web.overview import Line


class Room(NamedTuple):
    """Decisions that can be written down on a page, and pixels of its plot: a chart takes room, and so does what is done already."""

    decisions: int
    plot: int


PLAIN, DRAWN, DRAWN_WITH_ACTIONS = Room(3, 0), Room(1, 110), Room(1, 90)


def page(told: Told, item: Item, last: Last | None) -> Iterator[Block]:
    said = labelled(_("Why it is on the agenda"), numbers.convention().semicolon.join(item.said))
    yield paragraph(
        f"{item.key}.why",
        run(*said, *_leading(item)),
        [bound(item.group.version)] if item.group and item.group.version else (),
    )
    if item.line:
        yield from _indicator(item, item.line)
    elif item.entry:
        yield from _challenge(item, item.entry)
    yield from on_item(told, item.key, last)
    yield _form(item)


def _leading(item: Item) -> Sequence[Piece]:
    """Whose it is."""
    if item.group is None:
        return ()
    called = named(item.group.code, item.group.name)
    return (*labelled(_("Initiative"), called), *labelled(_("Lead entities"), management.leads(item.group)))


def _indicator(item: Item, line: Line) -> Iterator[Block]:
    yield _figures(item, line)
    said = run(
        piece(lines.spoken(line), notes(_sources(item, line))),
        piece(progress.series_break(line)),
        piece(lines.withdrawn(line)),
        *_judged(line),
    )
    yield paragraph(f"{item.key}.said", said, lines.quoted(line))
    if progress.is_drawn(line):
        # The page says its title and its sentence, and the paragraph above has its sources.
        yield replace(progress.chart(line, height=_room(item).plot, is_headed=False), notes=())
    yield from _answered(item)


def _judged(line: Line) -> Iterator[Piece]:
    """Why verdict, cause and status are what the table says."""
    if line.latest and line.latest.verdict:
        yield piece(ended(text(line.latest, "justification")))
    if not line.is_context and (reason := sentences.status_reason(line.standing)):
        yield from labelled(_("Against its target"), reason)


def _figures(item: Item, line: Line) -> Table:
    widths = (0.16, 0.19, 0.18, 0.15, 0.15, 0.17)
    head = list(zip(progress.figure_heads(), widths, strict=True))
    caption = say(_("Baseline, latest value and target"))
    return _bare(table(f"{item.key}.figures", caption, head, [progress.figure_cells(line)], lines.bounds(line)))


def _sources(item: Item, line: Line) -> list[Citation]:
    """Of all that the page says, once."""
    return [*lines.told_by(line), *(one for action in item.actions for one in action.version.citations.all())]


def _bare(shown: Table) -> Table:
    """Without notes: a paragraph of the page has them."""
    return replace(shown, rows=[[replace(one, notes=()) for one in row] for row in shown.rows])


def _answered(item: Item) -> Iterator[Block]:
    """Actions that should move it, and challenges of its initiative about which nothing is done."""
    if item.actions:
        caption = say(_("Corrective actions that should move it"))
        yield _bare(challenges.action_table(f"{item.key}.actions", caption, item.actions))
    nothing = "" if item.actions else sentence(_("no corrective action recorded"))
    open_ones = [entry for entry in item.challenges if not entry.live_actions]
    bearing = labelled(_("Challenges without an action"), _listed(open_ones)) if open_ones else ()
    if nothing or bearing:
        said = run(piece(nothing), *bearing)
        yield paragraph(f"{item.key}.challenges", said, (bound(one.version) for one in open_ones if one.version))


def _listed(entries: Sequence[Entry]) -> Text:
    return lines.joined(named(entry.code, entry.title) for entry in entries)


# ---------- challenges and actions ----------
def _challenge(item: Item, entry: Entry) -> Iterator[Block]:
    version = entry.version
    if version and entry.counts:
        told = piece(ended(entry.about) if entry.about else "", notes(version.citations.all()))
        called = piece(ended(named(entry.code, entry.title)), strong=True)
        opening = (called, told) if item.actions else (told,)
        yield paragraph(f"{item.key}.about", run(*opening, *challenges.about(entry)), [bound(version)])
    for action in item.actions:
        yield challenges.told_action(action)
    if item.indicators:
        moved = lines.joined(named(line.code, line.name) for line in item.indicators)
        yield paragraph(f"{item.key}.moves", run(*labelled(_("Indicators"), moved)))
    if not item.actions:
        yield paragraph(
            f"{item.key}.nothing", run(piece(sentence(entry.nothing.word))), [bound(version)] if version else ()
        )


# ---------- what is decided ----------
def _room(item: Item) -> Room:
    if item.line is None or not progress.is_drawn(item.line):
        return PLAIN
    return DRAWN_WITH_ACTIONS if item.actions else DRAWN


def _form(item: Item) -> Table:
    """To be written on; the numbers name its rows to who cannot see them."""
    head = [(_("No."), 0.08), (_("Decision"), 0.5), (_("Owner"), 0.24), (_("Due"), 0.18)]
    rows = [[cell(str(number)), cell(""), cell(""), cell("")] for number in range(1, _room(item).decisions + 1)]
    made = table(f"{item.key}.decision", say(_("Decisions of this meeting")), head, rows, ())
    return replace(made, is_form=True)
