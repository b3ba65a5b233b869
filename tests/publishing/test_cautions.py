from __future__ import annotations

from typing import Any

import pytest

from reformtracker.publishing.checklist import cautions, digest
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ALL = {"fr": "Objectif", "es": "Objetivo", "ru": "Цель", "ar": "هدف", "zh_hans": "目标"}


def missing(*versions: Any) -> dict[str, list[tuple[Any, str]]]:
    found = [caution for caution in cautions(versions) if caution.code.startswith("translation_")]
    return {caution.code: list(caution.about) for caution in found}


def test_each_language_that_a_text_lacks_is_a_warning_with_its_places(cast: Cast, chain: Chain) -> None:
    goal, other = f.objective(chain, cast, "1", name_fr="Objectif 1"), f.objective(chain, cast, "3")
    found = missing(goal, other)
    assert len(found) == 5
    assert found["translation_fr"] == [(other, "1 text")]
    assert found["translation_es"] == [(goal, "1 text"), (other, "1 text")]


def test_a_version_that_speaks_all_six_languages_gives_no_warning(cast: Cast, chain: Chain) -> None:
    goal = f.objective(chain, cast, "1", **{f"name_{code}": name for code, name in ALL.items()})
    assert missing(goal) == {}


def test_what_was_read_is_no_longer_the_same_when_another_version_comes_in(cast: Cast, chain: Chain) -> None:
    goal, other = f.objective(chain, cast, "1"), f.objective(chain, cast, "3")
    assert digest(cautions([goal])) == digest(cautions([goal]))
    assert digest(cautions([goal])) != digest(cautions([goal, other]))
