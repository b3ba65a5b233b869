"""What dataset search engines want: the properties that they require, those that they recommend, and addresses that answer."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.web import single
from tests.web.single import html

pytestmark = pytest.mark.django_db

REQUIRED = {"@context", "@type", "name", "description"}
RECOMMENDED = {
    *("creator", "distribution", "identifier", "isAccessibleForFree", "license", "sameAs", "temporalCoverage"),
    *("variableMeasured", "version", "url", "includedInDataCatalog", "dateModified", "inLanguage"),
}
DATA = "/en/data/"


def dataset(path: str = single.PAGE) -> dict[str, Any]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html(path), re.DOTALL)
    found: dict[str, Any] = json.loads(block)
    return found


@pytest.mark.parametrize("path", [single.PAGE, DATA])
def test_everything_required_and_recommended_is_there(chain: Chain, path: str) -> None:
    said = dataset(path)
    assert said["@type"] == "Dataset"
    assert said.keys() >= REQUIRED | RECOMMENDED
    assert [name for name, value in said.items() if value in (None, "", [])] == []
    assert 50 <= len(said["description"]) <= 5000
    assert {one["@type"] for one in said["distribution"]} == {"DataDownload"}
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize("path", [single.PAGE, DATA, f"{single.PAGE}?release=1", "/ar/data/"])
def test_every_download_is_there_in_the_format_that_it_says(chain: Chain, path: str) -> None:
    for one in dataset(path)["distribution"]:
        parts = urlsplit(one["contentUrl"])
        assert parts.netloc == "testserver"
        response = Client().get(f"{parts.path}?{parts.query}")
        # A download is a stream, and ends when it is read.
        response.getvalue()
        # Before the first value SDMX answers that there is none.
        assert response.status_code == (404 if "release=1" in path and parts.path.startswith("/sdmx/") else 200)
        if response.status_code == 200:
            assert response["Content-Type"].startswith(one["encodingFormat"])


def test_an_indicator_says_what_it_measures_from_when_to_when_and_on_what_it_rests(chain: Chain) -> None:
    said = dataset()
    measured = said["variableMeasured"]
    assert (measured["name"], measured["unitText"]) == ("Indicator 2.4.2", "% of new investments")
    assert (measured["minValue"], measured["maxValue"]) == (0, 100)
    assert said["temporalCoverage"] == "2019-01-01/2020-12-31"
    assert [one["identifier"] for one in said["isBasedOn"]] == ["A/75/202"]
    assert said["version"] == "2"
    released = chain.releases.get(number=2).released_at
    assert released is not None
    assert said["dateModified"] == released.date().isoformat()


def test_an_earlier_snapshot_speaks_of_its_own_release(chain: Chain) -> None:
    said = dataset(f"{single.PAGE}?release=1")
    assert said["version"] == "1"
    assert "release=1" in said["sameAs"]


def test_the_framework_covers_its_own_time(chain: Chain) -> None:
    assert dataset(DATA)["temporalCoverage"] == f"{date(2019, 1, 1)}/{date(2020, 12, 31)}"


def test_a_text_cannot_leave_the_block_of_data(cast: Cast) -> None:
    single.publish(cast, {}, name_en="</script><script>alert(1)</script>&<!--")
    assert dataset()["name"] == "2.4.2 </script><script>alert(1)</script>&<!--"
    assert "<script>alert" not in html()


def test_a_name_that_is_not_translated_says_its_language(chain: Chain) -> None:
    page = single.PAGE.replace("/en/", "/fr/")
    assert dataset(page)["inLanguage"] == "fr"
    assert dataset(page)["variableMeasured"]["name"] == {"@language": "en", "@value": "Indicator 2.4.2"}


def test_invented_data_is_not_offered_to_search_engines(chain: Chain, cast: Cast) -> None:
    demo = f.chain("demo", is_default=False, is_demo=True)
    f.release(demo, cast, f.framework(demo, cast, name_en="Made up"))
    assert "Made up" not in json.dumps(dataset(DATA))


def test_two_frameworks_are_two_datasets(chain: Chain, cast: Cast) -> None:
    other = f.chain("other", is_default=False)
    f.release(other, cast, f.framework(other, cast, name_en="Another"))
    assert [one["name"] for one in dataset(DATA)["@graph"]] == ["A framework", "Another"]
