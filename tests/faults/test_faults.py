"""Whatever dies, nothing that was acknowledged is lost and nothing is done twice: each fault in turn, to one deployed tracker.

A few times in one test, so that it is deployed once; `make trust` does each for long.
"""

from __future__ import annotations

import pytest

from tests.bars import Figure
from tests.faults.office import Office
from tests.faults.post import Post
from tests.faults.reports import survives_a_killed_report
from tests.faults.restarts import survives_restarts, tasks_go_on
from tests.faults.skewed import keeps_time
from tests.faults.tasks import survives_killed_tasks
from tests.faults.without_redis import guessing_stays_slow, no_page_waits, survives_a_flush, survives_without_redis
from tests.faults.workers import survives_killed_workers

pytestmark = [pytest.mark.postgres, pytest.mark.alone]
QUICK = 60
"""Seconds. In `make test` a tracker shares two processors with other tests; what a bar says of time is measured in `make trust`."""


@pytest.mark.trust
@pytest.mark.bar("B06", "B07", "B08", "B09")
def test_nothing_acknowledged_is_lost_whatever_dies(office: Office, post: Post, figure: Figure) -> None:
    figure("B06", survives_killed_workers(office, times=2, every=2, within=QUICK))
    figure("B09", survives_restarts(office, ["fast", "immediate"], every=2, within=QUICK))
    figure("B08", survives_without_redis(office, seconds=3))
    figure("B08", survives_a_flush(office, waits=False))
    figure("B07", survives_killed_tasks(office, post, children=1, nodes=1, waits=False))
    figure("B07", survives_a_killed_report(office, waits=False))
    tasks_go_on(office)


@pytest.mark.trust
@pytest.mark.bar("B06")
def test_killed_workers_of_gunicorn(office: Office, figure: Figure) -> None:
    figure("B06", survives_killed_workers(office, times=20, every=1.5, within=5))


@pytest.mark.trust
@pytest.mark.bar("B07")
def test_killed_processes_and_nodes_of_celery(office: Office, post: Post, figure: Figure) -> None:
    figure("B07", survives_killed_tasks(office, post, children=14, nodes=6, waits=True))
    figure("B07", survives_a_killed_report(office, waits=True))


@pytest.mark.trust
@pytest.mark.bar("B08")
def test_redis_stopped_hanging_and_emptied(office: Office, figure: Figure) -> None:
    figure("B08", survives_without_redis(office, seconds=60))
    figure("B08", guessing_stays_slow(office))
    figure("B08", no_page_waits(office, seconds=4))
    figure("B08", survives_a_flush(office, waits=True))


@pytest.mark.trust
@pytest.mark.bar("B09")
def test_postgresql_restarted_and_crashed(office: Office, figure: Figure) -> None:
    figure("B09", survives_restarts(office, ["fast", "immediate"] * 10, every=1, within=5))
    tasks_go_on(office)


@pytest.mark.trust
@pytest.mark.bar("B11")
def test_servers_whose_clocks_are_wrong(office: Office, post: Post, figure: Figure) -> None:
    figure("B11", keeps_time(office, post))
