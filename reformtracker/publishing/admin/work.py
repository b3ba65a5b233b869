"""My work: the first page of the staff side, as sections of rows that are one click from their form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.publishing import policy
from reformtracker.publishing.deadlines import Due
from reformtracker.publishing.models import Person, Release, Remark, Version
from reformtracker.publishing.texts import Text
from reformtracker.publishing.thread import roles_of
from reformtracker.publishing.waiting import Entry, Place, Waiting, for_person, is_held, load, reasons

SHOWN = 12
"""Rows of a section that are shown at first; all of them on demand."""


@dataclass(frozen=True)
class Row:
    """`said` is what stands beside the name, `note` when or how long; `remark` is why it came back."""

    url: str
    name: str
    said: Text | str = ""
    note: str = ""
    is_late: bool = False
    remark: Remark | None = None
    by: str = ""


@dataclass(frozen=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True)
class Section:
    """`count` is of all; `rows` are those shown. `none`: the same, when there is nothing, in two or three words."""

    name: str
    heading: str
    none: str
    count: int
    rows: Sequence[Row]
    links: Sequence[Link] = ()

    @property
    def hidden(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Item:
    """A line of the menu; `waiting` is left out for who has nothing of their own to write."""

    url: str
    label: str
    waiting: int | None
    is_here: bool


def waiting_for(request: HttpRequest) -> Waiting:
    """Asked once for each page: the menu and the first page speak of the same."""
    kept = request.META.get("tracker.waiting")
    if isinstance(kept, Waiting):
        return kept
    found = for_person(request.user) if isinstance(request.user, Person) else Waiting()
    request.META["tracker.waiting"] = found
    return found


def menu(request: HttpRequest) -> list[Item]:
    """Where a person's roles lead them, with how much waits there."""
    person = request.user
    if not isinstance(person, Person) or not policy.may(person, "view"):
        return []
    found, here = waiting_for(request), request.path
    writes = policy.may(person, "draft")
    lines = [(reverse("admin:index"), _("My work"), found.work if writes else None)]
    if policy.may(person, "approve"):
        lines.append((reverse("staff_review"), _("Review"), len(found.at(Place.REVIEW))))
    if policy.may(person, "release"):
        lines.append((reverse("admin:publishing_release_waiting"), _("To release"), len(found.at(Place.APPROVED))))
    return [Item(url, label, waiting, url == here) for url, label, waiting in lines]


def sections(request: HttpRequest) -> list[Section]:
    """What concerns this person, in the order in which it presses; empty sections too."""
    person, found = request.user, waiting_for(request)
    made = _Maker(request.GET.get("all", ""))
    work: list[Section] = []
    if policy.may(person, "draft"):
        work += _to_write(found, made)
    if policy.may(person, "approve"):
        work += _to_decide(found, made)
    if policy.may(person, "release"):
        work += _to_release(found, made)
    if policy.may(person, "draft"):
        dues = partial(_dues, day=found.day)
        work.append(made.section("lapsed", _("Never reported"), _("never reported"), found.lapsed, dues, at_first=0))
    return work


class _Maker:
    """Makes sections; `everything` names the one of which all rows were asked for."""

    def __init__(self, everything: str) -> None:
        self._everything = everything

    def section(
        self,
        name: str,
        heading: str,
        none: str,
        found: Sequence[Any],
        rows: Any,
        links: Sequence[Link] = (),
        *,
        at_first: int = SHOWN,
    ) -> Section:
        shown = found if name == self._everything else found[:at_first]
        return Section(name, heading, none, len(found), rows(shown), links if found else ())


def _to_write(found: Waiting, made: _Maker) -> list[Section]:
    drafts, dues = found.at(Place.DRAFT), partial(_dues, day=found.day)
    together = [Link(reverse("staff_submit"), _("Submit several at once"))] if len(drafts) > 1 else []
    return [
        made.section(
            "returned", _("Returned to me"), _("nothing returned to you"), found.at(Place.RETURNED), _returned
        ),
        made.section("overdue", _("Overdue"), _("nothing overdue"), found.overdue, dues),
        made.section("due", _("Due"), _("nothing due"), found.coming, dues),
        made.section("drafts", _("My drafts"), _("no drafts"), drafts, _drafts, together),
    ]


