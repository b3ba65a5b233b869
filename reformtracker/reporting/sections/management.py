"""How the benefits are managed: who leads, how often is reported, what came late or never, which phase is reached, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from benefits.labels import label
from benefits.lateness import Frequency
from initiatives.models import Phase
from reformtracker.publishing.texts import Text, text
from reformtracker.reporting import lines
from reformtracker.reporting.document import Block, Bound, Cell, Paragraph, Table
from reformtracker.reporting.lines import joined
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import (
    bound,
    bracketed,
    cell,
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
from reformtracker.web import answers, gaps, numbers, rows, sentences, timeline
from reformtracker.web.overview import Group, Line
from reformtracker.web.timeline import Event, Timeline

INITIATIVES, MILESTONES = "management.initiatives", "management.milestones"

MOST_CODES = 12
"""Where more indicators share a gap, they are counted: the annex shows which they are."""


def blocks(told: Told) -> Iterator[Block]:
    yield _phases(told)
    yield _frequencies(told)
    yield _initiatives(told)
    yield _late(told)
    yield _never(told)
    yield _gaps(told)
    yield from _milestones(told)


# ---------- who leads, how often is reported, which phase ----------
def _phases(told: Told) -> Paragraph:
    versions = [group.version for group in told.overview.groups if group.version]
    counted = Counter(version.phase for version in versions)
    found = {sentences.capital(str(phase.label)): counted[phase] for phase in Phase if counted[phase]}
    said = _("Initiatives by phase: %(counts)s.") % {"counts": _counts(found)}
    if not versions:
        said = _("No initiative has been published.")
    return paragraph("management.phases", referring(said, INITIATIVES), map(bound, versions))


def _frequencies(told: Told) -> Paragraph:
    found = told.overview.lines
    counted = Counter(Frequency(line.standing.indicator.frequency) for line in found)
    counts = _counts({label(one): counted[one] for one in Frequency if counted[one]})
    said = _("Indicators by frequency of reporting: %(counts)s.") % {"counts": counts}
    if not found:
        said = _("No indicator has been published yet.")
    return paragraph(
        "management.frequencies", run(piece(said)), (bound(line.standing.indicator_version) for line in found)
    )


def _counts(found: dict[str, int]) -> str:
    """ "annual (12), once (8)" """
    return answers.listed([bracketed(word, str(count)) for word, count in found.items()])


def _initiatives(told: Told) -> Table:
    head = [(_("Initiative"), 0.4), (_("Lead entities"), 0.28), (_("Phase"), 0.16), (_("Reported"), 0.16)]
    versions = [bound(group.version) for group in told.overview.groups if group.version]
    caption = say(_("Initiatives: who leads them, their phase and how often is reported"))
    return table(INITIATIVES, caption, head, map(_initiative, told.overview.groups), versions)


def _initiative(group: Group) -> Sequence[Cell]:
    phase = sentences.capital(str(Phase(group.version.phase).label)) if group.version else numbers.NOT_PUBLISHED
    often = {line.standing.indicator.frequency for line in group.lines}
    words = [label(one) for one in Frequency if one in often]
    return [
        cell(named(group.code, group.name), notes(group.version.citations.all()) if group.version else ()),
        cell(leads(group)),
        cell(phase),
        cell(answers.listed(words) or numbers.NOT_PUBLISHED),
    ]


def leads(group: Group) -> Text:
    """The entities that lead it."""
    found = [text(one.entity, "name") for one in group.version.leads.all()] if group.version else []
    return joined(found) if found else say(_("none named"))


# ---------- what came late or never ----------
def _late(told: Told) -> Paragraph:
    late = [line for line in told.overview.lines if line.is_late]
    day = {"day": numbers.day(told.snapshot.day)}
    said = run(piece(_("No value was late on %(day)s.") % day))
    if late:
        found = [bracketed(line.code, sentences.late_by(line.timing.days_late)) for line in late]
        said = run(*labelled(_("Values that were late on %(day)s") % day, answers.listed(found)))
    return paragraph("management.late", said, _bounds(told.overview.lines))


def _never(told: Told) -> Paragraph:
    silent = {
        line.code: rows.never_reported(line.standing, line.observations, told.snapshot.day)
        for line in told.overview.lines
        if line.never_reported
    }
    said = run(piece(_("No period that was due has gone without a report.")))
    if silent:
        found = [bracketed(code, periods) for code, periods in silent.items() if periods]
        said = run(*labelled(_("Periods never reported"), answers.listed(found)))
    return paragraph("management.never", said, _bounds(told.overview.lines))


def _gaps(told: Told) -> Paragraph:
    """What is not known, counted as on the front page."""
    counted = {gap: told.overview.with_gap(gap) for gap in gaps.KINDS if gap != "late"}
    found = [_gap(gap, some) for gap, some in counted.items() if some]
    said = run(*labelled(_("What is not known"), answers.joined(*found)))
    if not found:
        said = run(piece(_("Every indicator has a figure, a baseline, a target and a verdict.")))
    return paragraph("management.gaps", said, _bounds(told.overview.lines))


def _gap(gap: str, some: Sequence[Line]) -> str:
    title, _note = gaps.words(gap, len(some))
    return bracketed(title, answers.listed([line.code for line in some]) if len(some) <= MOST_CODES else "")


def _bounds(some: Iterable[Line]) -> Iterator[Bound]:
    return (one for line in some for one in lines.bounds(line))


# ---------- milestones ----------
def _milestones(told: Told) -> Iterator[Block]:
    """Those of the reporting period, review meetings among them."""
    shown = replace(
        told.timeline, events=[one for one in told.timeline.events if told.is_in_period(one.start, one.day)]
    )
    versions = [bound(event.version) for event in shown.events]
    answer = timeline.answer(shown)
    said = referring(answer, MILESTONES) if shown.events else run(piece(answer))
    yield paragraph("management.events", said, versions)
    if shown.events:
        yield events(
            MILESTONES,
            shown,
            _("Milestones of the reform") if not told.has_period else _("Milestones of the reporting period"),
        )


def events(key: str, shown: Timeline, caption: str) -> Table:
    head = [(_("Date"), 0.22), (_("Event"), 0.56), (_("Kind"), 0.22)]
    return table(key, say(caption), head, map(_event, shown.events), (bound(event.version) for event in shown.events))


def _event(event: Event) -> Sequence[Cell]:
    kind = _("review meeting") if event.version.review_meeting else _("milestone")
    return [
        cell(sentence(event.when).rstrip(numbers.convention().stop)),
        cell(event.title, notes(event.version.citations.all())),
        cell(sentences.capital(kind)),
    ]
