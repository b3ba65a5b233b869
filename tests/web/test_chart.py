"""The chart of an indicator as a file: the same figures as the page, with what it rests on inside."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import caches
from django.test import Client

from reformtracker.web import paper
from tests import shipped
from tests.cast import Cast
from tests.web.single import CODE, PAGE, publish

pytestmark = pytest.mark.django_db

SVG = f"{PAGE}chart.svg"
PNG = f"{PAGE}chart.png"
DRAWN = "{http://www.w3.org/2000/svg}"


def words(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    found = ET.fromstring(response.content).iter(f"{DRAWN}text")  # noqa: S314  # our own
    return " | ".join((text.text or "").strip("\u2067\u2069") for text in found)


def test_the_svg_holds_title_sentence_unit_source_day_licence_and_address(cast: Cast) -> None:
    publish(cast, {"value": "16.5"}, target={}, name_en="Share of funding")
    said = words(SVG)
    for part in (
        "Share of funding",
        "A/75/202, para. 38",
        "CC BY 4.0",
        "release 2",
        f"http://testserver{PAGE}?release=2",
    ):
        assert part in said
    assert "16.5" in said
    assert "baseline" in said


def test_it_stands_still_where_the_page_does(cast: Cast) -> None:
    publish(cast, {"value": "16.5"}, target={})
    assert "16.5" not in words(f"{SVG}?release=1")
    response = Client().get(f"{SVG}?release=1")
    assert re.fullmatch(
        rf'inline; filename="reform-{re.escape(CODE)}-release-1-\d{{4}}-\d\d-\d\d-en\.svg"',
        response["Content-Disposition"],
    )


def test_nothing_to_draw_is_not_found(cast: Cast) -> None:
    publish(cast, baseline_start=None, baseline_end=None, baseline_value=None, baseline_period="")
    for path in (SVG, PNG):
        assert Client().get(path).status_code == 404
    assert "chart.png" not in Client().get(PAGE).content.decode()


def test_it_is_not_sent_twice(cast: Cast) -> None:
    publish(cast, {"value": "16.5"})
    for path in (SVG, PNG):
        etag = Client().get(path)["ETag"]
        again = Client().get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
    assert Client().get(SVG)["ETag"] != Client().get(PNG)["ETag"]


def test_the_page_links_both_and_shows_the_png_to_whoever_shares_it(cast: Cast) -> None:
    publish(cast, {"value": "16.5"})
    page = Client().get(PAGE).content.decode()
    assert f'href="{SVG}" download' in page
    assert f'href="{PNG}" download' in page
    assert f'<meta property="og:image" content="http://testserver{PNG}">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page


def test_the_png_is_two_pixels_for_each_of_the_svg(cast: Cast) -> None:
    publish(cast, {"value": "16.5"})
    drawn = ET.fromstring(Client().get(SVG).content)  # noqa: S314  # our own
    response = Client().get(PNG)
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(response.content[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (2 * int(drawn.get("width", 0)), 2 * int(drawn.get("height", 0)))


@pytest.mark.parametrize("language", ["ar", "zh", "ru"])
def test_no_letter_of_a_png_is_a_box(language: str) -> None:
    """The press refuses a sheet with a letter that no font has."""
    shipped.load()
    for code in ("2.4.2", "1.1.1"):
        response = Client().get(f"/{language}/peace-and-security/indicators/{code}/chart.png")
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("fault", "said"), [(paper.NoPaper("pango"), "cannot make PNG files"), (paper.Busy(), "being made just now")]
)
def test_without_a_press_it_says_so_and_offers_the_svg(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    publish(cast, {"value": "16.5"})
    caches["paper"].clear()

    def refuse(html: str, *, patient: bool) -> bytes:
        assert not patient
        raise fault

    monkeypatch.setattr(paper, "png", refuse)
    response = Client().get(PNG)
    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    page = response.content.decode()
    assert said in page
    assert SVG in page
    assert ("Retry-After" in response.headers) is isinstance(fault, paper.Busy)
