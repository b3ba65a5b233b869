"""From one framework to the next: where its indicators come from, and as which they go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from benefits.models import IndicatorVersion
from initiatives.succession import Neighbour
from reformtracker.publishing.projection import for_reader
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.web.overview import Line, natural
from reformtracker.web.page import FrameworkPage


class Way(NamedTuple):
    """A link in words; `name`: of the framework into which it leads, null within the same one."""

    url: str
    sentence: str
    name: Text | None = None


class Entry(NamedTuple):
    """An indicator in a table; `name` is null once it was withdrawn."""

    code: str
    url: str
    name: Text | None


class Row(NamedTuple):
    """`later` is null where nothing takes its place."""

    entry: Entry
    later: Entry | None


class Onward(NamedTuple):
    line: Line
    way: Way | None


@dataclass(frozen=True)
class Crossing:
    """All indicators of an earlier framework with those that take their place in a later one, and those that do not come from
    it. `slug`: of the other framework, whose name the sentence says."""

    slug: str
    title: str
    way: Way
    rows: Sequence[Row]
    added: Sequence[Entry]


# ---------- of a framework ----------
def ways(page: FrameworkPage) -> list[Way]:
    """To the frameworks before and after."""
    before = _("This framework follows %(name)s.")
    after = _("%(name)s follows this framework; what is recorded here stays as it was.")
    return [_way(page, one, before if one is page.neighbours.before else after) for one in page.neighbours]


def crossings(page: FrameworkPage) -> list[Crossing]:
    return list(_crossings(page))


def _crossings(page: FrameworkPage) -> Iterator[Crossing]:
    if before := page.neighbours.before:
        said = _("Every indicator of %(name)s, and the one of this framework that takes its place.")
        rows, added = _compared(page, before.snapshot, page.snapshot)
        yield Crossing(before.slug, _("From the framework before"), _way(page, before, said), rows, added)
    for after in page.neighbours.after:
        said = _("Every indicator of this framework, and the one of %(name)s that takes its place.")
        rows, added = _compared(page, page.snapshot, after.snapshot)
        yield Crossing(after.slug, _("To the framework that follows"), _way(page, after, said), rows, added)


def _way(page: FrameworkPage, other: Neighbour, sentence: str) -> Way:
    name = text(other.framework, "name")
    return Way(page.link("overview", fw=other.slug), sentence % {"name": name}, name)


def _compared(page: FrameworkPage, earlier: Snapshot, later: Snapshot) -> tuple[list[Row], list[Entry]]:
    old, new = _indicators(earlier), _indicators(later)
    known = {one.thing_id for one in (*old, *new)}
    taken = {one.thing.replaces_id: one for one in (*old, *new) if one.thing.replaces_id}
    after = {key: _entry(page, one) for key, one in taken.items()}
    rows = [Row(_entry(page, one), after.get(one.thing_id)) for one in old]
    return rows, [_entry(page, one) for one in new if one.thing.replaces_id not in known]


def _indicators(snapshot: Snapshot) -> list[IndicatorVersion]:
    rows = IndicatorVersion.objects.published(snapshot.number).filter(thing__chain=snapshot.chain)
    found: list[IndicatorVersion] = list(for_reader(rows.select_related("thing__chain")))
    return sorted(found, key=lambda one: natural(one.thing.code))


def _entry(page: FrameworkPage, version: IndicatorVersion) -> Entry:
    url = page.link("indicator", fw=version.thing.chain.slug, code=version.thing.code)
    return Entry(version.thing.code, url, None if version.is_withdrawal else text(version, "name"))


# ---------- of an indicator ----------
def ways_of(page: FrameworkPage, version: IndicatorVersion) -> list[Way]:
    """To the indicators before and after, as `with_crosswalk` names them."""
    before = (
        _("Follows indicator %(code)s, whose meaning had to change."),
        _("Goes on from indicator %(code)s of %(name)s."),
    )
    after = (_("Followed by indicator %(code)s: what it counts had to change."), _goes_on())
    named = ((version.follows, before), (version.followed_by, after))  # type: ignore[attr-defined]  # from with_crosswalk
    return [_way_of(page, name, *sentences) for name, sentences in named if name]


def onward(page: FrameworkPage, lines: Sequence[Line]) -> list[Onward]:
    """Of each indicator as which it goes on in a framework that follows; none where no framework does."""
    following = {one.snapshot.chain.pk: one for one in page.neighbours.after}
    if not following:
        return []
    rows = IndicatorVersion.objects.published_in({chain: one.snapshot.number for chain, one in following.items()})
    rows = rows.filter(thing__replaces__in=[line.standing.indicator_id for line in lines]).select_related("thing")
    found = {
        one.thing.replaces_id: _beyond(page, following[one.thing.chain_id], one.thing.code, _goes_on())
        for one in for_reader(rows)
    }
    return [Onward(line, found.get(line.standing.indicator_id)) for line in lines]


def _goes_on() -> str:
    return _("Goes on as indicator %(code)s of %(name)s.")


def _way_of(page: FrameworkPage, named: str, here: str, elsewhere: str) -> Way:
    slug, _slash, code = named.rpartition("/")
    other = next((one for one in page.neighbours if one.slug == slug), None)
    if other:
        return _beyond(page, other, code, elsewhere)
    return Way(page.link("indicator", code=code), here % {"code": code})


def _beyond(page: FrameworkPage, other: Neighbour, code: str, sentence: str) -> Way:
    name = text(other.framework, "name")
    return Way(page.link("indicator", fw=other.slug, code=code), sentence % {"code": code, "name": name}, name)
