"""Every rule of reports, broken by raw SQL; `tests/publishing/test_rules_of_kinds.py` sees that none is missing here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from reformtracker.publishing import triggers
from reformtracker.publishing.models import Chain
from reformtracker.reporting import actions
from reformtracker.reporting.meeting import actions as of_meetings
from reformtracker.reporting.models import Build, Decision, OwnParagraph, Report, ReviewMeeting
from tests import factories as f
from tests.cast import Cast, assemble
from tests.publishing.raw import Refused, change, copy, delete
from tests.reporting import shelf, sitting

pytestmark = [pytest.mark.bar("B43"), pytest.mark.django_db, pytest.mark.sqlite]


@dataclass
class Desk:
    cast: Cast
    chain: Chain
    report: Report

    def own(self) -> OwnParagraph:
        texts = {"en": "What we wrote."}
        return actions.write(self.report, "", "summary.lead", texts, by=self.cast.contributor, expected=0)

    def build(self, form: str = "docx") -> Build:
        (build,) = actions.ask(self.report, ["en"], [form], by=self.cast.contributor)
        return build

    def done(self) -> Build:
        return shelf.finish(self.build())

    def published(self) -> Report:
        self.report = shelf.published(self.chain, self.cast)
        return self.report

    def meeting(self) -> ReviewMeeting:
        return sitting.called(self.chain, self.cast)

    def decision(self) -> Decision:
        return sitting.decided(self.meeting(), self.cast)

    def other(self) -> Chain:
        f.chain("other", is_default=False)
        return f.tracker(self.cast, "other")


@pytest.fixture
def desk() -> Desk:
    cast = assemble()
    chain = f.tracker(cast)
    return Desk(cast, chain, shelf.begun(chain, cast))


def _planned(desk: Desk) -> int:
    return int(f.actions.plan(desk.chain, [], title="Planned", by=desk.cast.publisher).pk)


def _release(desk: Desk, number: int) -> int:
    return int(desk.chain.releases.get(number=number).pk)


def _publish_by_hand(desk: Desk, **columns: Any) -> None:
    values = {"published_at": timezone.now(), "published_by_id": desk.cast.publisher.pk, "number": 1}
    change(desk.report, **values | columns)


def _number_taken(desk: Desk) -> None:
    published = desk.published()
    with triggers.lifted(), transaction.atomic():
        copy(published)


def _with_all_files_but(desk: Desk, **columns: Any) -> None:
    for build in shelf.made(desk.report, desk.cast, ["docx"]):
        change(build, published=True)
    _publish_by_hand(desk, **columns)


def _published_before_an_edit(desk: Desk) -> None:
    build = desk.done()
    desk.own()
    change(build, published=True)


def _second_published(desk: Desk) -> None:
    change(desk.done(), published=True)
    change(desk.done(), published=True)


def _run(build: Build, **columns: Any) -> None:
    now = timezone.now()
    change(build, **{"state": "running", "started_at": now, "claimed_until": now, **columns})


def _own_of_a_published(desk: Desk) -> None:
    own = desk.own()
    shelf.made(desk.report, desk.cast, ["docx"])
    desk.report.refresh_from_db()
    actions.publish(desk.report, by=desk.cast.publisher, expected=desk.report.edits)
    delete(own)


BREAKS: dict[str, Callable[[Desk], Any]] = {
    "reporting_report_has_a_title": lambda d: change(d.report, title_en="  ", edits=2),
    "reporting_report_languages_are_known": lambda d: change(d.report, languages="en,de", edits=2),
    "reporting_report_sections_are_known": lambda d: change(d.report, sections="", edits=2),
    "reporting_report_period_in_order": lambda d: change(d.report, first="2021-01-01", edits=2),
    "reporting_report_has_room_for_a_word": lambda d: change(d.report, word_limit=0, edits=2),
    "reporting_report_published_says_who_and_when": lambda d: _with_all_files_but(d, published_by_id=None),
    "reporting_report_published_has_a_number_and_an_entity": lambda d: _with_all_files_but(d, number=None),
    "reporting_report_number_is_unique": _number_taken,
    "reporting_ownparagraph_key_is_unique": lambda d: copy(d.own()),
    "reporting_ownparagraph_has_its_place": lambda d: copy(d.own(), key="here", after="here"),
    "reporting_ownparagraph_says_something": lambda d: change(d.own(), text_en=" ", edits=2),
    "reporting_build_words_are_known": lambda d: copy(d.build(), format="odt"),
    "reporting_build_state_says_when": lambda d: _run(d.build(), started_at=None),
    "reporting_build_done_says_hash_and_size": lambda d: shelf.finish(d.build(), edits=None),
    "reporting_build_file_is_there_or_forgotten": lambda d: change(d.done(), content=None),
    "reporting_build_failed_says_why": lambda d: _failed_without_a_word(d),
    "reporting_build_made_of_a_total": lambda d: change(d.build(), made=3, total=2),
    "reporting_build_published_is_done": lambda d: change(d.build(), published=True),
    "reporting_build_one_is_open": lambda d: copy(d.build()),
    "reporting_build_one_is_published": _second_published,
    "reporting_reviewmeeting_one_a_day": lambda d: copy(d.meeting(), milestone_id=_another_milestone(d)),
    "reporting_reviewmeeting_has_its_own_milestone": lambda d: copy(d.meeting(), day="2025-07-15"),
    "reporting_decision_names_its_item": lambda d: _decided_again(d, item=""),
    "reporting_decision_has_its_own_action": lambda d: copy(d.decision(), form="b" * 32),
    "reporting_decision_taken_once": lambda d: copy(d.decision(), action_id=_another_action(d.chain, d.cast)),
    # --- held by triggers ---
    "reporting_reviewmeeting_of_a_published_release": lambda d: _called_again(d, release_id=_planned(d)),
    "reporting_reviewmeeting_milestone_of_its_framework": lambda d: _called_again(
        d, milestone_id=_another_milestone(d, d.other())
    ),
    "reporting_reviewmeeting_never_changes": lambda d: change(d.meeting(), day="2025-07-15"),
    "reporting_reviewmeeting_never_deleted": lambda d: delete(d.meeting()),
    "reporting_decision_action_of_its_framework": lambda d: _decided_again(
        d, action_id=_another_action(d.other(), d.cast)
    ),
    "reporting_decision_never_changes": lambda d: change(d.decision(), item="challenge.C2"),
    "reporting_decision_never_deleted": lambda d: delete(d.decision()),
    "reporting_report_of_a_published_release": lambda d: change(d.report, release_id=_planned(d), edits=2),
    "reporting_report_since_an_earlier_release": lambda d: change(d.report, since_id=_release(d, 2), edits=2),
    "reporting_report_counts_its_edits": lambda d: change(d.report, title_en="Another"),
    "reporting_report_of_one_framework_and_author": lambda d: change(d.report, author_id=d.cast.reviewer.pk, edits=2),
    "reporting_report_begins_unpublished": lambda d: copy(d.published()),
    "reporting_report_published_with_its_files": _publish_by_hand,
    "reporting_report_has_no_gap": lambda d: _with_all_files_but(d, number=2),
    "reporting_report_published_is_fixed": lambda d: change(d.published(), title_fr="Autre", edits=9),
    "reporting_report_never_deleted": lambda d: delete(d.report),
    "reporting_ownparagraph_fixed_with_its_report": _own_of_a_published,
    "reporting_ownparagraph_keeps_its_place": lambda d: change(d.own(), after="elsewhere", edits=2),
    "reporting_build_begins_waiting": lambda d: copy(d.done()),
    "reporting_build_in_a_language_of_its_report": lambda d: copy(d.build(), language="ar"),
    "reporting_build_before_publication": lambda d: _asked_for_later(d),
    "reporting_build_state_moves_forward": lambda d: change(d.build(), state="failed"),
    "reporting_build_is_what_was_asked_for": lambda d: change(d.build(), format="pdf"),
    "reporting_build_ended_is_fixed": lambda d: change(d.done(), sha256="e" * 64),
    "reporting_build_published_as_it_is": _published_before_an_edit,
    "reporting_build_published_is_kept": lambda d: _let_go_of_a_published(d),
    "reporting_build_never_deleted": lambda d: delete(d.build()),
}


def _another_milestone(desk: Desk, chain: Chain | None = None) -> int:
    return int(f.milestone(chain or desk.chain, desk.cast, "another").thing_id)


def _another_action(chain: Chain, cast: Cast) -> int:
    return int(f.corrective_action(chain, cast, "C1.7").thing_id)


def _called_again(desk: Desk, **columns: Any) -> None:
    meeting = desk.meeting()
    copy(meeting, **{"day": "2025-07-15", "milestone_id": _another_milestone(desk), **columns})


def _decided_again(desk: Desk, **columns: Any) -> None:
    decision = desk.decision()
    copy(decision, **{"form": "b" * 32, "action_id": _another_action(desk.chain, desk.cast), **columns})


def _failed_without_a_word(desk: Desk) -> None:
    build = desk.build()
    _run(build)
    change(build, state="failed", ended_at=timezone.now())


def _asked_for_later(desk: Desk) -> None:
    report = desk.published()
    Build.objects.create(report=report, language="en", format="docx", asked_by=desk.cast.contributor)


def _let_go_of_a_published(desk: Desk) -> None:
    build = desk.published().builds.filter(published=True)[0]
    change(build, content=None, forgotten_at=timezone.now())


@pytest.mark.parametrize("rule", BREAKS)
def test_the_database_refuses(rule: str, desk: Desk) -> None:
    with Refused(rule):
        BREAKS[rule](desk)


@pytest.mark.parametrize("words", ["", ",", "en,", "en,,fr", "en,en", "english", "e,arn", "en;fr", "EN"])
def test_no_other_list_of_languages_passes(words: str, desk: Desk) -> None:
    with Refused("reporting_report_languages_are_known"):
        change(desk.report, languages=words, edits=2)


def test_every_set_of_languages_and_sections_that_can_be_chosen_passes(desk: Desk) -> None:
    everything = ",".join(actions.SUFFIXES)
    change(desk.report, languages=everything, sections="annex", edits=2)
    desk.report.refresh_from_db()
    assert desk.report.languages == tuple(actions.SUFFIXES)
    assert desk.report.sections == ("annex",)


@pytest.mark.parametrize("column", ["release_id", "since_id"])
def test_a_report_tells_of_its_own_framework_alone(column: str, desk: Desk) -> None:
    foreign = desk.other().releases.get(number=1).pk
    with Refused("reporting_report_"):
        change(desk.report, **{column: foreign, "edits": 2})


def test_whoever_writes_a_paragraph_by_any_way_makes_the_files_older(desk: Desk) -> None:
    before = desk.report.edits
    own = desk.own()
    change(own, text_fr="Autre chose", edits=2)
    delete(own)
    desk.report.refresh_from_db()
    assert desk.report.edits == before + 3


def test_a_cancelled_file_is_never_made_after_all(desk: Desk) -> None:
    build = desk.build()
    actions.cancel(desk.report, [build.pk], by=desk.cast.contributor)
    with Refused("reporting_build_state_moves_forward"):
        _run(Build.objects.get(pk=build.pk), ended_at=None)


def test_the_outline_of_a_report_is_what_was_chosen_and_written(desk: Desk) -> None:
    desk.own()
    outline = desk.report.outline()
    assert (outline.release, outline.since, outline.first) == (2, 0, desk.report.first)
    assert outline.sections == desk.report.sections
    assert outline.title == {"en": "Review of the reform", "fr": "Examen de la réforme"}
    ((key, after, said),) = outline.own
    assert key.startswith(actions.NEW)
    assert (after, said) == ("summary.lead", {"en": "What we wrote."})


def test_reports_of_invented_data_go_with_their_framework() -> None:
    cast = assemble()
    chain = f.chain("invented", is_default=False, is_demo=True)
    f.release(chain, cast, f.framework(chain, cast))
    report = shelf.published(chain, cast)
    shelf.made(shelf.begun(chain, cast), cast, ["docx"])
    sitting.decided(sitting.called(chain, cast), cast)
    of_meetings.forget(chain)
    actions.forget(chain)
    assert not Report.objects.filter(pk=report.pk).exists()
    assert not Build.objects.exists()
    assert not ReviewMeeting.objects.exists()
