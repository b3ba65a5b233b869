"""What can be wrong with an uploaded file, by name: what each of them says is in `sentences`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class Rule(StrEnum):
    # the file
    NAME = "name"
    NAME_ENDING = "name_ending"
    EMPTY = "empty"
    TOO_BIG = "too_big"
    CONTENT = "content"
    OTHER_FORMAT = "other_format"
    MACROS = "macros"
    PASSWORD = "password"  # noqa: S105  # the name of a rule
    EXTERNAL = "external"
    EMBEDDED = "embedded"
    UNPACKS = "unpacks"
    ENTITIES = "entities"
    BROKEN = "broken"
    ENCODING = "encoding"
    SHEETS = "sheets"
    ROWS = "rows"
    COLUMNS = "columns"
    TOO_HEAVY = "too_heavy"
    # its sheets
    NO_UPDATES = "no_updates"
    SECOND_SHEET = "second_sheet"
    HIDDEN = "hidden"
    MERGED = "merged"
    HEAD_UNKNOWN = "head_unknown"
    HEAD_MISSING = "head_missing"
    HEAD_REPEATED = "head_repeated"
    NO_ROWS = "no_rows"
    SHORT_ROW = "short_row"
    # any cell
    CHARACTERS = "characters"
    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    TEXT_LENGTH = "text_length"
    # numbers
    NUMBER = "number"
    GROUPED = "grouped"
    NUMBER_SIZE = "number_size"
    PERCENT_MIXED = "percent_mixed"
    PERCENT_FOREIGN = "percent_foreign"
    BOUNDS = "bounds"
    ZERO_DENOMINATOR = "zero_denominator"
    # words
    CHOICE = "choice"
    LEVEL = "level"
    KIND = "kind"
    UNIT = "unit"
    SOURCES = "sources"
    DOCUMENT = "document"
    # periods
    PERIOD = "period"
    CALENDAR = "calendar"
    FUTURE = "future"
    CLOSED = "closed"
    # rows
    INDICATOR = "indicator"
    DUPLICATE = "duplicate"
    SEVERAL_ANSWERS = "several_answers"
    BLANKED = "blanked"
    NO_ANSWER = "no_answer"
    LOCKED = "locked"
    CONFLICT = "conflict"
    WITHDRAWN = "withdrawn"
    FIRST = "first"
    # what may be right, and has to be confirmed with a reason
    JUMP = "jump"
    PARTS = "parts"


@dataclass(frozen=True)
class Fault:
    """One thing wrong. `cell` is an address or a range, empty where it is the sheet or the file; `facts` fill the sentence."""

    rule: Rule
    sheet: str = ""
    cell: str = ""
    seen: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def visible(text: str) -> str:
    """So that what cannot be seen can be; half a character could not even be sent."""
    return CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


class Unreadable(Exception):
    """The file is refused as a whole."""

    def __init__(self, rule: Rule, sheet: str = "", cell: str = "", seen: str = "", **facts: str) -> None:
        super().__init__(rule)
        self.fault = Fault(rule, visible(sheet), cell, visible(seen), facts)
