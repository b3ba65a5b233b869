"""A run in a language that puts marks around what it says: every word of a page comes from the catalogues or from the record."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation.trans_real import DjangoTranslation

from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B55")]

LANGUAGE = "fr"
PAGES = (
    "reform/",
    "reform/?objective=2",
    "reform/objectives/2/",
    "reform/initiatives/2.4/",
    "reform/initiatives/2.4/hand-over/",
    "reform/indicators/2.4.2/",
    "reform/challenges/",
    "reform/timeline/",
    "reform/crosswalk/",
    "reform/brief/",
    "reform/case-studies/",
    "reform/releases/",
    "reform/releases/1/",
    "reform/releases/verify/",
    "reform/changes/",
    "reform/embed/indicators/2.4.2/",
    "sources/",
    "sources/a-75-202/",
    "search/?q=share",
    "search/?q=nothing-like-it",
    "methodology/",
    "data/",
    "accessibility/",
    "privacy/",
    "nowhere/",
    "reform/?verdict=unknown",
)
SPOKEN = {"alt", "title", "aria-label", "aria-description", "placeholder", "content"}
RECORD = (
    *(
        "A framework",
        "Objective 2",
        "Initiative 2.4",
        "Indicator 2.4.2",
        "% of new investments",
        "What was promised",
        "A report",
    ),
    *("reform", "share", "nothing-like-it"),
)
FORMATS = ("BibTeX", "CSV", "JSON", "PNG", "RIS", "SHA-256", "SVG", "XLSX", "ZIP", "verify.py")
NAMES = (settings.SITE_NAME, "Français", "décembre", "novembre", "tracker@localhost", *RECORD, *FORMATS)
ADDRESS = r"<iframe.*</iframe>|https?://\S+|creativecommons\.org\S+|\b[0-9a-f]{64}\b"
NO_WORDS = re.compile("|".join([ADDRESS, *map(re.escape, NAMES)]))
"""What is called the same in every language, and what the record says, which has none of the marks."""
SILENT = {"script", "style", "code", "pre", "template"}


class Words(HTMLParser):
    """What is read or heard of a page in its own language; `lang` marks what is in another."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        speaks = self.speaks and tag not in SILENT and given.get("lang", LANGUAGE) == LANGUAGE
        if speaks:
            self.found += [
                given[name] or ""
                for name in SPOKEN & given.keys()
                if tag != "meta" or given.get("name") == "description"
            ]
        if tag not in {"meta", "link", "input", "img", "br", "hr", "col", "path", "source", "wbr"}:
            self.open.append((tag, speaks))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.speaks and data.strip():
            self.found.append(data.strip())

    @property
    def speaks(self) -> bool:
        return not self.open or self.open[-1][1]


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def mark(of: Any) -> Any:
        return lambda self, *words: f"⟦{of(self, *words)}⟧"

    monkeypatch.setattr(gettext.GNUTranslations, "gettext", mark(gettext.GNUTranslations.gettext))
    monkeypatch.setattr(DjangoTranslation, "ngettext", mark(DjangoTranslation.ngettext))
    yield


def raw(page: str) -> list[str]:
    """What is said without marks, and has a word in it."""
    words = Words()
    words.feed(page)
    # A sentence may have links in it: its marks then stand in different pieces.
    left = unmarked("\n".join(words.found)).split("\n")
    return [text for text in left if re.search(r"[^\W\d_]{3,}", NO_WORDS.sub("", text))]


def unmarked(text: str) -> str:
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    return text


@pytest.mark.usefixtures("marked")
def test_no_word_of_a_page_is_written_into_it(cast: Cast, figure: Figure) -> None:
    f.tracker(cast)
    client, found = Client(raise_request_exception=False), {}
    for path in PAGES:
        page = client.get(f"/{LANGUAGE}/{path}").content.decode()
        assert "⟦" in page, path
        if written := raw(page):
            found[path] = written
    assert found == {}
    figure("B55", f"{len(PAGES)} pages in a language of marks, no word without one")
