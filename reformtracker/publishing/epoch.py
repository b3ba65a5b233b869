"""In which state the public record is: what was worked out of it stays true until this moves.

It moves with every release, with what is touched outside one (a redaction, reference data), with a file that is prepared, and at
midnight, when lateness is counted anew.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar

from django.db.models import Count, F, Max, Q

from reformtracker.publishing.models import Chain, Release, ReleaseFile, Touch
from reformtracker.publishing.snapshot import today

Made = TypeVar("Made")


def read() -> str:
    """Three short queries."""
    newest = Q(releases__number=F("head"), releases__state=Release.State.PUBLISHED)
    chains = Chain.objects.filter(newest).order_by("slug")
    said = [
        list(chains.values_list("slug", "is_default", "is_demo", "releases__hash")),
        Touch.objects.aggregate(many=Count("pk"), last=Max("at")),
        # A row is added, and superseded once.
        ReleaseFile.objects.aggregate(many=Count("pk"), superseded=Count("superseded_at")),
        today(),
    ]
    return json.dumps(said, default=str)


class Watch:
    """The epoch as this process last saw it. It asks again once what it knows is `seconds` old."""

    def __init__(self, look: Callable[[], str] = read) -> None:
        self._look = look
        self._seen: tuple[float, str] | None = None

    def epoch(self, seconds: float) -> str:
        now = monotonic()
        if self._seen is None or now - self._seen[0] >= seconds:
            self._seen = now, self._look()
        return self._seen[1]


class KeptByEpoch(Generic[Made]):
    """What a process remembers of one state of the record, such as an index: at most `most` of them.

    It asks for the epoch each time, so it is never behind.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._epoch = ""
        self._made: dict[Hashable, Made] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        # Read before anything is made: what is newer than its epoch does no harm, what is older would.
        epoch = read()
        with self._lock:
            if epoch != self._epoch:
                self._epoch, self._made = epoch, {}
            if key in self._made:
                return self._made[key]
        made = make()
        with self._lock:
            if epoch == self._epoch:
                while len(self._made) >= self._most:
                    del self._made[next(iter(self._made))]
                self._made[key] = made
        return made

    def forget(self) -> None:
        with self._lock:
            self._epoch, self._made = "", {}
