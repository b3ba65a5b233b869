"""Of every piece of text on a page: in which language, and in which direction, the page says that it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

VOID = frozenset(
    {*["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]}
)
READ_OUT = ("alt", "aria-label", "placeholder", "title")
"""Attributes that readers see or hear; they are in the language of their element."""
UNSEEN = frozenset({"script", "style", "template"})


class Piece(NamedTuple):
    text: str
    lang: str
    dir: str
    where: str
    """The elements around it."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str, str]] = []
        self.pieces: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        _tag, lang, direction = self.open[-1] if self.open else ("", "", "")
        here = (tag, said.get("lang", lang), said.get("dir", direction))
        self.open.append(here)
        for name in READ_OUT:
            if said.get(name):
                self._note(said[name])
        if tag in VOID:
            self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Of an SVG: closed where it is opened."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and self.open[-1][0] not in UNSEEN:
            self._note(data)

    def _note(self, text: str) -> None:
        _tag, lang, direction = self.open[-1]
        self.pieces.append(Piece(" ".join(text.split()), lang, direction, "/".join(tag for tag, *_ in self.open)))


def pieces(html: str) -> list[Piece]:
    reader = _Reader()
    reader.feed(html)
    return reader.pieces


# ---------- which language it is ----------
LETTERS = {"ar": "[\u0600-\u06ff]", "zh-Hans": "[\u4e00-\u9fff]", "ru": "[\u0400-\u04ff]"}
"""Languages that their letters give away."""
LITTLE_WORDS = {
    "en": [
        "the",
        "of",
        "and",
        "is",
        "are",
        "was",
        "were",
        "this",
        "that",
        "with",
        "which",
        "by",
        "from",
        "has",
        "have",
        "not",
        "it",
        "its",
        "been",
        "what",
        "who",
        "how",
    ],
    "fr": [
        "le",
        "la",
        "les",
        "des",
        "du",
        "et",
        "est",
        "sont",
        "une",
        "dans",
        "pour",
        "avec",
        "par",
        "qui",
        "que",
        "ce",
        "cette",
        "sur",
        "pas",
        "aux",
        "ont",
        "été",
        "ne",
    ],
    "es": [
        "el",
        "la",
        "los",
        "las",
        "del",
        "y",
        "es",
        "son",
        "una",
        "en",
        "para",
        "con",
        "por",
        "que",
        "se",
        "su",
        "como",
        "no",
        "lo",
        "han",
        "este",
        "esta",
        "al",
    ],
}
"""The commonest words of the others."""
SURE = 3
"""So many little words more than another language has make a sentence of this one."""


def language(text: str) -> str:
    """Empty where it cannot be told, as of a name or a number.

    >>> language("What was measured is the share of the fund"), language("Фонд"), language("CSV")
    ('en', 'ru', '')
    """
    letters = {lang: len(re.findall(of_it, text)) for lang, of_it in LETTERS.items()}
    most = max(letters, key=lambda lang: letters[lang])
    latin = len(re.findall("[a-zà-ÿ]", text, re.IGNORECASE))
    if letters[most] and letters[most] * 3 > latin:
        return most
    said = Counter(re.findall(r"[a-zà-ÿ]+", text.casefold()))
    counted = {lang: sum(said[word] for word in words) for lang, words in LITTLE_WORDS.items()}
    (first, many), (_second, fewer), *_ = sorted(counted.items(), key=lambda pair: -pair[1])
    return first if many - fewer >= SURE else ""


def mixed(html: str) -> Iterator[Piece]:
    """Pieces in another language than the page says."""
    for piece in pieces(html):
        if (found := language(piece.text)) and found != piece.lang:
            yield piece
