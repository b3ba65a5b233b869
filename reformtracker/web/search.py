"""Finding words in texts: folding that forgives case, accents and spellings, reading a question, and ranking. Pure.

A question is words, all of which must be found in the same entry. A number is also looked for among the paragraphs that
an entry cites, and a symbol such as A/75/202 among the documents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache

from reformtracker.publishing.texts import Text

LONGEST = 200
"""Characters of a question that are read; whoever pastes a page is told so."""
MOST_WORDS = 12
SNIPPET = 160
MOST_REMEMBERED = 20_000

# What decomposition leaves apart, though readers write either.
_ALIKE = {
    **{"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"},
    **{"ٱ": "ا", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ـ": ""},
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("‘’ʼ", "'"),
}
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[^\W_]+(?:[./:-][^\W_]+)+")
"""A code, a symbol or a date is one word, where it holds a number."""
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SCRIPTS = (("ru", re.compile(r"[\u0400-\u04ff]")), ("ar", re.compile(r"[\u0600-\u06ff]")), ("zh-hans", _SPACELESS))
_PARAGRAPHS = {
    *("para", "paras", "paragraph", "paragraphs", "par", "paragraphe", "paragraphes", "parr", "parrs", "parrafo"),
    *("parrafos", "п", "пп", "пункт", "пункты", "пункте", "الفقره", "فقره", "الفقرات", "段"),
}
_PARTS = {
    **dict.fromkeys(("annex", "annexe", "anexo", "приложение", "المرفق", "附件"), "annex"),
    **dict.fromkeys(("summary", "resume", "resumen", "резюме", "موجز", "摘要"), "summary"),
}
"""Parts of a document that have no number, as they are stored."""


# ---------- folding ----------
class _Folding(dict[int, str]):
    """For `str.translate`: one character at a time, so that places in the folded text can be found in the original. It
    remembers no more characters than people write with."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < MOST_REMEMBERED:
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    parts = unicodedata.normalize("NFKD", character.casefold())
    kept = (_ALIKE.get(part, part) for part in parts if unicodedata.category(part) not in ("Mn", "Cf"))
    return "".join(kept).casefold()


_FOLDING = _Folding()


def fold(text: str) -> str:
    """
    >>> fold("Évaluation"), fold("ПОДДЕРЖКА Ёж"), fold("الأُمَم"), fold("２０２０")
    ('evaluation', 'поддержка еж', 'الامم', '2020')
    """
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def clean(asked: str) -> str:
    """What a question says, without what no keyboard writes, in at most LONGEST characters."""
    shown = (" " if unicodedata.category(one) in ("Cc", "Cs", "Cn", "Zl", "Zp") else one for one in asked)
    return " ".join("".join(shown).split())[:LONGEST].strip()


# ---------- a question ----------
@dataclass(frozen=True, slots=True)
class Needle:
    """A word in the forms under which it is looked for, the one that was written first."""

    written: str
    forms: tuple[re.Pattern[str], ...]

    def place(self, folded: str) -> int:
        """Where it stands, -1 where it does not."""
        for form in self.forms:
            if found := form.search(folded):
                return found.start()
        return -1


@dataclass(frozen=True)
class Question:
    """`numbers` may stand in a text or be a cited paragraph; `paragraphs` are asked for as such."""

    needles: Sequence[Needle]
    symbols: Sequence[str] = ()
    numbers: Sequence[str] = ()
    paragraphs: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.needles or self.symbols or self.numbers or self.paragraphs)

    @property
    def words(self) -> list[Needle]:
        """All that a text must say where no citation says it."""
        return [*self.needles, *(needle(one) for one in (*self.symbols, *self.numbers))]

    @property
    def places(self) -> list[str]:
        return [*self.paragraphs, *self.numbers]


def read(asked: str) -> Question:
    """
    >>> question = read("A/75/202, para. 38 Fund")
    >>> question.symbols, question.paragraphs, [needle.written for needle in question.needles]
    (['a/75/202'], ['38'], ['fund'])
    """
    needles: list[Needle] = []
    symbols: list[str] = []
    numbers: list[str] = []
    paragraphs: list[str] = []
    words = _words(fold(clean(asked)))
    announced = False
    for at, word in enumerate(words):
        if word in _PARAGRAPHS and _number_beside(words, at):
            announced = True
        elif word.isdecimal():
            (paragraphs if announced or _follows(words, at) else numbers).append(word)
        elif "/" in word:
            symbols.append(word)
            announced = False
        elif word in _PARTS and any("/" in one for one in words):
            paragraphs.append(_PARTS[word])
        else:
            needles.append(needle(word))
            announced = False
    return Question(needles, symbols, numbers, paragraphs)


