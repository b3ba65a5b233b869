"""The code lists: words that are the same everywhere, and what is public in a snapshot. Words are those of the API."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from benefits.labels import WORDS
from benefits.lateness import Frequency
from benefits.measures import Cause, Change, Missing, Qualifier, Role, Status, Verdict
from benefits.models import IndicatorVersion, Observation, ObservationVersion, Unit
from benefits.models.indicator import Level
from initiatives.models import InitiativeVersion
from reformtracker.publishing.models import VersionKind
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.web.sdmx import ids
from reformtracker.web.sdmx.artefacts import Artefact, Item, in_six, of_row


class ObsStatus(StrEnum):
    """Codes of the cross-domain list CL_OBS_STATUS that occur here, in the meaning it gives them."""

    NORMAL = "A"
    BREAK = "B"
    ESTIMATED = "E"
    NOT_COLLECTED = "L"
    NOT_APPLICABLE = "M"
    MISSING = "O"
    WITHDRAWN = "Q"


OBS_STATUS: dict[ObsStatus, Any] = {
    ObsStatus.NORMAL: _("Normal value"),
    ObsStatus.BREAK: _("Time series break"),
    ObsStatus.ESTIMATED: _("Estimated value: about, at least or at most"),
    ObsStatus.NOT_COLLECTED: _("Missing value: not collected"),
    ObsStatus.NOT_APPLICABLE: _("Missing value: not applicable"),
    ObsStatus.MISSING: _("Missing value: not published"),
    ObsStatus.WITHDRAWN: _("Missing value: withdrawn"),
}

MISSING = {
    Missing.NOT_COLLECTED: ObsStatus.NOT_COLLECTED,
    Missing.NOT_APPLICABLE: ObsStatus.NOT_APPLICABLE,
    Missing.NOT_PUBLISHED: ObsStatus.MISSING,
}

FREQUENCY = {
    Frequency.MONTHLY: "M",
    Frequency.QUARTERLY: "Q",
    Frequency.HALF_YEARLY: "S",
    Frequency.ANNUAL: "A",
    Frequency.ONCE: "_O",
}
"""Codes of the cross-domain list CL_FREQ."""

LEVEL_AS_UNIT = "_Z"
"""Of an indicator that has no unit: its value is the number of a level, an order and not a quantity."""


def indicators(flow: str) -> str:
    return f"CL_INDICATOR_{flow}"


def initiatives(flow: str) -> str:
    return f"CL_INITIATIVE_{flow}"


def levels(flow: str) -> str:
    return f"CL_LEVEL_{flow}"


def of_words() -> Iterator[Artefact]:
    """The same for every dataflow and every snapshot."""
    yield _list("CL_OBS_STATUS", _("Observation status"), OBS_STATUS)
    yield _list("CL_FREQ", _("Frequency"), {code: WORDS[Frequency][word] for word, code in FREQUENCY.items()})
    yield _list("CL_ROLE", _("Role"), WORDS[Role])
    yield _list("CL_QUALIFIER", _("qualifier"), WORDS[Qualifier])
    yield _list("CL_VERDICT", _("Verdict"), WORDS[Verdict])
    yield _list("CL_CAUSE", _("Cause"), WORDS[Cause])
    yield _list("CL_CONFIDENCE", _("confidence"), dict(ObservationVersion.Confidence.choices))
    yield _list("CL_ASSESSMENT_BASIS", _("Verdict given"), dict(ObservationVersion.AssessmentBasis.choices))
    yield _list("CL_CHANGE", _("Change"), WORDS[Change])
    yield _list("CL_STATUS", _("Status"), WORDS[Status])
    yield _list("CL_VERSION_KIND", _("Kind of version"), dict(VersionKind.choices))
    yield _list("CL_PERIOD_BASIS", _("period basis"), dict(Observation.PeriodBasis.choices))


def of_units() -> Artefact:
    """Those in which a public indicator is counted; with what stands where there is no unit."""
    counted = IndicatorVersion.objects.filter(from_release__isnull=False, thing__unit=OuterRef("pk"))
    units = Unit.objects.filter(Exists(counted)).order_by("code")
    items = [Item(unit.code, of_row(unit, "label")) for unit in units]
    ordinal = Item(LEVEL_AS_UNIT, in_six(_("Level of a rubric: an order, not a quantity")))
    return Artefact("codelist", "CL_UNIT", in_six(_("Unit")), [*items, ordinal])


def of_snapshot(snapshot: Snapshot) -> Iterator[Artefact]:
    """What is public in it, withdrawn things by their id alone."""
    flow = ids.flow(snapshot.chain.slug)
    versions = IndicatorVersion.objects.published(snapshot.number).filter(thing__chain=snapshot.chain)
    found = list(versions.select_related("thing").order_by("thing__code"))
    yield Artefact("codelist", indicators(flow), in_six(_("Indicators")), [_named(version) for version in found])
    rungs = Level.objects.filter(indicator__in=[version.thing_id for version in found]).select_related("indicator")
    yield Artefact(
        "codelist",
        levels(flow),
        in_six(_("Levels of the rubric")),
        [
            Item(ids.level(one.indicator.code, one.code), of_row(one, "label"))
            for one in rungs.order_by("indicator__code", "number")
        ],
    )
    parents = InitiativeVersion.objects.published(snapshot.number).filter(thing__chain=snapshot.chain)
    yield Artefact(
        "codelist",
        initiatives(flow),
        in_six(_("Initiatives")),
        [_named(version) for version in parents.select_related("thing").order_by("thing__code")],
    )


def _list(name: str, title: Any, words: Any) -> Artefact:
    items = [Item(str(code), in_six(word)) for code, word in words.items()]
    return Artefact("codelist", name, in_six(title), items)


def _named(version: Any) -> Item:
    code = version.thing.code
    return Item(ids.code(code), of_row(version, "name") or {"en": code})
