"""What whoever reads a report must know before all else. Not numbered, so that what comes later moves no number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from reformtracker.publishing.texts import text
from reformtracker.reporting.document import Paragraph, Piece
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import bound, bracketed, ended, labelled, paragraph, piece, run, say
from reformtracker.web import numbers, sentences

INVENTED, WITHDRAWN = "notice.invented", "notice.withdrawn"
KEYS = frozenset({INVENTED, WITHDRAWN})


def blocks(told: Told) -> Iterator[Paragraph]:
    if told.named.chain.is_demo:
        yield paragraph(INVENTED, run(piece(_("Invented data, for demonstration only."), strong=True)))
    if told.withdrawn:
        label, nothing = labelled(sentences.capital(_("withdrawn since")), "")
        said = [one for version in told.withdrawn for one in _withdrawal(version)]
        yield paragraph(WITHDRAWN, run(label, nothing, *said), map(bound, told.withdrawn))


def _withdrawal(version: Any) -> tuple[Piece, Piece]:
    """What, on which day, and why."""
    when = version.release.released_at
    said = bracketed(version.thing.public_id, numbers.day(when.date()) if when else "")
    return piece(ended(say(said))), piece(ended(text(version, "reason")))
