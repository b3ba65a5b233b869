from __future__ import annotations

from celery import shared_task

from reformtracker.publishing.models import Chain
from reformtracker.web.exports import store


@shared_task(name="web.prepare_exports")
def prepare_exports(chain: int) -> int:
    return _prepare(Chain.objects.get(pk=chain))


@shared_task(name="web.prepare_missing_exports")
def prepare_missing_exports() -> int:
    """What a worker that was killed has left undone."""
    chains = Chain.objects.public().filter(is_demo=False)
    return sum(map(_prepare, chains))


def _prepare(chain: Chain) -> int:
    with store.alone(chain) as is_alone:
        return len(store.prepare_all(chain)) if is_alone else 0
