from __future__ import annotations

import hashlib
import json
import re
import shlex
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from reformtracker.publishing.models import Chain, Release, ReleaseFile
from reformtracker.publishing.snapshot import current, today
from reformtracker.web import downloads, recipes
from reformtracker.web.exports import store
from tests import factories as f
from tests.cast import Cast
from tests.web.single import html, section, words

pytestmark = pytest.mark.django_db

PAGE = "/en/data/"
OWN = "http://testserver"


def blocks(path: str = PAGE) -> list[str]:
    return [unescape(one) for one in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", html(path), re.DOTALL)]


def get(url: str) -> bytes:
    response = Client().get(url.removeprefix(OWN))
    assert response.status_code == 200, url
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


@pytest.mark.parametrize("path", [PAGE, "/ar/data/", f"{PAGE}?as_of={today()}"])
def test_every_address_on_the_page_is_there(chain: Chain, path: str) -> None:
    for part in ("files", "fixed", "api"):
        page = html(path)
        found = page[page.index(f'id="{part}"') :].split("</section>")[0]
        links = [unescape(link) for link in re.findall(r'href="(/[^"]+)"', found)]
        assert links
        assert all(get(link) for link in links)


def test_every_resource_of_the_api_is_named(chain: Chain) -> None:
    listed = json.loads(get("/api/v1/"))
    assert set(downloads.RESOURCES) == listed.keys() - {"schema"}
    for name in downloads.RESOURCES:
        assert f'href="/api/v1/{name}/?framework=reform"' in html(PAGE)


def test_files_are_of_the_snapshot_and_in_the_language_that_the_reader_sees(chain: Chain) -> None:
    page = html(f"/fr/data/?as_of={today()}")
    for file in ("observations.csv", "tracker.xlsx", "datapackage.zip"):
        assert f'href="/api/v1/export/{file}?framework=reform&amp;lang=fr&amp;as_of={today()}" download' in page
    assert 'href="/api/v1/export/observations.csv?framework=reform" download' in html(PAGE)


def test_files_of_the_release_stand_there_with_size_and_hash(chain: Chain, tmp_path: Path, settings: Any) -> None:
    assert "not prepared yet" in section("h-fixed", PAGE)
    settings.EXPORTS_DIR = tmp_path
    store.prepare_all(chain)
    said = section("h-fixed", PAGE)
    for name in store.FILES:
        row = ReleaseFile.objects.get(release__number=2, name=name)
        assert row.sha256 in said
        url = f"/api/v1/export/releases/2/{name}?framework=reform"
        assert f'href="{url}" download' in html(PAGE)
        assert hashlib.sha256(get(url)).hexdigest() == row.sha256


def test_the_recipes_are_those_of_the_document_with_this_site_and_release_in_them(chain: Chain) -> None:
    shown = blocks()[: len(recipes.SHOWN)]
    assert shown == [one.code for one in recipes.of(current(chain))]
    for recipe in shown:
        assert recipes.SITE not in recipe
        assert OWN in recipe
        assert "reform" in recipe.lower()
        assert "release=2" in recipe or '"release": "2"' in recipe


def test_the_address_in_the_first_recipe_gives_the_record(chain: Chain) -> None:
    (address,) = re.findall(r"'(http[^']+)'", blocks()[0])
    assert "2.4.2:2020,2020,2020-01-01" in get(address).decode()


def test_the_hash_on_the_page_is_that_of_the_manifest(chain: Chain) -> None:
    *_before, recipe, expected = blocks()
    address = shlex.split(recipe)[2]
    assert hashlib.sha256(get(address)).hexdigest() == expected == Release.objects.get(number=2).hash


def test_the_citation_names_site_framework_day_release_and_an_address_that_stays(chain: Chain) -> None:
    said = section("h-licence", PAGE)
    assert "Reform Tracker, A framework, as it stood on" in said
    assert "(release 2). CC BY 4.0." in said
    assert "framework=reform&release=2" in said


def test_the_columns_that_are_explained_are_those_of_the_file(chain: Chain) -> None:
    page = html(PAGE)
    explained = re.findall(r"<code>(\w+)</code>", page[page.index('id="columns"') :].split("</section>")[0])
    head = get("/api/v1/export/observations.csv").decode().splitlines()[0].split(",")
    assert len(explained) > 20
    assert set(explained) <= set(head)


def test_each_framework_has_its_files_and_invented_data_say_so(chain: Chain, cast: Cast) -> None:
    demo = f.chain("demo", is_default=False, is_demo=True)
    f.release(demo, cast, f.framework(demo, cast, name_en="Made up"))
    said = section("h-files", PAGE)
    assert said.index("A framework") < said.index("Made up Invented data, for demonstration only.")
    assert "/api/v1/indicators/?framework=demo" in html(PAGE)


def test_without_data_there_is_nothing_to_take_along() -> None:
    assert "Nothing has been published yet." in words(PAGE)
