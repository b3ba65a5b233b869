"""The desk of review meetings as the cast finds it: called, read, decided in; nothing half saved, nothing twice, every refusal in words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as opened

from casestudies.models import Challenge, ChallengeVersion, CorrectiveAction, CorrectiveActionVersion
from initiatives.models import Initiative, Milestone, MilestoneVersion
from reformtracker.publishing import actions as publishing
from reformtracker.publishing import policy
from reformtracker.publishing.actions import Conflict, Incomplete
from reformtracker.publishing.models import AuditEvent, Chain, Person
from reformtracker.publishing.snapshot import today
from reformtracker.reporting.meeting import actions
from reformtracker.reporting.models import Decision, ReviewMeeting
from reformtracker.web.paper import NoPaper
from tests import factories as f
from tests.cast import Cast, person
from tests.reporting import shelf, sitting
from tests.reporting.wordfile import press  # noqa: F401
from tests.staff import signed_in
from tests.web.test_queries import publish

pytestmark = pytest.mark.django_db

ITEM = "indicator.2.4.2"


@pytest.fixture
def troubled(cast: Cast) -> Chain:
    return sitting.troubled(cast)


@pytest.fixture
def meeting(troubled: Chain, cast: Cast) -> ReviewMeeting:
    return sitting.called(troubled, cast)


@pytest.fixture
def chair(cast: Cast) -> Client:
    return signed_in(cast.contributor)


def page(meeting: ReviewMeeting, name: str = "change", item: str = "") -> str:
    address = reverse(f"admin:reporting_reviewmeeting_{name}", args=[meeting.pk])
    return f"{address}?item={item}" if item else address


def said(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def filled(client: Client, meeting: ReviewMeeting, item: str = ITEM, **changes: Any) -> dict[str, Any]:
    """The form of a decision as a browser sends it back."""
    form = client.get(page(meeting, "decide", item)).context["form"]
    titles = {name: "" for name in form.fields if name.startswith("title_")}
    values = {
        **titles,
        "form": form["form"].value(),
        "title_en": "Ask twice",
        "challenge": form.fields["challenge"].choices[0][0],
        "owner": shelf.entity().pk,
        "due": "2025-06-30",
    }
    return {**values, **changes}


def close(code: str, cast: Cast) -> None:
    there = ChallengeVersion.objects.get(thing__code=code)
    closed = publishing.revise(there.thing, ChallengeVersion, by=cast.contributor, version_kind="revision")
    closed.condition, closed.reason_en = "closed", "Done."
    publishing.save(closed, by=cast.contributor, expected=closed.edits)


@pytest.fixture
def failing(meeting: ReviewMeeting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last step of a decision in a meeting that was called well."""

    def fails(*_given: Any, **_more: Any) -> None:
        raise Conflict("No.")

    monkeypatch.setattr("reformtracker.reporting.meeting.actions.audit", fails)


# ---------- called ----------
def test_calling_a_meeting_drafts_the_milestone_that_will_tell_of_it(
    chair: Client, troubled: Chain, cast: Cast
) -> None:
    response = chair.post(reverse("admin:reporting_reviewmeeting_add"), {"chain": troubled.pk, "day": "2025-04-15"})
    meeting = ReviewMeeting.objects.get()
    assert response["Location"] == page(meeting)
    assert (meeting.release.number, meeting.called_by) == (troubled.head, cast.contributor)
    draft = MilestoneVersion.objects.get(thing=meeting.milestone)
    assert (draft.state, draft.day, draft.review_meeting) == ("draft", date(2025, 4, 15), True)
    assert (draft.title_en, draft.title_fr) == ("Review meeting", "Réunion d’examen")
    assert meeting.milestone.slug == "review-meeting-2025-04-15"
    assert AuditEvent.objects.filter(act="call review meeting", actor=cast.contributor.pseudonym).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": ""}, "This field is required"),
        ({"day": "soon"}, "Enter a valid date"),
        ({"release": "9"}, "There is no such release; they run from 1 to 4."),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_in_words(
    changes: dict[str, str], sentence: str, chair: Client, troubled: Chain
) -> None:
    values = {"chain": troubled.pk, "day": "2025-04-15", **changes}
    response = chair.post(reverse("admin:reporting_reviewmeeting_add"), values)
    assert response.status_code == 422
    assert sentence in said(response)
    assert not ReviewMeeting.objects.exists()
    assert not Milestone.objects.exists()