def _words(folded: str) -> list[str]:
    # "para38", "第38段" and "¶38" are read as words and number.
    spaced = re.sub(r"(?<=段)(?=\d)|(?<=\d)(?=段)|第(?=\d)|[¶§]", " ", folded)
    spaced = re.sub(r"\b(paras?|par|пп?)\.?(?=\d)", r"\1 ", spaced)
    found: list[str] = []
    for run in re.findall(r"[^\W_]+(?:[./:'_-]+[^\W_]+)*", spaced):
        whole = _CODE.fullmatch(run) and any(one.isdecimal() for one in run)
        found += [run] if whole else _WORD.findall(run)
    return found[:MOST_WORDS]


def _number_beside(words: Sequence[str], at: int) -> bool:
    return any(word.isdecimal() for word in words[max(0, at - 1) : at + 2])


def _follows(words: Sequence[str], at: int) -> bool:
    """Chinese names the paragraph after its number."""
    return words[at + 1 : at + 2] == ["段"]


@lru_cache(maxsize=1024)
def needle(word: str) -> Needle:
    return Needle(word, tuple(re.compile(form) for form in _forms(word)))


def _forms(word: str) -> Iterator[str]:
    written = re.escape(word)
    if any(one.isdecimal() for one in word):
        # A code or number is whole: 2.4 finds 2.4 and 2.4.2, neither 12.4 nor 2.41; 38 does not find 38.5.
        after = r"(?!\w)" if "." in word or "/" in word else r"(?!\w|[.,]\d)"
        yield rf"(?<![\w.,]){written}{after}" if "." in word else rf"(?<!\w)(?<!\d[.,]){written}{after}"
    elif _SPACELESS.search(word):
        yield written
    else:
        yield rf"(?<!\w){written}"
        yield from (rf"(?<!\w){re.escape(stem)}" for stem in _stems(word))
        if len(word) > 3:
            yield written


def _stems(word: str) -> Iterator[str]:
    """Endings and articles that say nothing else: missions, missions', общества, المهمة."""
    if word.endswith("s") and len(word) > 4:
        yield word[:-1]
    if re.search(r"[а-я]", word) and len(word) > 5:
        yield word[:-2]
    if word.startswith("ال") and len(word) > 4:
        yield word[2:]


def script(asked: str) -> str:
    """The language that the letters of a question give away, empty where several share them.

    >>> script("Фонд"), script("السلام"), script("基金"), script("Fonds")
    ('ru', 'ar', 'zh-hans', '')
    """
    return next((language for language, letters in _SCRIPTS if letters.search(asked)), "")


# ---------- entries ----------
@dataclass(frozen=True, slots=True)
class Cited:
    """A paragraph of a document, or a range of them."""

    symbol: str
    first: str
    last: str

    def holds(self, paragraph: str) -> bool:
        if fold(self.first) == paragraph:
            return True
        bounds = (self.first, self.last, paragraph)
        return all(one.isdecimal() for one in bounds) and int(self.first) <= int(paragraph) <= int(self.last)


@dataclass(frozen=True)
class Entry:
    """Something to be found. `id` is its code, symbol or slug, `key` is that of its row; `slug` addresses a document; the
    first of `names` is the one shown; `rank` puts what stands behind the others, such as invented data, after them."""

    kind: str
    id: str
    chain: int
    names: Sequence[Text]
    texts: Sequence[Text] = ()
    citations: Sequence[Cited] = ()
    rank: int = 0
    slug: str = ""
    key: int = 0

    @property
    def about(self) -> tuple[str, int]:
        return self.kind, self.key

    @cached_property
    def folded(self) -> str:
        return fold("\n".join((self.id, *(one.value for one in (*self.names, *self.texts)))))

    @cached_property
    def heading(self) -> str:
        """In all languages that are searched."""
        return fold("\n".join((self.id, *(one.value for one in self.names))))

    @cached_property
    def shown(self) -> str:
        return fold("\n".join((self.id, *(one.value for one in self.names[:1]))))


