"""kill -9 for the process of Celery that makes the files of a report: another makes them, each once and whole."""

from __future__ import annotations

from stack import FRAMEWORK

from tests.deployed import kill, workers
from tests.faults.office import TO_DO, Office, until
from tests.faults.tasks import let_claims_run_out

MADE = 300.0
"""Seconds within which all files are there, on processors that are shared."""
ASK = f"""
from initiatives.models import Entity
from reformtracker.publishing.models import Person, Release
from reformtracker.reporting import actions
who = Person.objects.get(username="contributor")
release = Release.objects.published().filter(chain__slug="{FRAMEWORK}").latest("number")
made_of = {{"sections": ("summary", "progress", "annex"), "languages": ("en", "ar"), "since": None, "first": None, "last": None}}
made_of |= {{"release": release, "word_limit": 8500, "entity": Entity.objects.first()}}
report = actions.begin(release.chain, titles={{"en": "Killed over it"}}, by=who, **made_of)
actions.ask(report, ["en", "ar"], ["docx", "pdf"], by=who)
"""
RUNNING = "SELECT count(*) FROM reporting_build WHERE state = 'running' AND made > 0"
OPEN = "SELECT count(*) FROM reporting_build WHERE state IN ('waiting', 'running')"
NOBODY_IS_HEARD_OF = "UPDATE reporting_build SET claimed_until = now() WHERE state = 'running'"
WHOLE = """SELECT count(*) FROM reporting_build
           WHERE state = 'done' AND sha256 = encode(sha256(content), 'hex') AND size = length(content)"""
BEGUN_AGAIN = "SELECT count(*) FROM reporting_build WHERE attempts > 1"


def survives_a_killed_report(office: Office, *, waits: bool) -> str:
    """`waits`: for as long as a claim takes to run out; else that time is said to have passed."""
    office.stack.manage("shell", "-c", ASK)
    until(lambda: bool(office.ask(RUNNING)), MADE, every=0.02)
    kill(*workers(office.stack.running["worker"]))
    if not waits:
        office.ask(NOBODY_IS_HEARD_OF)
        let_claims_run_out(office)
    took = until(lambda: not office.ask(OPEN), MADE)
    assert office.ask(WHOLE) == 4
    assert office.ask(BEGUN_AGAIN)
    until(lambda: not office.ask(f"{TO_DO} AND topic = 'report'"), MADE)
    return f"killed over a report: all 4 files whole {took:.0f} s later"
