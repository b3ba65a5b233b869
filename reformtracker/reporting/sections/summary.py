"""The whole in one page: the opening of the front page, and its five questions with their answers."""

from __future__ import annotations

from collections.abc import Iterator

from reformtracker.reporting import lines
from reformtracker.reporting.document import Block, Bound
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import bound, paragraph, piece, run, sentence
from reformtracker.web import answers, score

QUESTIONS = ("better", "because", "against", "done", "when")
"""In the order of the score."""


def blocks(told: Told) -> Iterator[Block]:
    overview = told.overview
    counted = [one for line in overview.judged for one in lines.bounds(line)]
    yield paragraph("summary.lead", run(piece(answers.lead(overview), strong=True)), counted)
    deck = answers.deck(overview) if overview.judged else ""
    if deck:
        yield paragraph("summary.deck", run(piece(deck)), counted)
    for name, row in zip(QUESTIONS, score.score(overview).rows, strict=True):
        said = run(piece(row.question, strong=True), piece(sentence(row.answer)), piece(sentence(row.note)))
        yield paragraph(f"summary.{name}", said, [*counted, *_done(told)] if name == "done" else counted)


def _done(told: Told) -> Iterator[Bound]:
    """Challenges and the actions that answer them or move an indicator."""
    for obstacle in told.overview.obstacles:
        yield bound(obstacle.version)
        yield from (bound(action) for action in obstacle.actions)
    for line in told.overview.lines:
        yield from (bound(action) for action in line.actions)
