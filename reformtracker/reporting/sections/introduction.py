"""What the framework is, on which documents it rests, what the report is made of, and how its words are to be read."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.measures import Status
from reformtracker.publishing.texts import text
from reformtracker.reporting.document import Block, Paragraph, Piece, Reference, Table
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import (
    bound,
    bracketed,
    cell,
    ended,
    notes,
    paragraph,
    piece,
    referring,
    run,
    say,
    sentence,
    table,
)
from reformtracker.web import answers, marks, methodology, numbers, references, sentences

WORDS = "introduction.words"
"""The table of what a status means."""


def blocks(told: Told) -> Iterator[Block]:
    yield _framework(told)
    yield _size(told)
    yield _made_of(told)
    yield _mandate(told)
    yield from _how_to_read()
    yield _statuses()


def _framework(told: Told) -> Paragraph:
    version = told.framework
    summary = text(version, "summary")
    period = ""
    if version.starts and version.ends:
        names = {"first": numbers.day(version.starts), "last": numbers.day(version.ends)}
        period = _("The framework covers the period from %(first)s to %(last)s.") % names
    said = run(piece(ended(text(version, "name")), strong=True), piece(summary, notes(version.citations.all())))
    return paragraph("introduction.framework", run(*said, piece(period)), [bound(version)])


def _size(told: Told) -> Paragraph:
    overview = told.overview
    objectives, initiatives, indicators = len(overview.goals), len(overview.groups), len(overview.lines)
    context = indicators - len(overview.judged)
    counts = answers.listed(
        [
            ngettext("%(count)d objective", "%(count)d objectives", objectives) % {"count": objectives},
            ngettext("%(count)d initiative", "%(count)d initiatives", initiatives) % {"count": initiatives},
            ngettext("%(count)d indicator", "%(count)d indicators", indicators) % {"count": indicators},
        ]
    )
    said = _("The framework has %(counts)s.") % {"counts": counts}
    aside = ngettext(
        "%(count)d of the indicators is a context figure, which is never judged.",
        "%(count)d of the indicators are context figures, which are never judged.",
        context,
    )
    of = [*(goal.version for goal in overview.goals), *(group.version for group in overview.groups)]
    versions = [*of, *(line.standing.indicator_version for line in overview.lines)]
    told_of = [bound(version) for version in versions if version]
    return paragraph(
        "introduction.size", run(piece(said), piece(aside % {"count": context} if context else "")), told_of
    )


def _made_of(told: Told) -> Paragraph:
    """Of which record, and of which time."""
    names = {"number": told.named.number, "day": numbers.day(told.named.day)}
    said = [
        piece(
            _(
                "The present report is composed from what was public on %(day)s (release %(number)d); drafts are not part of it."
            )
            % names
        )
    ]
    if told.named.is_reconstructed:
        said.append(piece(sentence(_("reconstructed from documents public by that day"))))
    first, last = told.outline.first, told.outline.last
    if first and last:
        span = {"first": numbers.day(first), "last": numbers.day(last)}
        said.append(piece(_("The reporting period runs from %(first)s to %(last)s.") % span))
    elif first:
        said.append(piece(_("The reporting period begins on %(first)s.") % {"first": numbers.day(first)}))
    elif last:
        said.append(piece(_("The reporting period ends on %(last)s.") % {"last": numbers.day(last)}))
    return paragraph("introduction.made_of", run(*said), [bound(told.framework)])


def _mandate(told: Told) -> Paragraph:
    cited = references.references(told.framework.citations.all())
    if not cited:
        said: tuple[Piece | Reference, ...] = run(piece(_("No document is cited for the framework.")))
    else:
        last = len(cited) - 1
        said = run(
            piece(_("The framework rests on the following documents:")),
            *(_document(one, is_last=at == last) for at, one in enumerate(cited)),
        )
    return paragraph("introduction.mandate", said, [bound(told.framework)])


def _document(one: references.Reference, *, is_last: bool) -> Piece:
    """Its symbol and place, and what it gives, in whatever language that is said."""
    note = one.notes[0] if one.notes else say("")
    with translation.override(note.language):
        style = numbers.convention()
        end = style.stop if is_last else style.semicolon.rstrip()
        return piece(note._replace(value=f"{bracketed(f'{one.symbol}{style.comma}{one.place}', note.value)}{end}"))


def _how_to_read() -> Iterator[Paragraph]:
    yield paragraph(
        "introduction.verdicts",
        run(
            piece(_("Better or worse?"), strong=True),
            piece(
                _(
                    "The verdict says what became of the benefit. It comes with a cause, a confidence and a justification, and says whether it was given by the source or by the reviewer."
                )
            ),
            piece(
                _(
                    "What is counted are the verdicts given on outcome and output indicators: one for each, that of its latest value. Without one the indicator is “not yet judged”; without a value and a baseline there is “no data yet”. Context figures are never judged."
                )
            ),
        ),
    )
    yield paragraph(
        "introduction.causes",
        run(
            piece(_("Because of what?"), strong=True),
            piece(
                _(
                    "A cause is given only where the source or the reviewer states it; none is inferred. It never passes judgement on a Member State."
                )
            ),
        ),
    )
    yield paragraph(
        "introduction.statuses",
        run(
            piece(_("Measured against its target?"), strong=True),
            *referring(_("The status is computed from the figures, by rules that anyone can apply again."), WORDS),
        ),
    )


def _statuses() -> Table:
    rows = [(cell(sentences.capital(marks.status(word).word)), cell(meaning)) for word, meaning in _meanings().items()]
    head = [(_("Word"), 0.24), (_("Meaning"), 0.76)]
    return table(WORDS, say(_("What the words for a status mean")), head, rows, ())


def _meanings() -> dict[Status, str]:
    """The rules of the method."""
    leeway = {"leeway": methodology.leeway()}
    return {
        Status.ACHIEVED: _(
            "The value meets the last target of all, and that target has fallen due. A target set for a date counts as achieved before that date as well, unless something is to be maintained."
        ),
        Status.ON_TRACK: _(
            "Where the way covered is known: “on track” if it is no more than %(leeway)s below the way expected, otherwise “behind”."
        )
        % leeway,
        Status.BEHIND: _("The target that counts has fallen due, and the value does not meet it."),
        Status.WORSENING: _(
            "The target is not met, the change is “deteriorated”, and the way covered is either unknown or more than %(leeway)s below the way expected."
        )
        % leeway,
        Status.UNDETERMINED: _(
            "Where it is not known: “on track” if the target is met; “behind” if something is to be maintained, or if the target is the same as the baseline; otherwise “cannot be judged”, since there is no baseline."
        ),
        Status.BASELINE_ONLY: _("There is a baseline, and no value for a period that ends after it."),
        Status.NO_TARGET: _("No target counts for the value. The change since the baseline is still shown."),
        Status.NO_DATA: _("There is neither a baseline nor a value."),
    }
