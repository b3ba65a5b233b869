"""What a release should be warned of where figures and answers meet: behind, and nothing is being done about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.cautions import coming
from benefits.labels import label
from benefits.measures import Status
from casestudies.models import ActionIndicator, CorrectiveActionVersion
from reformtracker.publishing.models import State, Version, VersionKind
from reformtracker.publishing.registry import Caution

SHORT = (Status.BEHIND, Status.WORSENING)


def behind_without_action(versions: Sequence[Version]) -> Iterator[Caution]:
    short = [found for found in coming(versions) if found.status in SHORT]
    answered = _answered({found.indicator_id for found in short}, versions)
    about = tuple((found.version, label(Status(found.status))) for found in short if found.indicator_id not in answered)
    if about:
        said = ngettext(
            "%(count)d indicator will be short of its aim without a corrective action that should move it.",
            "%(count)d indicators will be short of their aims without a corrective action that should move them.",
            len(about),
        )
        mend = _("Write a corrective action that names the indicator, and add it; else readers see that there is none.")
        yield Caution("behind_without_action", said % {"count": len(about)}, mend, about)


def _answered(indicators: set[int], versions: Sequence[Version]) -> set[int]:
    """Named by an action that is live, or comes out in the same release, and is not cancelled."""
    new = [version for version in versions if isinstance(version, CorrectiveActionVersion)]
    rows = ActionIndicator.objects.filter(indicator__in=indicators).exclude(
        version__progress=CorrectiveActionVersion.Progress.CANCELLED
    )
    live = rows.filter(version__state=State.PUBLISHED).exclude(version__version_kind=VersionKind.WITHDRAWAL)
    kept = live.exclude(version__thing__in=[version.thing_id for version in new])
    coming_out = rows.filter(version__in=new)
    return {row for found in (kept, coming_out) for row in found.values_list("indicator", flat=True)}
