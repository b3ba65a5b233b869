"""Who is told of what, at once or with the mail of the day; `mail.py` words and sends it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import override

from reformtracker.publishing import outbox, policy, registry
from reformtracker.publishing.deadlines import Due, stage
from reformtracker.publishing.models import Event, Mailing, Notice, Person, Role, Version

TOPIC = "mail"
HOUR = 6
"""UTC: the mail of the day goes out from then on."""


def tell(event: Event, key: str, people: Iterable[Person], *, at_once: bool | None = None, **about: Any) -> None:
    """In the caller's transaction, once for each event and person. `at_once` overrides what the person has chosen."""
    rows = [_notice(event, key, person, about, at_once) for person in people if _can_be_told(person)]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        if row.mail:
            # One entry per person, so that one refused address keeps nobody else waiting.
            outbox.put(TOPIC, row.mail.removeprefix(f"{TOPIC}:"))


def _notice(event: Event, key: str, person: Person, about: dict[str, Any], at_once: bool | None) -> Notice:
    hurry = person.mailing == Mailing.AT_ONCE if at_once is None else at_once
    mail = f"{TOPIC}:{event}:{key}:{person.pseudonym}" if hurry else ""
    return Notice(person=person, event=event, key=key, about=about, mail=mail)


def holders(role: Role, act: str, version: Version | None = None) -> list[Person]:
    """People in that role who may do it, with this version where one is given."""
    found = Person.objects.filter(groups__name=role, is_active=True).order_by("pk")
    return [person for person in found if policy.may(person, act, version)]


def mail_of_the_day(day: date) -> int:
    """Reminders, and what waits for those who want one mail a day; returns how many mails that makes. Safe to run twice."""
    remind(day)
    waiting = Person.objects.filter(pk__in=Notice.objects.filter(mail="").values("person")).order_by("pk")
    return sum(_gather(person, day) for person in waiting if _can_be_told(person))


def remind(day: date) -> None:
    """Contributors learn what they owe soon, and each week what is late; nobody is reminded of invented data."""
    for person in holders(Role.CONTRIBUTOR, "draft"):
        with override(person.language), transaction.atomic():
            for due in registry.due_for(person, day):
                if not due.lapsed and not due.thing.chain.is_demo:
                    _remind(person, due, day)


def _remind(person: Person, due: Due, day: date) -> None:
    event, _colon, rest = stage(due.day, day).partition(":")
    if event:
        chain, number = due.thing.chain.slug, due.thing.public_id
        about = {"id": number, "name": due.name.value, "period": due.period, "due": due.day.isoformat()}
        # Together with whatever else the day holds, so that ten late indicators make one mail.
        tell(Event(event), f"{chain}:{number}:{rest}", [person], at_once=False, path=due.address, **about)


@transaction.atomic
def _gather(person: Person, day: date) -> bool:
    """One mail for each person and day: of two runs at once, one writes the entry and takes the notices with it."""
    entry = f"day:{day}:{person.pseudonym}"
    if not outbox.put(TOPIC, entry):
        return False
    Notice.objects.filter(person=person, mail="").update(mail=f"{TOPIC}:{entry}")
    return True


def _can_be_told(person: Person) -> bool:
    return person.is_active and bool(person.email)
