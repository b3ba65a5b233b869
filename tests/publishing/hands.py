"""People who do anything to the same few things, all at once, while their connections break off; and what they were told.

What somebody was told had been done is in the ledger as done; what broke off before an answer came, as unsure.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from threading import Lock
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

from benefits.models import Indicator, IndicatorVersion, Observation, ObservationVersion
from reformtracker.publishing import actions, policy
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import Chain, Person, Release, State, Version
from tests import factories as f

REFUSALS = (actions.Conflict, actions.Incomplete, actions.Blocked, policy.Refused, IntegrityError)
WORDS = {"observation": "narrative_en", "indicator": "definition_en"}
"""The text of each kind in which a hand leaves its mark."""
Entry = tuple[str, int, str]
"""The act, the primary key of the version, and what tells this time from others."""


@dataclass
class Ledger:
    done: list[Entry] = field(default_factory=list)
    unsure: list[Entry] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    lock: Lock = field(default_factory=Lock)

    def acts(self) -> Counter[str]:
        return Counter(act for act, _pk, _mark in tuple(self.done))

    @contextmanager
    def entries(self) -> Iterator[list[Entry]]:
        """What is put into the list within has been done if nothing is raised."""
        found: list[Entry] = []
        try:
            yield found
        except (OperationalError, InterfaceError) as error:
            if not was_broken_off(error):
                raise
            with self.lock:
                self.unsure += found
            connection.close()
        except REFUSALS as refusal:
            with self.lock:
                self.refused[type(refusal).__name__] += 1
        else:
            with self.lock:
                self.done += found
        finally:
            with self.lock:
                self.asked += 1


def was_broken_off(error: Exception) -> bool:
    """And not a deadlock, nor anything else that would be ours to mend."""
    said = str(error)
    return any(part in said for part in ("terminating connection", "closed", "connection", "EOF"))


@dataclass
class Hand:
    """One person of every role: what keeps them from approving their own work is the record alone."""

    person: Person
    chain: Chain
    indicator: Indicator
    things: list[Observation]
    ledger: Ledger

    def work(self, is_over: Callable[[], bool]) -> None:
        chance = random.Random(self.person.username)  # noqa: S311  # a choice, not a secret
        acts = [
            self.edit,
            self.submit,
            self.approve,
            self.send_back,
            self.release,
            self.plan,
            self.settle,
            self.discard,
        ]
        try:
            for turn in count(1):
                act = chance.choices(acts, (9, 5, 6, 1, 4, 1, 2, 1))[0]
                with self.ledger.entries() as entries:
                    act(chance, entries, f"{self.person.username} {turn}")
                if is_over():
                    return
        finally:
            connection.close()

    # ---------- drafts ----------
    def edit(self, chance: random.Random, entries: list[Entry], mark: str) -> None:
        """A new draft, a new version of what is public, or other words in the draft that is there."""
        model: Any = chance.choices((ObservationVersion, IndicatorVersion), (12, 1))[0]
        thing: Any = chance.choice(self.things) if model is ObservationVersion else self.indicator
        version = model.objects.open().filter(thing=thing).select_related("thing__chain").first()
        with transaction.atomic():
            if version is None:
                version = self._begun(model, thing, entries, mark)
            setattr(version, WORDS[version.KIND], mark)
            if model is ObservationVersion:
                version.value = Decimal(chance.randint(15, 20))
            entries += [("save", version.pk, mark)]
            actions.save(version, by=self.person, expected=version.edits)

    def _begun(self, model: Any, thing: Any, entries: list[Entry], mark: str) -> Version:
        if model.objects.live().filter(thing=thing).exists():
            version = actions.revise(thing, model, by=self.person, version_kind="revision")
            version.reason_en = "Better data."
        else:
            version = actions.start(model(thing=thing), by=self.person)
            f.cite(version)
        entries += [("start", version.pk, mark)]
        return version

    def discard(self, chance: random.Random, entries: list[Entry], mark: str) -> None:
        for version in self._some(chance, State.DRAFT):
            entries += [("discard", version.pk, mark)]
            actions.discard(version, by=self.person)

    # ---------- review ----------
    def submit(self, chance: random.Random, entries: list[Entry], mark: str) -> None:
        for version in self._some(chance, State.DRAFT):
            entries += [("submit", version.pk, mark)]
            actions.submit(version, by=self.person)

    def approve(self, chance: random.Random, entries: list[Entry], mark: str) -> None:
        for version in self._some(chance, State.IN_REVIEW):
            seen = current_hash(version)
            entries += [("approve", version.pk, seen)]
            actions.approve(version, by=self.person, seen=seen)

    def send_back(self, chance: random.Random, entries: list[Entry], mark: str) -> None:
        for version in self._some(chance, State.IN_REVIEW):
            entries += [("return", version.pk, mark)]
            actions.send_back(version, by=self.person, reason="Once more.")

    # ---------- releases ----------
    def release(self, chance: random.Random, entries: list[Entry], mark: str) -> None:
        versions = self._some(chance, State.APPROVED, most=3)
        if versions:
            entries += [("publish", version.pk, mark) for version in versions]
            actions.release_now(self.chain, versions, title=mark, by=self.person)

    def plan(self, chance: random.Random, entries: list[Entry], mark: str) -> None:
        versions = self._some(chance, State.APPROVED, most=2)
        if versions:
            actions.plan(self.chain, versions, title=mark, by=self.person)

    def settle(self, chance: random.Random, entries: list[Entry], mark: str) -> None:
        """A planned release is published or cancelled."""
        planned = Release.objects.filter(chain=self.chain, state=Release.State.PLANNED).first()
        if planned is None:
            return
        if chance.random() < 0.5:
            actions.cancel(planned, by=self.person, reason="Not yet.")
            return
        inside = [version.pk for version in actions.versions_of(planned)]
        entries += [("publish", pk, mark) for pk in inside]
        actions.publish(planned, by=self.person)

    def _some(self, chance: random.Random, state: State, most: int = 1) -> list[Any]:
        found: list[Any] = []
        for model in (IndicatorVersion, ObservationVersion):
            found += model.objects.filter(state=state).select_related("thing__chain", "release")
        return chance.sample(found, min(most, len(found)))
