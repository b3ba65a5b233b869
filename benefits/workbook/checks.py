"""What a row would change, and what keeps it from being taken: the rules that need the tracker, or two cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.text import capfirst

from benefits.periods import Period
from benefits.workbook.cells import Refused
from benefits.workbook.columns import BY_NAME
from benefits.workbook.lines import Line, Reading
from benefits.workbook.questions import (
    ABOUT_THE_VERSION,
    PERCENT,
    Answer,
    Asked,
    Key,
    Record,
    Value,
    key_of,
    records,
    unanswered,
)
from benefits.workbook.rules import Rule
from benefits.workbook.sources import documents, parsed
from reformtracker.publishing.canonical import number
from reformtracker.publishing.models import State, VersionKind

PREFILLED = frozenset({"qualifier", "comparable", "version_kind"})
ANSWER = ("value", "level", "missing")
COMPUTED = frozenset({"value", "numerator", "denominator"})
HUNDRED = 100


@dataclass
class Change:
    """One row that would make or move a draft. `cells` holds old and new by column, in the order of the sheet."""

    row: int
    asked: Asked
    period: Period
    record: Record
    answer: Answer
    cells: dict[str, tuple[Value, Value]] = field(default_factory=dict)

    @property
    def public_id(self) -> str:
        return f"{self.asked.code}:{self.period.code}"


def changes(reading: Reading, today: date) -> tuple[list[Change], int]:
    """The rows that say something new, and how many say what is known already. Faults go into the reading."""
    _refuse_duplicates(reading)
    found: list[Change] = []
    unchanged = 0
    known = _records(reading.lines)
    for line in reading.lines:
        change = _change(line, known.get(key_of(line.asked, line.period)))
        if change is None:
            unchanged += 1
            continue
        _check(reading, line, change, today)
        found.append(change)
    _refuse_unknown_sources(reading, found)
    return found, unchanged


def _records(lines: Iterable[Line]) -> dict[Key, Record]:
    asked = {line.asked.key: line.asked for line in lines}
    days = [day for line in lines for day in (line.period.start, line.period.end)]
    return records(asked.values(), min(days), max(days)) if days else {}


def _refuse_duplicates(reading: Reading) -> None:
    rows: dict[Key, list[int]] = defaultdict(list)
    for line in reading.lines:
        rows[key_of(line.asked, line.period)].append(line.row)
    for same in rows.values():
        if len(same) > 1:
            cells = ", ".join(_address(reading, row, "indicator") for row in same)
            for row in same:
                reading.fault(Rule.DUPLICATE, row, "indicator", cells=cells)


def _address(reading: Reading, row: int, name: str) -> str:
    cell = reading.cell(row, name)
    return cell.address if cell else f"A{row}"


def _change(line: Line, record: Record | None) -> Change | None:
    known = record or unanswered(line.asked)
    if (
        record is None
        and not line.wrong
        and not any(
            value for name, value in line.given.items() if name not in PREFILLED and not name.startswith("break_note")
        )
        and line.given.get("value") is None
    ):
        return None
    new = _merged(line, known)
    cells = {
        name: (known.answer[name], new[name])
        for name in BY_NAME
        if name in new and (new[name] != known.answer[name] or name in line.wrong)
    }
    if not line.wrong and not set(cells) - (set() if known.is_open else ABOUT_THE_VERSION):
        return None
    return Change(line.row, line.asked, line.period, known, new, cells)


def _merged(line: Line, record: Record) -> Answer:
    """A column that the file lacks, and a word that has a default, leave things as they are."""
    new = record.answer | line.given
    if line.given.get("comparable") is None:
        new["comparable"] = record.answer["comparable"]
    new["qualifier"] = new["qualifier"] or "exact"
    if _has_been_public(record):
        new["version_kind"] = new["version_kind"] or VersionKind.REVISION.value
    return new


def _has_been_public(record: Record) -> bool:
    version = record.version
    return version is not None and (not record.is_open or version.version_kind != VersionKind.FIRST)


# ---------- one row ----------
def _check(reading: Reading, line: Line, change: Change, today: date) -> None:
    _check_state(reading, line, change.record)
    _check_period(reading, line, today)
    if not line.wrong & set(ANSWER):
        _check_answer(reading, line, change)
    _check_numbers(reading, line, change)
    if not _has_been_public(change.record):
        for name in ABOUT_THE_VERSION:
            if change.answer.get(name):
                reading.fault(Rule.FIRST, line.row, name)


def _check_state(reading: Reading, line: Line, record: Record) -> None:
    version = record.version
    if version is not None and version.is_withdrawal:
        reading.fault(Rule.WITHDRAWN, line.row, "indicator")
    elif record.is_open and version.state != State.DRAFT:
        who = str(version.submitted_by)
        reading.fault(Rule.LOCKED, line.row, "indicator", who=who, state=capfirst(version.get_state_display()))
    elif line.mark != record.mark and "version" not in line.wrong:
        who = str(version.edited_by or version.get_origin_display()) if version is not None else "–"
        reading.fault(Rule.CONFLICT, line.row, "version", now=record.mark, who=who)


def _check_period(reading: Reading, line: Line, today: date) -> None:
    if line.period.end > today:
        reading.fault(Rule.FUTURE, line.row, "period")
    elif line.asked.until and line.period.end > line.asked.until:
        reading.fault(Rule.CLOSED, line.row, "period", day=date_format(line.asked.until))


def _check_answer(reading: Reading, line: Line, change: Change) -> None:
    given = [name for name in ANSWER if change.answer[name] not in (None, "")]
    if len(given) > 1:
        for name in given:
            reading.fault(Rule.SEVERAL_ANSWERS, line.row, name)
    if given:
        return
    wanted = "level" if line.asked.is_qualitative else "value"
    if any(change.record.answer[name] not in (None, "") for name in ANSWER):
        reading.fault(Rule.BLANKED, line.row, wanted)
    elif change.record.version is None:
        reading.fault(Rule.NO_ANSWER, line.row, wanted)


def _check_numbers(reading: Reading, line: Line, change: Change) -> None:
    value, low, high = change.answer["value"], line.asked.minimum, line.asked.maximum
    if isinstance(value, Decimal) and "value" not in line.wrong and not _within(value, low, high):
        reading.fault(Rule.BOUNDS, line.row, "value", range=bounds(line.asked))
    if change.answer["denominator"] == 0 and "denominator" not in line.wrong:
        reading.fault(Rule.ZERO_DENOMINATOR, line.row, "denominator")


def _within(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def bounds(asked: Asked) -> str:
    low, high = asked.minimum, asked.maximum
    if low is None and high is None:
        return ""
    return f"{number(low) if low is not None else '…'} – {number(high) if high is not None else '…'}"


def _refuse_unknown_sources(reading: Reading, found: list[Change]) -> None:
    said: list[tuple[Change, list[str]]] = []
    for change in found:
        if "sources" in change.cells:
            try:
                said.append((change, [source.symbol for source in parsed(str(change.answer["sources"]))]))
            except Refused as refusal:
                reading.fault(refusal.rule, change.row, "sources", **refusal.facts)
    known = documents(symbol for _change, symbols in said for symbol in symbols)
    for change, symbols in said:
        for symbol in symbols:
            if symbol not in known:
                reading.fault(Rule.DOCUMENT, change.row, "sources", symbol=symbol)


# ---------- what may be right ----------
def doubts(change: Change) -> list[tuple[Rule, dict[str, str]]]:
    """What has to be confirmed with a reason: of the value, which is why it stands at its cell."""
    found: list[tuple[Rule, dict[str, str]]] = []
    value, last = change.answer["value"], change.asked.last
    if not isinstance(value, Decimal):
        return found
    if "value" in change.cells and value and last is not None and last.value:
        small, big = sorted((abs(value), abs(last.value)))
        if big >= HUNDRED * small:
            found.append((Rule.JUMP, {"last": number(last.value)}))
    share = _share(change)
    if share is not None and abs(share - value) >= 1 and COMPUTED & set(change.cells):
        found.append((Rule.PARTS, {"share": number(round(share, 1))}))
    return found


def _share(change: Change) -> Decimal | None:
    above, below = change.answer["numerator"], change.answer["denominator"]
    if change.asked.unit != PERCENT or not isinstance(above, Decimal) or not isinstance(below, Decimal) or not below:
        return None
    return HUNDRED * above / below
