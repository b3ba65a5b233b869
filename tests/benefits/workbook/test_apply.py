"""From a file to drafts: what was shown is what is made, all of it or nothing, once, and only while nothing has moved."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from benefits.models import ObservationVersion, Upload
from benefits.workbook import actions
from benefits.workbook.questions import answer_of
from benefits.workbook.template import as_csv, as_workbook
from reformtracker.publishing import actions as publishing
from reformtracker.publishing import policy
from reformtracker.publishing.actions import Conflict, Incomplete
from reformtracker.publishing.models import AuditEvent, Editor, Person, Remark, State
from tests import factories as f
from tests.benefits.workbook.corpus.build import LEVEL, MANY, SHARE
from tests.benefits.workbook.example import TODAY, Example, at_noon, make_example
from tests.benefits.workbook.test_corpus import counts

pytestmark = [pytest.mark.bar("B23"), pytest.mark.django_db]


@pytest.fixture
def example() -> Any:
    made = make_example()
    with at_noon():
        yield made


def upload(example: Example, content: bytes, by: Person | None = None, name: str = "updates.csv") -> Upload:
    return actions.receive(name, content, by=by or example.cast.contributor)


def applied(example: Example, content: bytes, **reasons: str) -> Upload:
    sent = upload(example, content)
    found = actions.look_at(sent, by=example.cast.contributor)
    assert found.faults == []
    said = {int(row.removeprefix("row")): text for row, text in reasons.items()}
    actions.apply(sent, by=example.cast.contributor, seen=found.digest, reasons=said)
    sent.refresh_from_db()
    return sent


def version_of(code: str, period: str) -> ObservationVersion:
    found: ObservationVersion = ObservationVersion.objects.open().get(thing__indicator__code=code, thing__period=period)
    return found


def filled(example: Example) -> bytes:
    """A new figure, a revision of a public one, a draft changed, and a level."""
    sheet = example.sheet()
    sheet.put(SHARE, "2021", value="18,5", sources="A/75/202, 40; A/75/202, 5–7", narrative_en="It grew.")
    sheet.put(SHARE, "2020", value="17", reason_en="Better data.")
    sheet.put(MANY, "2022", value="16")
    return sheet.put(LEVEL, "2021", level="some", qualifier="about").csv()


@pytest.mark.parametrize(("name", "make"), [("a.csv", as_csv), ("a.xlsx", as_workbook)])
def test_a_template_that_comes_back_untouched_changes_nothing(example: Example, name: str, make: Any) -> None:
    found = actions.look_at(upload(example, make(example.questions()), name=name), by=example.cast.contributor)
    assert (found.faults, found.changes) == ([], [])
    assert found.unchanged == len(example.questions())


def test_what_was_shown_is_what_is_made_and_only_as_drafts(example: Example) -> None:
    sent = upload(example, filled(example))
    found = actions.look_at(sent, by=example.cast.contributor)
    shown = {change.public_id: {name: new for name, (_old, new) in change.cells.items()} for change in found.changes}
    assert actions.apply(sent, by=example.cast.contributor, seen=found.digest) == 4
    for public_id, cells in shown.items():
        version = version_of(*public_id.split(":"))
        made = answer_of(version)
        assert {name: made[name] for name in cells} == cells
        assert version.state == State.DRAFT
        assert Editor.objects.filter(
            kind="observation", version_id=version.pk, person=example.cast.contributor
        ).exists()
    assert version_of(SHARE, "2020").version_kind == "revision"
    assert ObservationVersion.objects.live().get(thing__indicator__code=SHARE).value == Decimal("16.5")
    event = AuditEvent.objects.get(act="apply upload")
    assert (event.actor, event.detail["rows"]) == (example.cast.contributor.pseudonym, 4)
    assert event.detail["sha256"] == sent.sha256


def test_the_same_file_again_changes_nothing(example: Example) -> None:
    content = filled(example)
    applied(example, content)
    before = counts()
    found = actions.look_at(upload(example, content), by=example.cast.contributor)
    assert (found.faults, found.changes) == ([], [])
    assert before["benefits.ObservationVersion"] == counts()["benefits.ObservationVersion"]


def test_a_preview_saves_nothing(example: Example) -> None:
    sent = upload(example, filled(example))
    before = counts()
    actions.look_at(sent, by=example.cast.contributor)
    assert counts() == before


def test_a_draft_made_from_a_sheet_goes_through_review_like_any_other(example: Example) -> None:
    applied(example, filled(example))
    version = version_of(SHARE, "2021")
    f.release(example.chain, example.cast, version)
    assert ObservationVersion.objects.live().get(thing__indicator__code=SHARE, thing__period="2021").value == Decimal(
        "18.5"
    )
    assert [str(citation) for citation in version.citations.all()] == ["A/75/202, 40", "A/75/202, 5–7"]


def test_whoever_applied_a_file_cannot_approve_what_it_made(example: Example) -> None:
    reviewer = example.cast.reviewer
    content = example.sheet().put(MANY, "2022", value="16", sources="A/75/202, 3").csv()
    sent = upload(example, content, by=reviewer)
    actions.apply(sent, by=reviewer, seen=actions.look_at(sent, by=reviewer).digest)
    version = version_of(MANY, "2022")
    publishing.submit(version, by=example.cast.contributor)
    with pytest.raises(policy.Refused):
        publishing.approve(version, by=reviewer)


def test_a_source_that_stays_keeps_what_was_noted_of_it(example: Example) -> None:
    example.draft.citations.update(note_en="The table.", position=0)
    applied(example, example.sheet().put(MANY, "2022", sources="A/75/202, 99; A/75/202, 38").csv())
    assert [(str(each), each.note_en) for each in version_of(MANY, "2022").citations.all()] == [
        ("A/75/202, 99", None),
        ("A/75/202, 38", "The table."),
    ]


def test_what_moved_since_the_preview_stops_all_of_it(example: Example) -> None:
    sent = upload(example, filled(example))
    seen = actions.look_at(sent, by=example.cast.contributor).digest
    example.draft.value = Decimal(20)
    publishing.save(example.draft, by=example.cast.administrator, expected=example.draft.edits)
    before = counts()
    with pytest.raises((Conflict, Incomplete)):
        actions.apply(sent, by=example.cast.contributor, seen=seen)
    assert counts() == before
    sent.refresh_from_db()
    assert sent.state == Upload.State.SHOWN
    faults = actions.look_at(sent, by=example.cast.contributor).faults
    assert [(fault.rule.value, fault.facts["who"]) for fault in faults] == [("conflict", "amal")]


def test_a_yes_to_one_file_is_no_yes_to_another(example: Example) -> None:
    first = upload(example, example.sheet().put(SHARE, "2021", value="18").csv())
    second = upload(example, example.sheet().put(SHARE, "2021", value="19").csv())
    seen = actions.look_at(first, by=example.cast.contributor).digest
    with pytest.raises(Conflict):
        actions.apply(second, by=example.cast.contributor, seen=seen)
    assert not ObservationVersion.objects.open().filter(thing__indicator__code=SHARE).exists()


def test_one_wrong_row_keeps_all_out(example: Example) -> None:
    sheet = example.sheet().put(SHARE, "2021", value="18").put(SHARE, "2022", value="140")
    sent = upload(example, sheet.csv())
    found = actions.look_at(sent, by=example.cast.contributor)
    before = counts()
    with pytest.raises(Incomplete):
        actions.apply(sent, by=example.cast.contributor, seen=found.digest)
    assert counts() == before


def test_what_fails_in_the_middle_leaves_nothing(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = upload(example, filled(example))
    seen = actions.look_at(sent, by=example.cast.contributor).digest
    made: list[Any] = []

    def fails(cells: Any) -> None:
        made.extend(cells)
        raise Conflict("Somebody was quicker.")

    monkeypatch.setattr(actions.sources, "replace", fails)
    before = counts()
    with pytest.raises(Conflict):
        actions.apply(sent, by=example.cast.contributor, seen=seen)
    assert made
    assert counts() == before


def test_a_file_is_applied_once(example: Example) -> None:
    sent = applied(example, filled(example))
    assert (sent.state, sent.rows) == (Upload.State.APPLIED, 4)
    with pytest.raises(Conflict, match="already"):
        actions.apply(sent, by=example.cast.contributor, seen="")


def test_a_doubtful_value_is_taken_with_its_reason_and_the_reviewer_reads_it(example: Example) -> None:
    content = example.sheet().put(MANY, "2023", value="1200").csv()
    sent = upload(example, content)
    found = actions.look_at(sent, by=example.cast.contributor)
    (doubt,) = found.doubts
    with pytest.raises(Incomplete):
        actions.apply(sent, by=example.cast.contributor, seen=found.digest)
    said = {doubt.row: "A new mission."}
    actions.apply(sent, by=example.cast.contributor, seen=found.digest, reasons=said)
    assert Remark.objects.get(kind="observation", version_id=version_of(MANY, "2023").pk).text == "A new mission."


def test_nobody_applies_the_file_of_another(example: Example) -> None:
    sent = upload(example, filled(example))
    reviewer = example.cast.reviewer
    with pytest.raises(policy.Refused):
        actions.apply(sent, by=reviewer, seen=actions.look_at(sent, by=reviewer).digest)


@pytest.mark.parametrize("role", ["publisher", "auditor"])
def test_who_may_not_draft_may_not_upload(example: Example, role: str) -> None:
    with pytest.raises(policy.Refused):
        upload(example, filled(example), by=getattr(example.cast, role))
    assert Upload.objects.count() == 0


def test_a_series_once_broken_stays_broken(example: Example) -> None:
    share = ObservationVersion.objects.live().get(thing__indicator__code=SHARE).thing.indicator
    broken = f.observation(share, example.cast, "2021", "16", comparable=False, break_note_en="New count.")
    f.release(example.chain, example.cast, broken)
    applied(example, example.sheet().put(SHARE, "2022", value="3").csv())
    version = version_of(SHARE, "2022")
    assert (version.comparable, version.break_note_en) == (False, "New count.")


def test_after_90_days_the_file_is_let_go_of_and_its_record_stays(example: Example) -> None:
    sent = applied(example, filled(example))
    with time_machine.travel(TODAY + timedelta(days=89), tick=False):
        call_command("forget_uploads", verbosity=0)
        sent.refresh_from_db()
        assert sent.content is not None
    with time_machine.travel(TODAY + timedelta(days=91), tick=False):
        call_command("forget_uploads", verbosity=0)
    sent.refresh_from_db()
    assert not sent.content
    assert (sent.rows, len(sent.sha256)) == (4, 64)
    with pytest.raises(Conflict, match="90 days"):
        actions.look_at(sent, by=example.cast.contributor)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_the_same_rows_at_once_one_is_told(example: Example) -> None:
    content = example.sheet().put(SHARE, "2021", value="18").csv()
    people = [example.cast.contributor, example.cast.reviewer]
    sent = [upload(example, content, by=who) for who in people]
    seen = [actions.look_at(each, by=who).digest for each, who in zip(sent, people, strict=True)]
    barrier, told = Barrier(2), []

    def confirm(number: int) -> None:
        barrier.wait()
        try:
            actions.apply(sent[number], by=people[number], seen=seen[number])
        except (Conflict, Incomplete) as refusal:
            told.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=confirm, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert ObservationVersion.objects.open().filter(thing__indicator__code=SHARE).count() == 1
    assert Upload.objects.filter(state=Upload.State.APPLIED).count() == 1
