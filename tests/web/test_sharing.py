"""What stands in the head of a page for those who link to it: its title, its answer, its address in each language."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client

from reformtracker.publishing.texts import PATHS
from tests import factories as f
from tests.cast import Cast
from tests.web.single import PAGE, VERDICT, html, publish

pytestmark = pytest.mark.django_db

OWN = "http://testserver"
PAGES = (
    *("reform/", "reform/objectives/2/", "reform/initiatives/2.4/", "reform/indicators/2.4.2/", "reform/brief/"),
    *("reform/case-studies/", "reform/case-studies/burkina-faso/", "reform/countries/BFA/", "reform/challenges/"),
    *(
        "reform/timeline/",
        "reform/crosswalk/",
        "reform/releases/",
        "reform/releases/1/",
        "reform/releases/verify/",
        "reform/changes/",
    ),
    *("methodology/", "data/", "search/", "sources/", "sources/a-75-202/", "accessibility/", "privacy/"),
)


@pytest.fixture
def published(cast: Cast) -> None:
    chain = publish(cast, {"value": "16.5", **VERDICT}, target={})
    case = f.case_study(chain, cast)
    case.places.create(country=f.country())
    f.release(chain, cast, case)


def head(path: str) -> str:
    return html(path).partition("</head>")[0]


def shared(found: str) -> dict[str, str]:
    pairs = re.findall(r'<meta (?:property|name)="((?:og|twitter):\w+)" content="([^"]*)">', found)
    assert len(pairs) == len(dict(pairs))
    return {name: unescape(content) for name, content in pairs}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_can_be_shared_by_its_own_title_and_sentence(published: None, language: str) -> None:
    for path in PAGES:
        found = head(f"/{language}/{path}")
        title = re.search(r"<title>(.*?)</title>", found, re.DOTALL)
        description = re.search(r'<meta name="description" content="([^"]*)">', found)
        said = shared(found)
        assert title, path
        assert description, path
        assert said["og:title"] == " ".join(unescape(title[1]).split()), path
        assert said["og:description"] == " ".join(unescape(description[1]).split()), path
        assert said["og:description"], path
        assert said["og:url"] == f"{OWN}/{language}/{path}", path
        assert said["og:locale"].startswith(language), path


def test_every_page_names_its_address_and_the_same_page_in_each_language(published: None) -> None:
    tags = {word: "zh-Hans" if word == "zh" else word for word in PATHS}
    for path in PAGES:
        found = head(f"/fr/{path}")
        assert re.findall(r'<link rel="canonical" href="([^"]+)">', found) == [f"{OWN}/fr/{path}"]
        others = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', found))
        assert others == {
            **{tag: f"{OWN}/{word}/{path}" for word, tag in tags.items()},
            "x-default": f"{OWN}/en/{path}",
        }


def test_nothing_in_the_head_leads_to_another_host(published: None) -> None:
    for path in PAGES:
        found = re.findall(r'(?:href|src|content)="(https?://[^"]+)"', head(f"/en/{path}"))
        assert {urlsplit(url).netloc for url in found} == {"testserver"}, path


def test_the_sentence_of_an_indicator_is_that_of_its_page(published: None) -> None:
    assert shared(head(PAGE))["og:description"].startswith("From 4 per cent in 2019 to 16.5 per cent in 2020")


def test_a_shared_page_that_is_filtered_or_dated_says_so(published: None) -> None:
    said = shared(head("/en/reform/?release=1&kind=qualitative"))
    assert said["og:url"] == f"{OWN}/en/reform/?release=1&kind=qualitative"
    assert said["og:title"].startswith("qualitative · ")
    assert said["og:description"].startswith("Kind: qualitative. 0 of 1 indicators are shown.")


def test_a_name_cannot_break_out_of_the_head(cast: Cast) -> None:
    publish(cast, name_en='The "share" & <script>alert(1)</script> of it')
    found = head(PAGE)
    assert "<script>alert" not in found
    assert shared(found)["og:title"].startswith('2.4.2 The "share" & ')


def test_a_page_that_is_not_there_is_not_shared(published: None) -> None:
    for path in ("/en/nowhere/", "/en/reform/?release=99"):
        assert "og:" not in Client().get(path).content.decode()
