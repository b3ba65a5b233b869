"""When files are prepared: after each release, and after a redaction, which takes back what was given out before."""

from __future__ import annotations

from typing import Any

from celery import current_app

from reformtracker.publishing import outbox
from reformtracker.publishing.models import Chain, Release, ReleaseFile, Version
from reformtracker.publishing.registry import after_publication, after_redaction, handles
from reformtracker.web.exports import store

TOPIC = "exports"
REDACTED = "a redaction: blanked for legal or personal reasons"


@after_publication
def ask_for_files(release: Release) -> None:
    """Not of invented data, which may have a million rows: those are made when somebody asks for them."""
    if not release.chain.is_demo:
        outbox.put(TOPIC, f"release:{release.pk}", chain=release.chain_id)


@after_redaction
def take_back(version: Version) -> None:
    """Every file that may hold it: those of its first release and of all that came after."""
    chain: Chain = version.thing.chain
    files = ReleaseFile.objects.filter(release__chain=chain, release__number__gte=version.from_release or 0)
    if files.supersede(REDACTED):
        outbox.put(TOPIC, f"redaction:{version.KIND}:{version.pk}", chain=chain.pk)


@handles(TOPIC)
def wake(payload: dict[str, Any]) -> None:
    """In a task of its own: mail that waits in the outbox must not wait for a million rows. A task may be lost with its worker or
    with Redis, so it is begun again until the files are there."""
    chain = Chain.objects.get(pk=payload["chain"])
    if not store.are_there(chain):
        current_app.tasks["web.prepare_exports"].delay(chain.pk)
    if not store.are_there(chain):
        raise outbox.Later