def test_a_meeting_is_called_once_for_a_day(chair: Client, meeting: ReviewMeeting) -> None:
    again = {"chain": meeting.chain_id, "day": str(meeting.day)}
    response = chair.post(reverse("admin:reporting_reviewmeeting_add"), again)
    assert response.status_code == 409
    assert "A review meeting has been called for that day already." in said(response)
    assert MilestoneVersion.objects.count() == 1


def test_where_its_milestone_is_taken_nothing_of_a_meeting_is_saved(troubled: Chain, cast: Cast) -> None:
    f.milestone(troubled, cast, "review-meeting-2025-04-15")
    with pytest.raises(Conflict, match="There is a milestone review-meeting-2025-04-15 already"):
        sitting.called(troubled, cast)
    assert not ReviewMeeting.objects.exists()


# ---------- decided ----------
def test_a_decision_drafts_the_action_with_its_owner_its_date_and_its_indicator(
    chair: Client, meeting: ReviewMeeting, cast: Cast
) -> None:
    response = chair.post(page(meeting, "decide", ITEM), filled(chair, meeting, title_fr="Demander deux fois"))
    assert response["Location"] == f"{page(meeting)}#{ITEM}"
    decision = Decision.objects.get()
    assert (decision.item, decision.meeting, decision.decided_by) == (ITEM, meeting, cast.contributor)
    draft = CorrectiveActionVersion.objects.get(thing=decision.action)
    assert (draft.thing.code, draft.thing.challenge.code) == ("C1.2", "C1")
    assert (draft.state, draft.progress, draft.due) == ("draft", "planned", date(2025, 6, 30))
    assert (draft.title_en, draft.title_fr, draft.owner) == ("Ask twice", "Demander deux fois", shelf.entity())
    assert [row.indicator.code for row in draft.indicators.all()] == ["2.4.2"]
    event = AuditEvent.objects.get(act="decide in review meeting")
    assert event.detail == {"meeting": meeting.pk, "item": ITEM, "action": "C1.2"}


@pytest.mark.parametrize("missing", ["title_en", "owner", "due", "challenge"])
def test_a_decision_lacks_nothing(missing: str, chair: Client, meeting: ReviewMeeting) -> None:
    response = chair.post(page(meeting, "decide", ITEM), filled(chair, meeting, **{missing: ""}))
    assert response.status_code == 422
    assert "This field is required" in said(response)
    assert not Decision.objects.exists()
    assert not CorrectiveAction.objects.filter(code="C1.2").exists()


@pytest.mark.parametrize("missing", [{"titles": {"fr": "Oui"}}, {"owner": None}, {"due": None}, {"challenge": None}])
def test_the_verb_asks_for_all_of_it_too(missing: dict[str, Any], meeting: ReviewMeeting, cast: Cast) -> None:
    with pytest.raises(Incomplete):
        sitting.decided(meeting, cast, **missing)


def test_a_form_that_is_sent_twice_decides_once(chair: Client, meeting: ReviewMeeting) -> None:
    form = filled(chair, meeting)
    answers = [chair.post(page(meeting, "decide", ITEM), form) for _turn in range(2)]
    assert [response.status_code for response in answers] == [302, 302]
    assert Decision.objects.count() == 1
    assert CorrectiveAction.objects.filter(code__startswith="C1.").count() == 2


@pytest.mark.usefixtures("failing")
def test_when_a_decision_fails_half_way_nothing_of_it_stays(meeting: ReviewMeeting, cast: Cast) -> None:
    before = CorrectiveAction.objects.count()
    with pytest.raises(Conflict):
        sitting.decided(meeting, cast)
    assert CorrectiveAction.objects.count() == before
    assert not Decision.objects.exists()


def test_a_challenge_that_was_just_recorded_can_be_decided_on(
    chair: Client, meeting: ReviewMeeting, cast: Cast
) -> None:
    item = "indicator.2.4.3"
    assert "none that you may work on bears on this item" in said(chair.get(page(meeting, "decide", item)))
    f.challenge(meeting.chain, cast, "C7").initiatives.create(initiative=Initiative.objects.get(code="2.4"))
    form = chair.get(page(meeting, "decide", item)).context["form"]
    assert [name for _key, name in form.fields["challenge"].choices[:-1]] == ["C7 Challenge C7"]


