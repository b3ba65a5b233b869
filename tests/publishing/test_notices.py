"""Who is told of what: those who can act on it, once, at once or with the mail of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions, notices, outbox, triggers
from reformtracker.publishing.models import Chain, Event, Mailing, Notice, OutboxEntry, Person
from tests import clock
from tests import factories as f
from tests.cast import Cast, person
from tests.staff import signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2022, 3, 1)


@pytest.fixture
def chain(cast: Cast) -> Chain:
    of = f.tracker(cast)
    Notice.objects.all().delete()
    OutboxEntry.objects.all().delete()
    return of


def draft(cast: Cast, period: str = "2021") -> ObservationVersion:
    return f.observation(IndicatorVersion.objects.live().get().thing, cast, period, "18")


def daily(*people: Person) -> None:
    Person.objects.filter(pk__in=[who.pk for who in people]).update(mailing=Mailing.DAILY)


def told(event: Event) -> set[str]:
    return set(Notice.objects.filter(event=event).values_list("person__username", flat=True))


# --- who ----------------------------------------------------------------------------------------
def test_a_submission_is_told_to_reviewers_who_did_not_edit_it(cast: Cast, chain: Chain) -> None:
    both = person("bela", "contributor", "reviewer")
    version = draft(cast)
    actions.save(version, by=both, expected=version.edits)
    actions.submit(version, by=cast.contributor)
    assert told(Event.SUBMITTED) == {cast.reviewer.username}


def test_each_step_is_told_to_whoever_acts_next(cast: Cast, chain: Chain) -> None:
    version = draft(cast)
    actions.submit(version, by=cast.contributor)
    actions.send_back(version, by=cast.reviewer, reason="Which window?")
    actions.submit(version, by=cast.contributor)
    actions.approve(version, by=cast.reviewer)
    actions.release_now(chain, [version], title="Figures", by=cast.publisher)
    assert told(Event.RETURNED) == told(Event.PUBLISHED) == {cast.contributor.username}
    assert told(Event.APPROVED) == {cast.publisher.username}
    # Submitted twice, and the reviewer was told twice.
    assert Notice.objects.filter(event=Event.SUBMITTED, person=cast.reviewer).count() == 2


def test_nobody_is_told_whose_account_is_closed_or_has_no_address(cast: Cast, chain: Chain) -> None:
    person("gone", "reviewer", is_active=False)
    silent = person("silent", "reviewer")
    Person.objects.filter(pk=silent.pk).update(email="")
    actions.submit(draft(cast), by=cast.contributor)
    assert told(Event.SUBMITTED) == {cast.reviewer.username}


def test_an_account_that_was_closed_before_the_mail_went_out_gets_none(
    cast: Cast, chain: Chain, mailoutbox: list[Any]
) -> None:
    actions.submit(draft(cast), by=cast.contributor)
    Person.objects.filter(pk=cast.reviewer.pk).update(is_active=False)
    outbox.work()
    assert mailoutbox == []


# --- once ---------------------------------------------------------------------------------------
@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=8), st.integers(1, 3))
def test_however_often_it_is_told_there_is_one_notice_and_one_mail(keys: list[str], people: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        readers = [person(f"reader-{number}") for number in range(people)]
        for key in keys:
            notices.tell(Event.DUE, key, readers)
        assert Notice.objects.count() == OutboxEntry.objects.count() == len(set(keys)) * people
        transaction.set_rollback(True)


# --- the mail of the day ------------------------------------------------------------------------
def test_who_wants_one_mail_a_day_gets_one_however_often_the_task_runs(
    cast: Cast, chain: Chain, mailoutbox: list[Any]
) -> None:
    daily(cast.reviewer)
    for period in ("2021", "2022"):
        actions.submit(draft(cast, period), by=cast.contributor)
    outbox.work()
    assert mailoutbox == []
    assert [notices.mail_of_the_day(TODAY), notices.mail_of_the_day(TODAY)] == [1, 0]
    outbox.work()
    outbox.work()
    assert [mail.to for mail in mailoutbox] == [[cast.reviewer.email]]
    assert "2.4.2:2021" in mailoutbox[0].body
    assert "2.4.2:2022" in mailoutbox[0].body


def test_what_comes_after_the_mail_of_the_day_waits_for_the_next_one(
    cast: Cast, chain: Chain, mailoutbox: list[Any]
) -> None:
    daily(cast.reviewer)
    actions.submit(draft(cast), by=cast.contributor)
    notices.mail_of_the_day(TODAY)
    actions.submit(draft(cast, "2022"), by=cast.contributor)
    assert [notices.mail_of_the_day(TODAY), notices.mail_of_the_day(TODAY + timedelta(days=1))] == [0, 1]
    outbox.work()
    assert ["2.4.2:2021" in mail.body for mail in mailoutbox] == [True, False]


def test_the_mail_of_the_day_leaves_out_what_somebody_else_has_done(
    cast: Cast, chain: Chain, mailoutbox: list[Any]
) -> None:
    daily(cast.reviewer)
    done, open_ = draft(cast), draft(cast, "2022")
    for version in (done, open_):
        actions.submit(version, by=cast.contributor)
    actions.approve(done, by=person("rosa", "reviewer"))
    notices.mail_of_the_day(TODAY)
    outbox.work()
    to_reviewer = next(mail for mail in mailoutbox if mail.to == [cast.reviewer.email])
    assert "2.4.2:2022" in to_reviewer.body
    assert "2.4.2:2021" not in to_reviewer.body


def test_the_task_waits_for_the_morning(cast: Cast, chain: Chain) -> None:
    from reformtracker.publishing.tasks import send_digests

    daily(cast.reviewer)
    actions.submit(draft(cast), by=cast.contributor)
    with clock.at(datetime(2022, 3, 1, 5, 59, tzinfo=UTC)):
        assert send_digests() == 0
    with clock.at(datetime(2022, 3, 1, 6, tzinfo=UTC)):
        assert send_digests() == 1


# --- reminders ----------------------------------------------------------------------------------
DUE = date(2022, 3, 31)


@pytest.fixture
def of_the_day(chain: Chain) -> Callable[[date], set[str]]:
    """Runs the day's mail and gives the reminders there are then, by their last word."""

    def run(day: date) -> set[str]:
        notices.mail_of_the_day(day)
        return {f"{notice.event} {notice.key.split(':')[-1]}" for notice in Notice.objects.all()}

    return run


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-03-16", set()),
        ("2022-03-17", {"due 14"}),
        # The day itself was missed: the reminder comes a day later.
        ("2022-03-18", {"due 14"}),
        ("2022-03-24", {"due 7"}),
        ("2022-03-30", {"due 1"}),
        ("2022-03-31", {"due 1"}),
        ("2022-04-01", {"overdue 0"}),
        ("2022-04-07", {"overdue 0"}),
        ("2022-04-08", {"overdue 1"}),
    ],
)
def test_contributors_are_reminded_14_7_and_1_days_before_and_each_week_after(
    day: str, expected: set[str], cast: Cast, of_the_day: Callable[[date], set[str]]
) -> None:
    assert of_the_day(date.fromisoformat(day)) == expected
    assert set(Notice.objects.values_list("person__username", flat=True)) <= {cast.contributor.username}


