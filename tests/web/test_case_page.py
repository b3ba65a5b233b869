"""One case study: what is reported and its limit first, then the evidence; and a country with all of its cases."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, VersionKind
from tests import factories as f
from tests.cast import Cast
from tests.web.single import VERDICT, html, section, words

pytestmark = pytest.mark.django_db

PATH, COUNTRY = "/en/reform/case-studies/burkina-faso/", "/en/reform/countries/BFA/"


@pytest.fixture
def chain(cast: Cast) -> Chain:
    chain = f.chain()
    share, other = f.indicator(chain, cast), f.indicator(chain, cast, "2.4.3")
    f.target(share)
    case = f.case_study(chain, cast, summary_en="Faster. Still fragile.", limits_en="No figure before the reform.")
    case.places.create(country=f.country("BFA", name_en="Burkina Faso"))
    case.paragraphs.create(paragraph="17", text_en="Earlier work was built on.")
    case.events.create(day=date(2019, 1, 1), text_en="The start.")
    case.events.create(day=date(2019, 3, 31), precision="quarter", text_en="A review.")
    case.links.create(indicator=share.thing, bearing="supports", why_en="Five offices")
    case.links.create(indicator=other.thing, bearing="contradicts", why_en="No offices")
    parents = [f.framework(chain, cast), f.objective(chain, cast), f.initiative(chain, cast)]
    f.release(chain, cast, *parents, share, other, case)
    f.release(chain, cast, f.observation(share.thing, cast, **VERDICT))
    chain.refresh_from_db()
    return chain


def test_the_report_and_its_limit_are_said(chain: Chain) -> None:
    said = words(PATH)
    assert "A case Faster. Still fragile." in said
    assert "What this case cannot show. No figure before the reform." in said
    assert "supports 1 indicator, contradicts 1" in said


def test_each_paragraph_leads_to_its_place_in_the_source(chain: Chain) -> None:
    assert "para. 17 Earlier work was built on." in section("h-happened", PATH)
    assert 'href="/en/sources/a-75-202/#p-17"' in html(PATH)


def test_dates_are_as_exact_as_the_source(chain: Chain) -> None:
    said = section("h-sequence", PATH)
    assert "1 January 2019 The start." in said
    assert "First quarter of 2019 A review." in said
    assert html(PATH).count('<li class="wide">') == 1


def test_the_evidence_stands_beside_what_the_indicator_says_today(chain: Chain) -> None:
    said = section("h-evidence", PATH)
    assert "2.4.2" in said
    assert "supports Five offices 4 → 16.5% improved on track" in said
    assert "contradicts No offices" in said
    assert "16.5" not in section("h-evidence", f"{PATH}?release=1")


def test_a_withdrawn_case_leaves_a_notice_and_earlier_releases_keep_it(chain: Chain, cast: Cast) -> None:
    from casestudies.models import CaseStudy, CaseStudyVersion

    thing = CaseStudy.objects.get()
    actions.revise(thing, CaseStudyVersion, by=cast.contributor, version_kind=VersionKind.WITHDRAWAL)
    version = CaseStudyVersion.objects.open().get()
    version.reason_en = "Told wrongly."
    actions.save(version, by=cast.contributor, expected=version.edits)
    f.release(chain, cast, version)
    assert "Told wrongly." in words(PATH)
    assert "Still fragile" not in words(PATH)
    assert "Withdrawn since" in words(f"{PATH}?release=1")
    assert "Still fragile" in words(f"{PATH}?release=1")
    assert Client().get(COUNTRY).status_code == 404


def test_a_country_page_gathers_its_cases(chain: Chain) -> None:
    said = words(COUNTRY)
    assert "Burkina Faso 1 case study from here illustrates 1 initiatives." in said
    assert "Supports 1 indicator, contradicts 1." in said
    assert "1 January 2019 The start." in said


@pytest.mark.parametrize(
    "path", [PATH.replace("burkina-faso", "elsewhere"), COUNTRY.replace("BFA", "MLI"), "/en/reform/countries/bfa/"]
)
def test_what_is_not_public_is_not_there(chain: Chain, path: str) -> None:
    f.country("MLI")
    assert Client().get(path).status_code == 404
