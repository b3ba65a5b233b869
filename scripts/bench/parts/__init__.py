"""What is measured, part by part: each can be asked for by its name, and leaves nothing behind that another one needs."""

from __future__ import annotations

from collections.abc import Callable

from bench.parts import browser, files, lists, pages, plans, publishing, uploads
from bench.run import Run

PARTS: dict[str, Callable[[Run], None]] = {
    "pages": pages.measure,
    "lists": lists.measure,
    "plans": plans.measure,
    "files": files.measure,
    "uploads": uploads.measure,
    "publishing": publishing.measure,
    "browser": browser.measure,
}
