"""One objective as its page shows it: its initiatives, each with its answer, and all that was read of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import InitiativeVersion, ObjectiveVersion
from reformtracker.publishing.models import State, VersionKind
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text
from reformtracker.web import initiative, overview
from reformtracker.web.facts import Fact
from reformtracker.web.overview import Group, Overview
from reformtracker.web.page import FrameworkPage


@dataclass(frozen=True)
class Reading:
    """`overview` is that of this objective alone; `notice` a withdrawal that came after the snapshot."""

    version: ObjectiveVersion
    overview: Overview
    notice: ObjectiveVersion | None

    @property
    def code(self) -> str:
        return str(self.version.thing.code)

    @property
    def groups(self) -> Sequence[Group]:
        return self.overview.groups


@dataclass(frozen=True)
class Part:
    """An initiative of the objective, in one line."""

    code: str
    name: Text | None
    url: str
    answer: str


def read(snapshot: Snapshot, code: str) -> Reading:
    """In a number of queries that does not grow with the indicators; 404 for what is not public in the snapshot."""
    rows = ObjectiveVersion.objects.published(snapshot.number).of(snapshot.chain.pk).filter(thing__code=code)
    version = rows.select_related("release").prefetch_related("citations__document").first()
    if version is None:
        raise Http404(code)
    withdrawals = ObjectiveVersion.objects.filter(
        thing=version.thing, from_release__gt=snapshot.number, state=State.PUBLISHED
    )
    initiatives = InitiativeVersion.objects.published(snapshot.number).filter(thing__objective=version.thing)
    wanted = list(initiatives.values_list("thing", flat=True))
    return Reading(
        version=version,
        overview=Overview(snapshot, (), (), ()) if version.is_withdrawal else overview.read(snapshot, wanted),
        notice=withdrawals.filter(version_kind=VersionKind.WITHDRAWAL).select_related("release").first(),
    )


def facts(shown: Reading) -> list[Fact]:
    count = len(shown.groups)
    word = ngettext("%(count)d initiative", "%(count)d initiatives", count) % {"count": count}
    return [*initiative.judgements(shown.overview.judged), Fact(_("Carried by"), None, word, ())]


def parts(page: FrameworkPage, shown: Reading) -> list[Part]:
    return [
        Part(group.code, group.name, page.link("initiative", code=group.code), initiative.answer(group.judged))
        for group in shown.groups
    ]
