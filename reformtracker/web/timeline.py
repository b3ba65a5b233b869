"""The dated events of the reform, as exactly as their sources date them: a sentence, a drawing and a list of the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.sketches import Sketch
from initiatives.models import MilestoneVersion
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.sources.models import Precision
from reformtracker.web import numbers, references, sentences
from reformtracker.web.chronology import Point, draw
from reformtracker.web.references import Reference


@dataclass(frozen=True)
class Event:
    """`notice` is a withdrawal that came after the snapshot; `today` the day shown."""

    version: MilestoneVersion
    day: date
    today: date
    notice: MilestoneVersion | None

    @property
    def slug(self) -> str:
        return str(self.version.thing.slug)

    @property
    def title(self) -> Text:
        return text(self.version, "title")

    @property
    def about(self) -> Text:
        return text(self.version, "text")

    @cached_property
    def start(self) -> date:
        return Precision(self.version.precision).first_day(self.day)

    @property
    def is_exact(self) -> bool:
        return self.start == self.day

    @property
    def is_ahead(self) -> bool:
        """Not even its first possible day had come."""
        return self.start > self.today

    @property
    def is_running(self) -> bool:
        """Its month, quarter or year was not over: whether it has been is not known from the date."""
        return self.start <= self.today < self.day

    @property
    def when(self) -> str:
        return numbers.day(self.day, self.version.precision)

    @property
    def point(self) -> Point:
        return Point(self.start, self.day, bool(self.version.review_meeting), self.is_ahead)

    @property
    def css(self) -> str:
        words = {"wide": not self.is_exact, "meeting": self.version.review_meeting, "ahead": self.is_ahead}
        return " ".join(word for word, holds in words.items() if holds)

    @property
    def sources(self) -> list[Reference]:
        return references.references(self.version.citations.all())


@dataclass(frozen=True)
class Timeline:
    """`events` in their order; `gone` are the withdrawn ones, which have no date any more, or whose content was removed."""

    events: Sequence[Event]
    gone: Sequence[MilestoneVersion]
    today: date

    @property
    def years(self) -> Iterator[tuple[int, list[Event]]]:
        for year, events in groupby(self.events, key=lambda event: event.day.year):
            yield year, list(events)

    @property
    def sketch(self) -> Sketch | None:
        return draw([event.point for event in self.events], self.today) if self.events else None

    @property
    def meetings(self) -> int:
        return sum(bool(event.version.review_meeting) for event in self.events)

    @property
    def ahead(self) -> int:
        return sum(event.is_ahead for event in self.events)

    @property
    def shows_today(self) -> bool:
        """Whether the day shown lies within the years that are drawn."""
        return bool(self.events) and self.events[0].start.year <= self.today.year <= self.events[-1].day.year

    @property
    def has_wide(self) -> bool:
        return any(not event.is_exact for event in self.events)


def read(snapshot: Snapshot) -> Timeline:
    number, chain = snapshot.number, snapshot.chain
    published = MilestoneVersion.objects.published(number).of(chain.pk)
    versions = list(published.select_related("release").prefetch_related("citations__document"))
    later = {one.thing_id: one for one in MilestoneVersion.objects.withdrawn_after(number).of(chain.pk)}
    return Timeline(
        events=[
            Event(version, version.day, snapshot.day, later.get(version.thing_id))
            for version in versions
            if version.day is not None
        ],
        gone=[version for version in versions if version.day is None],
        today=snapshot.day,
    )


# ---------- the answer ----------
def answer(timeline: Timeline) -> str:
    """From when to when, how many of them review meetings, and what lies ahead."""
    if not timeline.events:
        return _("No dated event has been published.")
    return sentences.together(_span(timeline), _meetings(timeline.meetings), _ahead(timeline.ahead))


def _span(timeline: Timeline) -> str:
    first, last, total = timeline.events[0], timeline.events[-1], len(timeline.events)
    if total == 1:
        return _("One event is recorded, dated %(first)s.") % {"first": first.when}
    said = ngettext(
        "%(count)d event is recorded, the first dated %(first)s, the last %(last)s.",
        "%(count)d events are recorded, the first dated %(first)s, the last %(last)s.",
        total,
    )
    return said % {"count": total, "first": first.when, "last": last.when}


def _meetings(count: int) -> str:
    if not count:
        return _("No review meeting is recorded.")
    return ngettext("%(count)d is a review meeting.", "%(count)d are review meetings.", count) % {"count": count}


def _ahead(count: int) -> str:
    if not count:
        return ""
    said = ngettext("%(count)d lies ahead of the day shown.", "%(count)d lie ahead of the day shown.", count)
    return said % {"count": count}
