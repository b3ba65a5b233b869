"""Which indicator another one may take the place of: one of its own framework, or of the one that this follows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Prefetch, Q, QuerySet

from benefits.models import Indicator, IndicatorVersion
from initiatives.models import Framework
from reformtracker.publishing.models import Chain
from reformtracker.publishing.texts import text


class Predecessor(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own takes none
    """Codes repeat from one framework to the next: each is shown with its framework and its name."""

    def label_from_instance(self, indicator: Any) -> str:
        name = next((text(version, "name").value for version in indicator.live), "")
        return f"{indicator.chain.slug}/{indicator.code} {name}".rstrip()


def predecessors(of: Indicator | None) -> QuerySet[Indicator]:
    """Of an indicator; of a new one, whose initiative is chosen in the same form, all there are."""
    live = Prefetch("versions", IndicatorVersion.objects.live(), to_attr="live")
    rows = Indicator.objects.select_related("chain").prefetch_related(live).order_by("chain__slug", "code")
    return rows if of is None else rows.filter(_within_reach(of.chain)).exclude(pk=of.pk)


def is_within_reach(replaced: Indicator, chain: Chain) -> bool:
    return Indicator.objects.filter(_within_reach(chain), pk=replaced.pk).exists()


def _within_reach(chain: Chain) -> Q:
    return Q(chain=chain) | Q(chain__framework__in=Framework.objects.filter(followed_by__chain=chain))
