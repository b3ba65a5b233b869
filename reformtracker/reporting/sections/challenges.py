"""What got in the way, and what is done about it, by whom and by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from reformtracker.publishing.texts import Text
from reformtracker.reporting import lines
from reformtracker.reporting.document import Block, Bound, Cell, Heading, Paragraph, Piece, Table
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import (
    bound,
    bracketed,
    cell,
    ended,
    labelled,
    named,
    notes,
    paragraph,
    piece,
    referring,
    run,
    say,
    sentence,
    table,
)
from reformtracker.web import answers, challenges
from reformtracker.web.challenges import Action, Entry

ACTIONS = "challenges.actions"


def blocks(told: Told) -> Iterator[Block]:
    register = told.register
    told_of = list(_everything(register.counted))
    answer = challenges.answer(register)
    actions = [action for entry in register.entries for action in entry.actions if not action.version.is_withdrawal]
    said = referring(answer, ACTIONS) if actions else run(piece(answer))
    yield paragraph("challenges.answer", said, told_of)
    for entry in register.counted:
        yield from _challenge(entry)
    if actions:
        yield _table(actions)
    yield _unanswered(told)


def _everything(entries: Iterable[Entry]) -> Iterator[Bound]:
    for entry in entries:
        if entry.version:
            yield bound(entry.version)
        yield from (bound(action.version) for action in entry.actions)


def _challenge(entry: Entry) -> Iterator[Block]:
    version = entry.version
    if version is None:
        return
    key = f"challenge.{entry.code}"
    yield Heading(key, 2, named(entry.code, entry.title), (bound(version),))
    said = run(
        piece(ended(entry.about) if entry.about else "", notes(version.citations.all())),
        *about(entry),
    )
    yield paragraph(f"{key}.text", said, [bound(version)])
    for action in entry.actions:
        if not action.version.is_withdrawal:
            yield told_action(action)
    if not entry.live_actions:
        yield paragraph(f"{key}.nothing", run(piece(sentence(entry.nothing.word))), [bound(version)])


def about(entry: Entry) -> Iterator[Piece]:
    """Its state, where it was met, and who answers for it."""
    yield from labelled(_("State"), entry.condition)
    if entry.initiatives:
        yield from labelled(_("Initiatives"), answers.listed(entry.initiatives))
    yield from labelled(_("Responsible"), entry.responsible or _("none named"))


def told_action(action: Action) -> Paragraph:
    """What is done, how far it has come, by whom and by when."""
    version = action.version
    sources, told = notes(version.citations.all()), [ended(note) for note in action.notes]
    said = run(
        piece(ended(named(action.code, action.title)), () if told else sources, strong=True),
        *(piece(note, sources if note is told[-1] else ()) for note in told),
        *labelled(_("Owner"), action.owner or _("none named")),
        *labelled(_("Due"), bracketed(action.due, action.overdue)),
        *labelled(_("State"), action.progress.word),
    )
    return paragraph(f"action.{action.code}.text", said, [bound(version, action.progress.word)])


def _table(actions: Sequence[Action]) -> Table:
    caption = say(_("Corrective actions, with their owners and dates"))
    return action_table(ACTIONS, caption, actions)


def action_table(key: str, caption: Text, actions: Sequence[Action]) -> Table:
    head = [
        (_("Corrective action"), 0.3),
        (_("Owner"), 0.35),
        (_("Due"), 0.2),
        (_("State"), 0.15),
    ]
    return table(key, caption, head, map(_row, actions), (bound(action.version) for action in actions))


def _row(action: Action) -> Sequence[Cell]:
    return [
        cell(named(action.code, action.title), notes(action.version.citations.all())),
        cell(action.owner or _("none named")),
        cell(bracketed(action.due, action.overdue)),
        cell(action.progress.word),
    ]


def _unanswered(told: Told) -> Paragraph:
    """Short of what was promised or worse, and nothing is done about it."""
    found = told.register.unanswered
    told_of = [one for line in told.overview.judged if line.needs_action for one in lines.bounds(line)]
    title, codes = _("Indicators without a corrective action"), answers.listed([line.code for line in found])
    if not found:
        answer = _("None: every indicator that falls short has an action that should move it.")
        said = run(piece(sentence(title), strong=True), piece(answer))
    else:
        answer = _("Short of what was promised, or worse than before, and nothing is recorded that would change it.")
        said = run(*labelled(title, codes), piece(answer))
    return paragraph("challenges.unanswered", said, told_of)
