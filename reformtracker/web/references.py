"""Citations as the reader's language writes them: "A/75/202, para. 38; A/75/735, summary"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.text import slugify
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reformtracker.publishing.texts import Text, text
from reformtracker.sources.models import Citation
from reformtracker.web.numbers import convention


class Reference(NamedTuple):
    """One paragraph of one document, with what it gives. `anchor` is where our own page of the document tells of it."""

    symbol: str
    slug: str
    url: str
    place: str
    anchor: str
    notes: tuple[Text, ...]


def references(citations: Iterable[Citation]) -> list[Reference]:
    """Each place once, in order, with all that is said of it."""
    found: dict[tuple[str, str], Reference] = {}
    for citation in citations:
        key = (citation.document.symbol, place(citation))
        note = text(citation, "note")
        url = citation.document.url(get_language() or "en")
        known = found.get(key, Reference(key[0], citation.document.slug, url, key[1], anchor(citation.paragraph), ()))
        added = (note,) if note.value and note not in known.notes else ()
        found[key] = known._replace(notes=known.notes + added)
    return list(found.values())


def line(citations: Iterable[Citation]) -> str:
    """All in one line, as under a figure or at the end of a row."""
    style = convention()
    return style.semicolon.join(f"{one.symbol}{style.comma}{one.place}" for one in references(citations))


def anchor(paragraph: str) -> str:
    """
    >>> anchor("38"), anchor("fn. 1")
    ('p-38', 'p-fn-1')
    """
    return f"p-{slugify(paragraph, allow_unicode=True) or 'other'}"


def place(citation: Citation) -> str:
    return span(citation.paragraph, citation.paragraph_to)


def span(first: str, last: str) -> str:
    """One paragraph, or a range of them."""
    if last:
        return _("paras %(first)s–%(last)s") % {"first": first, "last": last}
    return named(first)


def named(paragraph: str) -> str:
    """A number as "para. 38", a part of the document by its word."""
    if paragraph.isdigit():
        return _("para. %(paragraph)s") % {"paragraph": paragraph}
    return bare(paragraph)


def bare(paragraph: str) -> str:
    parts = {"title": pgettext("part of a document", "title"), "summary": _("summary"), "annex": _("annex")}
    return parts.get(paragraph, paragraph)
