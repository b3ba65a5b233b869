"""What may stand behind a key: texts in six languages, numbers, dates, words, and blocks of further keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from benefits.fields import DIGITS, LARGEST
from benefits.periods import Period, PeriodError, parse
from reformtracker.publishing.texts import PATHS, column
from reformtracker.sources.models import Precision
from reformtracker.web.loading.reader import Node, Place, Problems

Convert = Callable[[Node, Problems], Any]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
CODE = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
PLACES = 6


class Wrong(ValueError):
    """A sentence that says what is wrong with the value, for the line on which it stands."""


@dataclass(frozen=True, slots=True)
class Key:
    convert: Convert
    required: bool = False
    default: Any = None


Shape = Mapping[str, Key]


@dataclass(frozen=True, slots=True)
class Block:
    """A mapping that has been read. `whole` is false where a key is missing or wrong; what is wrong has been noted."""

    place: Place
    values: dict[str, Any]
    places: dict[str, Place]
    broken: set[str] = field(default_factory=set)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def at(self, key: str) -> Place:
        return self.places.get(key, self.place)

    @property
    def whole(self) -> bool:
        return not self.broken


def block(node: Node, shape: Shape, problems: Problems) -> Block | None:
    if not isinstance(node.value, dict):
        problems.add(node.place, f"Here belong keys with values: {', '.join(shape)}.")
        return None
    read = Block(node.place, {key: spec.default for key, spec in shape.items()}, dict(node.keys))
    for word, value in node.value.items():
        if word not in shape:
            problems.add(node.keys[word], f"“{word}” is no key here; allowed are {', '.join(shape)}.")
            read.broken.add(word)
        elif value.value is not None:
            _fill(read, word, value, shape[word], problems)
    for word, spec in shape.items():
        if spec.required and word not in read.broken and read.values[word] is None:
            problems.add(read.at(word), f"“{word}” is missing.")
            read.broken.add(word)
    return read


def _fill(read: Block, word: str, value: Node, spec: Key, problems: Problems) -> None:
    try:
        read.values[word] = spec.convert(value, problems)
    except Wrong as wrong:
        problems.add(value.place, str(wrong))
        read.broken.add(word)
    else:
        nested = read.values[word] if isinstance(read.values[word], list) else [read.values[word]]
        if any(item is None or (isinstance(item, Block) and not item.whole) for item in nested):
            read.broken.add(word)


def nested(shape: Shape) -> Convert:
    return lambda node, problems: block(node, shape, problems)


def several(convert: Convert) -> Convert:
    """A list; each entry that is wrong is noted on its own line."""

    def read(node: Node, problems: Problems) -> list[Any]:
        if not isinstance(node.value, list):
            raise Wrong("Here belongs a list, each entry after a dash.")
        return [_one(item, convert, problems) for item in node.value]

    return read


def _one(item: Node, convert: Convert, problems: Problems) -> Any:
    try:
        return convert(item, problems)
    except Wrong as wrong:
        problems.add(item.place, str(wrong))
        return None


def scalar(function: Callable[[str], Any]) -> Convert:
    def read(node: Node, problems: Problems) -> Any:
        if not isinstance(node.value, str):
            raise Wrong("Here belongs one value.")
        return function(node.value.strip())

    return read


def _texts(node: Node, problems: Problems, wanted: Iterable[str]) -> dict[str, str]:
    if not isinstance(node.value, dict):
        raise Wrong("Write a text by language: {en: ..., fr: ...}.")
    found = {}
    for language, value in node.value.items():
        if language not in PATHS:
            problems.add(node.keys[language], f"“{language}” is no language here; allowed are {', '.join(PATHS)}.")
        elif isinstance(value.value, str) and value.value.strip():
            found[language] = value.value.strip()
        else:
            problems.add(node.keys[language], f"The text in “{language}” is empty; leave it out until there is one.")
    missing = [language for language in wanted if language not in found]
    if missing:
        raise Wrong(f"The text is missing in: {', '.join(missing)}.")
    return found


def texts(node: Node, problems: Problems) -> dict[str, str]:
    """In English at least."""
    return _texts(node, problems, ["en"])


def names(node: Node, problems: Problems) -> dict[str, str]:
    """In all six languages."""
    return _texts(node, problems, PATHS)


def spread(field_name: str, said: Mapping[str, str] | None) -> dict[str, str]:
    """Texts by language as the columns of a translated field."""
    return {column(field_name, PATHS[language]): text for language, text in (said or {}).items()}


def _number(text: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise Wrong(f"“{text}” is not a number; write it as 28.7, without signs for thousands or units.")
    value = Decimal(text)
    _sign, digits, exponent = value.normalize().as_tuple()
    if len(digits) > DIGITS:
        raise Wrong(f"{text} has {len(digits)} digits; a number has at most {DIGITS}.")
    if isinstance(exponent, int) and -exponent > PLACES:
        raise Wrong(f"{text} has more than {PLACES} decimals.")
    if abs(value) > LARGEST:
        raise Wrong(f"{text} is too large; numbers lie within ±{LARGEST:,.0f}: choose a larger unit.")
    return value


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise Wrong(f"“{text}” is not a whole number.")
    return int(text)


def _yes_no(text: str) -> bool:
    if text not in ("true", "false"):
        raise Wrong(f"“{text}” is neither true nor false.")
    return text == "true"


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise Wrong(f"“{text}” is no code; use letters, digits, dots and single hyphens.")
    return text


def _period(text: str) -> Period:
    try:
        return parse(text)
    except PeriodError as error:
        raise Wrong(str(error)) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Wrong(f"“{text}” is no date; write it as 2020-11-18.") from error


PRECISIONS = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


@dataclass(frozen=True, slots=True)
class Dated:
    """The last day that a date stands for, and how exactly it is known."""

    day: date
    precision: Precision


def _dated(text: str) -> Dated:
    try:
        period = parse(text)
    except PeriodError as error:
        raise Wrong(f"“{text}” is no date; write it as 2019, 2019-Q2, 2019-04 or 2019-04-30.") from error
    precision = Precision.QUARTER if "Q" in text else PRECISIONS.get(len(text))
    if precision is None or "S" in text:
        raise Wrong(f"“{text}” is no date; write it as 2019, 2019-Q2, 2019-04 or 2019-04-30.")
    return Dated(period.end, precision)


@dataclass(frozen=True, slots=True)
class Named:
    """The code or symbol of something that must exist, with the line that names it."""

    name: str
    place: Place


def reference(node: Node, problems: Problems) -> Named:
    return Named(text(node, problems), node.place)


def word(allowed: Iterable[Any]) -> Convert:
    known = [str(one.value if hasattr(one, "value") else one) for one in allowed]

    def read(text: str) -> str:
        if text not in known:
            raise Wrong(f"“{text}” is not known here; choose one of {', '.join(known)}.")
        return text

    return scalar(read)


text = scalar(str)
number = scalar(_number)
whole = scalar(_whole)
yes_no = scalar(_yes_no)
code = scalar(_code)
period = scalar(_period)
day = scalar(_day)
dated = scalar(_dated)
