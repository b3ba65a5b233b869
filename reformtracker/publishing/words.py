"""What became of a text, word by word: the pieces that stayed, went and came, in reading order. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final, NamedTuple

# A word takes the white space before it along; Chinese is written without any, so there each character is a word.
_WORD: Final = re.compile(r"\s*(?:[\u3400-\u9fff\uf900-\ufaff]|[^\s\u3400-\u9fff\uf900-\ufaff]+)|\s+")
AROUND: Final = 6
"""Words left standing on each side of a change where a text is shown in short."""


class Mark(StrEnum):
    SAME = "same"
    GONE = "gone"
    COME = "come"
    LEFT_OUT = "left_out"
    """Unchanged words that are not shown."""


class Piece(NamedTuple):
    mark: Mark
    text: str


def changes(old: str, new: str) -> list[Piece]:
    """
    >>> [(piece.mark.value, piece.text) for piece in changes("It rose to 16.5 per cent.", "It rose to 18 per cent.")]
    [('same', 'It rose to'), ('gone', ' 16.5'), ('come', ' 18'), ('same', ' per cent.')]
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(Mark.SAME, "".join(before[i:j])))
            continue
        found += [
            Piece(mark, "".join(words)) for mark, words in ((Mark.GONE, before[i:j]), (Mark.COME, after[k:m])) if words
        ]
    return found


def in_short(pieces: Sequence[Piece], around: int = AROUND) -> list[Piece]:
    """Only the words about each change: what stays in between is left out.

    >>> [piece.text for piece in in_short(changes("a b c d e", "a b c d f"), around=2)]
    ['…', ' c d', ' e', ' f']
    """
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        if piece.mark != Mark.SAME:
            found.append(piece)
            continue
        words = _WORD.findall(piece.text)
        head = words[:around] if place else []
        tail = words[-around:] if place < len(pieces) - 1 else []
        if len(words) <= len(head) + len(tail):
            found.append(piece)
            continue
        kept = (Piece(Mark.SAME, "".join(head)), Piece(Mark.LEFT_OUT, "…"), Piece(Mark.SAME, "".join(tail)))
        found += [each for each in kept if each.text]
    return found
