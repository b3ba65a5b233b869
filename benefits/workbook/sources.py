"""Sources as they are written in one cell: `A/75/202, 38; A/75/735, 5–7`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError

from benefits.models import ObservationCitation, ObservationVersion
from benefits.workbook.cells import Refused
from benefits.workbook.rules import Rule
from reformtracker.publishing import rows
from reformtracker.publishing.rows import AT_ONCE
from reformtracker.sources.models import LOCATOR, Document


class Source(NamedTuple):
    symbol: str
    paragraph: str
    paragraph_to: str


def parsed(cell: str) -> list[Source]:
    """
    >>> parsed("A/75/202, 38; A/75/735, 5–7")
    [Source(symbol='A/75/202', paragraph='38', paragraph_to=''), Source(symbol='A/75/735', paragraph='5', paragraph_to='7')]
    """
    found = []
    for said in filter(None, map(str.strip, cell.replace("；", ";").split(";"))):
        symbol, _comma, where = (part.strip() for part in said.replace("，", ",").partition(","))
        first, _dash, last = (part.strip() for part in where.partition("–"))
        if not symbol or not _is_locator(first) or (last and not _is_locator(last)):
            raise Refused(Rule.SOURCES)
        found.append(Source(symbol, first, last))
    return found


def _is_locator(text: str) -> bool:
    try:
        LOCATOR(text)
    except ValidationError:
        return False
    return True


def documents(symbols: Iterable[str]) -> dict[str, Document]:
    return {document.symbol: document for document in Document.objects.filter(symbol__in=set(symbols))}


def replace(cells: Sequence[tuple[ObservationVersion, str]]) -> None:
    """For each draft what its cell says. A source that stays keeps what was noted of it."""
    wanted = [(version, parsed(cell)) for version, cell in cells]
    known = documents(source.symbol for _version, said in wanted for source in said)
    cited = _cited([version for version, _cell in cells])
    new: list[ObservationCitation] = []
    moved: list[ObservationCitation] = []
    gone: list[int] = []
    for version, said in wanted:
        kept: dict[Source, ObservationCitation] = {}
        for citation in cited[version.pk]:
            source = Source(citation.document.symbol, citation.paragraph, citation.paragraph_to)
            if source in said and source not in kept:
                kept[source] = citation
            else:
                gone.append(citation.pk)
        for position, source in enumerate(said):
            stays = kept.get(source)
            if stays is None:
                new.append(_citation(version, source, known, position))
            elif stays.position != position:
                stays.position = position
                moved.append(stays)
    if gone:
        ObservationCitation.objects.filter(pk__in=gone).delete()
    ObservationCitation.objects.bulk_create(new, AT_ONCE)
    if moved:
        rows.update(ObservationCitation, moved, ["position"])


def _cited(versions: Sequence[ObservationVersion]) -> defaultdict[int, list[ObservationCitation]]:
    """By the primary key of the version."""
    found: defaultdict[int, list[ObservationCitation]] = defaultdict(list)
    if versions:
        for citation in ObservationCitation.objects.filter(version__in=versions).select_related("document"):
            found[citation.version_id].append(citation)
    return found


def _citation(
    version: ObservationVersion, source: Source, known: dict[str, Document], position: int
) -> ObservationCitation:
    symbol, paragraph, last = source
    return ObservationCitation(
        version=version, document=known[symbol], paragraph=paragraph, paragraph_to=last, position=position
    )
