"""kill -9 for the processes of Celery, and for the whole node, while there is mail to send and files are to be made."""

from __future__ import annotations

import random
import time

from tests.deployed import kill, kill_whole, workers
from tests.faults.ledger import Ledger
from tests.faults.office import TO_DO, Office, until
from tests.faults.post import Post

RESUMED = 120.0
"""Seconds within which what was killed goes on."""
MAILS = 10
"""That wait for each of those who are killed."""
TELL = """
from django.db import transaction
from reformtracker.publishing.models import Event, Person
from reformtracker.publishing.notices import tell
about = {{"id": "2.4.2", "name": "A share", "period": "2021", "due": "2022-03-31", "path": "/"}}
with transaction.atomic():
    for number in range({many}):
        tell(Event.DUE, f"{key}-{{number}}", Person.objects.filter(username="reviewer"), at_once=True, **about)
"""
KEYS = "SELECT string_agg(key, ' ') FROM publishing_outboxentry WHERE topic = 'mail'"
FILES = """SELECT count(*) FROM publishing_release r WHERE state = 'published' AND 3 <>
           (SELECT count(*) FROM publishing_releasefile f WHERE f.release_id = r.id AND f.superseded_at IS NULL)"""
TIME_PASSES = "UPDATE publishing_outboxentry SET claimed_until = now() WHERE done_at IS NULL"


def tell(office: Office, many: int) -> None:
    """So many mails are to be sent, as one act."""
    office.stack.manage("shell", "-c", TELL.format(many=many, key=Ledger().token()))


def kill_tasks(office: Office, ledger: Ledger, children: int, nodes: int) -> None:
    tell(office, MAILS * (children + nodes))
    for number in range(children + nodes):
        office.publish(ledger)
        time.sleep(random.uniform(0, 1))  # noqa: S311  # any moment will do
        node = office.stack.running["worker"]
        if number < children:
            kill(random.choice(workers(node)))  # noqa: S311  # any will do
        else:
            kill_whole(node)
            office.stack.start("worker")


def let_claims_run_out(office: Office) -> None:
    office.ask(TIME_PASSES)
    office.stack.manage("work_outbox")


def mails_are_right(office: Office, post: Post, killed: int) -> int:
    """Each was sent, once; or twice with the same Message-ID where its sender was killed after it had been taken."""
    keys = str(office.ask(KEYS)).split()
    received = post.received()
    wanted = {f"<{key.replace(':', '.')}@127.0.0.1>" for key in keys}
    assert wanted == received.keys()
    assert max(received.values()) <= 2
    doubled = sum(count > 1 for count in received.values())
    assert doubled <= killed
    return doubled


def survives_killed_tasks(office: Office, post: Post, *, children: int, nodes: int, waits: bool) -> str:
    """`waits`: for as long as claims take to run out; else that time is said to have passed."""
    ledger, killed = Ledger(), children + nodes
    kill_tasks(office, ledger, children, nodes)
    if not waits:
        # Whoever lives does what nobody has claimed.
        until(lambda: not office.ask(f"{TO_DO} AND claimed_until IS NULL"), RESUMED)
        let_claims_run_out(office)
    took = until(lambda: not office.ask(f"{TO_DO} AND topic = 'mail'") and not office.ask(FILES), RESUMED)
    if not waits:
        let_claims_run_out(office)
    until(lambda: not office.ask(TO_DO), RESUMED)
    assert ledger.differences(office.stack.database) == []
    doubled = mails_are_right(office, post, killed)
    assert list((office.stack.folder / "exports").rglob(".part-*")) == []
    return (
        f"{children} children and {nodes} nodes of Celery killed: everything done {took:.0f} s after the last, "
        f"each mail sent, {doubled} twice under one Message-ID, files of all releases there"
    )
