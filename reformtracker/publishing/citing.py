"""What else rests on a paragraph: published, or being prepared."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django.db.models import Q

from reformtracker.publishing.models import OPEN_STATES, State, Version
from reformtracker.publishing.registry import children, kinds
from reformtracker.sources.models import Citation, Document


class Use(NamedTuple):
    version: Version
    citation: Citation


def uses(document: Document, paragraph: str, paragraph_to: str = "") -> list[Use]:
    """By kind and thing; ranges of paragraphs that have one in common are the same place."""
    wanted, found = _span(paragraph, paragraph_to), []
    for model in kinds():
        if "citations" not in model.CHILDREN:
            continue
        rows: Any = children(model)["citations"].objects.filter(
            Q(version__state=State.PUBLISHED) | Q(version__state__in=OPEN_STATES), document=document
        )
        seen: set[int] = set()
        for citation in rows.select_related("version__thing").order_by("version__thing", "version"):
            span = _span(citation.paragraph, citation.paragraph_to)
            if citation.version_id not in seen and wanted[0] <= span[1] and span[0] <= wanted[1]:
                seen.add(citation.version_id)
                found.append(Use(citation.version, citation))
    return found


def _span(first: str, last: str) -> tuple[tuple[int, str], tuple[int, str]]:
    """Numbered paragraphs come in their order; what has no number (summary, annex II) is only like itself."""
    ends = [_place(first), _place(last or first)]
    return min(ends), max(ends)


def _place(written: str) -> tuple[int, str]:
    number = re.match(r"\d+", written.strip())
    return (int(number[0]), "") if number else (-1, " ".join(written.casefold().split()))
