"""Where a text turns its direction: for writers that must say so themselves, since neither Word nor Pango finds it all out.

Isolates within a text, which the pages use, are read and left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from benefits.plates import RIGHT_TO_LEFT as RTL
from reformtracker.web.paper import AUTO, END, LTR

MARK = "\u200e"
"""Has no width and runs from left to right: signs between it and a figure stay where they are, where isolates are not known."""

_ISOLATED = re.compile(f"([{LTR}{RTL}{AUTO}])([^{LTR}{RTL}{AUTO}{END}]*){END}")
_KINDS = {"L": "l", "R": "r", "AL": "r", "EN": "d", "AN": "d", "WS": "s"}
_SIGNS = {
    **dict.fromkeys("≈≥≤−+±", "g"),
    **dict.fromkeys("%‰", "p"),
    **dict.fromkeys("-–/.,:\u00a0\u202f", "j"),
    **{"(": "o", ")": "c"},
}
# A symbol, a name or a row of words; or a number that has a sign or parts: "A/75/202", "2019–2020", "≥5", "16.5%".
_TURNED = {
    True: re.compile(r"(?:d[dj]*)?l(?:[ld]|[^rldoc]+(?=[ld])|[^rldoc]*o[^roc]+c)*|g?d(?:d|j+(?=d))*(?:[sj]?p)?"),
    False: re.compile(r"r(?:r|[^rl]+(?=r))*"),
}


class Span(NamedTuple):
    said: str
    rtl: bool

    @property
    def has_loose_ends(self) -> bool:
        """Does it begin or end with a sign that has no direction of its own?"""
        return any(_kind(one) not in "lr" for one in (self.said[0], self.said[-1]))

    def within(self, *, rtl: bool) -> str:
        """As it stands in a line that runs as `rtl` says."""
        return f"{MARK}{self.said}{MARK}" if rtl and not self.rtl and self.has_loose_ends else self.said


def spans(said: str, *, rtl: bool) -> Iterator[Span]:
    """A text that runs as `rtl` says, in parts that each run one way.

    >>> [span.said for span in spans("حسب A/75/202، الفقرة 38", rtl=True)]
    ['حسب ', 'A/75/202', '، الفقرة 38']
    >>> [span.said for span in spans("للفترة \\u20662019-2020\\u2069 وحدها", rtl=True)]
    ['للفترة ', '2019-2020', ' وحدها']
    >>> list(spans("16.5 per cent", rtl=False))
    [Span(said='16.5 per cent', rtl=False)]
    """
    at = 0
    for found in _ISOLATED.finditer(said):
        yield from _plain(said[at : found.start()], rtl=rtl)
        if found[2]:
            yield Span(found[2], _runs_back(found[1], found[2]))
        at = found.end()
    yield from _plain(said[at:], rtl=rtl)


def isolated(said: str, *, rtl: bool, within_rtl: bool) -> str:
    """A text that runs as `rtl` says, for a line that runs as `within_rtl` says: what turns is isolated.

    >>> isolated("≥5 من 9", rtl=True, within_rtl=True) == "\\u2066\\u200e≥5\\u200e\\u2069 من 9"
    True
    """
    inside = "".join(
        f"{RTL if span.rtl else LTR}{span.within(rtl=rtl)}{END}" if span.rtl != rtl else span.said
        for span in spans(said, rtl=rtl)
    )
    if rtl == within_rtl or not said:
        return inside
    return f"{RTL if rtl else LTR}{Span(inside, rtl).within(rtl=within_rtl)}{END}"


def _runs_back(sign: str, said: str) -> bool:
    return sign == RTL or (sign == AUTO and next((kind == "r" for kind in map(_kind, said) if kind in "lr"), False))


def _plain(said: str, *, rtl: bool) -> Iterator[Span]:
    kinds = "".join(map(_kind, said))
    at = 0
    for found in _TURNED[rtl].finditer(kinds):
        # A number alone is at home in both.
        if set(found[0]) == {"d"}:
            continue
        if found.start() > at:
            yield Span(said[at : found.start()], rtl)
        yield Span(said[found.start() : found.end()], not rtl)
        at = found.end()
    if at < len(said):
        yield Span(said[at:], rtl)


def _kind(one: str) -> str:
    return _SIGNS.get(one) or _KINDS.get(unicodedata.bidirectional(one), "n")
