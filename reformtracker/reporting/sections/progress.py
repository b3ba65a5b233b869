"""Progress by objective and initiative: what was expected, what is reported on each indicator, and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from benefits.labels import label
from benefits.measures import Role
from benefits.sketches import HEIGHT
from reformtracker.publishing.texts import Text, text
from reformtracker.reporting import lines
from reformtracker.reporting.document import Block, Bound, Cell, Chart, Heading, Paragraph, Piece, Table
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import (
    bound,
    bracketed,
    cell,
    ended,
    named,
    notes,
    objective,
    paragraph,
    piece,
    pointer,
    referring,
    run,
    say,
    sentence,
    table,
)
from reformtracker.web import facts, figures, initiative, listing, marks, numbers, plate, rows, sentences
from reformtracker.web.facts import Fact
from reformtracker.web.overview import Goal, Group, Line

CAUSE = 1
"""Where among the facts of an indicator the cause stands, which a justification follows."""


def blocks(told: Told) -> Iterator[Block]:
    for goal in told.overview.goals:
        yield from _objective(goal)
        for group in goal.groups:
            yield from _initiative(told, group)
    if not told.overview.goals:
        yield paragraph("progress.none", run(piece(_("No indicator has been published yet."))))


def _objective(goal: Goal) -> Iterator[Block]:
    version = goal.version
    told_of = (bound(version),) if version else ()
    yield Heading(f"objective.{goal.code}", 2, objective(goal.code, goal.name), told_of)
    counted = [one for line in goal.judged for one in lines.bounds(line)]
    summary = piece(text(version, "summary"), notes(version.citations.all())) if version else piece("")
    said = run(summary, piece(initiative.answer(goal.judged)))
    yield paragraph(f"objective.{goal.code}.answer", said, [*told_of, *counted])


def _initiative(told: Told, group: Group) -> Iterator[Block]:
    key = f"initiative.{group.code}"
    told_of = (bound(group.version),) if group.version else ()
    yield Heading(key, 3, named(group.code, group.name), told_of)
    if group.version:
        said = run(
            piece(_("Expected benefit:"), strong=True),
            piece(_expected(group), notes(group.version.citations.all())),
        )
        yield paragraph(f"{key}.expected", said, told_of)
    answer = initiative.answer(group.judged)
    counted = [one for line in group.judged for one in lines.bounds(line)]
    if not group.lines:
        yield paragraph(f"{key}.answer", run(piece(answer)), told_of)
        return
    yield paragraph(f"{key}.answer", referring(answer, f"{key}.indicators"), counted)
    drawn = _drawn(group)
    codes = {line.code for line in drawn}
    for line in group.lines:
        yield _indicator(told, line, has_chart=line.code in codes)
    yield _table(group)
    yield from map(chart, drawn)


def _expected(group: Group) -> Text:
    found = text(group.version, "expected_benefit") if group.version else say("")
    return ended(found if found.value else say(_("none published")))


# ---------- one indicator ----------
def _indicator(told: Told, line: Line, *, has_chart: bool) -> Paragraph:
    """The sentence of its page, what is reported on it, and the answers to its questions."""
    seen = told.observed.get(line.code)
    is_latest = seen is not None and line.latest is not None and seen.pk == line.latest.pk
    is_told = is_latest and seen is not None and bool(text(seen, "narrative").value)
    sources = lines.promised(line) if is_told else lines.told_by(line)
    said = run(
        piece(ended(named(line.code, line.name)), strong=True),
        piece(lines.spoken(line), notes(sources)),
        piece(series_break(line)),
        piece(lines.withdrawn(line)),
        *_reported(told, line),
        *_judged(told, line),
        piece(_action(line)),
        *(pointer(f"indicator.{line.code}.chart") if has_chart else ()),
    )
    others = [lines.of_observation(line, seen)] if seen and not is_latest else []
    return paragraph(f"indicator.{line.code}.spoken", said, [*lines.quoted(line), *others, *_done(line)])


def _reported(told: Told, line: Line) -> Iterator[Piece]:
    """What the sources say of the latest value of the reporting period; of an earlier one, with what it was judged to be."""
    seen = told.observed.get(line.code)
    if seen is None:
        if told.has_period:
            yield piece(_("No value has been published for the reporting period."))
        return
    narrative = piece(ended(text(seen, "narrative")), notes(seen.citations.all()))
    if line.latest and seen.pk == line.latest.pk:
        yield narrative
        return
    style = numbers.convention()
    yield piece(f"{sentences.capital(sentences.during(seen))}{style.colon.rstrip()}")
    yield piece(sentence(sentences.observed(line.standing.indicator_version, seen, named=True).what))
    yield narrative
    if seen.verdict:
        judged = style.comma.join((marks.verdict(seen.verdict).word, marks.cause(seen.cause).word))
        yield piece(sentence(judged))


def _judged(told: Told, line: Line) -> Iterator[Piece]:
    """Better or worse, because of what, why so, against the target, as of when."""
    never = rows.never_reported(line.standing, line.observations, told.snapshot.day)
    found = facts.of_indicator(line.standing, told.snapshot.day, never)
    why = piece(ended(text(line.latest, "justification"))) if line.latest and line.latest.verdict else piece("")
    for at, one in enumerate(found):
        # A cause is not asked where there is no verdict.
        if one.mark or one.word != numbers.NOT_PUBLISHED:
            yield piece(_fact(one))
        if at == CAUSE:
            yield why


def _fact(one: Fact) -> str:
    style = numbers.convention()
    said = f"{one.question}{style.colon}{one.mark.word if one.mark else one.word}"
    return ended(say(bracketed(said, style.semicolon.join(one.reasons)))).value


def series_break(line: Line) -> Text:
    """What changed in the series, after the sentence that says that it breaks."""
    return ended(text(line.latest, "break_note")) if line.latest and not line.latest.comparable else say("")


def _action(line: Line) -> str:
    if line.live_actions:
        style = numbers.convention()
        found = [bracketed(one.thing.code, marks.action(one.progress).word) for one in line.live_actions]
        return f"{_('Corrective actions')}{style.colon}{style.comma.join(found)}{style.stop}"
    return sentence(_("no corrective action recorded")) if line.needs_action else ""


def _done(line: Line) -> Iterator[Bound]:
    for one in line.live_actions:
        yield bound(one, marks.action(one.progress).word)


# ---------- its figures ----------
def _table(group: Group) -> Table:
    head = [(_("Indicator"), 0.25), *zip(figure_heads(), (0.13, 0.15, 0.14, 0.11, 0.1, 0.12), strict=True)]
    told_of = [one for line in group.lines for one in (*lines.bounds(line), *_done(line))]
    caption = say(_("Indicators of initiative %(code)s") % {"code": group.code})
    return table(f"initiative.{group.code}.indicators", caption, head, map(_row, group.lines), told_of)


def _row(line: Line) -> Sequence[Cell]:
    return [cell(named(line.code, line.name)), *figure_cells(line)]


def figure_heads() -> Sequence[str]:
    return [_("Baseline"), _("Latest value"), _("Target"), _("Verdict"), _("Cause"), _("Status")]


def figure_cells(line: Line) -> Sequence[Cell]:
    row, nothing = listing.row(line, late_is_said=False), numbers.NOT_PUBLISHED
    status = bracketed(row.status.word, numbers.convention().semicolon.join(row.notes)) if row.status else nothing
    judged = label(Role.CONTEXT) if line.is_context else marks.verdict(line.verdict).word
    sources = notes(line.latest.citations.all()) if line.latest else ()
    return [
        cell(lines.baseline(line)),
        cell(lines.latest(line), sources),
        cell(lines.targets(line)),
        cell(judged),
        cell(row.cause.word if row.cause else nothing),
        cell(status),
    ]


def _drawn(group: Group) -> list[Line]:
    """Where there is something to compare, as on the page of the initiative."""
    return [line for line in group.judged if is_drawn(line)]


def is_drawn(line: Line) -> bool:
    return initiative.has_band(line) or (not line.standing.indicator.is_qualitative and initiative.is_comparison(line))


def chart(line: Line, *, height: int = HEIGHT, is_headed: bool = True) -> Chart:
    """`height`: of its plot; `is_headed`: with title and sentence in the drawing."""
    said = lines.spoken(line)
    panel = figures.panel_of(line.plot, said, height=height)
    return Chart(
        key=f"indicator.{line.code}.chart",
        number=0,
        caption=named(line.code, line.name),
        said=said,
        drawing=plate.drawn(panel, width=plate.REPORT, is_headed=is_headed),
        notes=notes(lines.shown(line)),
        bound=_once(lines.drawn(line)),
    )


def _once(found: Iterable[Bound]) -> tuple[Bound, ...]:
    return tuple(dict.fromkeys(found))
