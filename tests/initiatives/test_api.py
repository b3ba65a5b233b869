from __future__ import annotations

from datetime import date

import pytest

from initiatives.models import Entity
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.reading import get, read, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast: Cast) -> Chain:
    chain = f.chain()
    lead = Entity.objects.create(code="dppa", acronym="DPPA", name_en="Department", name_fr="Département")
    Entity.objects.create(code="unused", name_en="Nobody")
    initiative = f.initiative(chain, cast, phase="continuous_improvement", official="zh, en")
    initiative.leads.create(entity=lead)
    meeting = f.milestone(
        chain, cast, "meeting", day=date(2020, 12, 31), precision="quarter", review_meeting=True, text_fr="Réunion"
    )
    f.release(
        *(chain, cast, f.framework(chain, cast, summary_en="What for."), f.objective(chain, cast)),
        *(initiative, f.milestone(chain, cast), meeting),
    )
    return chain


def test_a_framework_says_its_period_and_track(chain: Chain) -> None:
    said = read("frameworks/reform/")
    assert (said["slug"], said["framework"], said["track"]) == ("reform", "reform", "peace_and_security")
    assert (said["starts"], said["ends"], said["summary"]) == ("2019-01-01", "2020-12-31", "What for.")
    assert (said["is_default"], said["is_demo"]) == (True, False)
    assert said["html_url"] == "http://testserver/en/reform/"


def test_an_initiative_says_who_leads_it(chain: Chain) -> None:
    said = read("initiatives/2.4/", lang="fr")
    assert (said["code"], said["objective"], said["phase"]) == ("2.4", "2", "continuous_improvement")
    assert said["lead_entities"] == [{"code": "dppa", "acronym": "DPPA", "name": "Département"}]
    assert said["official"] == ["zh", "en"]
    assert (said["name"], said["untranslated"]) == (None, ["name"])


def test_initiatives_are_found_by_objective_and_phase(chain: Chain) -> None:
    assert [row["code"] for row in rows("initiatives/", objective="2", phase="continuous_improvement")] == ["2.4"]
    assert rows("initiatives/", phase="closed") == []


def test_milestones_stand_in_the_order_of_their_days(chain: Chain) -> None:
    assert [row["slug"] for row in rows("milestones/")] == ["new-departments", "meeting"]
    (meeting,) = rows("milestones/", review_meeting="true", lang="fr")
    assert (meeting["date"], meeting["precision"], meeting["text"]) == ("2020-12-31", "quarter", "Réunion")


def test_entities_are_those_that_the_record_names(chain: Chain) -> None:
    (entity,) = rows("entities/")
    assert entity == {
        "code": "dppa",
        "acronym": "DPPA",
        "name": "Department",
        "url": "http://testserver/api/v1/entities/dppa/?framework=reform",
    }
    assert get("entities/unused/").status_code == 404


def test_a_withdrawn_milestone_is_a_notice(chain: Chain, cast: Cast) -> None:
    thing = f.Milestone.objects.get(slug="meeting")
    f.release(chain, cast, f.actions.withdraw(thing, f.MilestoneVersion, by=cast.contributor, reason="It never was."))
    said = read("milestones/meeting/")
    assert (said["title"], said["date"], said["precision"], said["review_meeting"]) == (None, None, None, None)
    assert said["withdrawn"]["reason"] == "It never was."
    assert read("milestones/meeting/", release=1)["date"] == "2020-12-31"
