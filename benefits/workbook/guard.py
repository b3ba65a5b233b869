"""Texts that a spreadsheet would take for formulas, as CSV carries them: behind an apostrophe, and back."""

from __future__ import annotations

from typing import Final

FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """A text that has an apostrophe of its own there gets another.

    >>> guarded("=1+1"), guarded("'=1"), guarded("plain"), unguarded(guarded("''-x"))
    ("'=1+1", "''=1", 'plain', "''-x")
    """
    return f"'{text}" if _looks_like_a_formula(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _looks_like_a_formula(text) else text


def _looks_like_a_formula(text: str) -> bool:
    return text.lstrip("'").startswith(FORMULA_SIGNS)
