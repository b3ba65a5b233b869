"""Case studies together: a map that no fact depends on, and the matrix of what each case is evidence for."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from initiatives.models import Initiative
from reformtracker.publishing.models import Chain
from reformtracker.web import worldmap
from tests import factories as f
from tests.cast import Cast
from tests.web.single import html, section, words

pytestmark = pytest.mark.django_db

PATH = "/en/reform/case-studies/"


@pytest.fixture
def chain(cast: Cast) -> Chain:
    """A case in a country that illustrates 2.4 first and 2.1 too; a case of a region; 1.1 has none."""
    chain = f.chain()
    indicators = [f.indicator(chain, cast, code) for code in ("1.1.1", "2.1.1", "2.4.2")]
    parents = [f.objective(chain, cast, code) for code in ("1", "2")]
    parents += [f.initiative(chain, cast, code) for code in ("1.1", "2.1", "2.4")]
    case, regional = f.case_study(chain, cast), f.case_study(chain, cast, "horn", region_en="Horn of Africa")
    case.initiatives.create(initiative=Initiative.objects.get(code="2.1"), position=1)
    case.places.create(country=f.country("BFA", name_en="Burkina Faso"))
    case.links.create(indicator=indicators[2].thing, bearing="supports")
    case.links.create(indicator=indicators[1].thing, bearing="contradicts")
    f.release(chain, cast, f.framework(chain, cast), *parents, *indicators, case, regional)
    chain.refresh_from_db()
    return chain


def test_the_first_sentence_counts_and_names_what_has_no_case(chain: Chain) -> None:
    said = words(PATH)
    assert "2 case studies from 1 country." in said
    assert "None is told first of all for 2.1. None illustrates 1.1." in said
    assert "1 indicator has no case study for or against it: 1.1.1" in said


def test_the_matrix_says_in_words_what_its_marks_show(chain: Chain) -> None:
    rows = re.findall(r"<tr.*?</tr>", html(PATH), re.S)
    (row,) = [row for row in rows if "burkina-faso" in row]
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())
    assert said == "1 A case Burkina Faso not illustrated also contradicts 2.1.1 first of all supports 2.4.2"


def test_every_point_of_the_map_stands_in_the_list_too(chain: Chain) -> None:
    page = html(PATH)
    assert page.count('r="4.5"') == 1
    assert "Burkina Faso: A case" in page
    said = section("h-where", PATH)
    assert "A case Burkina Faso" in said
    assert "Horn of Africa (a region, not on the map)" in said
    assert "do not imply the expression of any opinion whatsoever" in said


def test_a_country_without_coordinates_is_in_the_list_only(chain: Chain, cast: Cast) -> None:
    case = f.case_study(chain, cast, "nowhere")
    case.places.create(country=f.country("XXX", latitude=None, longitude=None))
    f.release(chain, cast, case)
    assert html(PATH).count('r="4.5"') == 1
    assert "Country XXX" in section("h-where", PATH)


def test_without_a_case_the_page_says_so(cast: Cast) -> None:
    chain = f.chain()
    f.release(chain, cast, f.framework(chain, cast))
    assert "No case study has been published." in words(PATH)
    assert 'r="4.5"' not in html(PATH)


def test_a_draft_is_not_counted(chain: Chain, cast: Cast) -> None:
    f.case_study(chain, cast, "draft", title_en="Not yet")
    assert "2 case studies" in words(PATH)
    assert "Not yet" not in words(PATH)


# ---------- the map ----------
@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [(0, 0, 50, 55.5), (-180, 0, 0, 55.5), (180, 0, 100, 55.5), (0, 80, 50, 0), (0, -56, 50, 100)],
)
def test_the_map_shows_the_world_between_its_two_latitudes(
    longitude: float, latitude: float, x: float, y: float
) -> None:
    assert worldmap.place(longitude, latitude) == pytest.approx((x, y), abs=0.1)


def test_labels_of_neighbours_do_not_lie_on_each_other() -> None:
    found = worldmap.spots([(-1.6, 12.2, "1", "", ""), (-4.0, 17.0, "2", "", ""), (8.0, 17.0, "3", "", "")])
    assert len({spot.side for spot in found}) > 1


def test_the_land_has_no_boundary_lines(chain: Chain) -> None:
    assert "<line" not in html(PATH).partition("<figure")[2].partition("</figure>")[0]
    assert Client().get(PATH.replace("/en/", "/ar/")).status_code == 200
