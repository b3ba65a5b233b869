"""Sources as they are written in one cell: `A/75/202, 38; A/75/735, 5–7`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from benefits.models import ObservationVersion
from benefits.workbook.cells import Refused
from benefits.workbook.rules import Rule
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


def replace(version: ObservationVersion, cell: str) -> None:
    """A source that stays keeps what was noted of it."""
    wanted = parsed(cell)
    known = documents(source.symbol for source in wanted)
    kept: dict[Source, Any] = {}
    for citation in version.citations.select_related("document"):
        source = Source(citation.document.symbol, citation.paragraph, citation.paragraph_to)
        if source in wanted and source not in kept:
            kept[source] = citation
        else:
            citation.delete()
    for position, source in enumerate(wanted):
        stays = kept.get(source)
        if stays is None:
            symbol, paragraph, last = source
            version.citations.create(document=known[symbol], paragraph=paragraph, paragraph_to=last, position=position)
        elif stays.position != position:
            stays.position = position
            stays.save(update_fields=["position"])
