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
from reformtracker.publishing.models import Chain
from reformtracker.publishing.texts import PATHS
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast
from tests.clock import at
from tests.planted import SECRET
from tests.silence.asking import Answers, Question, again, answers, every_way, questions
from tests.silence.record import ASKED, STRAIGHT, WINDING, Way, publish

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B30")]

SAMPLE = (
    "/en/reform/",
    "/ar/reform/indicators/2.4.2/",
    "/en/search/",
    "/sitemap.xml",
    "/api/v1/observations/",
    "/api/v1/changes/",
    "/api/v1/releases/1/contents/",
    "/sdmx/data/REFORM/all",
    "/sdmx/codelist/RT/CL_UNIT",
)


class Told:
    """What each of the two records answers, and of which state of the record it says so."""

    def __init__(self, cast: Cast, folder: Path, settings: Any) -> None:
        self.cast, self.folder, self.settings = cast, folder, settings

    def by(self, way: Way, asked: Iterable[Question]) -> tuple[str, Answers]:
        """Also with the tags of its answers. Nothing of the record is there afterwards."""
        self.settings.EXPORTS_DIR = self.folder / str(len(list(self.folder.iterdir())))
        self.settings.EXPORTS_DIR.mkdir()
        with transaction.atomic():
            publish(self.cast, way)
            with at(ASKED):
                found = answers(asked)
                found |= answers(
                    again(one, answer.etag) for one, answer in found.items() if answer.etag and not one.way
                )
                state = epoch.read()
            transaction.set_rollback(True)
        return state, found


@pytest.fixture
def told(cast: Cast, tmp_path: Path, settings: Any) -> Told:
    return Told(cast, tmp_path, settings)


def compared(told: Told, asked: list[Question]) -> tuple[list[str], int]:
    """Which of these, and of these asked with the tags of their answers, are answered otherwise; and how many are pages."""
    state, winding = told.by(WINDING, asked)
    # Asked with the tags of the other record, too.
    as_before, straight = told.by(STRAIGHT, winding)
    assert as_before == state
    return apart(straight, winding), sum(answer.status == 200 for answer in straight.values())


def apart(some: Answers, others: Answers) -> list[str]:
    return [f"{one}: {some[one].unlike(other)}" for one, other in others.items() if some[one] != other]


def test_a_sample_of_addresses_says_the_same_byte_for_byte(told: Told, figure: Figure) -> None:
    asked = [*questions(["en"], every=12), *(one for address in SAMPLE for one in every_way(address))]
    wrong, pages = compared(told, asked)
    assert wrong == []
    assert pages > 100
    figure("B30", f"{len(asked):,} of all answers, byte for byte")


@pytest.mark.trust
def test_every_address_in_six_languages_says_the_same_byte_for_byte(told: Told, figure: Figure) -> None:
    asked = list(questions(PATHS))
    wrong, pages = compared(told, asked)
    assert wrong == []
    assert pages > 1100
    figure("B30", f"{len(asked):,} answers, {pages:,} of them pages, byte for byte")


def test_what_differs_would_be_noticed(chain: Chain, cast: Cast) -> None:
    asked = [Question(address) for address in SAMPLE]
    before = answers(asked)
    assert apart(before, answers(asked)) == []
    f.release(chain, cast, f.challenge(chain, cast, "C9", title_en=SECRET))
    assert len(apart(before, answers(asked))) >= 6
