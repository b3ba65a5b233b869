"""The queue of a reviewer: from one version to the next, without going back to the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.publishing.admin.base import person
from reformtracker.publishing.models import Person, Version
from reformtracker.publishing.registry import kind
from reformtracker.publishing.waiting import Entry, queue

DECISIONS = frozenset({"approve", "return"})
"""Acts after which a reviewer goes on to the next version."""


@dataclass(frozen=True)
class Spot:
    """Where a version stands among those that wait; addresses are empty at the ends."""

    number: int
    of: int
    before: str
    after: str


def place_of(version: Version, who: Person) -> Spot | None:
    """None where it does not wait for this person."""
    waiting = queue(who)
    here = next((at for at, entry in enumerate(waiting) if (entry.kind, entry.pk) == (version.KIND, version.pk)), None)
    if here is None:
        return None
    before = _address(waiting[here - 1]) if here else ""
    after = _address(waiting[here + 1]) if here + 1 < len(waiting) else ""
    return Spot(here + 1, len(waiting), before, after)


def onward_from(request: HttpRequest, version: Version, done: str) -> str:
    """Says what was done with this one, and returns the address of the next; after the last, of what was passed over."""
    waiting = queue(person(request))
    after = [entry for entry in waiting if entry[:3] > (_since(version), version.KIND, version.pk)]
    said = f"{version.thing.public_id}: {done}"
    if not waiting:
        last = _("Nothing else waits for your review.")
        messages.success(request, f"{said} {last}")
        return reverse("admin:index")
    left = ngettext("%(count)s more waits for you.", "%(count)s more wait for you.", len(waiting))
    messages.success(request, f"{said} {left % {'count': len(waiting)}}")
    return _address((after or waiting)[0])


def _since(version: Version) -> datetime:
    if version.submitted_at is None:
        raise ValueError(f"{version} was never submitted")
    return version.submitted_at


def _address(entry: Entry) -> str:
    opts = kind(entry.kind)._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[entry.pk])
