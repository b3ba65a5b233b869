from __future__ import annotations

import pytest

from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.reading import get, read, rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["a-75-202", "A/75/202", "A%2F75%2F202"])
def test_a_document_goes_by_its_slug_or_its_symbol(name: str, chain: Chain) -> None:
    said = read(f"documents/{name}/")
    assert (said["symbol"], said["slug"], said["public_by"]) == ("A/75/202", "a-75-202", "2020-11-18")
    assert said["link"] == "https://undocs.org/en/A/75/202"
    assert said["url"] == "http://testserver/api/v1/documents/a-75-202/"


def test_a_document_is_read_in_the_language_of_the_reader(chain: Chain) -> None:
    said = read("documents/a-75-202/", lang="ru", as_of="2021-06-30")
    assert (said["title"], said["link"]) == (None, "https://undocs.org/ru/A/75/202")


def test_a_document_is_public_from_the_release_that_cites_it(chain: Chain) -> None:
    assert [row["symbol"] for row in rows("documents/", as_of="2021-02-03")] == ["A/75/202"]
    assert get("documents/a-75-735/", as_of="2021-02-03").status_code == 404
    assert read("documents/a-75-735/")["symbol"] == "A/75/735"


def test_a_document_goes_with_the_last_version_that_cites_it(chain: Chain, cast: Cast) -> None:
    thing = f.Observation.objects.get()
    f.release(chain, cast, actions.withdraw(thing, f.ObservationVersion, by=cast.contributor, reason="Wrong."))
    assert get("documents/a-75-735/").status_code == 404
    assert get("documents/a-75-735/", release=2, framework=chain.slug).status_code == 200


def test_a_range_of_paragraphs_is_given_by_its_ends(chain: Chain, cast: Cast) -> None:
    version = f.milestone(chain, cast)
    version.citations.all().delete()
    version.citations.create(document=f.document(), paragraph="46", paragraph_to="50")
    f.release(chain, cast, version)
    (citation,) = read("milestones/new-departments/")["citations"]
    assert citation == {"document": "A/75/202", "from": "46", "to": "50", "url": "https://undocs.org/en/A/75/202"}
