"""Which pieces of an earlier report a later release has made untrue: what they say, what the record says now, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from django.utils import translation
from django.utils.translation import gettext as _

from reformtracker.publishing.models import Chain
from reformtracker.publishing.registry import kinds
from reformtracker.reporting import own
from reformtracker.reporting.compose import written
from reformtracker.reporting.document import Block, Bound, Chart, Document, Heading, Paragraph, Piece, Table
from reformtracker.reporting.outline import Outline
from reformtracker.reporting.reading import Told, read
from reformtracker.web import numbers, sentences

MOST = 240
"""Characters of a passage in a sentence about it."""


class Sort(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    CHART = "chart"


@dataclass(frozen=True, slots=True)
class Outdated:
    """A piece that is no longer what the record says. `number` is 0 where it has none. `was` and `now`: the part that differs, a
    figure where one does; `now` is empty where the record has nothing left of it. `release`: the one that changed it last.
    `replaced`: the versions of which the piece tells and which others have replaced. `said` puts it in a sentence."""

    sort: Sort
    key: str
    number: int
    section: str
    was: str
    now: str
    release: int
    replaced: Sequence[Bound]
    said: str


class Pair(NamedTuple):
    """A piece and what the later record makes of it. `is_bare`: what is compared is not the paragraph of an author that is shown, but
    the composed one whose place that takes."""

    section: str
    shown: Block
    then: Block
    now: Block | None
    is_bare: bool = False


Thing = tuple[str, str]
"""Kind and public id."""


class Held:
    """A report held against the record of later releases, all told as of its own day. Each is read once."""

    def __init__(self, chain: Chain, outline: Outline) -> None:
        self.chain, self.outline = chain, outline
        self._told: dict[int, Told] = {}
        self._pieces: dict[tuple[int, bool], dict[str, Block]] = {}

    @cached_property
    def document(self) -> Document:
        return written(self._read(self.outline.release), self.outline.own)

    def piece(self, key: str, release: int, *, is_bare: bool = False) -> Block | None:
        """`is_bare`: of the report without the paragraphs of authors. With them, one is there even where its place is gone."""
        if (release, is_bare) not in self._pieces:
            told = self._read(release)
            found = written(told, () if is_bare else self.outline.own).blocks()
            astray = () if is_bare else (own.written(told, one) for one in self.outline.own)
            self._pieces[release, is_bare] = {block.key: block for block in (*astray, *found)}
        return self._pieces[release, is_bare].get(key)

    def _read(self, release: int) -> Told:
        if release not in self._told:
            later = 0 if release == self.outline.release else release
            self._told[release] = read(self.chain, self.outline, later)
        return self._told[release]


def outdated(chain: Chain, outline: Outline, language: str, head: int) -> list[Outdated]:
    """In the order of the report. `head`: the release against which it is held, as of the day of the report: what the days
    alone change, such as lateness, makes nothing untrue. A paragraph of an author is held against the figures that it quotes and,
    where it takes the place of a composed one, against that.

    Raises what `compose` raises, and `OutsideTheRecord` where the later release has no framework any more.
    """
    with translation.override(language):
        held = Held(chain, outline)
        moved = _moved(chain, outline.release, head)
        return [_outdated(held, pair, moved, head) for pair in _pairs(held, head) if _differs(pair)]


# ---------- piece by piece ----------
def _pairs(held: Held, head: int) -> Iterator[Pair]:
    instead = {one.key for one in held.outline.own if not one.after}
    made = held.outline.release
    for section in held.document.sections:
        for block in section.blocks:
            pair = Pair(section.title.value, block, block, held.piece(block.key, head))
            then = held.piece(block.key, made, is_bare=True) if block.key in instead and not _differs(pair) else None
            yield (
                pair._replace(then=then, now=held.piece(block.key, head, is_bare=True), is_bare=True) if then else pair
            )


def _differs(pair: Pair) -> bool:
    return pair.now is None or _content(pair.then) != _content(pair.now)


def _content(block: Block) -> object:
    """All that a reader sees of it but its number."""
    match block:
        case Heading():
            return block.text
        case Paragraph():
            return block.pieces
        case Table():
            return (block.caption, block.head, block.rows)
        case Chart():
            return (block.caption, block.said, block.notes, ET.tostring(block.drawing))


# ---------- what differs ----------
def _outdated(held: Held, pair: Pair, moved: Mapping[Thing, Sequence[int]], head: int) -> Outdated:
    was, now = _difference(pair)
    release = _release(held, pair, moved, head)
    sort, number = _sort(pair.shown), 0 if isinstance(pair.shown, Heading) else pair.shown.number
    return Outdated(
        sort=sort,
        key=pair.shown.key,
        number=number,
        section=pair.section,
        was=was,
        now=now,
        release=release,
        replaced=_replaced(pair),
        said=_sentence(sort, number, pair.section, {"was": _short(was), "now": _short(now), "release": release}),
    )


def _sort(block: Block) -> Sort:
    match block:
        case Heading():
            return Sort.HEADING
        case Paragraph():
            return Sort.PARAGRAPH
        case Table():
            return Sort.TABLE
    return Sort.CHART


def _difference(pair: Pair) -> tuple[str, str]:
    """Figures where they differ, else the passages."""
    was, now = _figures(pair.then.bound, pair.now.bound if pair.now else ())
    return (was, now) if was else _passages(pair.then, pair.now)


def _figures(then: Sequence[Bound], now: Sequence[Bound]) -> tuple[str, str]:
    """What is quoted of the versions and is not quoted of the same thing in both; nothing where only new ones came."""
    before, after = _quoted(then), _quoted(now)
    was = [said for thing, said in before if (thing, said) not in after]
    has = [said for thing, said in after if (thing, said) not in before]
    return _joined(was), _joined(has) if was else ""


def _quoted(found: Iterable[Bound]) -> list[tuple[Thing, str]]:
    return [(_thing(one), one.said) for one in found if one.said]


def _passages(then: Block, now: Block | None) -> tuple[str, str]:
    """Footnotes where nothing else differs, and all of it where only its order does."""
    for parts in (_parts, _noted):
        before, after = list(parts(then)), list(parts(now)) if now else []
        was, has = [one for one in before if one not in after], [one for one in after if one not in before]
        if was or has:
            return _passage(then, was), _passage(then, has)
    return _passage(then, list(_parts(then))), _passage(then, list(_parts(now)) if now else [])


def _parts(block: Block) -> Iterator[str]:
    """Sentences of a paragraph, cells of a table with the row that they stand in."""
    match block:
        case Heading():
            yield block.text.value
        case Paragraph():
            yield from (one.text.value.strip() for one in block.pieces if isinstance(one, Piece))
        case Table():
            yield block.caption.value
            for head, *cells in block.rows:
                yield from (f"{head.text.value}{numbers.convention().colon}{one.text.value}" for one in cells)
        case Chart():
            yield block.said


def _noted(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from (note.said for one in block.pieces if isinstance(one, Piece) for note in one.notes)
        case Table():
            yield from (note.said for row in block.rows for one in row for note in one.notes)
        case Chart():
            yield from (note.said for note in block.notes)


def _joined(found: Iterable[str]) -> str:
    return numbers.convention().semicolon.join(dict.fromkeys(found))


def _passage(of: Block, found: Sequence[str]) -> str:
    """Sentences follow each other, cells stand in a list."""
    said = sentences.together(*found) if isinstance(of, Paragraph) else _joined(found)
    return numbers.quoted(said.removesuffix(numbers.convention().stop)) if said else ""


def _short(said: str) -> str:
    return said if len(said) <= MOST else f"{said[:MOST].rstrip()} …"


# ---------- by which release ----------
def _moved(chain: Chain, since: int, head: int) -> dict[Thing, list[int]]:
    """By which later releases each thing was changed, in one query for each kind."""
    found: dict[Thing, list[int]] = defaultdict(list)
    models: Iterable[Any] = kinds()
    for model in models:
        thing = model._meta.get_field("thing").related_model
        rows = model.objects.filter(thing__chain=chain, from_release__gt=since, from_release__lte=head)
        for *names, release in rows.values_list(*thing.public_columns(), "from_release"):
            found[model.KIND, ":".join(names)].append(release)
    return found


def _release(held: Held, pair: Pair, moved: Mapping[Thing, Sequence[int]], head: int) -> int:
    """The one from which on it has been what it is: where several changed something that it tells of, by halving."""
    things = {_thing(one) for one in (*pair.then.bound, *(pair.now.bound if pair.now else ()))}
    releases = sorted({release for thing in things for release in moved.get(thing, ())}) or [head]
    low, high = 0, len(releases) - 1
    while low < high:
        middle = (low + high) // 2
        there = held.piece(pair.then.key, releases[middle], is_bare=pair.is_bare)
        if _is_alike(there, pair.now):
            high = middle
        else:
            low = middle + 1
    return releases[high]


def _is_alike(one: Block | None, other: Block | None) -> bool:
    return one is other or (one is not None and other is not None and _content(one) == _content(other))


def _replaced(pair: Pair) -> tuple[Bound, ...]:
    standing = {(one.kind, one.public_id, one.version) for one in (pair.now.bound if pair.now else ())}
    gone = [one for one in pair.then.bound if (one.kind, one.public_id, one.version) not in standing]
    return tuple({_thing(one): one for one in gone}.values())


def _thing(one: Bound) -> Thing:
    return one.kind, one.public_id


# ---------- in words ----------
def _sentence(sort: Sort, number: int, section: str, names: dict[str, str | int]) -> str:
    pattern = _new if not names["was"] else _gone if not names["now"] else _differing
    return pattern(sort, number) % {**names, "number": number, "section": numbers.quoted(section)}


def _differing(sort: Sort, number: int) -> str:
    if not number:
        return _("%(section)s says %(was)s; release %(release)d says %(now)s.")
    match sort:
        case Sort.TABLE:
            return _("Table %(number)d says %(was)s; release %(release)d says %(now)s.")
        case Sort.CHART:
            return _("Chart %(number)d says %(was)s; release %(release)d says %(now)s.")
    return _("Paragraph %(number)d says %(was)s; release %(release)d says %(now)s.")


def _gone(sort: Sort, number: int) -> str:
    if not number:
        return _("%(section)s says %(was)s; release %(release)d no longer says so.")
    match sort:
        case Sort.TABLE:
            return _("Table %(number)d says %(was)s; release %(release)d no longer says so.")
        case Sort.CHART:
            return _("Chart %(number)d says %(was)s; release %(release)d no longer says so.")
    return _("Paragraph %(number)d says %(was)s; release %(release)d no longer says so.")


def _new(sort: Sort, number: int) -> str:
    if not number:
        return _("%(section)s lacks what release %(release)d says: %(now)s.")
    match sort:
        case Sort.TABLE:
            return _("Table %(number)d lacks what release %(release)d says: %(now)s.")
        case Sort.CHART:
            return _("Chart %(number)d lacks what release %(release)d says: %(now)s.")
    return _("Paragraph %(number)d lacks what release %(release)d says: %(now)s.")
