from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from initiatives.models import Milestone, MilestoneVersion
from reformtracker.publishing import actions, snapshot
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.web.single import html, section, words

pytestmark = pytest.mark.django_db

PATH = "/en/reform/timeline/"


def answer(path: str = PATH) -> str:
    return html(path).split('<p class="sub">')[1].split("</p>")[0]


def publish(chain: Chain, cast: Cast) -> None:
    f.release(
        chain,
        cast,
        f.milestone(chain, cast, "start", title_en="Two departments"),
        f.milestone(
            chain, cast, "meeting", title_en="A meeting", day=date(2019, 4, 30), precision="month", review_meeting=True
        ),
        f.milestone(chain, cast, "evaluation", title_en="An evaluation", day=date(2020, 12, 31), precision="year"),
        f.milestone(chain, cast, "aim", title_en="An aim", day=date(2100, 3, 31), precision="quarter"),
    )


def test_the_answer_says_from_when_to_when_and_what_lies_ahead(chain: Chain, cast: Cast) -> None:
    publish(chain, cast)
    assert answer() == (
        "4 events are recorded, the first dated 1 January 2019, the last first quarter of 2100. 1 is a review meeting. "
        "1 lies ahead of the day shown."
    )


def test_without_an_event_the_page_says_so_and_draws_nothing(chain: Chain) -> None:
    assert answer() == "No dated event has been published."
    assert "<figure" not in html(PATH)


def test_one_event_without_a_meeting_is_one_event(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.milestone(chain, cast))
    assert answer() == "One event is recorded, dated 1 January 2019. No review meeting is recorded."


def test_each_date_is_as_exact_as_its_source(chain: Chain, cast: Cast) -> None:
    publish(chain, cast)
    said = section("h-events", PATH)
    assert "2019 1 January 2019 Two departments" in said
    assert "April 2019 · review meeting A meeting" in said
    assert "2020 2020 An evaluation" in said
    assert "2100 first quarter of 2100 · ahead of the day shown An aim" in said
    page = html(PATH)
    assert '<li id="m-start">' in page
    assert '<li id="m-meeting" class="wide meeting">' in page
    assert '<li id="m-aim" class="wide ahead">' in page


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2019, 12, 31), "2020 · ahead of the day shown"),
        (date(2020, 1, 1), "2020 · not over on the day shown"),
        (date(2020, 12, 31), "2020 A year"),
    ],
)
def test_a_year_that_is_not_over_leaves_it_open_whether_the_event_has_been(
    chain: Chain, cast: Cast, monkeypatch: pytest.MonkeyPatch, day: date, said: str
) -> None:
    f.release(chain, cast, f.milestone(chain, cast, title_en="A year", day=date(2020, 12, 31), precision="year"))
    monkeypatch.setattr(snapshot, "today", lambda: day)
    assert said in section("h-events", PATH)


def test_the_drawing_has_one_mark_for_each_and_its_sentence(chain: Chain, cast: Cast) -> None:
    publish(chain, cast)
    drawn = re.search(r'<svg class="chart"[^>]*role="img".*?</svg>', html(PATH), re.DOTALL)
    assert drawn
    assert drawn[0].count("<circle") == 4
    assert f'aria-label="{answer()}"' in drawn[0]
    assert "viewBox" not in drawn[0]
    assert "style=" not in drawn[0]


def test_the_key_explains_only_what_is_drawn(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.milestone(chain, cast))
    key = html(PATH).split('<ul class="key">')[1].split("</ul>")[0]
    assert "dated to the day" in key
    for word in ("review meeting", "year only", "the day shown"):
        assert word not in key


def test_each_event_cites_document_and_paragraph(chain: Chain, cast: Cast) -> None:
    publish(chain, cast)
    assert "A/75/202 , para. 38" in section("h-events", PATH)
    assert 'href="https://undocs.org/ar/A/75/202"' in html(PATH.replace("/en/", "/ar/"))


def test_case_studies_keep_their_own_sequence(chain: Chain, cast: Cast) -> None:
    case = f.case_study(chain, cast)
    case.events.create(day=date(2019, 3, 31), precision="month", text_en="Over the river")
    f.release(chain, cast, case, f.milestone(chain, cast))
    assert "Over the river" not in words(PATH)


def test_a_withdrawn_event_leaves_its_notice(chain: Chain, cast: Cast) -> None:
    publish(chain, cast)
    thing = Milestone.objects.get(slug="evaluation")
    f.release(chain, cast, actions.withdraw(thing, MilestoneVersion, by=cast.contributor, reason="Another reform's."))
    assert "Another reform's." in section("h-gone", PATH)
    assert "An evaluation" not in words(PATH)
    assert answer().startswith("3 events are recorded")
    assert "An evaluation" in words(f"{PATH}?release=3")
    assert "Withdrawn since" in words(f"{PATH}?release=3")


def test_a_draft_is_never_shown(chain: Chain, cast: Cast) -> None:
    f.milestone(chain, cast, title_en="Not yet said")
    assert "Not yet said" not in words(PATH)
    assert Client().get("/en/nowhere/timeline/").status_code == 404