def test_what_is_closed_is_not_offered(chair: Client, meeting: ReviewMeeting, cast: Cast) -> None:
    close("C1", cast)
    assert "none that you may work on bears on this item" in said(chair.get(page(meeting, "decide", ITEM)))


# ---------- with a challenge that is new ----------
NAMED = {"challenge": "new", "challenge_title_en": "Figures come late", "challenge_title_es": "Cifras tardías"}


def test_a_challenge_that_nobody_recorded_is_drafted_with_the_decision(
    chair: Client, meeting: ReviewMeeting, cast: Cast
) -> None:
    assert chair.post(page(meeting, "decide", ITEM), filled(chair, meeting, **NAMED)).status_code == 302
    new = ChallengeVersion.objects.get(thing__code="C5")
    assert (new.title_en, new.title_es, new.state, new.condition) == (
        "Figures come late",
        "Cifras tardías",
        "draft",
        "open",
    )
    assert [row.initiative.code for row in new.initiatives.all()] == ["2.4"]
    action = Decision.objects.get().action
    assert (action.code, action.challenge) == ("C5.1", new.thing)
    assert CorrectiveActionVersion.objects.get(thing=action).title_en == "Ask twice"
    offered = chair.get(page(meeting, "decide", "indicator.2.4.3")).context["form"].fields["challenge"].choices
    assert "C5 Figures come late" in [name for _key, name in offered]


def test_it_is_drafted_once_however_often_it_is_sent(chair: Client, meeting: ReviewMeeting) -> None:
    form = filled(chair, meeting, **NAMED)
    answers = [chair.post(page(meeting, "decide", ITEM), form) for _turn in range(2)]
    assert [response.status_code for response in answers] == [302, 302]
    assert ChallengeVersion.objects.filter(title_en="Figures come late").count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"challenge": "new", "challenge_title_en": " "}, "Say in English what stands in the way."),
        ({"challenge_title_fr": "Chiffres tardifs"}, "Another one is named below"),
    ],
)
def test_what_is_named_and_what_is_chosen_do_not_contradict_each_other(
    changes: dict[str, str], told: str, chair: Client, meeting: ReviewMeeting
) -> None:
    response = chair.post(page(meeting, "decide", ITEM), filled(chair, meeting, **changes))
    assert response.status_code == 422
    assert told in said(response)
    assert changes.get("challenge_title_fr", "") in said(response)
    assert not Decision.objects.exists()


@pytest.mark.usefixtures("failing")
def test_when_the_decision_fails_its_challenge_does_not_stay(meeting: ReviewMeeting, cast: Cast) -> None:
    new = actions.NewChallenge({"en": "Figures come late"}, Initiative.objects.get(code="2.4"))
    with pytest.raises(Conflict):
        sitting.decided(meeting, cast, challenge=new)
    assert not Challenge.objects.filter(code="C5").exists()


def test_a_challenge_is_recorded_within_what_is_assigned(meeting: ReviewMeeting, cast: Cast) -> None:
    elsewhere = person("elsewhere", "contributor", everything=False)
    new = actions.NewChallenge({"en": "Figures come late"}, Initiative.objects.get(code="2.4"))
    with pytest.raises(policy.Refused):
        sitting.decided(meeting, cast, challenge=new, by=elsewhere)
    assert not Challenge.objects.filter(code="C5").exists()


def test_an_item_of_no_initiative_says_where_to_record_one(meeting: ReviewMeeting, cast: Cast, chair: Client) -> None:
    close("C2", cast)
    shown = said(chair.get(page(meeting, "decide", "challenge.C2")))
    assert "Record the challenge first" in shown
    assert reverse("admin:casestudies_challengeversion_add") in shown


def test_what_is_no_item_of_the_agenda_is_not_decided_on(chair: Client, meeting: ReviewMeeting) -> None:
    assert chair.get(page(meeting, "decide", "indicator.2.4.6")).status_code == 404
    assert chair.get(page(meeting, "decide")).status_code == 404


def test_a_decision_lies_within_what_is_assigned(meeting: ReviewMeeting) -> None:
    elsewhere = person("elsewhere", "contributor", everything=False)
    with pytest.raises(policy.Refused):
        actions.decide(
            meeting,
            ITEM,
            challenge=Challenge.objects.get(code="C1"),
            titles={"en": "Ask twice"},
            owner=shelf.entity(),
            due=date(2025, 6, 30),
            indicators=[],
            form="a" * 32,
            by=elsewhere,
        )


