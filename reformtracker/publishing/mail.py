"""Mails: worded from `templates/mail/` in the language of their reader when they are sent, as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template import Context, Engine
from django.urls import reverse
from django.utils.http import int_to_base36
from django.utils.text import capfirst
from django.utils.translation import override

from reformtracker.publishing.models import Event, Mailing, Notice, Person, Release, Remark, State, Version
from reformtracker.publishing.notices import TOPIC
from reformtracker.publishing.registry import handles, kind
from reformtracker.publishing.texts import RTL, text

WAITS_AS = {
    Event.SUBMITTED: State.IN_REVIEW,
    Event.RETURNED: State.DRAFT,
    Event.AMENDED: State.IN_REVIEW,
    Event.VOIDED: State.IN_REVIEW,
    Event.APPROVED: State.APPROVED,
}
"""The state in which a version still waits for whoever was told of it."""
RIGHT_TO_LEFT_MARK = "\u200f"


@dataclass(frozen=True)
class Part:
    """What a mail says of one notice."""

    subject: str
    body: str
    link: str


@handles(TOPIC)
def send(payload: dict[str, Any]) -> None:
    """Sends what an entry of the outbox carries: one notice, or those of a day."""
    notices = list(Notice.objects.filter(mail=payload["key"]).select_related("person"))
    if not notices:
        return
    reader = notices[0].person
    # Between the event and its mail an account may have been closed.
    if not reader.is_active or not reader.email:
        return
    is_of_the_day = payload["key"].startswith(f"{TOPIC}:day:")
    with override(reader.language):
        parts = list(_parts(_still_waiting(notices) if is_of_the_day else notices))
        if parts:
            _message(payload["key"], reader, parts).send()


def _still_waiting(notices: Iterable[Notice]) -> Iterator[Notice]:
    """A mail of the day leaves out what somebody else has dealt with since."""
    for notice in notices:
        state = WAITS_AS.get(Event(notice.event))
        if state is None or (version := _version(notice)) is None or version.state == state:
            yield notice


def _parts(notices: Iterable[Notice]) -> Iterator[Part]:
    for notice in notices:
        context = _context(notice)
        if context is not None:
            head, _newline, body = _render(f"mail/{notice.event}.txt", context).partition("\n")
            yield Part(head.strip(), body.strip(), context["link"])


def _context(notice: Notice) -> dict[str, Any] | None:
    """What the words of a notice need; none where what it is about is gone."""
    about = notice.about
    match Event(notice.event):
        case Event.SUBMITTED | Event.RETURNED | Event.AMENDED | Event.VOIDED | Event.APPROVED:
            version = _version(notice)
            if version is None:
                return None
            remark = Remark.objects.filter(pk=about.get("remark")).first()
            return {
                "id": version.thing.public_id,
                "kind": capfirst(version._meta.verbose_name),
                "reason": remark.text if remark else "",
                "link": _address(_form_of(version)),
            }
        case Event.PUBLISHED | Event.HELD:
            release = Release.objects.defer("manifest").filter(pk=about["release"]).first()
            if release is None:
                return None
            path = reverse("admin:publishing_release_change", args=[release.pk])
            title = text(release, "title").value
            return {**about, "release": release, "title": title, "link": _address(path)}
        case Event.DUE | Event.OVERDUE:
            return {**about, "due": date.fromisoformat(about["due"]), "link": _address(about["path"])}
        case Event.HEAD | Event.BROKEN:
            return {**about, "link": _address(reverse("admin:publishing_change_head"))}
        case Event.INVITED | Event.RESET:
            return {"username": notice.person.get_username(), "link": _address(_password_path(notice.person))}


def _version(notice: Notice) -> Version | None:
    model = kind(notice.about["kind"])
    found: Version | None = model.objects.select_related("thing").filter(pk=notice.about["version"]).first()
    return found


def _form_of(version: Version) -> str:
    return reverse(f"admin:{version._meta.app_label}_{version._meta.model_name}_change", args=[version.pk])


def _password_path(person: Person) -> str:
    """Made when the mail is sent, so that no key lies in the database; it works once."""
    words = {"uidb36": int_to_base36(person.pk), "key": default_token_generator.make_token(person)}
    return reverse("account_reset_password_from_key", kwargs=words)


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _message(key: str, reader: Person, parts: list[Part]) -> EmailMessage:
    context = {
        "reader": reader.get_short_name() or reader.get_username(),
        "parts": parts,
        "is_daily": reader.mailing == Mailing.DAILY,
        "choices": _address(reverse("admin:my_mail")),
        "site": settings.SITE_NAME,
    }
    head, _newline, body = _render("mail/_mail.txt", context).partition("\n")
    # The same entry always carries the same Message-ID: a mail sent twice is recognised as one.
    name = key.replace(":", ".")
    return EmailMessage(
        _marked(f"[{settings.SITE_NAME}] {head.strip()}", reader.language),
        _marked(body.strip(), reader.language) + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [reader.email],
        headers={
            "Message-ID": f"<{name}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": reader.language,
        },
    )


def _render(template: str, context: dict[str, Any]) -> str:
    return Engine.get_default().get_template(template).render(Context(context, autoescape=False))


def _marked(said: str, language: str) -> str:
    """Plain text has no direction of its own: in Arabic each line says that it begins on the right."""
    if language not in RTL:
        return said
    return "\n".join(
        line if not line.strip() or line.startswith("http") else RIGHT_TO_LEFT_MARK + line for line in said.split("\n")
    )
