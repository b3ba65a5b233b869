"""Counts by objective and initiative: by verdict, cause and status, and what is not known. Counts roll up, grades do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reformtracker.publishing.texts import Text
from reformtracker.web import gaps, marks
from reformtracker.web.marks import Mark
from reformtracker.web.overview import Line, Overview
from reformtracker.web.score import Key


@dataclass(frozen=True)
class Row:
    """Of an objective (`page` is "objective") or of an initiative under it; `name` is null where only its code is public."""

    page: str
    code: str
    name: Text | None
    judged: int
    verdicts: Sequence[Key]
    causes: Sequence[Key]
    statuses: Sequence[Key]
    gaps: Sequence[str]


def table(overview: Overview) -> list[Row]:
    return list(_rows(overview))


def _rows(overview: Overview) -> Iterator[Row]:
    for goal in overview.goals:
        lines = [line for group in goal.groups for line in group.lines]
        yield _row("objective", goal.code, goal.name, lines)
        for group in goal.groups:
            yield _row("initiative", group.code, group.name, group.lines)


def _row(page: str, code: str, name: Text | None, lines: Sequence[Line]) -> Row:
    """Gaps are those of all indicators, the rest is asked of those that are judged."""
    judged = [line for line in lines if not line.is_context]
    missing = Counter(gap for line in lines for gap in line.gaps)
    comparable = (line.status for line in judged if line.status and line.is_comparable)
    return Row(
        page,
        code,
        name,
        len(judged),
        _keys((line.verdict for line in judged), marks.VERDICTS, marks.verdict),
        _keys((line.cause for line in judged if line.cause), marks.CAUSES, marks.cause),
        _keys(comparable, marks.STATUSES, marks.brief_status),
        [gaps.words(gap, missing[gap])[0] for gap in gaps.KINDS if missing[gap]],
    )


def _keys(found: Iterable[str], order: Iterable[str], mark_of: Callable[[str], Mark]) -> list[Key]:
    counted = Counter(map(str, found))
    return [Key(mark_of(word), counted[word]) for word in map(str, order) if counted[word]]
