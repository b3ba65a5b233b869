"""Bad files are answered with file, line and reason, and nothing of them is loaded."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from benefits.models import Indicator, ObservationVersion, Unit
from initiatives.models import FrameworkVersion
from reformtracker.publishing.models import Chain, Release
from reformtracker.sources.models import Document
from reformtracker.web.loading.reader import BadFiles
from reformtracker.web.loading.writer import load
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
    "a goal named twice": (
        "initiatives.yaml",
        "[prevention]",
        "[prevention, prevention]",
        "goals:",
        "named twice here",
    ),
    "a successor of nothing": (
        FUND,
        "role: outcome",
        'role: outcome\nreplaces: "9.9.9"',
        "replaces",
        "no indicator “9.9.9”",
    ),
    "a circle of one": (FUND, "role: outcome", 'role: outcome\nreplaces: "2.4.2"', "replaces", "2.4.2 replaces 2.4.2."),
    "an alias": (FUND, "decimals: 1", "decimals: &one 1\nmateriality: *one", "*one", "an alias; write the value out"),
    "a NUL character": (FUND, "decimals: 1", 'decimals: 1\ncaution: {en: "a\\0b"}', "caution", "cannot be stored"),
    "half a character": (FUND, "decimals: 1", 'decimals: 1\ncaution: {en: "a\\ud800b"}', "caution", "cannot be stored"),
    "a tab for a space": (FUND, "decimals: 1", "\tdecimals: 1", "decimals: 1", "This is not YAML"),
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


def test_a_crosswalk_cannot_run_in_a_circle(folder: Path) -> None:
    written.change(folder, FUND, "role: outcome", 'role: outcome\nreplaces: "2.4.9"')
    written.change(folder, RUBRIC, "role: outcome", 'role: outcome\nreplaces: "2.4.2"')
    found = [one for one in problems(folder) if "circle" in one[2]]
    ((file, line, reason),) = found
    assert (file, line) == (FUND, written.line_of(folder, FUND, "replaces"))
    assert reason == "A crosswalk cannot run in a circle: 2.4.2 replaces 2.4.9 replaces 2.4.2."
    assert not Chain.objects.exists()


def test_a_successor_may_be_written_before_the_one_that_it_replaces(folder: Path) -> None:
    written.change(folder, FUND, "role: outcome", 'role: outcome\nreplaces: "2.4.9"')
    load(folder)
    replaced = Indicator.objects.get(code="2.4.2").replaces
    assert replaced is not None
    assert replaced.code == "2.4.9"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: " + "[" * 3000, "nested too deeply"),
        ("# " + "x" * 2_000_001, "larger than 2,000,000 bytes"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "an alias; write the value out"),
    ],
)
def test_a_file_that_is_made_to_break_a_reader_is_refused(folder: Path, text: str, reason: str) -> None:
    (folder / "milestones.yaml").write_text(text)
    assert any(file == "milestones.yaml" and reason in said for file, _line, said in problems(folder))
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
