"""Every page: its language, its snapshot, and what it leaves behind."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from reformtracker.publishing import triggers
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.snapshot import today
from reformtracker.web.language import preferred
from reformtracker.web.views.refusals import server_error
from tests import factories as f
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B58")]

LANGUAGES = {"ar": "ar", "zh": "zh-Hans", "en": "en", "fr": "fr", "ru": "ru", "es": "es"}


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def body(path: str) -> str:
    response = get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


# ---------- language ----------
@pytest.mark.parametrize(("word", "tag"), LANGUAGES.items())
def test_the_path_decides_the_language(chain: Chain, word: str, tag: str) -> None:
    response = get(f"/{word}/reform/", **{"accept-language": "ru"})
    assert response.headers["Content-Language"] == tag
    direction = "rtl" if word == "ar" else "ltr"
    assert f'<html lang="{tag}" dir="{direction}">' in response.content.decode()
    assert "Accept-Language" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "en"),
        ("de-DE,fr;q=0.8,en;q=0.7", "fr"),
        ("zh-CN", "zh"),
        ("zh-Hant-TW,ar;q=0.5", "zh"),
        ("sw", "en"),
        ("*", "en"),
        ("x" * 600, "en"),
        ("es;q=0.1,ru;q=0.9", "ru"),
    ],
)
def test_only_the_root_asks_the_browser_for_a_language(asked: str, given: str) -> None:
    response = get("/", **{"accept-language": asked})
    assert (response.status_code, response.headers["Location"]) == (302, f"/{given}/")
    assert response.headers["Vary"] == "Accept-Language, Accept-Encoding"


def test_a_language_remembered_in_a_cookie_decides_nothing() -> None:
    request = RequestFactory().get("/", headers={"cookie": "django_language=fr"})
    assert preferred(request) == "en"


def test_each_page_names_its_six_languages_and_keeps_the_snapshot(chain: Chain) -> None:
    found = dict(
        re.findall(r'rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', body("/fr/reform/?release=1&colour=red"))
    )
    assert found == {
        **{tag: f"http://testserver/{word}/reform/?release=1" for word, tag in LANGUAGES.items()},
        "x-default": "http://testserver/en/reform/?release=1",
    }


def test_the_language_bar_uses_native_names_in_the_order_of_the_organization(chain: Chain) -> None:
    bar = body("/en/reform/").split('<nav class="langs"')[1].split("</nav>")[0]
    assert re.findall(r">([^<>]+)</a>", bar) == ["العربية", "中文", "English", "Français", "Русский", "Español"]
    assert 'href="/zh/reform/" lang="zh-Hans" hreflang="zh-Hans" dir="ltr"' in bar
    assert bar.count("aria-current") == 1


def test_a_text_that_is_not_translated_says_so_and_keeps_its_own_direction(chain: Chain) -> None:
    page = body("/ar/reform/")
    assert '<span lang="en" dir="ltr">A framework</span> <span class="untranslated">' in page


# ---------- the way in ----------
def test_the_only_framework_is_where_the_language_leads(chain: Chain) -> None:
    assert get("/es/?as_of=2026-01-01").headers["Location"] == "/es/reform/?as_of=2026-01-01"


def test_several_frameworks_are_listed_and_invented_ones_say_so(chain: Chain, cast: Cast) -> None:
    demo = f.chain("demo", is_default=False, is_demo=True)
    f.release(demo, cast, f.framework(demo, cast, name_en="Made up"))
    page = body("/en/")
    assert page.index("A framework") < page.index("Made up")
    assert "Invented data" in page
    assert "Invented data" in body("/en/demo/")
    assert '<meta name="robots" content="noindex">' in body("/en/demo/")
    assert "Invented data" not in body("/en/reform/")


def test_a_site_without_data_says_so() -> None:
    assert "Nothing has been published yet" in body("/en/")


# ---------- snapshot ----------
@pytest.mark.parametrize(
    "query",
    [
        "as_of=2019-01-01",
        "as_of=2999-01-01",
        "as_of=2021-02-30",
        "as_of=20210630",
        "as_of=today",
        "as_of=٢٠٢١-٠٦-٣٠",
        "as_of=2021-06-30%00",
        "release=9",
        "release=0",
        "release=-1",
        "release=01",
        "release=99999999999999999999",
        "release=1&as_of=2021-06-30",
    ],
)
@pytest.mark.parametrize(
    ("path", "range_"), [("/en/reform/", "from 1 to 2"), ("/ar/reform/indicators/2.4.2/", "من 1 إلى 2")]
)
def test_what_lies_outside_the_record_is_a_400_that_says_what_can_be_asked(
    chain: Chain, path: str, range_: str, query: str
) -> None:
    response = get(f"{path}?{query}")
    assert response.status_code == 400
    page = response.content.decode()
    assert page.count("<h1") == 1
    assert f'href="{path}"' in page
    if query.startswith("release=") and "&" not in query:
        assert range_ in page


def test_a_day_before_the_record_is_told_when_the_record_begins(chain: Chain) -> None:
    page = get("/en/reform/?as_of=2019-01-01").content.decode()
    assert "2019-01-01" in page
    assert str(today().year) in page


@pytest.mark.parametrize("query", ["", "?colour=red", "?as_of=", "?release=", "?page=7&x=%00"])
def test_other_parameters_change_nothing(chain: Chain, query: str) -> None:
    assert body(f"/en/reform/{query}") == body("/en/reform/")


def test_a_page_of_the_past_says_of_when_and_links_into_the_same_past(chain: Chain) -> None:
    page = body("/en/reform/?release=1")
    assert "Release 1 of" in page
    assert "/en/reform/indicators/2.4.2/?release=1" in page
    assert "/en/reform/releases/?release=1" in page
    assert "Show the newest" in page
    assert "?release" not in body("/en/reform/").replace("/releases/", "")


def test_today_is_a_day_of_the_record_and_tomorrow_is_not(chain: Chain) -> None:
    assert get(f"/en/reform/?as_of={today()}").status_code == 200
    assert get(f"/en/reform/?as_of={today() + timedelta(days=1)}").status_code == 400


def test_a_day_before_it_was_recorded_here_is_said_to_be_reconstructed(cast: Cast) -> None:
    of = f.tracker(cast)
    with triggers.lifted():
        Release.objects.filter(chain=of, number=1).update(released_at="2020-11-18T00:00:00Z")
    assert "reconstructed from documents public by that day" in body("/en/reform/?as_of=2020-12-01")
    assert "reconstructed" not in body("/en/reform/")


# ---------- what is not there ----------
@pytest.mark.parametrize(
    "path",
    [
        "/en/nowhere/",
        "/en/reform/indicators/9.9.9/",
        "/en/reform/releases/0/",
        "/en/reform/releases/99999999999/",
        "/en/reform/nowhere/",
        "/de/reform/",
        "/nowhere",
        "/en/reform/indicators/%00/",
    ],
)
def test_what_is_not_there_is_a_404_in_the_same_look(chain: Chain, path: str) -> None:
    response = get(path)
    assert response.status_code == 404
    page = response.content.decode()
    assert page.count("<h1") == 1
    assert 'class="mast"' in page


def test_a_framework_without_a_release_is_not_there(cast: Cast) -> None:
    f.framework(f.chain("quiet", is_default=False), cast, name_en="Quiet")
    assert get("/en/quiet/").status_code == 404
    assert "Quiet" not in body("/en/")


def test_an_error_speaks_the_language_of_the_path(chain: Chain) -> None:
    page = get("/ar/nowhere/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert 'href="/fr/nowhere/"' in page


def test_a_fault_of_ours_needs_no_database_to_say_so() -> None:
    with CaptureQueriesContext(connection) as queries:
        response = server_error(RequestFactory().get("/en/reform/"))
    assert response.status_code == 500
    assert len(queries) == 0


# ---------- what a page leaves behind ----------
@pytest.mark.parametrize(
    "path", ["/en/reform/", "/ar/reform/indicators/2.4.2/", "/en/nowhere/", "/en/reform/?release=9"]
)
def test_no_cookie_and_nothing_that_varies_by_one(chain: Chain, path: str) -> None:
    response = get(path)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/en/reform/", "/ar/reform/", "/en/nowhere/", "/en/"])
def test_a_page_has_one_heading_a_skip_link_and_nothing_inline(chain: Chain, path: str) -> None:
    page = Client().get(path, follow=True).content.decode()
    assert page.count("<h1") == 1
    assert 'class="skip" href="#main"' in page
    assert 'id="main"' in page
    assert not re.search(r"\sstyle=|\son\w+=|<style", page)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all('src="/static/' in script or 'type="application/json"' in script for script in scripts)


def test_the_name_and_the_mark_are_settings(chain: Chain) -> None:
    with override_settings(SITE_NAME="Benefits of reform", LOGO_FILE="help/form.png"):
        page = body("/en/reform/")
    assert "Benefits of reform" in page
    assert '<img src="/static/help/form.png" alt="">' in page
    assert "Reform Tracker" not in page


def test_only_pages_that_exist_are_linked_in_the_mast(chain: Chain) -> None:
    mast = body("/en/reform/").split('<nav class="main"')[1].split("</nav>")[0]
    links = re.findall(r'href="([^"]+)"', mast)
    assert "/en/reform/" in links
    assert [link for link in links if get(link).status_code != 200] == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(chain: Chain, method: str) -> None:
    assert getattr(Client(), method)("/en/reform/").status_code == 405


# ---------- what programs ask for ----------
def test_health_asks_no_database() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert get("/healthz").status_code == 200
    assert len(queries) == 0


def test_the_sitemap_lists_pages_that_open_in_six_languages(chain: Chain) -> None:
    found = re.findall(r"<loc>([^<]+)</loc>", get("/sitemap.xml").content.decode())
    assert len(found) == len(set(found))
    assert len(found) % 6 == 0
    for end in ("/ar/reform/", "/en/reform/indicators/2.4.2/", "/zh/reform/initiatives/2.4/", "/en/reform/releases/2/"):
        assert f"http://testserver{end}" in found
    assert {get(url.removeprefix("http://testserver")).status_code for url in found} == {200}


def test_robots_and_security_say_where_to_look() -> None:
    assert "Sitemap: http://testserver/sitemap.xml" in get("/robots.txt").content.decode()
    said = get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:" in said
    (expires,) = re.findall(r"Expires: (\S+)T", said)
    assert date.fromisoformat(expires) > today()
