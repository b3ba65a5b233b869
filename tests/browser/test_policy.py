"""A walk through all that an administrator can reach by following links: nothing is refused by the policy, nothing comes
from another host, and nothing goes wrong. `make test` opens one page of each kind. What a visitor can reach is walked through in test_crawl.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests import shipped
from tests.browser.watch import Watch
from tests.cast import assemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.bar("B35")]


def walk(
    watch: Watch, start: str, shape: Callable[[str], str], *, within: str, leave: tuple[str, ...] = ()
) -> set[str]:
    """Follows links breadth first; one address of each `shape` is opened."""
    todo, seen, shapes = [start], {start}, set[str]()
    while todo:
        url = todo.pop(0)
        if watch.visit(url) >= 400:
            watch.errors.append(f"{url} cannot be opened")
        for link in sorted(watch.links() - seen):
            path = urlsplit(link).path
            wanted = path.startswith(within) and not path.startswith(leave) and shape(path) not in shapes
            if wanted and "." not in path.rsplit("/", 1)[-1]:
                shapes.add(shape(path))
                seen.add(link)
                todo.append(link)
    return seen


def by_address(path: str) -> str:
    """Alike are those that differ in numbers only."""
    return re.sub(r"\d", "0", path)


def by_page(path: str) -> str:
    """Alike are the lists of all kinds in one app, their forms, their histories."""
    return re.sub(r"^/admin/(\w+)/\w+/(\w+/(?=\w))?", r"\1 ", by_address(path))


@pytest.mark.parametrize("shape", [by_page, pytest.param(by_address, marks=pytest.mark.trust)])
def test_an_administrator_walks_through_the_admin(live_server: object, page: Page, shape: Callable[[str], str]) -> None:
    shipped.load()
    root = assemble().administrator
    root.set_password("walk through the admin")
    root.save()
    base = str(live_server)
    watch = Watch.over(page, base)
    watch.visit(f"{base}/admin/")
    page.fill("#id_login", root.username)
    page.fill("#id_password", "walk through the admin")
    page.click("[type=submit]")
    seen = walk(
        watch,
        f"{base}/admin/",
        shape,
        within="/admin/",
        leave=("/admin/logout/", "/admin/jsi18n/", "/admin/publishing/change/export/"),
    )
    assert len(seen) > 20
    watch.is_clean()
