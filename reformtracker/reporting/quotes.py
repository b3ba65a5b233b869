"""Figures that authors quote: `[[1.1.1/2019]]` is what the record says of that indicator and period, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from benefits.labels import label
from benefits.measures import Missing
from reformtracker.publishing.texts import Text
from reformtracker.reporting import lines
from reformtracker.reporting.document import Bound
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import bound
from reformtracker.web import answers, numbers, sentences
from reformtracker.web.overview import Line

QUOTE = re.compile(r"\[\[\s*([^\[\]/\s]+)\s*/\s*([^\[\]\s]+)\s*\]\]")


class BadOutline(ValueError):
    """What an author asked for cannot be composed: a sentence that says what and where."""


class UnknownQuote(BadOutline):
    """No such figure is public in the release."""


class Quoted(NamedTuple):
    said: str
    bound: Bound


def filled(told: Told, key: str, said: Text) -> tuple[Text, list[Bound]]:
    """The text with its figures in its own language, and their versions; `key` names the paragraph in a refusal.

    Held against a later release a figure that is gone is `NOT_PUBLISHED`. Raises `UnknownQuote`.
    """
    found: list[Bound] = []

    def figure(match: re.Match[str]) -> str:
        code, period = match.groups()
        with translation.override(said.language):
            quoted = _quoted(told, code, period)
        if quoted is None and told.is_against_later:
            return numbers.NOT_PUBLISHED
        if quoted is None:
            raise UnknownQuote(_refusal(told, key, code, period))
        found.append(quoted.bound)
        return quoted.said

    return said._replace(value=QUOTE.sub(figure, said.value)), found


def _quoted(told: Told, code: str, period: str) -> Quoted | None:
    """An observation of that period, else the baseline."""
    line = _line(told, code)
    return next((quoted for name, quoted in _known(line) if name == period), None) if line else None


def _line(told: Told, code: str) -> Line | None:
    return next((line for line in told.overview.lines if line.code == code), None)


def _known(line: Line) -> Iterator[tuple[str, Quoted]]:
    version = line.standing.indicator_version
    for seen in line.observations:
        if not seen.is_withdrawal:
            said = label(Missing(seen.missing)) if seen.missing else sentences.observed(version, seen).what
            yield seen.thing.period, Quoted(said, lines.of_observation(line, seen, said))
    if version.has_baseline:
        said = sentences.reading(version, version.baseline_value, version.baseline_level, version.baseline_qualifier)
        yield version.baseline_period, Quoted(said, bound(version, said))


def _refusal(told: Told, key: str, code: str, period: str) -> str:
    names = {"key": key, "quote": f"[[{code}/{period}]]", "number": told.named.number}
    line = _line(told, code)
    if line is None:
        known = answers.listed([one.code for one in told.overview.lines])
        return _(
            "Paragraph “%(key)s” quotes %(quote)s, but release %(number)d has no indicator %(code)s. It has: %(known)s."
        ) % {**names, "code": code, "known": known or numbers.NOT_PUBLISHED}
    known = answers.listed(list(dict.fromkeys(name for name, _quoted in _known(line))))
    return _(
        "Paragraph “%(key)s” quotes %(quote)s, but release %(number)d has no figure of %(code)s for %(period)s. It has: %(known)s."
    ) % {**names, "code": code, "period": period, "known": known or numbers.NOT_PUBLISHED}