# ---------- the page ----------
def test_the_page_has_the_agenda_with_what_was_decided_and_how_it_stands(
    chair: Client, meeting: ReviewMeeting, cast: Cast
) -> None:
    sitting.decided(meeting, cast, ITEM, due=today() - timedelta(days=3))
    response = chair.get(page(meeting))
    assert [row.item.key for row in response.context["rows"]][0] == "indicator.2.4.3"
    shown = said(response)
    assert f'id="{ITEM}"' in shown
    assert "Ask twice" in shown
    assert "overdue by 3 days" in shown
    assert "planned" in shown
    assert "draft" in shown


def test_a_decision_whose_draft_was_discarded_says_so(chair: Client, meeting: ReviewMeeting, cast: Cast) -> None:
    decision = sitting.decided(meeting, cast, ITEM)
    publishing.discard(CorrectiveActionVersion.objects.get(thing=decision.action), by=cast.contributor)
    assert 'C1.2 <span class="quiet">its draft was discarded' in said(chair.get(page(meeting)))
    assert sitting.decided(meeting, cast, ITEM, form="b" * 32).action.code == "C1.3"


def test_the_next_meeting_leads_to_the_last(chair: Client, meeting: ReviewMeeting, cast: Cast) -> None:
    then = sitting.called(meeting.chain, cast, sitting.NEXT)
    response = chair.get(page(then))
    assert page(meeting) in said(response)
    assert response.context["rows"][0].number == 2


@pytest.mark.usefixtures("press")
def test_the_pack_is_made_in_the_language_and_format_that_were_asked_for(chair: Client, meeting: ReviewMeeting) -> None:
    response = chair.get(page(meeting, "pack"), {"language": "fr", "format": "docx"})
    assert response["Content-Disposition"] == 'attachment; filename="reform-review-meeting-2025-04-15-fr.docx"'
    assert "Ordre du jour" in {line.text for line in opened(BytesIO(response.content)).paragraphs}
    assert chair.get(page(meeting, "pack"), {"language": "de", "format": "docx"}).status_code == 400


def test_where_no_pdf_can_be_set_it_says_what_to_install(
    chair: Client, meeting: ReviewMeeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(_html: str) -> bytes:
        raise NoPaper("pango")

    monkeypatch.setattr("reformtracker.web.paper.report", lacking)
    response = chair.get(page(meeting, "pack"), {"language": "en", "format": "pdf"})
    assert response.status_code == 409
    assert "DOCX can be made." in said(response)


def test_the_list_says_when_each_was_and_how_much_it_decided(chair: Client, meeting: ReviewMeeting, cast: Cast) -> None:
    sitting.decided(meeting, cast)
    shown = said(chair.get(reverse("admin:reporting_reviewmeeting_changelist")))
    assert '<td class="field-decided">1</td>' in shown


@pytest.mark.parametrize("indicators", [3, 12])
def test_the_page_takes_the_same_queries_however_many_items_and_decisions_there_are(indicators: int) -> None:
    chain, cast = publish(indicators), assembled()
    meeting = sitting.called(chain, cast)
    for at in range(indicators):
        sitting.decided(meeting, cast, f"indicator.1.1.{at + 1:03}")
    client = signed_in(cast.contributor)
    client.get(page(meeting))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page(meeting)).status_code == 200
    assert len(queries) == QUERIES


def assembled() -> Cast:
    """The one that `publish` has brought."""
    return Cast(*(Person.objects.get(username=name) for name in ("chidi", "ruth", "pavel", "amal", "agnes")))


QUERIES = 64


# ---------- rights ----------
def test_whoever_drafts_calls_and_decides_and_all_staff_read(meeting: ReviewMeeting, cast: Cast) -> None:
    may = {"contributor": True, "reviewer": True, "publisher": False, "administrator": True, "auditor": False}
    for role, drafts in may.items():
        client = signed_in(getattr(cast, role))
        shown = client.get(page(meeting))
        assert shown.status_code == 200
        assert ("Enter a decision" in said(shown)) == drafts
        assert client.get(page(meeting, "pack"), {"language": "xx"}).status_code == 400
        wanted = 200 if drafts else 403
        assert client.get(page(meeting, "decide", ITEM)).status_code == wanted
        assert client.get(reverse("admin:reporting_reviewmeeting_add")).status_code == wanted
    assert Client().get(page(meeting)).status_code == 302
