from __future__ import annotations

from datetime import date

import pytest

from reformtracker.sources.models import Precision


@pytest.mark.parametrize(
    ("precision", "last", "first"),
    [
        (Precision.DAY, date(2019, 4, 16), date(2019, 4, 16)),
        (Precision.MONTH, date(2020, 2, 29), date(2020, 2, 1)),
        (Precision.QUARTER, date(2019, 3, 31), date(2019, 1, 1)),
        (Precision.QUARTER, date(2019, 12, 31), date(2019, 10, 1)),
        (Precision.YEAR, date(2020, 12, 31), date(2020, 1, 1)),
    ],
)
def test_a_date_may_have_been_any_day_since_the_first_of_what_is_known(
    precision: Precision, last: date, first: date
) -> None:
    assert precision.first_day(last) == first
