"""What a file answers, row by row: every cell read by its own rule, every refusal kept with its address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benefits.periods import Period
from benefits.workbook import cells
from benefits.workbook.cells import Refused, seen
from benefits.workbook.columns import BY_NAME, REQUIRED, Column, Takes, folded, heads
from benefits.workbook.grid import Cell, Sheet, address
from benefits.workbook.questions import PERCENT, Answer, Asked, Value
from benefits.workbook.rules import Fault, Rule, Unreadable


@dataclass
class Line:
    """`given` holds the columns that the file has; `wrong` those of them that could not be read."""

    row: int
    asked: Asked
    period: Period
    mark: str
    given: Answer = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)


@dataclass
class Reading:
    sheet: Sheet
    columns: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def cell(self, row: int, name: str) -> Cell | None:
        return self.sheet.rows.get(row, {}).get(self.columns.get(name, 0))

    def fault(self, rule: Rule, row: int, name: str, **facts: str) -> None:
        """In a cell, be it empty."""
        cell = self.cell(row, name)
        where = address(row, self.columns.get(name, 1))
        self.faults.append(Fault(rule, self.sheet.name, where, seen(cell) if cell else "", facts))


def read(sheets: Sequence[Sheet], asked: Iterable[Asked]) -> Reading:
    """Raises Unreadable where no sheet, or more than one, has the heads of the template."""
    reading = Reading(_updates(sheets))
    _look_for_what_is_hidden(sheets, reading)
    if _read_heads(reading):
        known = {each.key: each for each in asked}
        for row in sorted(number for number in reading.sheet.rows if number > 1):
            _read_row(reading, row, known)
        if not reading.lines and not reading.faults:
            raise Unreadable(Rule.NO_ROWS, reading.sheet.name, "A2")
        _refuse_mixed_percentages(reading)
    return reading


def _updates(sheets: Sequence[Sheet]) -> Sheet:
    found = [sheet for sheet in sheets if _is_of_updates(sheet)]
    if not found:
        first = sheets[0].rows.get(1, {}) if sheets else {}
        said = ", ".join(cell.text for cell in first.values())
        raise Unreadable(Rule.NO_UPDATES, sheets[0].name if sheets else "", "A1", said[:80])
    if len(found) > 1:
        raise Unreadable(Rule.SECOND_SHEET, found[1].name, "A1")
    return found[0]


def _is_of_updates(sheet: Sheet) -> bool:
    named = {column.name for cell in sheet.rows.get(1, {}).values() if (column := heads().get(folded(cell.text)))}
    return len(named & set(REQUIRED)) >= 3


def _look_for_what_is_hidden(sheets: Sequence[Sheet], reading: Reading) -> None:
    add = reading.faults.append
    for sheet in sheets:
        if sheet.is_hidden:
            add(Fault(Rule.HIDDEN, sheet.name))
    for where in reading.sheet.hidden:
        add(Fault(Rule.HIDDEN, reading.sheet.name, where))
    for where in reading.sheet.merged:
        first = where.partition(":")[0]
        there = [cell for row in reading.sheet.rows.values() for cell in row.values() if cell.address == first]
        add(Fault(Rule.MERGED, reading.sheet.name, where, seen(there[0]) if there else ""))


def _read_heads(reading: Reading) -> bool:
    """Whether the rows can be read: in any order, but by known names, each there once."""
    complete = True
    for column, cell in sorted(reading.sheet.rows[1].items()):
        found = heads().get(folded(cell.text))
        if found is None:
            reading.faults.append(Fault(Rule.HEAD_UNKNOWN, reading.sheet.name, cell.address, seen(cell)))
        elif found.name in reading.columns:
            facts = {"head": found.head}
            reading.faults.append(Fault(Rule.HEAD_REPEATED, reading.sheet.name, cell.address, seen(cell), facts))
        else:
            reading.columns[found.name] = column
    for name in REQUIRED:
        if name not in reading.columns:
            facts = {"head": BY_NAME[name].head}
            reading.faults.append(Fault(Rule.HEAD_MISSING, reading.sheet.name, "1:1", "", facts))
            complete = False
    return complete


def _read_row(reading: Reading, row: int, known: dict[tuple[str, str], Asked]) -> None:
    unfit = _unfit(reading, row)
    key = _key(reading, row, unfit, known)
    if key is None:
        return
    asked, period = key
    mark = reading.cell(row, "version")
    line = Line(
        row, asked, period, folded(cells.read_text(mark)) if mark and "version" not in unfit else "", wrong=unfit
    )
    _refuse_foreign_unit(reading, line)
    for name in reading.columns:
        column = BY_NAME[name]
        if column.takes in (Takes.KEY, Takes.FACT, Takes.MARK) or name in unfit:
            continue
        cell = reading.cell(row, name)
        try:
            line.given[name] = _read_cell(cell, column, asked) if cell else _empty(column)
        except Refused as refusal:
            line.wrong.add(name)
            reading.fault(refusal.rule, row, name, **refusal.facts)
    reading.lines.append(line)


def _unfit(reading: Reading, row: int) -> set[str]:
    """Columns whose cell no column could take: formulas, errors, what cannot be seen."""
    found = set()
    for name in reading.columns:
        cell = reading.cell(row, name)
        if cell is not None:
            try:
                cells.refuse_unfit(cell)
            except Refused as refusal:
                found.add(name)
                reading.fault(refusal.rule, row, name, **refusal.facts)
    return found


def _key(
    reading: Reading, row: int, unfit: set[str], known: dict[tuple[str, str], Asked]
) -> tuple[Asked, Period] | None:
    if unfit & {"framework", "indicator", "period"}:
        return None
    framework, code = (reading.cell(row, name) for name in ("framework", "indicator"))
    said = [folded(cells.read_text(cell)).replace(" ", "") if cell else "" for cell in (framework, code)]
    asked = known.get((said[0], said[1]))
    if asked is None:
        reading.fault(Rule.INDICATOR, row, "indicator")
    cell = reading.cell(row, "period")
    try:
        if cell is None:
            raise Refused(Rule.PERIOD)
        period = cells.read_period(cell, reading.sheet.from_1904)
    except Refused as refusal:
        reading.fault(refusal.rule, row, "period", **refusal.facts)
        return None
    return (asked, period) if asked else None


def _empty(column: Column) -> Value:
    return None if column.takes is Takes.NUMBER or column.name == "comparable" else ""


def _read_cell(cell: Cell, column: Column, asked: Asked) -> Value:
    match column.takes:
        case Takes.NUMBER:
            return _read_number(cell, column, asked)
        case Takes.LEVEL:
            return _read_level(cell, asked)
        case Takes.CHOICE:
            word = cells.read_choice(cell, column)
            return word == "yes" if column.name == "comparable" else word
    return cells.read_long_text(cell, column)


def _read_number(cell: Cell, column: Column, asked: Asked) -> Value:
    if column.name == "value" and asked.is_qualitative:
        raise Refused(Rule.KIND)
    if cells.is_percentage(cell) and (column.name != "value" or asked.unit != PERCENT):
        raise Refused(Rule.PERCENT_FOREIGN, unit=asked.unit_label or "–")
    return cells.read_value(cell)


def _read_level(cell: Cell, asked: Asked) -> Value:
    if not asked.is_qualitative:
        raise Refused(Rule.KIND)
    said = folded(cells.read_text(cell))
    for level in asked.levels:
        if said in level.names():
            return level.code
    raise Refused(Rule.LEVEL, allowed=", ".join(level.shown() for level in asked.levels))


def _refuse_foreign_unit(reading: Reading, line: Line) -> None:
    cell = reading.cell(line.row, "unit")
    if cell and not line.asked.is_qualitative and folded(cells.read_text(cell)) not in line.asked.unit_names:
        reading.fault(Rule.UNIT, line.row, "unit", unit=line.asked.unit_label)


def _refuse_mixed_percentages(reading: Reading) -> None:
    """30 and 30 % in one column: one of them is wrong, and the file does not say which."""
    said = [
        (line, cell)
        for line in reading.lines
        if line.asked.unit == PERCENT and "value" not in line.wrong and (cell := reading.cell(line.row, "value"))
    ]
    marked = [line for line, cell in said if cells.is_percentage(cell)]
    if 0 < len(marked) < len(said):
        for line in marked:
            line.wrong.add("value")
            reading.fault(Rule.PERCENT_MIXED, line.row, "value")
