from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from benefits.models import Indicator, IndicatorVersion, ObservationVersion, Unit
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
from tests.cast import Cast, assemble
from tests.web import written

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written.write(tmp_path / "reform")


@pytest.fixture
def cast() -> Cast:
    return assemble()


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


def test_a_bad_file_loads_nothing_at_all(folder: Path) -> None:
    written.change(folder, "challenges.yaml", "state: in_progress", "state: perhaps")
    with pytest.raises(
        CommandError, match=r"(?s)challenges.yaml, line 10: “perhaps” is not known here.*Nothing has been"
    ):
        told(folder)
    assert not Chain.objects.exists()
    assert not Unit.objects.exists()
    assert not Document.objects.exists()


def test_a_bad_file_on_a_later_run_leaves_the_record_as_it_is(folder: Path) -> None:
    load(folder)
    written.change(folder, "indicators/2.4.2.yaml", "value: 16.5", "value: 17.5")
    written.change(folder, "milestones.yaml", "slug: older-news", "slug: first-day")
    problems(folder)
    assert Release.objects.count() == 2
    assert FrameworkVersion.objects.count() == 1


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    written.change(folder, "framework.yaml", "track: peace_and_security", "track: weather")
    written.change(folder, "indicators/2.4.2.yaml", "value: 16.5", "value: many")
    written.change(folder, "indicators/2.4.2.yaml", "value: 20", "value: 2")
    written.change(folder, "case-studies/burkina-faso.yaml", "[BFA]", "[XYZ]")
    files = [file for file, _line, _reason in problems(folder)]
    assert files == [
        "case-studies/burkina-faso.yaml",
        "framework.yaml",
        "indicators/2.4.2.yaml",
        "indicators/2.4.2.yaml",
    ]


FUND = "indicators/2.4.2.yaml"
RUBRIC = "indicators/2.4.9.yaml"
VERDICT = "verdict: improved"
AGAIN = '  - {period: 2020, value: 9, citations: [{document: A/75/735, paragraph: "1"}]}\n'

