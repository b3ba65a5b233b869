"""Whatever staff send twice, five times, or five times at the same moment, is done once; nobody is told anything else.

No key is kept for it: each form carries what its sender had on the screen (how often the draft had been saved, the hash that was
seen, the list that was read), and each verb is one conditional update from the state that it expects.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, Person
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast, assemble
from tests.publishing.desk import WAITING, draft
from tests.staff import act, form_of, release_form, signed_in, url_of

TIMES = 5
Send = Callable[[Client], Any]


@dataclass(frozen=True)
class Door:
    """`ready` opens the page and returns what sends it; `noted`: the act that the audit then has once more; `made`: how many
    versions more there are."""

    name: str
    who: str
    noted: str
    ready: Callable[[Cast, Client], Send]
    made: int = 0


def _in_review(cast: Cast) -> ObservationVersion:
    version = draft(cast)
    actions.submit(version, by=cast.contributor)
    return version


def _live() -> ObservationVersion:
    found: ObservationVersion = ObservationVersion.objects.live().get()
    return found


def _form(cast: Cast, opener: Client, **more: str) -> Send:
    version = draft(cast)
    sent = form_of(opener.get(url_of(version))) | {"narrative_en": "Typed.", **more}
    return lambda client: client.post(url_of(version), sent)


def _adding(cast: Cast, opener: Client) -> Send:
    indicator = IndicatorVersion.objects.live().get().thing
    where = f"{reverse('admin:benefits_observationversion_add')}?indicator={indicator.pk}"
    sent = form_of(opener.get(where)) | {"period": "2021", "value": "18", "_save": "1"}
    return lambda client: client.post(where, sent)


def _verb(name: str, of: Callable[[Cast], Any], **data: str) -> Callable[[Cast, Client], Send]:
    def ready(cast: Cast, opener: Client) -> Send:
        version = of(cast)
        seen = {"seen": str(opener.get(url_of(version)).context.get("seen", ""))}
        return lambda client: act(client, version, name, **seen | data)

    return ready


def _approving_together(cast: Cast, opener: Client) -> Send:
    _in_review(cast)
    (candidate,) = opener.get("/admin/review/").context["candidates"]
    sent = {"version": candidate.entry.key, f"seen-{candidate.entry.key}": candidate.seen}
    return lambda client: client.post("/admin/review/", sent)


def _publishing(cast: Cast, opener: Client) -> Send:
    version = f.approve(draft(cast), cast)
    sent = release_form(opener, version=f"observation:{version.pk}") | {"_publish": "1"}
    return lambda client: client.post(WAITING, sent)


def _planning(cast: Cast, opener: Client) -> Send:
    version = f.approve(draft(cast), cast)
    later = {"publish_at_0": "2099-01-01", "publish_at_1": "09:00"}
    sent = release_form(opener, version=f"observation:{version.pk}", **later) | {"_plan": "1"}
    return lambda client: client.post(WAITING, sent)


def _uploading(cast: Cast, opener: Client) -> Send:
    heads = "framework,indicator,period,value,level,missing,version"
    content = f"{heads}\r\nreform,2.4.2,2021,18,,,0\r\n".encode()
    page = opener.post(
        reverse("admin:benefits_upload_add"), {"file": SimpleUploadedFile("a.csv", content)}, follow=True
    )
    where, sent = page.redirect_chain[-1][0], {"seen": page.context["found"].digest}
    return lambda client: client.post(where, sent)


DOORS = [
    Door("add", "contributor", "start", _adding, made=1),
    Door("save", "contributor", "save", lambda cast, opener: _form(cast, opener, _save="1")),
    Door("save and submit", "contributor", "submit", lambda cast, opener: _form(cast, opener, _submit="1")),
    Door("submit", "contributor", "submit", _verb("submit", draft)),
    Door("discard", "contributor", "discard", _verb("discard", draft), made=-1),
    Door("comment", "reviewer", "comment", _verb("comment", _in_review, text="Which window?")),
    Door("approve", "reviewer", "approve", _verb("approve", _in_review)),
    Door("return", "reviewer", "return", _verb("return", _in_review, reason="Which window?")),
    Door("approve together", "reviewer", "approve", _approving_together),
    Door("revise", "contributor", "start", _verb("revise", lambda _cast: _live(), version_kind="revision"), made=1),
    Door("withdraw", "contributor", "start", _verb("withdraw", lambda _cast: _live(), reason="Wrong."), made=1),
    Door("redact", "administrator", "order redaction", _verb("redact", lambda _cast: _live(), reason="A name.")),
    Door("upload", "contributor", "apply upload", _uploading, made=1),
    Door("plan", "publisher", "plan", _planning),
    Door("publish", "publisher", "publish", _publishing),
]
each = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)


def noted(door: Door) -> tuple[int, int]:
    return AuditEvent.objects.filter(act=door.noted).count(), ObservationVersion.objects.count()


def sent_through(door: Door, at_once: bool) -> list[int]:
    """The statuses of all answers; one effect, whatever they are."""
    cast = assemble()
    f.tracker(cast)
    who: Person = getattr(cast, door.who)
    clients = [signed_in(who) for _time in range(TIMES)]
    send = door.ready(cast, clients[0])
    acts, versions = noted(door)
    answers = _at_once(send, clients) if at_once else [send(client).status_code for client in clients]
    assert noted(door) == (acts + 1, versions + door.made)
    return answers


def _at_once(send: Send, clients: list[Client]) -> list[int]:
    together = Barrier(len(clients))

    def one(client: Client) -> int:
        together.wait()
        try:
            return int(send(client).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(one, clients))


DONE, TOLD = {200, 302}, {404, 409, 422}
"""Done, or seen to have been done already; told that it was, or that nothing of the kind is there any more."""


@each
@pytest.mark.bar("B20")
@pytest.mark.django_db
def test_what_is_sent_five_times_in_a_row_is_done_once(door: Door) -> None:
    first, *others = sent_through(door, at_once=False)
    assert first in DONE
    assert set(others) <= DONE | TOLD


@each
@pytest.mark.bar("B17", "B20")
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_is_sent_five_times_at_the_same_moment_is_done_once(door: Door, figure: Figure) -> None:
    answers = sent_through(door, at_once=True)
    assert DONE & set(answers)
    assert set(answers) <= DONE | TOLD
    figure("B20", f"{door.name} 1 of {TIMES}")


@pytest.mark.bar("B20")
@pytest.mark.django_db
def test_the_same_words_after_somebody_else_s_are_said_again(cast: Cast) -> None:
    f.tracker(cast)
    version = _in_review(cast)
    reviewer, contributor = signed_in(cast.reviewer), signed_in(cast.contributor)
    for client, text in ((reviewer, "Yes."), (contributor, "Is it?"), (reviewer, "Yes."), (reviewer, "Yes, yes.")):
        assert act(client, version, "comment", text=text).status_code == 302
    assert AuditEvent.objects.filter(act="comment").count() == 4
