"""A small framework to fill sheets in for: a share, a level, a figure under review, a figure that was drafted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from benefits.models import IndicatorVersion, ObservationVersion, Unit
from benefits.workbook.columns import BY_NAME, of_template
from benefits.workbook.questions import Question, questions
from benefits.workbook.scope import indicators_for
from benefits.workbook.template import content, plain
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import clock
from tests import factories as f
from tests.cast import Cast, assemble
from tests.kept import once

ENDED = date(2022, 12, 31)
TODAY = datetime(2024, 6, 15, 9, tzinfo=UTC)


@contextmanager
def at_noon() -> Iterator[None]:
    with clock.at(TODAY):
        yield


@dataclass
class Example:
    """`2.4.2` per cent, 16.5 published for 2020; `2.4.3` a number; `1.1.1` a level; `2.4.3:2021` in review."""

    cast: Cast
    chain: Chain
    many: IndicatorVersion
    level: IndicatorVersion
    spare: IndicatorVersion
    in_review: ObservationVersion
    draft: ObservationVersion

    def questions(self) -> list[Question]:
        mine = indicators_for(self.cast.contributor).values_list("pk", flat=True)
        with at_noon():
            return questions(self.cast.contributor, list(mine), date(2019, 1, 1), date(2024, 12, 31))

    def sheet(self) -> Sheet:
        """The template as a table that a test may write into."""
        return Sheet(self.questions())


@once
def make_example() -> Example:
    with at_noon():
        cast = assemble()
        chain = f.tracker(cast)
        number = Unit.objects.get_or_create(code="number", defaults={"label_en": "number", "minimum": 0})[0]
        count: dict[str, Any] = {"unit": number, "unit_label_en": "missions"}
        many = f.indicator(chain, cast, "2.4.3", **count)
        level = f.indicator(chain, cast, "1.1.1", kind="qualitative")
        spare = f.indicator(chain, cast, "2.4.4", **count, reporting_until=ENDED)
        f.release(chain, cast, many, level, spare, title="More indicators")
        f.release(chain, cast, f.observation(many.thing, cast, "2020", "12"), title="How many")
        in_review = f.observation(many.thing, cast, "2021", "14")
        actions.submit(in_review, by=cast.contributor)
        draft = f.observation(many.thing, cast, "2022", "15", narrative_en="So far.")
    return Example(cast, chain, many, level, spare, in_review, draft)


class Sheet:
    """Cells by indicator, period and name of the column; `rows` is what a CSV would hold."""

    def __init__(self, asked: list[Question]) -> None:
        self.columns = [each.name for each in of_template("en")]
        self.rows = [{name: plain(content(question, BY_NAME[name])) for name in self.columns} for question in asked]

    def put(self, code: str, period: str, **cells: str) -> Sheet:
        self.row(code, period).update(cells)
        return self

    def row(self, code: str, period: str) -> dict[str, str]:
        return next(row for row in self.rows if (row["indicator"], row["period"]) == (code, period))

    def only(self, *keys: tuple[str, str]) -> Sheet:
        self.rows = [self.row(*key) for key in keys]
        return self

    def table(self) -> list[list[str]]:
        heads = [BY_NAME[name].head if name in BY_NAME else name for name in self.columns]
        return [heads, *([row.get(name, "") for name in self.columns] for row in self.rows)]

    def csv(self, encoding: str = "utf-8") -> bytes:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\r\n").writerows(self.table())
        return buffer.getvalue().encode(encoding, "replace")
