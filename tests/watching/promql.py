"""As much of the language of Prometheus as docker/alerts.yml uses, so that an alert is tried without a server.

An expression is worked out over the counts of one scrape after the other, of which the last is now. A rate is the growth over
its window, divided by the window: without Prometheus' guesses about the edges.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

Labels = frozenset[tuple[str, str]]
Vector = dict[Labels, float]
Value = Vector | float


class Scrape(NamedTuple):
    at: float
    values: dict[tuple[str, Labels], float]
    """By name and labels."""


NOTHING: Labels = frozenset()
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
TOKEN = re.compile(r'\s*(\d+(?:\.\d+)?|[a-z_]+|"[^"]*"|=~|==|[<>!]=|[-+*/<>=(){}\[\],])')
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "==": lambda one, other: one == other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
}
RECKON: dict[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other if other else math.nan,
}
GATHER: dict[str, Callable[[list[float]], float]] = {"sum": sum, "min": min, "max": max}
LEVELS: tuple[tuple[str, ...], ...] = (("or",), ("and",), tuple(COMPARE), ("+", "-"), ("*", "/"))


def fires(expression: str, scrapes: Sequence[Scrape]) -> bool:
    """Whether an alert of this expression is pending or firing: something is left of it."""
    found = _Reader(expression, scrapes).whole()
    return bool(found) if isinstance(found, dict) else True


class _Reader:
    def __init__(self, expression: str, scrapes: Sequence[Scrape]) -> None:
        self.tokens, self.place, self.scrapes = TOKEN.findall(expression), 0, scrapes
        assert "".join(self.tokens) == re.sub(r"\s", "", expression), f"not understood: {expression}"

    def whole(self) -> Value:
        found = self.level(0)
        assert self.place == len(self.tokens), self.tokens[self.place :]
        return found

    def next(self, wanted: str = "") -> str:
        token = self.tokens[self.place]
        assert wanted in ("", token), f"{wanted} and not {token}"
        self.place += 1
        return token

    def is_next(self, *wanted: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place] in wanted

    def level(self, at: int) -> Value:
        """Operators that bind more loosely come first."""
        if at == len(LEVELS):
            return self.one()
        found = self.level(at + 1)
        while self.is_next(*LEVELS[at]):
            found = _joined(self.next(), found, self.level(at + 1))
        return found

    def one(self) -> Value:
        token = self.next()
        if token == "(":
            found = self.level(0)
            self.next(")")
            return found
        if token[0].isdigit():
            return float(token)
        if token in GATHER:
            return self.gathered(GATHER[token])
        if not self.is_next("("):
            return self.selected(token, self.scrapes[-1])
        self.next("(")
        found = self.called(token)
        self.next(")")
        return found

    def called(self, name: str) -> Value:
        if name == "time":
            return self.scrapes[-1].at
        if name == "vector":
            only = self.level(0)
            assert isinstance(only, float)
            return {NOTHING: only}
        if name == "histogram_quantile":
            share = float(self.next())
            self.next(",")
            return _quantile(share, _vector(self.level(0)))
        assert name in ("rate", "increase"), name
        return self.grown(per_second=name == "rate")

    def selected(self, name: str, scrape: Scrape, wanted: Sequence[tuple[str, str, str]] | None = None) -> Vector:
        wanted = self.labels() if wanted is None else wanted
        return {
            labels: value
            for (other, labels), value in scrape.values.items()
            if other == name and all(_fits(dict(labels).get(label, ""), how, said) for label, how, said in wanted)
        }

    def labels(self) -> list[tuple[str, str, str]]:
        found = []
        if self.is_next("{"):
            self.next("{")
            while not self.is_next("}"):
                found.append((self.next(), self.next(), self.next().strip('"')))
                if self.is_next(","):
                    self.next(",")
            self.next("}")
        return found

    def grown(self, *, per_second: bool) -> Vector:
        name, wanted = self.next(), self.labels()
        self.next("[")
        window = float(self.next()) * UNITS[self.next()]
        self.next("]")
        within = [scrape for scrape in self.scrapes if scrape.at >= self.scrapes[-1].at - window]
        first, last = (self.selected(name, scrape, wanted) for scrape in (within[0], within[-1]))
        return {
            labels: (value - first.get(labels, 0)) / (window if per_second else 1) for labels, value in last.items()
        }

    def gathered(self, gather: Callable[[list[float]], float]) -> Vector:
        by: list[str] = []
        if self.is_next("by"):
            self.next()
            self.next("(")
            while not self.is_next(")"):
                by.append(self.next())
                if self.is_next(","):
                    self.next(",")
            self.next(")")
        self.next("(")
        groups: dict[Labels, list[float]] = {}
        for labels, value in _vector(self.level(0)).items():
            groups.setdefault(frozenset(pair for pair in labels if pair[0] in by), []).append(value)
        self.next(")")
        return {labels: gather(values) for labels, values in groups.items()}


def _fits(value: str, how: str, said: str) -> bool:
    return value == said if how == "=" else bool(re.fullmatch(said, value))


def _vector(value: Value) -> Vector:
    assert isinstance(value, dict)
    return value


def _joined(operator: str, one: Value, other: Value) -> Value:
    """Of two vectors those are joined that have the same labels; a comparison leaves the left side of those that hold."""
    if operator == "or":
        return {**_vector(other), **_vector(one)}
    if operator == "and":
        return {labels: value for labels, value in _vector(one).items() if labels in _vector(other)}
    if isinstance(one, float) and isinstance(other, float):
        return RECKON[operator](one, other)
    keys = one if isinstance(one, dict) else _vector(other)
    pairs = {
        labels: (one[labels] if isinstance(one, dict) else one, other[labels] if isinstance(other, dict) else other)
        for labels in keys
        if not isinstance(other, dict) or labels in other
    }
    if operator in COMPARE:
        return {labels: left for labels, (left, right) in pairs.items() if COMPARE[operator](left, right)}
    return {labels: RECKON[operator](left, right) for labels, (left, right) in pairs.items()}


def _quantile(share: float, buckets: Vector) -> Vector:
    """The upper end of the bucket in which that share of all is reached; of one histogram."""
    ends = sorted((float(dict(labels)["le"].replace("+Inf", "inf")), value) for labels, value in buckets.items())
    if not ends or not ends[-1][1]:
        return {}
    return {NOTHING: next(end for end, value in ends if value >= share * ends[-1][1])}
