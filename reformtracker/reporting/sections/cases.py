"""What the reform looks like on the ground: each case with what it is evidence for, and what it cannot show."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from casestudies.models import CaseStudyVersion
from reformtracker.publishing.texts import Text, text
from reformtracker.reporting.document import Block, Bound, Heading, Paragraph, Piece
from reformtracker.reporting.lines import joined
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import bound, ended, notes, paragraph, piece, run, say, sentence
from reformtracker.web import answers, case, cases, numbers
from reformtracker.web.overview import Line


def blocks(told: Told) -> Iterator[Block]:
    versions = cases.in_order(told.overview.cases)
    yield paragraph("cases.answer", run(piece(cases.answer(versions, told.overview.groups))), map(bound, versions))
    for version in versions:
        yield from _case(told, version)


def _case(told: Told, version: CaseStudyVersion) -> Iterator[Block]:
    key = f"case.{version.thing.slug}"
    yield Heading(key, 2, text(version, "title"), (bound(version),))
    said = run(
        piece(_where(version), strong=True),
        piece(ended(text(version, "summary")), notes(version.citations.all())),
        piece(_illustrates(version)),
    )
    yield paragraph(f"{key}.summary", said, [bound(version)])
    yield _evidence(told, version, key)
    limits = run(
        piece(_("What this case cannot show."), strong=True),
        piece(ended(text(version, "limits"))),
    )
    yield paragraph(f"{key}.limits", limits, [bound(version)])


def _where(version: CaseStudyVersion) -> Text:
    area = cases.region(version)
    named = [text(row.country, "name") for row in version.places.all()] + ([area] if area else [])
    return ended(joined(named)) if named else say("")


def _illustrates(version: CaseStudyVersion) -> str:
    codes = [row.initiative.code for row in version.initiatives.all()]
    style = numbers.convention()
    return f"{_('Illustrates')}{style.colon}{answers.listed(codes)}{style.stop}" if codes else ""


def _evidence(told: Told, version: CaseStudyVersion, key: str) -> Paragraph:
    """Which indicators it supports or contradicts, and why."""
    found = case.evidence([version], told.overview.lines)
    whys: list[Piece] = []
    for one in found:
        if one.why.value:
            style = numbers.convention(one.why.language)
            whys.append(piece(ended(one.why._replace(value=f"{one.bearing.code}{style.colon}{one.why.value}"))))
    linked = {one.bearing.code for one in found}
    told_of = [bound(version), *_of(told, linked)]
    return paragraph(f"{key}.evidence", run(piece(sentence(case.said(found))), *whys), told_of)


def _of(told: Told, codes: set[str]) -> Iterator[Bound]:
    return (bound(line.standing.indicator_version) for line in _lines(told, codes))


def _lines(told: Told, codes: set[str]) -> list[Line]:
    return [line for line in told.overview.lines if line.code in codes]
