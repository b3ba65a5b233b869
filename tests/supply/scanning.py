"""What looks like a secret in a text: the shapes that providers give their keys, and texts that only chance would write."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

SHAPES = {
    "private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "key of AWS": r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b",
    "token of GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22}",
    "token of GitLab": r"\bglpat-[\w-]{20}",
    "token of Slack": r"\bxox[abeprs]-[\w-]{10}",
    "key of Google": r"\bAIza[\w-]{35}",
    "key of Stripe": r"\b[rs]k_live_[A-Za-z0-9]{16}",
    "token of a registry": r"\bnpm_[A-Za-z0-9]{36}|\bpypi-AgEI[\w-]{50}",
    "key of a model's service": r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20}",
    "signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
}
_SHAPED = re.compile("|".join(f"(?P<shape{place}>{shape})" for place, shape in enumerate(SHAPES.values())))
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+]*://[^\s:/@'\"`]*:(?P<said>[^\s@/'\"`{$<][^\s@/'\"`]{2,})@")
_GIVEN = re.compile(
    r"(?i)(?:secret|passw(?:or)?d|passwd|token|api_?key|credential|private_?key)[\w\"'\]]*[ \t]*(?::|=|=>|:=)[ \t]*[bfr]?[\"'`]?"
    r"(?P<said>[A-Za-z0-9+/_=.~!-]{16,})"
)
BY_CHANCE = 3.5
"""Bits for each character, from which on a text was hardly thought of by a person."""


class Secret(NamedTuple):
    what: str
    text: str


def found(text: str) -> Iterator[Secret]:
    for shaped in _SHAPED.finditer(text):
        yield Secret(list(SHAPES)[int(str(shaped.lastgroup).removeprefix("shape"))], shaped[0])
    for address in _ADDRESS.finditer(text):
        yield Secret("password in an address", address["said"])
    for given in _GIVEN.finditer(text):
        if _by_chance(given["said"]):
            yield Secret("assigned", given["said"])


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
