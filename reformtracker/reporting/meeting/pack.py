"""What is laid before a review meeting, as a document: the agenda, what became of the last decisions, and a page for each item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from reformtracker.publishing.models import Chain
from reformtracker.publishing.texts import Text, text
from reformtracker.reporting.compose import address, numbered, stamped
from reformtracker.reporting.document import Block, Cell, Document, Paragraph, Section
from reformtracker.reporting.meeting.agenda import Item, agenda, read
from reformtracker.reporting.meeting.followup import followed_up
from reformtracker.reporting.meeting.last import Last
from reformtracker.reporting.meeting.pages import page
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import cell, paragraph, piece, run, say, table
from reformtracker.web import numbers, sentences

AGENDA, LAST = "agenda", "last"


def compose(chain: Chain, release: int, day: date, language: str, last: Last | None) -> Document:
    """In a number of queries that does not grow with the items. `language`: a Django code; `last`: the meeting before.

    Raises `OutsideTheRecord` for a release that there is not.
    """
    with translation.override(language):
        return written(read(chain, release, day), last)


def written(told: Told, last: Last | None) -> Document:
    """Of what was read, in the active language."""
    return Document(
        language=get_language() or "en",
        title=say(_("Review meeting of %(day)s") % {"day": numbers.day(told.snapshot.day)}),
        subtitle=text(told.framework, "name"),
        stamp=stamped(told),
        address=address(told),
        sections=tuple(numbered(_sections(told, last), _is_plain)),
        has_contents=False,
    )


def _is_plain(_section: Section, _block: Paragraph) -> bool:
    """Only items are numbered."""
    return True


def _sections(told: Told, last: Last | None) -> Iterator[Section]:
    items = agenda(told)
    first = 2 if last else 1
    yield Section(AGENDA, "", say(_("Agenda")), tuple(_agenda(told, items, last)))
    if last:
        yield Section(LAST, "1", say(last_title()), tuple(followed_up(told, last)), new_page=True)
    for number, item in enumerate(items, start=first):
        yield Section(item.key, str(number), item.name, tuple(page(told, item, last)), new_page=True)


def last_title() -> str:
    return _("Decisions of the last review meeting")


# ---------- the agenda ----------
def _agenda(told: Told, items: Sequence[Item], last: Last | None) -> Iterator[Block]:
    day = numbers.day(told.snapshot.day)
    counted = _("Days late or overdue are counted to the day of the meeting, %(day)s.") % {"day": day}
    yield paragraph("agenda.answer", run(piece(_answer(len(items))), piece(counted)))
    if not items and not last:
        return
    head = [(_("No."), 0.07), (_("Item"), 0.48), (_("Why"), 0.36), (_("Page"), 0.09)]
    rows = [_row(number, item.key, item.name, item.said) for number, item in enumerate(items, start=2 if last else 1)]
    if last:
        rows.insert(0, _row(1, LAST, say(last_title()), (numbers.day(last.day),)))
    yield table("agenda.items", say(_("Items of the agenda")), head, rows, ())


def _answer(count: int) -> str:
    if not count:
        return _("Nothing that is published is worse, behind, late, without a verdict, overdue or unanswered.")
    said = ngettext("%(count)d item, the weightiest first.", "%(count)d items, the weightiest first.", count)
    return said % {"count": count}


def _row(number: int, key: str, name: Text, said: Sequence[str]) -> Sequence[Cell]:
    why = sentences.capital(numbers.convention().semicolon.join(said))
    return [cell(str(number)), cell(name), cell(why), Cell(say(""), page=key)]
