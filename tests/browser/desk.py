"""A person of the staff at a browser of their own: signed in, and nothing that it complains of goes unnoticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from playwright.sync_api import Browser, Page

from reformtracker.publishing.models import Person
from tests.browser.watch import Watch
from tests.staff import signed_in

Desk = Callable[[Person], AbstractContextManager[Page]]


def desks(base: str, browser: Browser) -> Desk:
    @contextmanager
    def of(who: Person) -> Iterator[Page]:
        context = browser.new_context(viewport={"width": 1180, "height": 860}, reduced_motion="reduce")
        session = signed_in(who).cookies["session"].value
        context.add_cookies([{"name": "session", "value": session, "url": base}])
        page = context.new_page()
        watch = Watch.over(page, base)
        watch.visit(f"{base}/admin/")
        yield page
        watch.is_clean()
        context.close()

    return of
