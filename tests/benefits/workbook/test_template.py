"""What is given out, as another program reads it: lists to choose from, locked ids, bounds, and the copy to correct."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override
from openpyxl.workbook.workbook import Workbook

from benefits.workbook import actions
from benefits.workbook.columns import BY_NAME, of_template
from benefits.workbook.corrected import corrected
from benefits.workbook.preview import preview
from benefits.workbook.template import as_csv, as_workbook
from tests.benefits.workbook.corpus.build import LEVEL, SHARE
from tests.benefits.workbook.corpus.making import workbook
from tests.benefits.workbook.example import Example, at_noon, make_example

pytestmark = pytest.mark.django_db


@pytest.fixture
def example() -> Any:
    made = make_example()
    with at_noon():
        yield made


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def place(sheet: Any, head: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == head)


def row_of(sheet: Any, code: str, period: str) -> int:
    return next(
        row
        for row in range(2, sheet.max_row + 1)
        if (sheet.cell(row, 2).value, sheet.cell(row, 3).value) == (code, period)
    )


def test_the_template_says_what_the_tracker_says_today(example: Example) -> None:
    sheet = opened(as_workbook(example.questions()))["Updates"]
    row = row_of(sheet, SHARE, "2020")
    said = {cell.value: sheet.cell(row, cell.column or 0).value for cell in sheet[1]}
    assert said["Value"] == 16.5
    assert said["Unit"] == "% of new investments"
    assert said["Allowed range"] == "0 – 100"
    assert said["Last reported"] == "16.5 (2020)"
    assert said["Qualifier"] == "about"
    assert said["Sources"] == "A/75/202, 38"
    assert said["Rests on version"] == "v1"
    empty = row_of(sheet, SHARE, "2021")
    assert sheet.cell(empty, place(sheet, "Value")).value is None
    assert sheet.cell(empty, place(sheet, "Rests on version")).value == "0"


def test_ids_are_locked_and_answers_are_not(example: Example) -> None:
    sheet = opened(as_workbook(example.questions()))["Updates"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    row = row_of(sheet, SHARE, "2021")
    locked = {cell.value for cell in sheet[1] if sheet.cell(row, cell.column or 0).protection.locked}
    assert locked == {
        "Framework",
        "Indicator",
        "Period",
        "Name of the indicator",
        "Unit",
        "Allowed range",
        "Last reported",
        "Level",
        "Rests on version",
    }


def test_words_and_levels_are_chosen_from_lists_and_values_keep_to_their_bounds(example: Example) -> None:
    book = opened(as_workbook(example.questions()))
    sheet, lists = book["Updates"], book["Choices"]

    def rule_at(row: int, head: str) -> Any:
        where = sheet.cell(row, place(sheet, head)).coordinate
        (found,) = [rule for rule in sheet.data_validations.dataValidation if where in rule.sqref]
        return found

    def offered(row: int, head: str) -> list[str]:
        where = rule_at(row, head).formula1.partition("!")[2].replace("$", "")
        return [cell.value for (cell,) in lists[where]]

    row = row_of(sheet, LEVEL, "2021")
    assert offered(row, "Level") == ["1 – none", "2 – some", "3 – full"]
    assert offered(row, "Not available because") == ["not published", "not collected", "not applicable"]
    assert offered(row, "Qualifier") == ["exact", "about", "at least", "at most"]
    bounds = rule_at(row_of(sheet, SHARE, "2021"), "Value")
    assert (bounds.type, bounds.formula1, bounds.formula2) == ("decimal", "0.0", "100.0")


@pytest.mark.parametrize(("language", "is_rtl"), [("ar", True), ("fr", False)])
def test_the_sheet_is_in_the_language_of_whoever_fills_it_in(example: Example, language: str, is_rtl: bool) -> None:
    with override(language):
        book = opened(as_workbook(example.questions()))
        heads = [column.head for column in of_template(language)]
    sheet = book.worksheets[0]
    assert bool(sheet.sheet_view.rightToLeft) is is_rtl
    assert [cell.value for cell in sheet[1]] == heads
    # Words are read back whatever language they are in.
    assert "narrative_" + language in {column.name for column in of_template(language)}


def test_a_text_that_looks_like_a_formula_is_none_in_the_template(example: Example) -> None:
    example.draft.narrative_en = '=HYPERLINK("https://example.org")'
    example.draft.save()
    sheet = opened(as_workbook(example.questions()))["Updates"]
    cell = sheet.cell(row_of(sheet, "2.4.3", "2022"), place(sheet, "Narrative (English)"))
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("https://example.org")')
    assert cell.quotePrefix
    assert b"'=HYPERLINK" in as_csv(example.questions())


def test_a_template_asks_only_about_what_one_may_draft(example: Example) -> None:
    from benefits.workbook.scope import indicators_for

    assert {each.code for each in indicators_for(example.cast.contributor)} == {"1.1.1", "2.4.2", "2.4.3", "2.4.4"}
    assert not indicators_for(example.cast.auditor)


def test_the_copy_to_correct_keeps_every_cell_in_its_place_and_marks_the_wrong_ones(example: Example) -> None:
    sheet = example.sheet().only((SHARE, "2020"), (SHARE, "2021"))
    sheet.put(SHARE, "2021", value="140", qualifier="roughly", narrative_en="=It grew")
    found = preview("a.xlsx", workbook(sheet), "0" * 64, example.cast.contributor)
    book = opened(corrected(found))
    copy = book["Updates"]
    assert [[cell.value for cell in row] for row in copy.iter_rows(min_row=1, max_row=1)] == [sheet.table()[0]]
    wrong = {cell.coordinate: cell for row in copy.iter_rows() for cell in row if cell.comment}
    assert set(wrong) == {"H3", "K3"}
    said_of = {where: cell.comment.text for where, cell in wrong.items() if cell.comment}
    assert wrong["H3"].value == 140
    assert "0 – 100" in said_of["H3"]
    assert "Choose from the list" in said_of["K3"]
    assert copy["Q3"].data_type == "s"
    assert [cell.value for cell in book["Errors"][2]][:3] == ["Updates", "H3", "140"]


def test_the_copy_once_corrected_is_taken(example: Example) -> None:
    sheet = example.sheet().only((SHARE, "2021")).put(SHARE, "2021", value="140")
    copy = opened(corrected(preview("a.csv", sheet.csv(), "0" * 64, example.cast.contributor)))
    copy["Updates"]["H2"] = 14
    file = io.BytesIO()
    copy.save(file)
    sent = actions.receive("a.xlsx", file.getvalue(), by=example.cast.contributor)
    found = actions.look_at(sent, by=example.cast.contributor)
    assert found.faults == []
    assert actions.apply(sent, by=example.cast.contributor, seen=found.digest) == 1


def test_at_most_500_errors_are_listed_beside_the_total(example: Example) -> None:
    sheet = example.sheet().only((SHARE, "2021"))
    sheet.rows = [{**sheet.rows[0], "value": "n/a", "period": str(year % 60 + 1950)} for year in range(600)]
    found = preview("a.csv", sheet.csv(), "0" * 64, example.cast.contributor)
    assert len(found.faults) > 600
    assert len(found.shown_faults) == 500
    errors = opened(corrected(found))["Errors"]
    assert f"500 of {len(found.faults)} errors are listed." in [row[0].value for row in errors.iter_rows()]


def test_every_column_has_a_head_of_its_own() -> None:
    heads = [column.head for column in BY_NAME.values()]
    assert len(heads) == len(set(heads))
