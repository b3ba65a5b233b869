"""What a refusal says: the rule that was broken, and how to mend it, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from benefits.periods import FORMS
from benefits.workbook.rules import Fault, Rule

PLACE = re.compile(r"%\((\w+)\)s")
AGAIN = _("Download a new template and fill that in.")
SAVE_AS = _("Save it as an Excel workbook (.xlsx) or as “CSV UTF-8” (.csv) and upload that.")
NEW_FILE = _("Copy the values alone into a new template and upload that.")
SMALLER = _("Divide it: choose fewer indicators or periods for each template.")
DIGITS = _("Write it in digits, such as 16.5, without separators between thousands.")
FORM = _("Leave the row as it is in the template, or make this change in the form.")

SAYS: dict[Rule, tuple[Any, Any]] = {
    Rule.NAME: (
        _("The name of the file is longer than 200 characters, or holds characters that hide what it is."),
        _("Give the file a short plain name."),
    ),
    Rule.NAME_ENDING: (_("The name of the file must have one ending, .xlsx or .csv."), SAVE_AS),
    Rule.EMPTY: (_("The file is empty."), AGAIN),
    Rule.TOO_BIG: (_("The file has more than %(limit)s MB."), SMALLER),
    Rule.CONTENT: (_("The name says %(expected)s, but the content is %(seen)s."), SAVE_AS),
    Rule.OTHER_FORMAT: (_("This is another format than .xlsx or .csv."), SAVE_AS),
    Rule.MACROS: (_("The workbook holds macros."), NEW_FILE),
    Rule.PASSWORD: (_("The workbook is locked by a password."), _("Take the password away and upload it again.")),
    Rule.EXTERNAL: (_("The workbook draws on other files or addresses."), NEW_FILE),
    Rule.EMBEDDED: (_("The workbook holds other files or controls."), NEW_FILE),
    Rule.UNPACKS: (_("The file unpacks to far more than a template can hold."), NEW_FILE),
    Rule.ENTITIES: (_("The workbook declares a document type, which no spreadsheet program writes."), NEW_FILE),
    Rule.BROKEN: (_("The file is damaged or was cut off."), _("Upload it again, from the beginning to the end.")),
    Rule.ENCODING: (_("The text is not UTF-8: byte %(byte)s cannot be read."), SAVE_AS),
    Rule.SHEETS: (_("The workbook has more than %(limit)s sheets."), NEW_FILE),
    Rule.ROWS: (_("There are more than %(limit)s rows."), SMALLER),
    Rule.COLUMNS: (_("There are more than %(limit)s columns."), NEW_FILE),
    Rule.TOO_HEAVY: (_("Reading the file takes more time or memory than is allowed."), SMALLER),
    Rule.NO_UPDATES: (_("No sheet has the heads of the template in its first row."), AGAIN),
    Rule.SECOND_SHEET: (_("A second sheet has the heads of the template."), _("Keep all updates in one sheet.")),
    Rule.HIDDEN: (
        _("What is hidden here would be read without being seen."),
        _("Show all rows, columns and sheets, and take filters away."),
    ),
    Rule.MERGED: (_("These cells are merged, so that only one of them holds a value."), _("Unmerge the cells.")),
    Rule.HEAD_UNKNOWN: (
        _("The template has no such column."),
        _("Take the column away; targets and definitions are changed in the indicator's form."),
    ),
    Rule.HEAD_MISSING: (_("The column “%(head)s” is missing."), AGAIN),
    Rule.HEAD_REPEATED: (_("The column “%(head)s” is there twice."), _("Keep one of the two columns.")),
    Rule.NO_ROWS: (_("There are heads and no rows below them."), AGAIN),
    Rule.SHORT_ROW: (
        _("The row ends before the last column: the file may have been cut off."),
        _("Upload it again, from the beginning to the end."),
    ),
    Rule.CHARACTERS: (
        _("There are control characters or marks that reverse the direction of reading."),
        _("Delete the text and type it anew."),
    ),
    Rule.FORMULA: (_("This is a formula."), _("Put its result in its place as a plain value.")),
    Rule.ERROR_VALUE: (_("This is the error of a formula."), _("Enter the value, or say why there is none.")),
    Rule.TEXT_LENGTH: (_("The text has more than %(limit)s characters."), _("Shorten the text.")),
    Rule.NUMBER: ("%(said)s", _("Enter a number, or leave the cell empty and say why there is none.")),
    Rule.GROUPED: (_("This can be read in two ways."), DIGITS),
    Rule.NUMBER_SIZE: (
        _("A number has at most 15 digits and six decimals, and lies within a million million of 0."),
        _("Round the number."),
    ),
    Rule.PERCENT_MIXED: (
        _("Some cells of this column are formatted as percentages and others are not."),
        _("Format all of them as plain numbers and write 30 for 30 per cent."),
    ),
    Rule.PERCENT_FOREIGN: (_("The unit is %(unit)s, but the cell is a percentage."), DIGITS),
    Rule.BOUNDS: (
        _("The value lies beyond the bounds of the unit, %(range)s."),
        _("Correct the value, or look whether it is in the unit of the indicator."),
    ),
    Rule.ZERO_DENOMINATOR: (_("A denominator is never 0."), _("Correct the number or leave the cell empty.")),
    Rule.CHOICE: (_("The column “%(head)s” takes one of: %(allowed)s."), _("Choose from the list in the cell.")),
    Rule.LEVEL: (
        _("The rubric of this indicator has the levels: %(allowed)s."),
        _("Choose from the list in the cell."),
    ),
    Rule.KIND: (
        _("An indicator that is counted takes a value, one that is described takes a level."),
        _("Empty this cell and fill in the other one."),
    ),
    Rule.UNIT: (_("The indicator is counted in %(unit)s."), _("Convert the value and leave the unit as it was.")),
    Rule.SOURCES: (
        _("A source is a symbol, a comma and a paragraph; several are separated by semicolons."),
        _("Write it as A/75/202, 38; A/75/735, 5–7."),
    ),
    Rule.DOCUMENT: (
        _("No document is known by the symbol %(symbol)s."),
        _("Correct the symbol, or add the document under Documents first."),
    ),
    Rule.PERIOD: (_("This is not a period."), _("Write one as %(forms)s.")),
    Rule.CALENDAR: (
        _("No period of this tracker lies in that year."),
        _("Write the year of the Gregorian calendar with four digits."),
    ),
    Rule.FUTURE: (_("The period has not ended yet."), _("Leave the row out until it has.")),
    Rule.CLOSED: (_("The indicator is reported until %(day)s only."), _("Leave the row out.")),
    Rule.INDICATOR: (
        _("Among your indicators there is none of this code."),
        _("Correct the code, or leave the row out."),
    ),
    Rule.DUPLICATE: (
        _("The same indicator and period are in more than one row: %(cells)s."),
        _("Keep one of the rows."),
    ),
    Rule.SEVERAL_ANSWERS: (
        _("A row gives a value or a level, or says why there is none: one of them."),
        _("Empty the others."),
    ),
    Rule.BLANKED: (
        _("There is an answer already, and an empty cell does not take it back."),
        _("Enter a value or level, or say why there is none."),
    ),
    Rule.NO_ANSWER: (
        _("The row says something, but gives neither a value nor a level nor why there is none."),
        _("Enter a value or level, or say why there is none."),
    ),
    Rule.LOCKED: (_("%(state)s since %(who)s submitted it, so it cannot be changed now."), FORM),
    Rule.CONFLICT: (
        _("It has changed since the template was downloaded; now it rests on %(now)s (%(who)s)."),
        _("Download a new template, compare, and enter your change again."),
    ),
    Rule.WITHDRAWN: (_("It was withdrawn."), FORM),
    Rule.FIRST: (
        _("Nothing of this period is public yet, so there is nothing to revise or to give a reason for."),
        _("Empty this cell."),
    ),
    Rule.JUMP: (
        _("The value is a hundred times the last one (%(last)s) or more, or a hundredth of it or less."),
        _("Correct the value, or say why it is right."),
    ),
    Rule.PARTS: (
        _("Numerator divided by denominator gives %(share)s."),
        _("Correct one of the three numbers, or say why they differ."),
    ),
}


class Said(NamedTuple):
    rule: str
    mend: str


def said(fault: Fault) -> Said:
    facts = {"forms": FORMS, "seen": fault.seen, **fault.facts}
    rule, mend = SAYS[fault.rule]
    return Said(_filled(rule, facts), _filled(mend, facts))


def _filled(sentence: Any, facts: Mapping[str, Any]) -> str:
    """Not by the operator `%`: some languages write "30 %" where English has a word."""
    return PLACE.sub(lambda found: str(facts[found[1]]), str(sentence))
