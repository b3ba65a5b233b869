"""Celery's beat, on a server whose clock may be put back: what ran an hour ahead of it must not be kept waiting for an hour."""

from __future__ import annotations

from typing import Any

from celery.beat import PersistentScheduler


class SteadyScheduler(PersistentScheduler):
    def tick(self, *arguments: Any, **options: Any) -> float:
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at and entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            # When each is due is worked out anew.
            self._heap = None
        waits: float = super().tick(*arguments, **options)
        return waits