@dataclass(frozen=True, slots=True)
class Hit:
    """`cited` are the paragraphs by which it answers, where its own words do not."""

    entry: Entry
    score: tuple[int, ...]
    cited: Sequence[Cited] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """Where it matched, in the language of the text."""

    before: str
    match: str
    after: str
    text: Text


def hits(question: Question, entries: Iterable[Entry]) -> list[Hit]:
    """All that answer, the best first; those that are equally good stay in the order they came in."""
    found = [hit for entry in entries if (hit := match(question, entry))]
    return sorted(found, key=lambda hit: hit.score)


def match(question: Question, entry: Entry) -> Hit | None:
    if not question.paragraphs and _says(entry.folded, question.words):
        return Hit(entry, _score(question.words, entry, by_citation=False))
    cited = _cited(question, entry)
    if cited and _says(entry.folded, question.needles):
        return Hit(entry, _score(question.needles, entry, by_citation=True), cited)
    return None


def _says(folded: str, words: Iterable[Needle]) -> bool:
    return all(one.place(folded) >= 0 for one in words)


def _cited(question: Question, entry: Entry) -> list[Cited]:
    """The citations by which an entry answers: every paragraph asked for, in a document asked for."""
    if not question.places or not entry.citations:
        return []
    symbols = [needle(one) for one in question.symbols]
    of_document = [one for one in entry.citations if _says(fold(one.symbol), symbols)]
    by_paragraph = [[one for one in of_document if one.holds(paragraph)] for paragraph in question.places]
    return list(dict.fromkeys(one for found in by_paragraph for one in found)) if all(by_paragraph) else []


def _score(words: Sequence[Needle], entry: Entry, *, by_citation: bool) -> tuple[int, ...]:
    asked = " ".join(one.written for one in words)
    exact = bool(asked) and fold(entry.id) == asked
    begins = bool(asked) and any(fold(name.value).startswith(asked) for name in entry.names)
    named = _says(entry.heading, words)
    return (entry.rank, int(not exact), int(not begins), int(not named), int(by_citation))


def snippet(question: Question, hit: Hit) -> Snippet | None:
    """Around the first word that the name shown does not have, from the text that has most of them."""
    words = question.needles if hit.cited else question.words
    missing = [one for one in words if one.place(hit.entry.shown) < 0]
    texts = [(fold(text.value), text) for text in (*hit.entry.names[1:], *hit.entry.texts)] if missing else []
    best = max(texts, key=lambda pair: sum(one.place(pair[0]) >= 0 for one in missing), default=None)
    place = next((at for one in missing if best and (at := one.place(best[0])) >= 0), -1)
    return _around(best[1], place) if best and place >= 0 else None


def _around(text: Text, place: int) -> Snippet:
    said = text.value
    start = _original(said, place)
    spaceless = _SPACELESS.match(said, start)
    found = None if spaceless else _WORD.match(said, start)
    end = found.end() if found else start
    first, last = max(0, start - SNIPPET // 2), min(len(said), end + SNIPPET // 2)
    if first and not spaceless:
        first = said.find(" ", first, start) + 1 or first
    if last < len(said) and not spaceless:
        last = max(said.rfind(" ", end, last), end)
    before, after = "… " if first else "", " …" if last < len(said) else ""
    return Snippet(before + said[first:start], said[start:end], said[end:last] + after, text)


def _original(said: str, place: int) -> int:
    """The place in the text as written of a place in the folded one."""
    passed = 0
    for at, character in enumerate(said):
        width = len(fold(character))
        if passed >= place and width:
            return at
        passed += width
    return max(0, len(said) - 1)


# ---------- nothing found ----------
def similar(question: Question, entries: Iterable[Entry], most: int = 5) -> list[str]:
    """Words of the record that are written nearly like the words of the question that it does not have."""
    unknown = [one.written for one in question.needles if len(one.written) > 3]
    vocabulary = {word for entry in entries for word in _WORD.findall(entry.folded) if len(word) > 3}
    near: dict[str, None] = {}
    for word in unknown:
        candidates = [one for one in vocabulary if abs(len(one) - len(word)) < 3 and one != word]
        near.update(dict.fromkeys(get_close_matches(word, candidates, n=most, cutoff=0.75)))
    return list(near)[:most]
