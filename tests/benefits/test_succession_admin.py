"""In the forms: what a framework may follow, and what an indicator may take the place of."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from benefits.models import Indicator
from initiatives.models import Framework
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.staff import save, signed_in

pytestmark = pytest.mark.django_db
FRAMEWORK, INDICATOR = "admin:initiatives_frameworkversion_add", "admin:benefits_indicatorversion_add"


def labels(page: Any, field: str) -> list[str]:
    """What a reader of the form may choose."""
    return [str(label) for value, label in page.context["adminform"].form.fields[field].choices if value]


def begun(cast: Cast, slug: str, follows: Framework | None) -> Indicator:
    """An indicator of a framework that is not public yet."""
    chain = f.chain(slug, is_default=False)
    framework = f.framework(chain, cast).thing
    framework.follows = follows
    framework.save()
    found: Indicator = f.indicator(chain, cast, "1.1.1").thing
    return found


def test_a_framework_follows_one_that_is_public_and_real(cast: Cast, chain: Chain) -> None:
    begun(cast, "quiet", None)
    client, url = signed_in(cast.contributor), reverse(FRAMEWORK)
    assert labels(client.get(url), "follows") == ["reform"]
    sent = {"slug": "next", "track": "development", "name_en": "The next one", "_save": "1"}
    assert save(client, url, follows=str(chain.framework.pk), **sent).status_code == 302
    assert Framework.objects.get(chain__slug="next").follows == chain.framework


def test_a_framework_taken_up_again_follows_none_that_came_later(cast: Cast, chain: Chain) -> None:
    Framework.objects.create(chain=f.chain("early", is_default=False), track="development")
    later = f.chain("later", is_default=False)
    f.release(later, cast, f.framework(later, cast))
    sent = {"slug": "early", "track": "development", "name_en": "Early", "_save": "1"}
    response = save(signed_in(cast.contributor), reverse(FRAMEWORK), follows=str(later.framework.pk), **sent)
    assert response.context["adminform"].form.errors.keys() == {"follows"}


def test_an_indicator_is_offered_with_its_framework_and_its_name(cast: Cast, chain: Chain) -> None:
    page = signed_in(cast.contributor).get(reverse(INDICATOR))
    assert labels(page, "replaces") == ["reform/2.4.2 Indicator 2.4.2"]


@pytest.mark.parametrize("follows", [True, False])
def test_it_takes_the_place_of_one_within_reach(cast: Cast, chain: Chain, follows: bool) -> None:
    draft = begun(cast, "next", chain.framework if follows else None)
    f.indicator(draft.chain, cast, "1.1.2")
    page = signed_in(cast.contributor).get(reverse("admin:benefits_indicator_change", args=[draft.pk]))
    reached = ["reform/2.4.2 Indicator 2.4.2"] if follows else []
    assert labels(page, "replaces") == ["next/1.1.2", *reached]


@pytest.mark.parametrize("follows", [True, False])
def test_what_is_beyond_reach_is_refused_beside_its_field(cast: Cast, chain: Chain, follows: bool) -> None:
    draft = begun(cast, "next", chain.framework if follows else None)
    replaced = Indicator.objects.get(chain=chain)
    sent = {"code": "1.1.3", "kind": "quantitative", "role": "outcome", "name_en": "Third", "_save": "1"}
    chosen = {"initiative": str(draft.initiative_id), "unit": str(draft.unit_id), "replaces": str(replaced.pk)}
    response = save(signed_in(cast.contributor), reverse(INDICATOR), **sent, **chosen)
    if follows:
        assert response.status_code == 302
        assert Indicator.objects.get(code="1.1.3").replaces == replaced
    else:
        assert response.context["adminform"].form.errors.keys() == {"replaces"}
