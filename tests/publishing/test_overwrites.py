"""Two editors, one draft, three doors: whoever saves over something they have not seen is told, and nothing is lost.

A schedule is a random order of openings and savings by form, by spreadsheet and together with others; each begins from the same
draft and leaves nothing behind. A few are tried by `make test`, as many as fit into its time by `make trust`, and ten thousand by
`make fuzz` within an hour or two (FUZZ_MINUTES).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from benefits.models import ObservationVersion, Upload
from benefits.workbook import actions as workbook
from reformtracker.publishing import actions
from reformtracker.publishing.actions import Conflict, Incomplete
from reformtracker.publishing.models import State
from tests.bars import Figure
from tests.benefits.workbook.corpus.build import MANY
from tests.benefits.workbook.example import Example, at_noon, make_example
from tests.cast import person
from tests.fuzz.budget import rounds
from tests.staff import form_of, signed_in, url_of

pytestmark = [pytest.mark.bar("B16"), pytest.mark.django_db, pytest.mark.postgres]
PERIOD = "2022"
AT_ONCE = 20
EDITORS = st.sampled_from(("chidi", "noor"))


@dataclass
class World:
    """One draft that both may edit, and what each needs to knock at a door."""

    example: Example
    people: dict[str, Any]
    clients: dict[str, Client]

    @classmethod
    def made(cls) -> World:
        example = make_example()
        people = {"chidi": example.cast.contributor, "noor": person("noor", "contributor")}
        draft = example.draft
        # Both have a hand in it, so that it waits with both to be submitted.
        actions.save(draft, by=people["noor"], expected=draft.edits)
        return cls(example, people, {name: signed_in(who) for name, who in people.items()})

    def stored(self) -> ObservationVersion:
        return ObservationVersion.objects.select_related("thing__chain").get(pk=self.example.draft.pk)


@dataclass
class Sight:
    """What somebody has on the screen: the words that were stored then, and what their browser or file would send."""

    words: str
    sends: Any


class Schedule(RuleBasedStateMachine):
    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.words = self._words()
        self.kept = [self.words]
        self.numbers = count(1)
        self.forms: dict[str, Sight] = {}
        self.files: dict[str, Sight] = {}
        self.lists: dict[str, Sight] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def _words(self) -> str:
        return str(self.world.stored().narrative_en)

    def _settle(self, sight: Sight, typed: str, done: bool) -> None:
        """What was acknowledged was written over what its writer had seen, and is there; what was refused changed nothing."""
        if done:
            assert sight.words == self.words, f"{typed} went over {self.words}, which its writer had not seen"
            self.words = typed
            self.kept.append(typed)
        assert self._words() == self.words

    @initialize()
    def both_have_it_open(self) -> None:
        """So that even a short schedule has somebody who saves what has become old."""
        for who in self.world.people:
            self.opens_the_form(who)
            self.fills_in_a_template(who)
            self.opens_the_list(who)

    # ---------- the form ----------
    @rule(who=EDITORS)
    def opens_the_form(self, who: str) -> None:
        page = self.world.clients[who].get(url_of(self.world.example.draft))
        self.forms[who] = Sight(self.words, form_of(page))

    @rule(who=EDITORS)
    def saves_the_form(self, who: str) -> None:
        sight = self.forms.get(who)
        if sight is None:
            return
        typed = f"form {next(self.numbers)}"
        response = self.world.clients[who].post(url_of(self.world.example.draft), sight.sends | {"narrative_en": typed})
        self._settle(sight, typed, response.status_code == 302)

    # ---------- the spreadsheet ----------
    @rule(who=EDITORS)
    def fills_in_a_template(self, who: str) -> None:
        typed = f"file {next(self.numbers)}"
        sheet = self.world.example.sheet().only((MANY, PERIOD)).put(MANY, PERIOD, narrative_en=typed)
        self.files[who] = Sight(self.words, (typed, sheet.csv()))

    @rule(who=EDITORS)
    def uploads_and_confirms(self, who: str) -> None:
        sight = self.files.get(who)
        if sight is None:
            return
        typed, content = sight.sends
        self._settle(sight, typed, self._applied(who, content))

    def _applied(self, who: str, content: bytes) -> bool:
        by = self.world.people[who]
        with at_noon():
            upload: Upload = workbook.receive("updates.csv", content, by=by)
            found = workbook.look_at(upload, by=by)
            if found.faults or not found.changes:
                return False
            try:
                workbook.apply(upload, by=by, seen=found.digest)
            except (Conflict, Incomplete):
                return False
        return True

    # ---------- many at once ----------
    @rule(who=EDITORS)
    def opens_the_list(self, who: str) -> None:
        page = self.world.clients[who].get("/admin/submit/")
        seen = {one.entry.key: one.seen for one in page.context["candidates"]}
        self.lists[who] = Sight(self.words, seen)

    @rule(who=EDITORS)
    def submits_from_the_list(self, who: str) -> None:
        """A reviewer sends it back at once, so that the schedule goes on."""
        sight = self.lists.get(who)
        if sight is None or not sight.sends:
            return
        data = {"version": list(sight.sends), **{f"seen-{key}": seen for key, seen in sight.sends.items()}}
        self.world.clients[who].post("/admin/submit/", data)
        version = self.world.stored()
        if version.state == State.IN_REVIEW:
            assert sight.words == self.words, f"{self.words} was submitted unseen"
            actions.send_back(version, by=self.world.example.cast.reviewer, reason="Once more.")
        assert self._words() == self.words

    @invariant()
    def what_is_stored_is_what_was_acknowledged_last(self) -> None:
        assert self._words() == self.kept[-1]


def tried(schedules: int) -> int:
    run_state_machine_as_test(
        Schedule,
        settings=settings(
            max_examples=schedules,
            stateful_step_count=8,
            deadline=None,
            database=None,
            # A schedule is short, and each of its steps takes long: what fails is told as it is.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    return schedules


def test_nobody_overwrites_what_they_have_not_seen() -> None:
    Schedule.world = World.made()
    tried(10)


@pytest.mark.trust
def test_nobody_overwrites_what_they_have_not_seen_in_as_many_schedules_as_there_is_time_for(figure: Figure) -> None:
    Schedule.world = World.made()
    many = sum(tried(AT_ONCE) for _round in rounds(45))
    figure("B16", f"{many:,} schedules of two editors at three doors, no silent overwrite")
