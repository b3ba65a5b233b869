"""What follows from it all, and what the General Assembly is asked to do."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reformtracker.reporting import lines
from reformtracker.reporting.document import Block
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import bound, paragraph, piece, run, sentence
from reformtracker.web import answers, challenges, score


def conclusion(told: Told) -> Iterator[Block]:
    """Where things stand, what is being done, and what is still to come."""
    overview = told.overview
    _better, because, against, done, when = score.score(overview).rows
    counted = [one for line in overview.judged for one in lines.bounds(line)]
    standing = (answers.lead(overview), because.question, because.answer, against.question, against.answer)
    yield paragraph("conclusion.standing", run(*(piece(sentence(words)) for words in standing)), counted)
    answering = [bound(one.version) for one in overview.obstacles]
    answering += [bound(action) for one in overview.obstacles for action in one.actions]
    said = run(piece(challenges.answer(told.register)), piece(sentence(done.answer)))
    yield paragraph("conclusion.open", said, [*answering, *counted])
    yield paragraph("conclusion.ahead", run(piece(sentence(when.answer)), piece(sentence(when.note))), counted)


def assembly(told: Told) -> Iterator[Block]:
    said = _("The General Assembly is requested to take note of the present report.")
    yield paragraph("assembly.note", run(piece(said)))
