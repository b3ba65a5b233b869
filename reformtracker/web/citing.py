"""What a reference manager takes: one page of the record as BibTeX or RIS, in the reader's language, in UTF-8."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from benefits.models import IndicatorVersion, ObservationVersion
from casestudies.models import CaseStudyVersion
from initiatives.models import InitiativeVersion, ObjectiveVersion
from reformtracker.api.tables.columns import LICENCE
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import text
from reformtracker.sources.models import Citation
from reformtracker.web import references
from reformtracker.web.numbers import convention
from reformtracker.web.page import FrameworkPage

KINDS = {
    "objective": (ObjectiveVersion, "code", "name"),
    "initiative": (InitiativeVersion, "code", "name"),
    "indicator": (IndicatorVersion, "code", "name"),
    "case-study": (CaseStudyVersion, "slug", "title"),
}
"""Name of the page -> its version, how its address calls it, and the field that names it."""

BABEL = {
    "ar": "arabic",
    "zh-Hans": "chinese",
    "en": "english",
    "fr": "french",
    "ru": "russian",
    "es": "spanish",
}
"""Languages as LaTeX calls them."""


@dataclass(frozen=True)
class Work:
    """`published` is the day of the release, `seen` the day as of which the page speaks; `url` always says the same."""

    id: str
    title: str
    language: str
    publisher: str
    edition: str
    published: date
    seen: date
    url: str
    note: str


def read(page: FrameworkPage, kind: str, called: str) -> Work:
    """404 for what is not public in the snapshot, and for what is withdrawn: there is nothing left to cite."""
    model, path, field = KINDS[kind]
    snapshot = page.snapshot
    rows = model.objects.with_content(snapshot.number).filter(thing__chain=snapshot.chain, **{f"thing__{path}": called})
    version = rows.prefetch_related("citations__document").first()
    released = snapshot.release.released_at
    if version is None or released is None:
        raise Http404(called)
    name = text(version, field)
    where = reverse(f"web:{kind}", kwargs={"lang": page.lang, "fw": snapshot.chain.slug, path: called})
    sources = references.line(_rests_on(snapshot, version))
    rests = f" {_('Sources by paragraph')}{convention().colon}{sources}" if sources else ""
    return Work(
        id=f"{snapshot.chain.slug}-{called}-release-{snapshot.number}",
        title=f"{called} {name}" if path == "code" else name.value,
        language=name.lang,
        publisher=settings.SITE_NAME,
        edition=_("Release %(number)d") % {"number": snapshot.number},
        published=released.date(),
        seen=snapshot.day,
        url=page.lasting(where),
        note=f"{page.stamp}{rests}",
    )


def _rests_on(snapshot: Snapshot, version: Any) -> Iterator[Citation]:
    """Of an indicator, what each of its values rests on too: the sources that its page names."""
    yield from version.citations.all()
    if isinstance(version, IndicatorVersion):
        values = ObservationVersion.objects.published(snapshot.number).of(version.thing_id)
        for value in values.prefetch_related("citations__document"):
            yield from value.citations.all()


# ---------- BibTeX ----------
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # Braces are counted even where a backslash stands before them.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "%&#$_"},
    }
)


def bibtex(work: Work) -> str:
    """An entry of type `misc`, with the fields that biblatex knows beside the classic ones."""
    fields = {
        # In braces once more: one name, and capitals as they are.
        "author": f"{{{_latex(work.publisher)}}}",
        "title": f"{{{_latex(work.title)}}}",
        "year": str(work.published.year),
        "date": work.published.isoformat(),
        "version": _latex(work.edition),
        # Read as it stands; what urlencode leaves needs no escape.
        "url": work.url,
        "urldate": work.seen.isoformat(),
        "langid": BABEL[work.language],
        "note": _latex(work.note),
        "copyright": LICENCE,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{work.id},\n{lines}}}\n"


def _latex(words: str) -> str:
    """
    >>> _latex("50 % of {a_b}")
    '50 \\\\% of \\\\textbraceleft{}a\\\\_b\\\\textbraceright{}'
    """
    return _one_line(words).translate(_LATEX)


# ---------- RIS ----------
def ris(work: Work) -> str:
    """A record of type `ELEC`. A field is a line: a line break within one would begin another."""
    fields = [
        ("TY", "ELEC"),
        ("ID", work.id),
        ("AU", work.publisher),
        ("TI", work.title),
        ("PB", work.publisher),
        ("PY", str(work.published.year)),
        ("DA", f"{work.published:%Y/%m/%d}"),
        ("Y2", f"{work.seen:%Y/%m/%d}"),
        ("ET", work.edition),
        ("UR", work.url),
        ("LA", work.language),
        ("N1", work.note),
        ("C1", LICENCE),
    ]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in fields) + "ER  - \r\n"


def _one_line(words: str) -> str:
    return " ".join(words.split())


FORMS: Mapping[str, tuple[Callable[[Work], str], str]] = {
    "bib": (bibtex, "application/x-bibtex"),
    "ris": (ris, "application/x-research-info-systems"),
}
"""How the address ends -> how it is written, and its media type."""
