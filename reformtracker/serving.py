"""How a process of gunicorn stops: whoever comes too late is told so at once, and is served by another."""

from __future__ import annotations

from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):  # type: ignore[misc]  # ships no types
    """gunicorn's own keeps its port open until its last request has ended, and takes nobody in: whoever comes meanwhile waits that
    long for nothing (its issues 901 and 922). This one takes in who waits already, and closes."""

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not (enabled or self.alive):
            self._close()

    def _close(self) -> None:
        for listener in self.sockets:
            listener.setblocking(False)
            before = -1
            # It tells of nobody who waits by taking nobody in.
            while before != self.nr_conns:
                before = self.nr_conns
                self.accept(listener)
            listener.close()
