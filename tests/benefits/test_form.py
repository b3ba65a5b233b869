"""What a contributor finds beside the field of the figure, and how what is typed there is read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from benefits.models import Indicator, IndicatorVersion, ObservationVersion
from tests import factories as f
from tests.cast import Cast
from tests.staff import form_of, save, signed_in, url_of

pytestmark = pytest.mark.django_db
ADD = "/admin/benefits/observationversion/add/"
READ = "/admin/benefits/observationversion/read-number/"


@pytest.fixture
def share(cast: Cast) -> Indicator:
    f.tracker(cast)
    return IndicatorVersion.objects.live().get(thing__code="2.4.2").thing


def guide_of(page: Any) -> str:
    """The words of the guide, without its marks."""
    return str(page.context["adminform"].form.fields["value"].beside)


def enter(cast: Cast, share: Indicator, **changes: str) -> Any:
    return save(signed_in(cast.contributor), f"{ADD}?indicator={share.pk}", _save="1", period="2021", **changes)


def draft() -> ObservationVersion:
    return ObservationVersion.objects.open().get()


def wanting(page: Any) -> list[str]:
    return [name for name, _label, _said in page.context["problems"]]


def test_the_last_three_values_stand_beside_the_field_with_their_periods(cast: Cast, share: Indicator) -> None:
    later = [f.observation(share, cast, period, value) for period, value in (("2021", "17"), ("2022", "18"))]
    gap = f.observation(share, cast, "2023", None, missing="not_collected")
    f.release(share.chain, cast, *later, gap)
    guide = guide_of(signed_in(cast.contributor).get(f"{ADD}?indicator={share.pk}"))
    for said in ("What it counts.", "Baseline", "2019", "2021", "2022", "2023", "not collected", "for 2020-2024"):
        assert said in guide, said
    assert "2020</bdi>" not in guide
    assert guide.index("2021") < guide.index("2022") < guide.index("2023")


def test_the_sparkline_is_drawn_by_the_server_without_a_style(cast: Cast, share: Indicator) -> None:
    guide = guide_of(signed_in(cast.contributor).get(f"{ADD}?indicator={share.pk}"))
    assert guide.count('<circle class="dot') == 1
    assert '<circle class="base' in guide
    assert 'class="target' in guide
    assert "style=" not in guide


def test_whoever_only_reads_has_the_same_beside_the_page(cast: Cast, share: Indicator) -> None:
    version = f.observation(share, cast, "2021", "17")
    page = signed_in(cast.auditor).get(url_of(version))
    assert not page.context["is_guided"]
    for said in ("What it counts.", "0 to 100", "about 16.5", "for 2020-2024 as a whole"):
        assert said in page.text, said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("17,5", "read as 17.5"),
        ("١٧٫٥", "read as 17.5"),
        ("1 234,5", "read as 1\u202f234.5"),
        ("-0,5", "read as -0.5"),
        ("0", "read as 0: a measured zero, not a gap"),
        ("", ""),
    ],
)
def test_what_is_typed_is_echoed_as_it_was_read(cast: Cast, typed: str, said: str) -> None:
    answer = signed_in(cast.contributor).post(READ, {"typed": typed})
    assert answer.json() == {"said": said, "is_read": True}


def test_what_could_be_read_in_two_ways_is_asked_while_it_is_typed(cast: Cast) -> None:
    answer = signed_in(cast.contributor).post(READ, {"typed": "1,234"}).json()
    assert not answer["is_read"]
    assert "can be read in two ways" in answer["said"]


def test_the_echo_is_for_staff_and_no_number_is_in_an_address(cast: Cast) -> None:
    assert signed_in(cast.contributor).get(READ, {"typed": "17"}).status_code == 405
    assert Client().post(READ, {"typed": "17"}).status_code == 302


def test_the_echo_stands_on_the_page_without_a_script(cast: Cast, share: Indicator) -> None:
    enter(cast, share, value="١٧٫٥")
    page = signed_in(cast.contributor).get(url_of(draft()))
    assert '<output class="read-as" for="id_value">read as 17.5</output>' in page.text


def test_blank_zero_and_not_available_are_three_things(cast: Cast, share: Indicator) -> None:
    client = signed_in(cast.contributor)
    enter(cast, share)
    version = draft()
    assert (version.value, version.missing) == (None, "")
    assert "say why there is none" in client.get(url_of(version)).text
    save(client, url_of(version), value="0", jump_reason="The fund was closed.")
    version.refresh_from_db()
    assert version.value == Decimal(0)
    page = client.get(url_of(version))
    assert form_of(page)["value"] == "0"
    assert wanting(page) == ["citations"]
    save(client, url_of(version), value="", missing="not_collected")
    version.refresh_from_db()
    assert (version.value, version.missing) == (None, "not_collected")
    assert wanting(client.get(url_of(version))) == ["citations"]


def test_a_draft_with_a_jump_is_saved_and_its_submission_asks_beside_the_field(cast: Cast, share: Indicator) -> None:
    assert enter(cast, share, value="1,65").status_code == 302
    client = signed_in(cast.contributor)
    asked = client.post(url_of(draft()), form_of(client.get(url_of(draft()))) | {"_submit": "1"}, follow=True)
    assert asked.redirect_chain[-1][0].endswith("?check=1")
    assert "one part in 10" in asked.context["adminform"].form.errors["jump_reason"][0]
    assert '<a href="#id_jump_reason">' in asked.text
    assert draft().state == "draft"
