from __future__ import annotations

import pytest

from benefits.models import ObservationVersion, Upload
from benefits.workbook import actions
from benefits.workbook.template import as_csv, as_workbook
from tests.benefits.workbook.example import Example, at_noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def example() -> Example:
    return Example()


def test_smoke(example):
    with at_noon():
        for name, make in (("a.csv", as_csv), ("a.xlsx", as_workbook)):
            up = actions.receive(name, make(example.questions()), by=example.cast.contributor)
            found = actions.look_at(up, by=example.cast.contributor)
            assert found.faults == []
            assert found.changes == []
        sheet = example.sheet().put("2.4.2", "2021", value="18,5", sources="A/75/202, 40").put("2.4.2","2020",value="17",reason_en="Better data").put("2.4.3","2022",value="16").put("1.1.1","2021",level="some") if True else None
        print(sheet.table()[0])
        up = actions.receive("b.csv", sheet.csv(), by=example.cast.contributor)
        found = actions.look_at(up, by=example.cast.contributor)
        assert found.faults == []
        print([(c.public_id, c.cells) for c in found.changes])
        assert actions.apply(up, by=example.cast.contributor, seen=found.digest) == 4
