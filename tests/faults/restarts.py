"""PostgreSQL is restarted, and crashes, while people read and write."""

from __future__ import annotations

import time

from tests.deployed import restart_postgres, workers
from tests.faults.browser import Browser
from tests.faults.ledger import Asked, Ledger
from tests.faults.office import PAGES, TO_DO, Office, at_work, until

CLEAN = frozenset({200, 302, 304, 503})
SERVERS = ("web-public", "web-staff")


def all_answer(office: Office) -> bool:
    reader = Browser(office.stack.site)
    return all(reader.get(path).status == 200 for path in PAGES) and office.publisher.is_signed_in()


def says_so(asked: Asked) -> bool:
    """A page of ours, or problem details, that says when to come again."""
    answer = asked.answer
    is_page = "<h1>" in answer.text or answer.headers.get("Content-Type") == "application/problem+json"
    return is_page and answer.headers.get("Retry-After") == "5"


def survives_restarts(office: Office, modes: list[str], every: float, *, within: float) -> str:
    """`within`: seconds after which all is well again."""
    before = {name: workers(office.stack.running[name]) for name in SERVERS}
    waits = []
    with at_work(office, office.comment, office.save, office.publish, office.read) as ledger:
        for mode in modes:
            time.sleep(every)
            restart_postgres(office.stack.database, mode)
            waits.append(until(lambda: all_answer(office), 60))
        time.sleep(every)
    assert ledger.differences(office.stack.database) == []
    assert ledger.statuses().keys() <= CLEAN, ledger.statuses()
    assert [asked.kind for asked in ledger.failed() if not says_so(asked)] == []
    assert {name: workers(office.stack.running[name]) for name in SERVERS} == before
    assert max(waits) <= within
    return (
        f"{len(modes)} restarts ({modes.count('immediate')} crashes): {ledger.count()} acknowledged writes each there once, "
        f"{len(ledger.failed())} of {len(ledger.asked)} requests refused with 503, all well within {max(waits):.1f} s"
    )


def tasks_go_on(office: Office) -> Ledger:
    """The worker has found its way back as well."""
    ledger = Ledger()
    assert office.publish(ledger)
    until(lambda: not office.ask(f"{TO_DO} AND claimed_until IS NULL"), 60)
    return ledger
