"""My work: what is due, what came back, what waits for whom; and the menu that counts it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Person, Release
from reformtracker.publishing.snapshot import today
from tests import factories as f
from tests.cast import Cast, person
from tests.publishing.desk import draft
from tests.staff import signed_in, url_of

pytestmark = pytest.mark.django_db


def sections(who: Person, query: str = "") -> dict[str, Any]:
    return {section.name: section for section in signed_in(who).get(f"/admin/{query}").context["sections"]}


def names(who: Person, section: str) -> list[str]:
    return [row.name for row in sections(who)[section].rows]


def in_review(cast: Cast, period: str) -> ObservationVersion:
    version = draft(cast, period)
    actions.submit(version, by=cast.contributor)
    return version


def reported_until(cast: Cast, chain: Chain, code: str, years_ago: int) -> IndicatorVersion:
    """A public indicator, reported each year, of which so many years are over and unanswered."""
    year = today().year - years_ago - 1
    promised = f.indicator(
        chain,
        cast,
        code,
        baseline_period=str(year),
        baseline_start=today().replace(year, 1, 1),
        baseline_end=today().replace(year, 12, 31),
        reporting_until=today().replace(year + 20, 12, 31),
    )
    f.release(chain, cast, promised)
    return promised


def test_what_is_overdue_says_by_how_many_days_and_opens_its_form(cast: Cast, chain: Chain) -> None:
    indicator = reported_until(cast, chain, "2.4.9", years_ago=2)
    first = sections(cast.contributor)["overdue"].rows[0]
    year = today().year - 2
    late = (today() - today().replace(year + 1, 3, 31)).days
    assert (first.name, first.is_late) == (f"2.4.9:{year}", True)
    assert first.note.startswith(f"{late} days late, since ")
    form = signed_in(cast.contributor).get(first.url).context["adminform"].form
    assert (form["indicator"].value(), form["period"].value()) == (str(indicator.thing_id), str(year))


def test_what_was_returned_comes_with_its_reason_and_by_whose_role(cast: Cast, chain: Chain) -> None:
    version = in_review(cast, "2021")
    actions.send_back(version, by=cast.reviewer, reason="Which window?")
    (row,) = sections(cast.contributor)["returned"].rows
    assert (row.url, row.remark.text, row.by) == (url_of(version), "Which window?", "ruth (reviewer)")
    page = signed_in(cast.contributor).get(url_of(version)).text
    assert "Returned by ruth" in page
    assert sections(cast.contributor)["drafts"].count == 0


def test_each_sees_what_waits_for_them_and_not_what_waits_for_others(cast: Cast, chain: Chain) -> None:
    draft(cast, "2021")
    in_review(cast, "2022")
    f.approve(draft(cast, "2023"), cast)
    assert names(cast.contributor, "drafts") == ["2.4.2:2021"]
    assert "review" not in sections(cast.contributor)
    assert names(cast.reviewer, "review") == ["2.4.2:2022"]
    assert sections(cast.reviewer)["drafts"].count == 0
    assert names(cast.publisher, "approved") == ["2.4.2:2023"]
    assert sections(cast.auditor) == {}


def test_an_editor_is_not_asked_to_review(cast: Cast, chain: Chain) -> None:
    version = draft(cast, "2021")
    actions.save(version, by=cast.reviewer, expected=version.edits)
    actions.submit(version, by=cast.contributor)
    assert names(cast.reviewer, "review") == []


def test_what_waits_longest_is_first_and_says_for_how_many_days(cast: Cast, chain: Chain) -> None:
    young, old = in_review(cast, "2021"), in_review(cast, "2022")
    ObservationVersion.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=9, hours=1))
    rows = sections(cast.reviewer)["review"].rows
    assert [row.url for row in rows] == [url_of(old), url_of(young)]
    assert [row.note for row in rows] == ["waits for 9 days", "since today"]


def test_a_release_held_back_is_told_apart_from_a_planned_one(cast: Cast, chain: Chain) -> None:
    planned, held = f.approve(draft(cast, "2021"), cast), f.approve(draft(cast, "2022"), cast)
    later = timezone.now() + timedelta(days=3)
    actions.plan(chain, [planned], title="Later", by=cast.publisher, publish_at=later)
    actions.plan(chain, [held], title="Stuck", by=cast.publisher, publish_at=later)
    ObservationVersion.objects.filter(pk=held.pk).update(approved_hash="0" * 64)
    held.refresh_from_db()
    actions.recheck([held])
    assert names(cast.publisher, "held") == ["Stuck"]
    assert names(cast.publisher, "planned") == ["Later"]
    Release.objects.filter(title_en="Later").update(publish_at=timezone.now() - timedelta(hours=1))
    assert names(cast.publisher, "held") == ["Later", "Stuck"]


def test_the_menu_counts_what_waits_on_every_page(cast: Cast, chain: Chain) -> None:
    draft(cast, "2021")
    for period in ("2022", "2023"):
        in_review(cast, period)
    f.approve(draft(cast, "2024"), cast)
    documents = reverse("admin:sources_document_changelist")

    def menu(who: Person) -> dict[str, str]:
        page = signed_in(who).get(documents).text.partition('class="staff-menu"')[2].partition("</nav>")[0]
        return dict(re.findall(r'<a href="([^"]+)"[^>]*>.*?<span class="count[^"]*">(\d+)</span>', page))

    late = sections(cast.contributor)["overdue"].count
    assert menu(cast.contributor) == {"/admin/": str(late + 1)}
    assert menu(cast.reviewer) == {"/admin/": str(late), "/admin/review/": "2"}
    assert menu(cast.publisher) == {reverse("admin:publishing_release_waiting"): "1"}


def test_a_day_without_work_says_so_kindly(cast: Cast, chain: Chain) -> None:
    page = signed_in(cast.publisher).get("/admin/")
    assert "Nothing waits for you" in page.text
    assert 'class="waiting"' not in page.text


def test_a_long_list_shows_its_beginning_and_all_on_demand(cast: Cast, chain: Chain) -> None:
    for year in range(2021, 2061):
        draft(cast, str(year))
    first = sections(cast.contributor)["drafts"]
    assert (first.count, len(first.rows)) == (40, 12)
    assert "Show all 40" in signed_in(cast.contributor).get("/admin/").text
    assert len(sections(cast.contributor, "?all=drafts")["drafts"].rows) == 40


def test_the_first_page_asks_as_often_for_forty_as_for_one(cast: Cast, chain: Chain) -> None:
    everything = person("eve", "contributor", "reviewer", "publisher")

    def fill(years: range) -> None:
        for year in years:
            in_review(cast, str(year))
            returned = in_review(cast, str(year + 100))
            actions.save(_back(returned, cast), by=everything, expected=returned.edits)
            own = draft(cast, str(year + 200))
            actions.save(own, by=everything, expected=own.edits)
            f.approve(draft(cast, str(year + 300)), cast)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page = signed_in(everything).get("/admin/")
        assert page.status_code == 200
        return len(asked)

    reported_until(cast, chain, "2.4.9", years_ago=2)
    fill(range(2030, 2031))
    one = queries()
    for number in range(10, 14):
        reported_until(cast, chain, f"2.4.{number}", years_ago=3)
    fill(range(2040, 2050))
    found = sections(everything)
    assert {name: found[name].count for name in ("returned", "drafts", "review", "approved")} == dict.fromkeys(
        ("returned", "drafts", "review", "approved"), 11
    )
    assert queries() == one


def _back(version: ObservationVersion, cast: Cast) -> ObservationVersion:
    actions.send_back(version, by=cast.reviewer, reason="Say more.")
    version.refresh_from_db()
    return version
