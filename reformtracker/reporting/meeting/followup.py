"""The decisions of the last meeting, each as far as it is public: of a draft nothing is said but that it is not published yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from reformtracker.publishing.texts import Text
from reformtracker.reporting.document import Block, Bound, Cell, Paragraph
from reformtracker.reporting.meeting.agenda import actions_of, of_key
from reformtracker.reporting.meeting.last import Decided, Last
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import bound, bracketed, cell, ended, named, paragraph, piece, run, say, table
from reformtracker.web import numbers
from reformtracker.web.challenges import Action


def followed_up(told: Told, last: Last) -> Iterator[Block]:
    known = actions_of(told)
    day = {"day": numbers.day(last.day)}
    if not last.decisions:
        yield paragraph("last.none", run(piece(_("The review meeting of %(day)s entered no decision.") % day)))
        return
    said = _("What became of the decisions of %(day)s, as far as it is published.") % day
    yield paragraph("last.answer", run(piece(said)), _bounds(last.decisions, known))
    head = [(_("Item"), 0.3), (_("Decision"), 0.3), (_("Owner"), 0.14), (_("Due"), 0.14), (_("State"), 0.12)]
    rows = (_row(of_key(told, one.item), known.get(one.action)) for one in last.decisions)
    yield table("last.decisions", say(_("Decisions and their state")), head, rows, _bounds(last.decisions, known))


def _bounds(decisions: Sequence[Decided], known: Mapping[int, Action]) -> list[Bound]:
    return [bound(known[one.action].version) for one in decisions if one.action in known]


def _row(item: Text, action: Action | None) -> Sequence[Cell]:
    nothing = numbers.NOT_PUBLISHED
    if action is None:
        return [cell(item), cell(not_published_yet()), cell(nothing), cell(nothing), cell(nothing)]
    if action.version.is_withdrawal:
        return [cell(item), cell(action.code), cell(nothing), cell(nothing), cell(_("withdrawn"))]
    return [
        cell(item),
        cell(named(action.code, action.title)),
        cell(action.owner or _("none named")),
        cell(bracketed(action.due, action.overdue)),
        cell(action.progress.word),
    ]


def not_published_yet() -> str:
    return _("not published yet")


def on_item(told: Told, key: str, last: Last | None) -> Iterator[Paragraph]:
    """What the last meeting decided on this item, if it did."""
    found = [one for one in last.decisions if one.item == key] if last else []
    if last is None or not found:
        return
    known = actions_of(told)
    opening = _("The review meeting of %(day)s decided:") % {"day": numbers.day(last.day)}
    said = [piece(ended(_briefly(known.get(one.action)))) for one in found]
    yield paragraph(f"{key}.last", run(piece(opening, strong=True), *said), _bounds(found, known))


def _briefly(action: Action | None) -> Text:
    if action is None:
        return say(not_published_yet())
    called, is_gone = named(action.code, action.title), action.version.is_withdrawal
    return called._replace(value=bracketed(called.value, _("withdrawn") if is_gone else action.progress.word))
