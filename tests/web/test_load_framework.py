from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from benefits.models import IndicatorVersion, ObservationVersion
from casestudies.models import CaseStudyVersion, ChallengeVersion, CorrectiveActionVersion
from initiatives.models import Entity, FrameworkVersion, InitiativeVersion, MilestoneVersion, ObjectiveVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, Chain, Origin, Release
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.verify import verify
from reformtracker.sources.models import Document
from reformtracker.web.loading.reader import BadFiles
from reformtracker.web.loading.writer import load
from tests import factories as f
from tests.cast import Cast
from tests.web import written

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written.write(tmp_path / "reform")


def told(folder: Path) -> str:
    out = StringIO()
    call_command("load_framework", str(folder), stdout=out)
    return out.getvalue()


def problems(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(BadFiles) as bad:
        load(folder)
    return [(problem.place.file, problem.place.line, problem.reason) for problem in bad.value.problems]


def release_days() -> list[tuple[int | None, str]]:
    releases = Release.objects.order_by("number")
    return [(one.number, one.released_at.date().isoformat()) for one in releases if one.released_at]


def test_the_folder_names_the_framework_and_the_file_makes_it_the_default(folder: Path) -> None:
    load(folder)
    chain = Chain.objects.get()
    assert (chain.slug, chain.is_default, chain.is_demo) == ("reform", True, False)


def test_every_kind_is_loaded_and_public_without_an_approver(folder: Path) -> None:
    load(folder)
    for model in kinds():
        version = model.objects.live().first()
        assert version is not None, model.KIND
        assert (version.origin, version.approved_by, len(version.file_hash)) == (Origin.LOADED, None, 64)


def test_each_document_makes_a_release_on_the_day_by_which_it_was_public(folder: Path) -> None:
    load(folder)
    assert release_days() == [(1, "2020-11-18"), (2, "2021-02-04")]
    assert list(Release.objects.order_by("number").values_list("title_en", flat=True)) == [
        "A/75/202: The review",
        "A/75/735: The Fund",
    ]
    assert ObservationVersion.objects.get(thing__period="2020").from_release == 2
    assert ObservationVersion.objects.get(thing__period="2020-11-18").from_release == 1


def test_what_older_documents_give_waits_for_the_release_of_the_frameworks_own(folder: Path) -> None:
    written.change(folder, "documents.yaml", "public_by: 2020\n", "public_by: 2020-09\n")
    written.change(folder, "milestones.yaml", 'A/75/202, paragraph: "4"', 'A/74/688, paragraph: "4"')
    load(folder)
    assert Document.objects.get(symbol="A/74/688").public_by.isoformat() == "2020-09-30"
    assert MilestoneVersion.objects.get(thing__slug="older-news").from_release == 1
    assert len(release_days()) == 2


def test_a_document_of_which_only_the_year_is_known_takes_its_last_day(folder: Path) -> None:
    written.change(folder, "milestones.yaml", 'A/75/202, paragraph: "4"', 'A/74/688, paragraph: "4"')
    load(folder)
    assert release_days() == [(1, "2020-11-18"), (2, "2020-12-31"), (3, "2021-02-04")]


def test_nothing_comes_out_before_the_things_that_it_names(folder: Path) -> None:
    written.change(folder, "indicators/2.4.2.yaml", 'A/75/202, paragraph: "38"}', 'A/75/735, paragraph: "38"}')
    load(folder)
    assert IndicatorVersion.objects.get(thing__code="2.4.2").from_release == 2
    assert CaseStudyVersion.objects.get().from_release == 2
    assert CorrectiveActionVersion.objects.get().from_release == 2
    assert ChallengeVersion.objects.get().from_release == 1


def test_the_record_verifies_and_the_load_is_audited(folder: Path) -> None:
    load(folder)
    assert list(verify(Chain.objects.get())) == []
    event = AuditEvent.objects.filter(act="load").first()
    assert event is not None
    assert "framework.yaml" in event.detail["files"]


def test_a_second_run_changes_nothing(folder: Path) -> None:
    load(folder)
    before = [(one.number, one.hash) for one in Release.objects.order_by("number")]
    report = load(folder)
    assert (report.published, report.releases, report.refused, report.missing) == (0, [], [], [])
    assert report.same == sum(model.objects.count() for model in kinds())
    assert [(one.number, one.hash) for one in Release.objects.order_by("number")] == before


def test_what_changed_becomes_one_release_of_new_versions_dated_now(folder: Path) -> None:
    load(folder)
    written.change(folder, "indicators/2.4.2.yaml", "value: 16.5", "value: 17.5")
    written.change(folder, "objectives.yaml", "en: One", "en: Another")
    report = load(folder)
    assert report.published == 2
    release = Release.objects.get(number=3)
    assert release.released_at == release.recorded_at
    revised = ObservationVersion.objects.live().get(thing__period="2020")
    assert (revised.number, revised.version_kind, revised.value) == (2, "revision", 17.5)
    assert revised.reason_en == "The reviewed file from which this was loaded has changed."
    assert ObjectiveVersion.objects.get(number=1).state == "superseded"


def test_a_file_may_say_that_a_change_is_a_correction_and_why(folder: Path) -> None:
    load(folder)
    said = "version_kind: correction\n    reason: {en: A digit was misread.}\n    value: 17.5"
    written.change(folder, "indicators/2.4.2.yaml", "value: 16.5", said)
    load(folder)
    corrected = ObservationVersion.objects.live().get(thing__period="2020")
    assert (corrected.version_kind, corrected.reason_en) == ("correction", "A digit was misread.")
    assert load(folder).published == 0


def test_something_new_in_a_file_comes_out_with_the_next_load(folder: Path) -> None:
    load(folder)
    added = "  - period: 2021\n    value: 18\n    citations:\n      - {document: A/75/735, paragraph: summary}\n"
    path = folder / "indicators/2.4.2.yaml"
    path.write_text(path.read_text() + added)
    assert load(folder).published == 1
    assert ObservationVersion.objects.get(thing__period="2021").version_kind == "first"


def test_what_is_in_no_file_any_more_is_reported_and_stays(folder: Path) -> None:
    load(folder)
    (folder / "challenges.yaml").unlink()
    assert "challenge C1 is in no file any more; it stays public" in told(folder)
    assert ChallengeVersion.objects.live().count() == 1


def test_what_staff_have_changed_is_refused_and_listed_and_the_rest_is_loaded(folder: Path, cast: Cast) -> None:
    load(folder)
    observation = ObservationVersion.objects.live().get(thing__period="2020")
    revised = actions.revise(observation.thing, ObservationVersion, by=cast.contributor, version_kind="revision")
    assert isinstance(revised, ObservationVersion)
    revised.value, revised.reason_en = f.Decimal(18), "Better data."
    actions.save(revised, by=cast.contributor, expected=revised.edits)
    f.release(observation.thing.chain, cast, revised)
    written.change(folder, "indicators/2.4.2.yaml", "value: 16.5", "value: 17.5")
    written.change(folder, "objectives.yaml", "en: One", "en: Another")
    assert "2.4.2:2020 was changed by staff; the file is not applied" in told(folder)
    assert ObservationVersion.objects.live().get(thing__period="2020").value == 18
    assert ObjectiveVersion.objects.live().get().name_en == "Another"


def test_an_open_draft_of_staff_is_not_run_over(folder: Path, cast: Cast) -> None:
    load(folder)
    live = ObjectiveVersion.objects.live().get()
    actions.revise(live.thing, ObjectiveVersion, by=cast.contributor, version_kind="revision")
    assert load(folder).refused == []
    written.change(folder, "objectives.yaml", "en: One", "en: Another")
    assert load(folder).refused == ["objective 2"]
    assert ObjectiveVersion.objects.live().get().name_en == "One"


def test_reference_data_is_updated_in_place(folder: Path) -> None:
    load(folder)
    written.change(folder, "entities.yaml", "acronym: PBSO", "acronym: PSO")
    assert load(folder).published == 0
    assert Entity.objects.get().acronym == "PSO"


def test_an_initiative_answers_goals_of_its_framework(folder: Path) -> None:
    load(folder)
    version = InitiativeVersion.objects.get()
    assert [(goal.code, goal.is_main) for goal in version.goals.all()] == [("prevention", True)]
    known = FrameworkVersion.objects.get().goals.get()
    assert (known.code, known.name_en, known.name_zh_hans) == ("prevention", "One", "一")


def test_an_indicator_without_a_materiality_takes_one_unit_of_its_last_decimal(folder: Path) -> None:
    written.change(folder, "indicators/2.4.2.yaml", "materiality: 0.5\n", "")
    load(folder)
    assert IndicatorVersion.objects.get(thing__code="2.4.2").materiality == f.Decimal("0.1")


def test_the_command_says_what_it_did(folder: Path) -> None:
    assert told(folder).splitlines() == [
        "reform: release 1 of 2020-11-18",
        "reform: release 2 of 2021-02-04",
        "reform: 12 versions published, 0 unchanged",
    ]