def _to_decide(found: Waiting, made: _Maker) -> list[Section]:
    entries = found.at(Place.REVIEW)
    links = [Link(reverse("staff_review"), _("Go through them together"))]
    return [made.section("review", _("To review"), _("nothing to review"), entries, _reviews, links)]


def _to_release(found: Waiting, made: _Maker) -> list[Section]:
    held = found.held
    planned = [release for release in found.planned if release not in held]
    links = [Link(reverse("admin:publishing_release_waiting"), _("Make a release"))]
    entries = found.at(Place.APPROVED)
    return [
        made.section("held", _("Held releases"), _("no release held back"), held, _releases),
        made.section(
            "approved",
            _("Approved and waiting for a release"),
            _("nothing approved waits for a release"),
            entries,
            _approvals,
            links,
        ),
        made.section("planned", _("Planned releases"), _("no release planned"), planned, _releases),
    ]


def _dues(found: Sequence[Due], day: date) -> list[Row]:
    return [
        Row(due.address, f"{due.thing.public_id}:{due.period}", due.name, _when(due, day), due.is_late(day))
        for due in found
    ]


def _when(due: Due, day: date) -> str:
    late = due.days_late(day)
    if due.lapsed:
        return _("was due on %(day)s") % {"day": _day(due.day)}
    if late > 0:
        days = ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
        return _("%(late)s, since %(day)s") % {"late": days, "day": _day(due.day)}
    if late == 0:
        return _("due today")
    days = ngettext("in %(days)s day", "in %(days)s days", -late) % {"days": -late}
    return _("due on %(day)s, %(in)s") % {"day": _day(due.day), "in": days}


def _returned(entries: Sequence[Entry]) -> list[Row]:
    why = reasons(entries)
    rows = []
    for entry, version in load(entries):
        remark = why.get((entry.kind, entry.pk))
        by = _by(remark.by) if remark else ""
        note = _("returned on %(day)s") % {"day": _day(entry.since)}
        rows.append(Row(_url(version), version.thing.public_id, _what(version), note, remark=remark, by=by))
    return rows


def _by(person: Person | None) -> str:
    """Name and role: staff know each other, the public reads roles only."""
    if person is None:
        return _("the system")
    roles = roles_of(person)
    return f"{person.get_username()} ({roles})" if roles else person.get_username()


def _drafts(entries: Sequence[Entry]) -> list[Row]:
    return [_row(version, _("saved on %(day)s") % {"day": _day(entry.since)}) for entry, version in load(entries)]


def _reviews(entries: Sequence[Entry]) -> list[Row]:
    return [_row(version, waited(entry)) for entry, version in load(entries)]


def waited(entry: Entry) -> str:
    if not entry.days:
        return _("since today")
    return ngettext("waits for %(days)s day", "waits for %(days)s days", entry.days) % {"days": entry.days}


def _approvals(entries: Sequence[Entry]) -> list[Row]:
    return [_row(version, _("approved on %(day)s") % {"day": _day(entry.since)}) for entry, version in load(entries)]


def _releases(found: Sequence[Release]) -> list[Row]:
    return [
        Row(
            reverse("admin:publishing_release_change", args=[release.pk]),
            release.title_en,  # type: ignore[attr-defined]  # a column of its translation
            release.chain.slug,
            _release_note(release),
            is_held(release),
        )
        for release in found
    ]


def _release_note(release: Release) -> str:
    moment = f"{release.publish_at:%Y-%m-%d %H:%M} UTC" if release.publish_at else ""
    if getattr(release, "is_unready", False):
        return _("something in it went back to review")
    if is_held(release):
        return _("was to be public at %(moment)s and was held back") % {"moment": moment}
    return _("set for %(moment)s") % {"moment": moment} if moment else _("without a set time")


def _row(version: Version, note: str) -> Row:
    return Row(_url(version), version.thing.public_id, _what(version), note)


def _what(version: Version) -> str:
    return f"{version._meta.verbose_name}, {version.get_version_kind_display()}"


def _url(version: Version) -> str:
    return reverse(f"admin:{version._meta.app_label}_{version._meta.model_name}_change", args=[version.pk])


def _day(moment: date | datetime) -> str:
    return date_format(moment, "DATE_FORMAT")
