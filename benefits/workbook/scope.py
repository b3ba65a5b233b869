"""Whose indicators a template asks about, and whose a file may answer."""

from __future__ import annotations

from django.db.models import QuerySet

from benefits.models import Indicator, IndicatorVersion
from reformtracker.publishing import policy
from reformtracker.publishing.models import Person


def indicators_for(person: Person) -> QuerySet[Indicator]:
    """Those that this person may draft updates for: public ones, since an update needs something to be judged by."""
    public = IndicatorVersion.objects.live().exclude(version_kind="withdrawal")
    indicators = Indicator.objects.filter(pk__in=public.values("thing")).order_by("chain__slug", "code")
    return policy.within(person, "draft", indicators)
