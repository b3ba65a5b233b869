"""What staff do behind the record changes no byte of what the public is told.

Two records with the same four releases: one is published straight away; for the other everything was drafted before and in another
order, sent back, and beside it lies all that is not public, with a secret word in each of its texts. So keys, their order, counts
and gaps differ, and answers must not.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from reformtracker.publishing import epoch
from reformtracker.publishing.texts import PATHS
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast
from tests.clock import at
from tests.planted import SECRET
from tests.silence.asking import Answer, Question, again, answers, every_way, questions
from tests.silence.record import ASKED, STRAIGHT, WINDING, Way, publish

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B30")]

SAMPLE = (
    "/en/reform/",
    "/ar/reform/indicators/2.4.2/",
    "/en/search/",
    "/sitemap.xml",
    "/api/v1/observations/",
    "/api/v1/changes/",
    "/sdmx/data/REFORM/all",
    "/sdmx/codelist/RT/CL_UNIT",
)


class Told:
    """What each of the two records answers, and of which state of the record it says so."""

    def __init__(self, cast: Cast, folder: Path, settings: Any) -> None:
        self.cast, self.folder, self.settings = cast, folder, settings

    def by(self, way: Way, asked: Iterable[Question]) -> tuple[str, dict[Question, Answer]]:
        """Nothing of it is there afterwards."""
        self.settings.EXPORTS_DIR = self.folder / str(len(list(self.folder.iterdir())))
        self.settings.EXPORTS_DIR.mkdir()
        with transaction.atomic():
            publish(self.cast, way)
            with at(ASKED):
                found = epoch.read(), answers(asked)
            transaction.set_rollback(True)
        return found


@pytest.fixture
def told(cast: Cast, tmp_path: Path, settings: Any) -> Told:
    return Told(cast, tmp_path, settings)


def differing(told: Told, asked: list[Question]) -> tuple[list[Question], int]:
    """Which of these, and of these asked with the tags of their answers, are answered otherwise; and how many are pages."""
    straight, first = told.by(STRAIGHT, asked)
    tags = [again(question, answer.etag) for question, answer in first.items() if answer.etag and not question.way]
    asked_again = [*asked, *tags]
    winding, second = told.by(WINDING, asked_again)
    first |= told.by(STRAIGHT, tags)[1]
    assert winding == straight
    wrong = [question for question in asked_again if first[question] != second[question]]
    return wrong, sum(answer.status == 200 for answer in first.values())


def test_a_sample_of_addresses_says_the_same_byte_for_byte(told: Told, figure: Figure) -> None:
    asked = [*questions(["en"], each=23), *(one for address in SAMPLE for one in every_way(address))]
    wrong, pages = differing(told, list(dict.fromkeys(asked)))
    assert wrong == []
    assert pages > 200
    figure("B30", f"{len(asked):,} of all answers, byte for byte")


@pytest.mark.trust
def test_every_address_in_six_languages_says_the_same_byte_for_byte(told: Told, figure: Figure) -> None:
    asked = list(questions(PATHS))
    wrong, pages = differing(told, asked)
    assert wrong == []
    assert pages > 5000
    figure("B30", f"{len(asked):,} answers, {pages:,} of them pages, byte for byte")


def test_what_differs_would_be_noticed(told: Told) -> None:
    def published(chain: Any, cast: Cast) -> None:
        f.release(chain, cast, f.challenge(chain, cast, "C9", title_en=SECRET))

    asked = [Question(address) for address in SAMPLE]
    _epoch, straight = told.by(STRAIGHT, asked)
    _other, winding = told.by(Way(STRAIGHT.before, list, STRAIGHT.reviewed, published), asked)
    assert {question for question in asked if straight[question] != winding[question]} >= set(asked[:1] + asked[3:6])
