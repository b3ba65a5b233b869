"""A mark is told by its shape and its word: whoever sees no colour misses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils.translation import override

from reformtracker.publishing.texts import PATHS
from reformtracker.web import marks
from reformtracker.web.marks import Mark

pytestmark = pytest.mark.bar("B52")

GLYPHS = (settings.BASE_DIR / "templates/_glyphs.html").read_text()
SHAPES = dict(re.findall(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', GLYPHS))
FAMILIES: dict[str, tuple[Callable[[str], Mark], tuple[str, ...]]] = {
    "verdict": (marks.verdict, marks.VERDICTS),
    "cause": (marks.cause, marks.CAUSES),
    "status": (marks.status, marks.STATUSES),
    "action": (marks.action, marks.ACTIONS),
}


def of(family: str) -> list[Mark]:
    make, words = FAMILIES[family]
    return [make(word) for word in words]


def test_every_shape_is_another_and_has_no_colour_of_its_own() -> None:
    assert len(SHAPES) > 20
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert not [name for name, drawn in SHAPES.items() if re.search(r'(fill|stroke)="(?!none)', drawn)]


@pytest.mark.parametrize("family", FAMILIES)
def test_marks_of_a_family_differ_in_shape_and_not_in_colour_alone(family: str) -> None:
    symbols = [mark.symbol for mark in of(family)]
    assert len(set(symbols)) == len(symbols)
    assert set(symbols) <= SHAPES.keys()


@pytest.mark.parametrize("language", PATHS)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_mark_has_a_word_that_no_other_of_its_family_has(family: str, language: str) -> None:
    with override(PATHS[language]):
        words = [mark.word for mark in of(family)]
    assert all(words)
    assert len(set(words)) == len(words)
