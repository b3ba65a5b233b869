"""The chart for a frame on another site: it may be framed, asks for nothing, and stands still where a release is named."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from reformtracker.publishing.snapshot import today
from tests.cast import Cast
from tests.web.single import PAGE, VERDICT, html, publish, words

pytestmark = pytest.mark.django_db

EMBED = PAGE.replace("indicators", "embed/indicators")


def test_any_site_may_frame_the_chart_and_none_the_page(cast: Cast) -> None:
    publish(cast, {"value": "16.5", **VERDICT}, target={})
    chart, page = Client().get(EMBED), Client().get(PAGE)
    assert "frame-ancestors *" in chart["Content-Security-Policy"]
    assert "X-Frame-Options" not in chart
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_it_sets_no_cookie_and_has_no_form(cast: Cast) -> None:
    publish(cast, {"value": "16.5", **VERDICT}, target={})
    response = Client().get(EMBED)
    assert not response.cookies
    assert "<form" not in response.content.decode()


def test_it_says_what_the_page_says_with_its_date_and_licence(cast: Cast) -> None:
    publish(cast, {"value": "16.5", **VERDICT}, target={})
    said = words(EMBED)
    assert "From 4 per cent in 2019 to 16.5 per cent in 2020" in said
    assert "on track" in said
    assert "(release 2). CC BY 4.0." in said


def test_with_a_release_it_stands_still_and_leads_to_the_page_of_that_release(cast: Cast) -> None:
    publish(cast, {"value": "16.5", **VERDICT}, target={})
    said = html(f"{EMBED}?release=1")
    assert "16.5" not in said
    assert f'href="{PAGE}?release=1"' in said


def test_an_indicator_that_is_not_public_has_no_chart(cast: Cast) -> None:
    publish(cast, target={})
    assert Client().get(EMBED.replace("2.4.2", "2.4.9")).status_code == 404


def frames(path: str = PAGE) -> dict[str, str]:
    """What is pasted, by the id of its field."""
    fields = re.findall(r'<textarea id="([\w-]+)"[^>]* readonly[^>]*>(.*?)</textarea>', html(path), re.DOTALL)
    return {name: unescape(code) for name, code in fields}


def source(code: str) -> str:
    found = re.fullmatch(r'<iframe src="([^"]+)" title="[^"]+" width="\d+" height="\d+" loading="lazy"></iframe>', code)
    assert found, code
    return found[1]


@pytest.mark.parametrize(
    ("asked", "still"), [("", "?release=2"), ("?release=1", "?release=1"), ("?as_of={today}", "?as_of={today}")]
)
def test_the_page_gives_one_frame_that_follows_the_record_and_one_that_stands_still(
    cast: Cast, asked: str, still: str
) -> None:
    publish(cast, {"value": "16.5", **VERDICT}, target={})
    asked, still = (query.format(today=today()) for query in (asked, still))
    found = {name: source(code) for name, code in frames(f"{PAGE}{asked}").items()}
    assert found == {
        "embed-live": f"http://testserver{EMBED}",
        "embed-still": f"http://testserver{EMBED}{still}",
    }
    assert all(Client().get(url.removeprefix("http://testserver")).status_code == 200 for url in found.values())


def test_a_name_cannot_break_out_of_the_frame(cast: Cast) -> None:
    publish(cast, {"value": "16.5", **VERDICT}, target={}, name_en='A "name" </textarea><script>')
    assert "</textarea><script>" not in html()
    assert "&quot;name&quot; &lt;/textarea&gt;" in frames()["embed-live"]


def test_what_is_copied_by_a_button_can_be_copied_without_one(cast: Cast) -> None:
    publish(cast, {"value": "16.5", **VERDICT}, target={})
    page = html()
    assert page.count("data-copy=") == len(frames()) == 2
    assert all(re.search(rf'<button type="button" data-copy="{name}"[^>]* hidden>', page) for name in frames())
    assert all(f'<label for="{name}">' in page for name in frames())
