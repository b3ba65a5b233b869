"""How a paragraph is put together: sentences in a row, footnotes after them, and the versions that they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from reformtracker.publishing.models import Version
from reformtracker.publishing.texts import Text
from reformtracker.reporting.document import Bound, Cell, Note, Paragraph, Piece, Reference, Table
from reformtracker.sources.models import Citation
from reformtracker.web import numbers, references, sentences
from reformtracker.web.paper import END, LTR

ENDS = (".", "!", "?", "…", "。", "！", "？", "؟")


def say(words: str) -> Text:
    """In the language of the report."""
    return Text(words, get_language() or "en", translated=True)


def ended(text: Text) -> Text:
    """With a full stop, where it has no end yet."""
    if not text.value or text.value.endswith(ENDS):
        return text
    return text._replace(value=f"{text.value}{numbers.convention(text.language).stop}")


def sentence(words: str) -> str:
    """What stands in small print on a page, as a sentence."""
    return ended(say(sentences.capital(words))).value


def bracketed(words: str, more: str) -> str:
    """ "late (by 3 days)": Chinese puts no space before a bracket."""
    if not more:
        return words
    return f"{words}({more})" if get_language() == "zh-hans" else f"{words} ({more})"


def ltr(figure: str) -> str:
    """A figure among words that run from right to left: its signs have no direction of their own."""
    return f"{LTR}{figure}{END}" if get_language_bidi() else figure


# ---------- pieces ----------
def piece(said: str | Text, notes: Sequence[Note] = (), *, strong: bool = False) -> Piece:
    return Piece(said if isinstance(said, Text) else say(said), notes, strong)


def labelled(label: str, said: str | Text) -> tuple[Piece, Piece]:
    """ "Owner: Department of Peace Operations." Each in its own language."""
    colon = numbers.convention().colon.rstrip()
    return piece(f"{label}{colon}"), piece(ended(said if isinstance(said, Text) else say(said)))


def named(code: str, name: Text | None) -> Text:
    """ "1.1.1 Coherence of the presence": the name in whatever language it is."""
    return name._replace(value=f"{code} {name.value}") if name and name.value else say(code)


def objective(code: str, name: Text | None) -> Text:
    """ "Objective 1: …": all in the language of the name."""
    if name is None or not name.value:
        return say(_("Objective %(code)s") % {"code": code})
    with translation.override(name.language):
        numbered = _("Objective %(code)s") % {"code": code}
    return name._replace(value=f"{numbered}{numbers.convention(name.language).colon}{name.value}")


def run(*pieces: Piece | Reference) -> tuple[Piece | Reference, ...]:
    """One after the other with a space between, none between two in Chinese; empty ones are left out."""
    found: list[Piece | Reference] = []
    for one in pieces:
        if isinstance(one, Reference) or not one.text.value:
            found += [one] if isinstance(one, Reference) else []
            continue
        before = found[-1] if found else None
        found.append(_spaced(before, one) if isinstance(before, Piece) else one)
    return tuple(found)


def _spaced(before: Piece, after: Piece) -> Piece:
    if before.text.language == after.text.language == "zh-hans" or after.text.value.startswith(" "):
        return after
    return replace(after, text=after.text._replace(value=f" {after.text.value}"))


def pointer(key: str, end: str = "") -> tuple[Piece | Reference, ...]:
    """To a table or a chart, in brackets, for the end of a sentence or a paragraph: in every language a word that bends to
    no other."""
    return (piece("("), Reference(key), piece(f"){end}"))


def referring(words: str, key: str) -> tuple[Piece | Reference, ...]:
    """ "Improved on 1 of 3 indicators (table 3)." """
    stop = numbers.convention().stop
    return run(piece(words.removesuffix(stop)), *pointer(key, stop))


def paragraph(key: str, pieces: Sequence[Piece | Reference], bound: Iterable[Bound] = ()) -> Paragraph:
    """Not numbered yet; what is bound stands once."""
    return Paragraph(key, 0, tuple(pieces), tuple(dict.fromkeys(bound)))


def cell(said: str | Text, notes: Sequence[Note] = (), *, is_number: bool = False) -> Cell:
    return Cell(said if isinstance(said, Text) else say(said), notes, is_number)


def table(
    key: str, caption: Text, head: Sequence[tuple[str, float]], rows: Iterable[Sequence[Cell]], bound: Iterable[Bound]
) -> Table:
    """`head`: the name of each column and its share of the width."""
    return Table(
        key=key,
        number=0,
        caption=caption,
        head=[say(name) for name, _width in head],
        rows=[tuple(row) for row in rows],
        widths=[width for _name, width in head],
        bound=tuple(dict.fromkeys(bound)),
    )


# ---------- sources and versions ----------
def notes(citations: Iterable[Citation]) -> tuple[Note, ...]:
    """A footnote for each place: "A/75/202, para. 38." """
    style = numbers.convention()
    return tuple(
        Note(ended(say(f"{one.symbol}{style.comma}{one.place}")).value, one.url)
        for one in references.references(citations)
    )


def bound(version: Version, said: str = "") -> Bound:
    return Bound(version.KIND, version.thing.public_id, version.number or 0, said)
