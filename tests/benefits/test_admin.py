from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from benefits.admin.numbers import TypedNumber
from benefits.models import Indicator, IndicatorVersion, Level, ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.staff import form_of, save, signed_in, url_of

pytestmark = pytest.mark.django_db
ADD = "/admin/benefits/observationversion/add/"


def share() -> Indicator:
    return IndicatorVersion.objects.live().select_related("thing__unit", "thing__chain").get(thing__code="2.4.2").thing


@pytest.mark.parametrize(
    ("typed", "read"),
    [("16.5", "16.5"), ("16,5", "16.5"), ("1 250,75", "1250.75"), ("١٦٫٥", "16.5"), ("−3", "-3"), ("0,125", "0.125")],
)
def test_a_number_is_read_as_it_is_written_in_its_language(typed: str, read: str) -> None:
    assert str(TypedNumber(required=False).clean(typed)) == read


@pytest.mark.parametrize("typed", ["12,500", "1.234", "about 7", "NaN", "Infinity"])
def test_a_number_that_could_be_read_in_two_ways_or_none_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        TypedNumber(required=False).clean(typed)


def test_blank_is_not_zero() -> None:
    assert TypedNumber(required=False).clean(" ") is None


def test_the_indicator_is_chosen_first_and_stands_beside_the_empty_field(cast: Cast, chain: Chain) -> None:
    client = signed_in(cast.contributor)
    assert f"?indicator={share().pk}" in client.get(ADD).text
    page = client.get(f"{ADD}?indicator={share().pk}")
    for said in ("What it counts.", "% of new investments", "0 to 100", "about 16.5", "for 2020-2024 as a whole"):
        assert said in page.text, said
    assert page.context["baseline"] == "4"
    hint = page.context["adminform"].form.fields["value"].help_text
    assert hint == "% of new investments · 0 to 100"


def enter(cast: Cast, indicator: Indicator, **changes: str) -> Any:
    return save(signed_in(cast.contributor), f"{ADD}?indicator={indicator.pk}", _save="1", **changes)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("value", {"period": "2021", "value": "140"}),
        ("value", {"period": "2021", "value": "-1"}),
        ("missing", {"period": "2021", "value": "18", "missing": "not_published"}),
        ("period", {"period": "last year", "value": "18"}),
        ("period", {"period": "2020", "value": "18"}),
        ("denominator", {"period": "2021", "value": "18", "denominator": "0"}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    cast: Cast, chain: Chain, field: str, changes: dict[str, str]
) -> None:
    response = enter(cast, share(), **changes)
    assert response.status_code == 200
    assert set(response.context["adminform"].form.errors) == {field}
    assert form_of(response)["period"] == changes["period"]
    assert ObservationVersion.objects.open().count() == 0


def test_the_bounds_of_the_unit_are_copied_beside_the_value(cast: Cast, chain: Chain) -> None:
    assert enter(cast, share(), period="2021", value="18").status_code == 302
    version = ObservationVersion.objects.open().get()
    assert (version.unit_minimum, version.unit_maximum) == (0, 100)
    assert actions.revise(
        ObservationVersion.objects.live().get().thing, ObservationVersion, by=cast.contributor, version_kind="revision"
    )


def test_a_value_may_be_missing_with_its_reason(cast: Cast, chain: Chain) -> None:
    assert enter(cast, share(), period="2021", missing="not_collected").status_code == 302
    assert ObservationVersion.objects.open().get().missing == "not_collected"


def test_a_qualitative_update_takes_a_level_of_its_own_rubric(cast: Cast, chain: Chain) -> None:
    own = f.indicator(chain, cast, "1.1.1", kind="qualitative")
    other = f.indicator(chain, cast, "1.1.2", kind="qualitative")
    f.release(chain, cast, own, other)
    fields = signed_in(cast.contributor).get(f"{ADD}?indicator={own.thing.pk}").context["adminform"].form.fields
    assert "value" not in fields
    assert set(fields["level"].queryset) == set(Level.objects.filter(indicator=own.thing))
    foreign = Level.objects.filter(indicator=other.thing).first()
    assert foreign
    assert enter(cast, own.thing, period="2021", level=str(foreign.pk)).context["adminform"].form.errors["level"]
    level = Level.objects.get(indicator=own.thing, number=2)
    assert enter(cast, own.thing, period="2021", level=str(level.pk)).status_code == 302


def test_an_observation_whose_draft_was_discarded_is_taken_up_again(cast: Cast, chain: Chain) -> None:
    enter(cast, share(), period="2021", value="18")
    actions.discard(ObservationVersion.objects.open().get(), by=cast.contributor)
    assert enter(cast, share(), period="2021", value="19").status_code == 302
    assert ObservationVersion.objects.open().get().thing.period == "2021"


def test_a_period_already_entered_says_where_to_go(cast: Cast, chain: Chain) -> None:
    enter(cast, share(), period="2021", value="18")
    errors = enter(cast, share(), period="2021", value="19").context["adminform"].form.errors
    assert "open version already" in errors["period"][0]


def test_an_indicator_is_made_with_its_first_version(cast: Cast, chain: Chain) -> None:
    client = signed_in(cast.contributor)
    initiative = share().initiative
    changes = {
        "initiative": str(initiative.pk),
        "code": "2.4.3",
        "kind": "quantitative",
        "role": "outcome",
        "unit": str(f.percent().pk),
        "name_en": "A share",
        "baseline_period": "2019",
        "baseline_value": "4,5",
        "targets-0-value": "20",
        "targets-0-basis": "whole_period",
        "targets-0-period": "2020-2024",
        "targets-0-due": "2024-12-31",
    }
    url = reverse("admin:benefits_indicatorversion_add")
    wrong = save(client, url, **changes | {"unit": ""})
    assert "unit" in wrong.context["adminform"].form.errors
    assert save(client, url, **changes).status_code == 302
    version = IndicatorVersion.objects.open().get()
    assert (version.thing.code, version.thing.chain, str(version.baseline_end)) == ("2.4.3", chain, "2019-12-31")
    assert str(version.targets.get().start) == "2020-01-01"


def test_what_an_indicator_measures_is_frozen_once_public(cast: Cast, chain: Chain) -> None:
    client = signed_in(cast.contributor)
    page = client.get(reverse("admin:benefits_indicator_change", args=[share().pk]))
    assert not page.context["has_change_permission"]
    assert "stays as it is" in page.text


def test_whoever_writes_the_rubric_has_edited_the_draft(cast: Cast, chain: Chain) -> None:
    version = f.indicator(chain, cast, "1.1.1", kind="qualitative")
    url = reverse("admin:benefits_indicator_change", args=[version.thing.pk])
    response = save(signed_in(cast.reviewer), url, **{"levels-0-label_en": "nothing"})
    assert response.status_code == 302
    page = signed_in(cast.reviewer).get(url_of(version))
    assert page.context["version"].edited_by == cast.reviewer