def test_a_draft_is_still_to_be_submitted_and_what_is_in_review_is_not(
    cast: Cast, of_the_day: Callable[[date], set[str]]
) -> None:
    version = draft(cast)
    assert of_the_day(DUE) == {"due 1"}
    actions.submit(version, by=cast.contributor)
    Notice.objects.all().delete()
    assert of_the_day(DUE) == set()


def test_a_reminder_is_in_the_language_of_its_reader_and_leads_to_the_form(
    cast: Cast, of_the_day: Callable[[date], set[str]]
) -> None:
    with triggers.lifted():
        IndicatorVersion.objects.live().update(name_fr="Une part")
    Person.objects.filter(pk=cast.contributor.pk).update(language="fr")
    of_the_day(DUE)
    about = Notice.objects.get().about
    assert (about["name"], about["period"], about["due"]) == ("Une part", "2021", "2022-03-31")
    assert about["path"].startswith("/admin/benefits/observationversion/add/?indicator=")


def test_invented_data_remind_nobody(cast: Cast) -> None:
    demo = f.chain("demo", is_default=False, is_demo=True)
    f.release(demo, cast, f.framework(demo, cast), f.indicator(demo, cast))
    Notice.objects.all().delete()
    notices.remind(DUE)
    assert not Notice.objects.exists()


def test_forty_days_around_a_deadline_make_each_reminder_once_and_one_mail_each(
    cast: Cast, of_the_day: Callable[[date], set[str]], mailoutbox: list[Any]
) -> None:
    for offset in range(-20, 21):
        for _again in range(2):
            found = of_the_day(DUE + timedelta(days=offset))
        outbox.work()
    assert found == {"due 14", "due 7", "due 1", "overdue 0", "overdue 1", "overdue 2"}
    assert Notice.objects.count() == len(mailoutbox) == 6


# --- everybody chooses for themselves -----------------------------------------------------------
def test_a_person_chooses_how_often_and_in_which_language(cast: Cast) -> None:
    client = signed_in(cast.auditor)
    assert client.get("/admin/publishing/person/my-mail/").status_code == 200
    client.post("/admin/publishing/person/my-mail/", {"mailing": "daily", "language": "ar"})
    cast.auditor.refresh_from_db()
    assert (cast.auditor.mailing, cast.auditor.language) == ("daily", "ar")


def test_a_choice_that_is_none_is_refused_and_nothing_is_saved(cast: Cast) -> None:
    page = signed_in(cast.auditor).post("/admin/publishing/person/my-mail/", {"mailing": "never", "language": "ar"})
    cast.auditor.refresh_from_db()
    assert page.context["form"].errors.keys() == {"mailing"}
    assert cast.auditor.language == "en"
