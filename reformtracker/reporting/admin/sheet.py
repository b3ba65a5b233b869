"""What the page of a report shows: its paragraphs in one language, how long it is, what is out of date, and its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import get_language, ngettext, override

from reformtracker.publishing.epoch import KeptByEpoch
from reformtracker.publishing.snapshot import OutsideTheRecord
from reformtracker.publishing.texts import direction, html_code
from reformtracker.reporting import actions, labels
from reformtracker.reporting.compose import compose
from reformtracker.reporting.document import Block, Chart, Document, Heading, Paragraph, Piece, Reference, Table
from reformtracker.reporting.models import Build, OwnParagraph, Report
from reformtracker.reporting.outdated import Outdated, outdated
from reformtracker.reporting.quotes import BadOutline

KEPT: KeptByEpoch[tuple[Document, Sequence[Outdated]]] = KeptByEpoch(most=12)
"""Of a report as it is, in one language: whoever turns the page again, or writes a paragraph, does not wait for what is known."""


class Row(NamedTuple):
    """A block of the report. `said`: the parts of a paragraph, or a caption; `own`: what an author wrote there."""

    sort: str
    block: Any
    label: str
    said: Sequence[Any]
    own: OwnParagraph | None = None


@dataclass
class Sheet:
    report: Report
    language: str

    @cached_property
    def _read(self) -> tuple[Document, Sequence[Outdated]] | BadOutline | OutsideTheRecord:
        report = self.report
        try:
            return KEPT.get((report.pk, report.edits, self.language), self._made)
        except (BadOutline, OutsideTheRecord) as refusal:
            return refusal

    def _made(self) -> tuple[Document, Sequence[Outdated]]:
        chain, outline = self.report.chain, self.report.outline()
        later = chain.head if (self.report.release.number or 0) < chain.head else 0
        late = outdated(chain, outline, self.language, chain.head) if later else ()
        return compose(chain, outline, self.language), late

    @property
    def document(self) -> Document | None:
        return None if isinstance(self._read, Exception) else self._read[0]

    @property
    def outdated(self) -> Sequence[Outdated]:
        return () if isinstance(self._read, Exception) else self._read[1]

    @property
    def refusal(self) -> str:
        """Why it cannot be composed as it is."""
        return str(self._read) if isinstance(self._read, Exception) else ""

    @property
    def too_long(self) -> int:
        """Words beyond the limit."""
        return max(0, self.document.words - self.report.word_limit) if self.document else 0

    @property
    def lang(self) -> str:
        return html_code(self.language)

    @property
    def dir(self) -> str:
        return direction(self.language)

    @cached_property
    def own(self) -> Mapping[str, OwnParagraph]:
        return {one.key: one for one in self.report.own.select_related("edited_by")}

    def unplaced(self) -> list[OwnParagraph]:
        """Where the report cannot be composed: what authors wrote, so that they can mend it."""
        return list(self.own.values()) if self.refusal else []

    def sections(self) -> Iterator[tuple[str, list[Row]]]:
        """Heading and blocks of each."""
        if self.document is None:
            return
        with override(self.language):
            names = labels.references(self.document)
            found = [
                (labels.headed(section), [self._row(block, names) for block in section.blocks])
                for section in self.document.sections
            ]
        yield from found

    def piece(self, key: str) -> Row | None:
        return next((row for _heading, rows in self.sections() for row in rows if row.block.key == key), None)

    def _row(self, block: Block, names: Mapping[str, str]) -> Row:
        match block:
            case Heading():
                return Row("heading", block, "", [block.text])
            case Paragraph():
                label = labels.numbered(block.number) if block.number else ""
                parts = [_part(piece, names) for piece in block.pieces]
                return Row("paragraph", block, label, parts, self.own.get(block.key))
            case Table() | Chart():
                sort = "table" if isinstance(block, Table) else "chart"
                return Row(sort, block, labels.label(block), [block.caption])


def _part(piece: Piece | Reference, names: Mapping[str, str]) -> Any:
    return names.get(piece.key, piece.key) if isinstance(piece, Reference) else piece.text


# ---------- files ----------
@dataclass(frozen=True)
class Files:
    """The newest of each language and format, and older ones that are still kept."""

    newest: Sequence[Build]
    older: Sequence[Build]

    @property
    def is_open(self) -> bool:
        return any(build.is_open for build in self.newest)

    @property
    def open(self) -> list[int]:
        return [build.pk for build in self.newest if build.is_open]

    @property
    def said(self) -> str:
        done, every = sum(build.is_kept for build in self.newest), len(self.newest)
        sentence = ngettext("%(done)s of %(all)s file is made.", "%(done)s of %(all)s files are made.", every)
        return sentence % {"done": done, "all": every} if every else ""


def files_of(report: Report) -> Files:
    rows = list(report.builds.without_content().select_related("asked_by").order_by("-id"))
    order = [*report.languages, *(code for code, _name in settings.LANGUAGES if code not in report.languages)]
    newest: dict[tuple[str, str], Build] = {}
    for build in rows:
        build.report = report
        newest.setdefault((build.language, build.format), build)
    older = [build for build in rows if build.is_kept and newest[build.language, build.format] is not build]
    return Files(sorted(newest.values(), key=lambda build: (order.index(build.language), build.format)), older)


def language_of(report: Report, asked: str | None) -> str:
    """The one asked for, else that of the reader, else the first of the report."""
    for language in (asked, get_language()):
        if language in report.languages:
            return str(language)
    return "en" if "en" in report.languages else str(report.languages[0])


def lacks(report: Report) -> list[str]:
    """Sentences that say what keeps it from publication."""
    return [line for lines in actions.problems(report).values() for line in lines]
