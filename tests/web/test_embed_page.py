"""The chart for a frame on another site: it may be framed, asks for nothing, and stands still where a release is named."""

from __future__ import annotations

import pytest
from django.test import Client

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


def test_the_page_gives_the_frame_to_paste(cast: Cast) -> None:
    publish(cast, {"value": "16.5", **VERDICT}, target={})
    assert (
        f"&lt;iframe src=&quot;http://testserver{EMBED}?release=2&quot;"
        in Client().get(f"{PAGE}?release=2").content.decode()
    )