WRONG = {
    "an unknown key": (FUND, "decimals: 1", "decimal: 1", "decimal: 1", "“decimal” is no key here"),
    "a key written twice": (FUND, "decimals: 1", "decimals: 1\ndecimals: 2", "decimals: 2", "written twice"),
    "no English": (FUND, "name: {en: Share", "name: {fr: Part", "name: {fr", "The text is missing in: en."),
    "an unknown language": (FUND, "name: {en: Share", "name: {de: Teil, en: Share", "name: {de", "“de” is no language"),
    "a framework without a language": ("framework.yaml", ", zh: 一}", "}", "name: ", "missing in: zh."),
    "an objective without a language": ("objectives.yaml", "ru: Один, ", "", "name:", "missing in: ru."),
    "an initiative without a language": ("initiatives.yaml", "ar: واحد, ", "", "name:", "missing in: ar."),
    "a duplicate code": (RUBRIC, 'code: "2.4.9"', 'code: "2.4.2"', "code:", "“2.4.2” is there twice"),
    "a missing code": ("milestones.yaml", "slug: first-day\n  ", "", "date: 2019-01", "“slug” is missing."),
    "a citation without a paragraph": (FUND, ', paragraph: "38"', "", "A/75/202}", "names a “paragraph”, or a range"),
    "a citation without a document": (FUND, "document: A/75/202, ", "", '{paragraph: "38"', "“document” is missing."),
    "half a range": ("initiatives.yaml", ', to: "38"', "", 'from: "37"', "names a “paragraph”, or a range"),
    "no citation": ("objectives.yaml", "\n    - {document: A/75/202, paragraph: annex}", " []", "citations", "Name at"),
    "an unknown document": (FUND, "A/75/735", "A/75/999", "A/75/999", "There is no document “A/75/999”."),
    "an unknown country": ("case-studies/burkina-faso.yaml", "[BFA]", "[XYZ]", "[XYZ]", "no country “XYZ”"),
    "an unknown entity": ("initiatives.yaml", "[pbso]", "[nobody]", "[nobody]", "no entity “nobody”"),
    "an unknown unit": (FUND, "unit: percent", "unit: tons", "unit: tons", "no unit “tons”"),
    "an unknown objective": ("initiatives.yaml", 'objective: "2"', 'objective: "9"', "objective", "no objective “9”"),
    "an unknown initiative": (FUND, 'initiative: "2.4"', 'initiative: "9.9"', "initiative", "no initiative “9.9”"),
    "an unknown indicator": ("challenges.yaml", '["2.4.2"]', '["9.9.9"]', '["9.9.9"]', "no indicator “9.9.9”"),
    "an unknown goal": ("initiatives.yaml", "[prevention]", "[peace]", "[peace]", "There is no goal “peace”"),
    "an unknown word": (FUND, "role: outcome", "role: hope", "role: hope", "“hope” is not known here; choose one of"),
    "a level not in the rubric": (RUBRIC, "level: shown", "level: superb", "level: superb", "no level of the rubric"),
    "one level only": (
        RUBRIC,
        "  - {number: 1, code: none, label: {en: None}, description: {en: Not described.}}\n",
        "",
        "levels:",
        "two levels",
    ),
    "a target on the wrong side": (FUND, "value: 20", "value: 2", "value: 2", "wrong side of the baseline"),
    "a target due too soon": (FUND, "period: 2020-2024\n", "period: 2018\n", "period: 2018", "must be due after"),
    "a target beyond the bounds": (FUND, "value: 20", "value: 200", "value: 200", "target lies beyond the bounds"),
    "a value beyond the bounds": (FUND, "value: 16.5", "value: 165", "value: 165", "value lies beyond the bounds"),
    "a baseline beyond the bounds": (FUND, "value: 4\n", "value: -4\n", "value: -4", "baseline lies beyond"),
    "a materiality of 0": (FUND, "materiality: 0.5", "materiality: 0", "materiality", "must be above 0"),
    "what is no number": (FUND, "value: 16.5", "value: 16,5", "value: 16,5", "“16,5” is not a number"),
    "not a number at all": (FUND, "value: 16.5", "value: NaN", "value: NaN", "“NaN” is not a number"),
    "too many digits": (
        FUND,
        "value: 16.5",
        "value: 16.55555555555555",
        "16.555",
        "has 16 digits; a number has at most 15",
    ),
    "too many decimals": (FUND, "value: 16.5", "value: 16.1234567", "16.1234567", "more than 6 decimals"),
    "a number too large": (FUND, "value: 16.5", "value: 9000000000000", "9000000000000", "too large"),
    "a period that is none": (FUND, "period: 2020\n", "period: 2020-Q7\n", "2020-Q7", "“2020-Q7” is not a period"),
    "a date that is none": ("framework.yaml", "starts: 2019-01-01", "starts: 2019-02-30", "starts", "is no date"),
    "a milestone without a real date": ("milestones.yaml", "2019-01\n", "2019-S1\n", "2019-S1", "is no date"),
    "value and missing at once": (
        FUND,
        "value: 16.5",
        "missing: not_published\n    value: 16.5",
        "period: 2020\n",
        "exactly one",
    ),
    "a number for a level": (RUBRIC, "level: shown", "value: 3", "- period: 2020-11-18", "Give a “level”"),
    "a quantity without a unit": (FUND, "unit: percent\n", "", 'code: "2.4.2"', "has a “unit”"),
    "a break without a note": (FUND, "qualifier: about", "comparable: false", "comparable", "“break_note”"),
    "a denominator of 0": (FUND, "qualifier: about", "denominator: 0", "denominator", "denominator is 0"),
    "a verdict against the figures": (
        FUND,
        VERDICT,
        "verdict: deteriorated",
        "deteriorated",
        "The figures say “improved”",
    ),
    "an undated figure not dated by its document": (
        RUBRIC,
        "period: 2020-11-18",
        "period: 2020-11-19",
        "2020-11-19",
        "takes the day of its document",
    ),
    "the same period twice": (FUND, "observations:\n", f"observations:\n{AGAIN}", "- period: 2020\n", "is there twice"),
    "a text that is too long": (
        "milestones.yaml",
        "en: The first day",
        f"en: {'x' * 301}",
        "title: ",
        "at most 300 characters",
    ),
    "a case that illustrates nothing": (
        "case-studies/burkina-faso.yaml",
        '\n  - {initiative: "2.4"}',
        " []",
        "illustrates",
        "Name the initiative",
    ),
    "a document that is not public yet": (
        "documents.yaml",
        "2021-02-04",
        "2999-01-01",
        "",
        "is not public before 2999",
    ),
    "no YAML": ("units.yaml", "- {code", "- {{code", "", "This is not YAML"),
    "no list": ("units.yaml", "- {code", "{code", "code: percent", "The file holds a list"),
    "a value where keys belong": (
        FUND,
        'baseline:\n  period: 2019\n  value: 4\n  citations:\n    - {document: A/75/202, paragraph: "38"}',
        "baseline: 4",
        "baseline: 4",
        "Here belong keys",
    ),
    "a list where one value belongs": (FUND, "value: 16.5", "value: [16.5]", "value: [16.5]", "Here belongs one value"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_bad_file_is_answered_with_file_line_and_reason(case: str, folder: Path) -> None:
    name, old, new, marker, reason = WRONG[case]
    written.change(folder, name, old, new)
    told = [(line, said) for file, line, said in problems(folder) if reason in said and (file == name or not marker)]
    assert told, problems(folder)
    if marker:
        assert told[0][0] == written.line_of(folder, name, marker)
    assert not Chain.objects.exists()


def test_a_verdict_against_the_figures_may_be_justified(folder: Path) -> None:
    written.change(folder, FUND, VERDICT, "justification: {en: The wider count explains it.}, verdict: unchanged")
    load(folder)
    assert ObservationVersion.objects.get(thing__period="2020").change == "improved"


def test_too_early_to_say_needs_no_justification(folder: Path) -> None:
    written.change(folder, FUND, VERDICT, "verdict: too_early")
    assert load(folder).published > 0


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [("role: outcome", "role: context", "role"), ("unit: percent", "unit: points", "unit")],
)
def test_what_an_indicator_means_is_fixed(old: str, new: str, key: str, folder: Path) -> None:
    load(folder)
    path = folder / "units.yaml"
    path.write_text(path.read_text() + "- {code: points, label: {en: points}}\n")
    written.change(folder, FUND, old, new)
    assert problems(folder) == [
        (
            FUND,
            written.line_of(folder, FUND, new),
            f"“{key}” of 2.4.2 is fixed once it has been published: make a new one.",
        )
    ]
    assert Indicator.objects.get(code="2.4.2").role == "outcome"


def test_a_published_rubric_is_fixed(folder: Path) -> None:
    load(folder)
    written.change(folder, RUBRIC, "Described in places.", "Described everywhere.")
    assert [reason for _file, _line, reason in problems(folder)] == [
        "The rubric of 2.4.9 is fixed: make a new indicator."
    ]


def test_the_bounds_of_a_unit_in_use_are_fixed(folder: Path) -> None:
    load(folder)
    written.change(folder, "units.yaml", "maximum: 100", "maximum: 50")
    assert [reason for _file, _line, reason in problems(folder)] == [
        "The bounds of the unit “percent” are in use: make a new unit."
    ]


def test_nothing_real_is_loaded_over_invented_data(folder: Path) -> None:
    Chain.objects.create(slug="reform", is_demo=True)
    assert "holds invented data" in problems(folder)[0][2]


def test_two_frameworks_cannot_both_be_the_default_one(folder: Path) -> None:
    Chain.objects.create(slug="another", is_default=True)
    assert problems(folder)[0][2] == "Another framework is the default one already."


def test_a_folder_whose_name_is_taken_by_a_page_is_refused(tmp_path: Path) -> None:
    assert "cannot be the name" in problems(written.write(tmp_path / "search"))[0][2]


def test_a_file_that_nobody_expects_is_refused(folder: Path) -> None:
    (folder / "extra.yaml").write_text("a: b")
    assert problems(folder)[0][:2] == ("extra.yaml", 1)


def test_a_file_that_is_not_utf_8_is_named(folder: Path) -> None:
    (folder / "units.yaml").write_bytes(b"- {code: \xff}")
    assert ("units.yaml", 1, "The file is not UTF-8.") in problems(folder)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("load_framework", str(tmp_path / "nowhere"))


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "reform").mkdir()
    assert "framework.yaml" in str(problems(tmp_path / "reform"))


def test_the_command_says_what_it_did(folder: Path) -> None:
    assert told(folder).splitlines() == [
        "reform: release 1 of 2020-11-18",
        "reform: release 2 of 2021-02-04",
        "reform: 12 versions published, 0 unchanged",
    ]
