from __future__ import annotations

import pytest

from reformtracker.api import pagination
from reformtracker.publishing.models import Chain
from tests.api import many
from tests.reading import faults, read, refused

pytestmark = [pytest.mark.bar("B28"), pytest.mark.django_db]


@pytest.fixture
def seven() -> Chain:
    return many.publish(7)


def test_walking_the_pages_gives_every_row_once_and_keeps_what_was_asked(seven: Chain) -> None:
    found, sizes = [], []
    address = "observations/?page_size=3&release=1&ordering=-value&lang=fr"
    while address:
        page = read(address)
        assert page["count"] == 7
        found += [row["id"] for row in page["results"]]
        sizes.append(len(page["results"]))
        address = page["next"]
        assert address is None or all(part in address for part in ("release=1", "ordering=-value", "lang=fr"))
    assert sizes == [3, 3, 1]
    # Every value is the same: what breaks the tie makes the order total.
    assert found == [f"1.1.{number:03}:2020" for number in range(1, 8)]


def test_previous_leads_back(seven: Chain) -> None:
    second = read("indicators/", page=2, page_size=4)
    assert second["next"] is None
    assert [row["code"] for row in read(second["previous"])["results"]][0] == "1.1.001"


def test_an_empty_list_has_one_page(seven: Chain) -> None:
    assert read("milestones/", page=1) == {"count": 0, "next": None, "previous": None, "results": []}
    assert faults("milestones/", page=2) == [("page", "out_of_range")]


def test_the_default_is_fifty_rows_and_the_most_five_hundred() -> None:
    many.publish(51)
    assert len(read("indicators/")["results"]) == 50
    assert len(read("indicators/", page_size=500)["results"]) == 51


def test_too_deep_a_page_points_to_the_bulk_files(seven: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "DEEPEST", 4)
    first = read("indicators/", page_size=2, page=2)
    answer = refused(first["next"])
    assert (answer["errors"][0]["parameter"], answer["errors"][0]["code"]) == ("page", "too_deep")
    assert "/api/v1/export/observations.csv" in answer["detail"]
