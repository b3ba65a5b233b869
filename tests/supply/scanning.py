"""What looks like a secret in a text: the shapes that providers give their keys, and texts that only chance would write."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

SHAPES = {
    "private key": ("PRIVATE KEY", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    "key of AWS": ("A", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    "token of GitHub": ("gh", r"\bgh[pousr]_[A-Za-z0-9]{36}"),
    "token of GitHub, newer": ("github_pat_", r"\bgithub_pat_\w{22}"),
    "token of GitLab": ("glpat-", r"\bglpat-[\w-]{20}"),
    "token of Slack": ("xox", r"\bxox[abeprs]-[\w-]{10}"),
    "key of Google": ("AIza", r"\bAIza[\w-]{35}"),
    "key of Stripe": ("k_live_", r"\b[rs]k_live_[A-Za-z0-9]{16}"),
    "token of npm": ("npm_", r"\bnpm_[A-Za-z0-9]{36}"),
    "token of PyPI": ("pypi-AgEI", r"\bpypi-AgEI[\w-]{50}"),
    "key of a model's service": ("sk-", r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20}"),
    "signed token": ("eyJ", r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "password in an address": ("://", r"\b[a-z][a-z0-9+]*://[^\s:/@'\"`]*:(?P<said>[^\s@/'\"`{$<][^\s@/'\"`]{2,})@"),
}
"""By what it is: letters without which it is not there, and its shape."""
_SHAPES = {what: (sign, re.compile(shape)) for what, (sign, shape) in SHAPES.items()}
NAMES = ("secret", "passw", "token", "api_key", "apikey", "credential", "private_key")
_GIVEN = re.compile(
    rf"(?i)(?:{'|'.join(NAMES)})[\w\"'\]]*[ \t]*(?::|=|=>|:=)[ \t]*[bfr]?[\"'`]?(?P<said>[A-Za-z0-9+/_=.~!-]{{16,}})"
)
BY_CHANCE = 3.5
"""Bits for each character, from which on a text was hardly thought of by a person."""


class Secret(NamedTuple):
    what: str
    text: str


def found(text: str) -> Iterator[Secret]:
    for what, (sign, shape) in _SHAPES.items():
        if sign in text:
            yield from (Secret(what, match.groupdict().get("said", match[0])) for match in shape.finditer(text))
    for line in text.split("\n"):
        small = line.lower()
        if any(name in small for name in NAMES):
            yield from (Secret("assigned", said) for said in _GIVEN.findall(line) if _by_chance(said))


def _by_chance(text: str) -> bool:
    """Digits among letters, and no sign of a name: what is called `tests.cast.PASSWORD` is written by people."""
    if not (re.search(r"\d", text) and re.search(r"[A-Za-z]", text)) or "." in text.strip("."):
        return False
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values()) >= BY_CHANCE


def scan(texts: Iterable[tuple[str, str]]) -> dict[Secret, str]:
    """Each secret and where it was found first; `texts`: place and text."""
    secrets: dict[Secret, str] = {}
    for place, text in texts:
        for secret in found(text):
            secrets.setdefault(secret, place)
    return secrets
