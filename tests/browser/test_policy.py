"""A walk through all that an administrator can reach by following links: nothing is refused by the policy, nothing comes
from another host, and nothing goes wrong. What a visitor can reach is walked through in test_crawl.py."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests import shipped
from tests.browser.watch import Watch
from tests.cast import assemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def walk(watch: Watch, start: str, *, within: str, leave: tuple[str, ...] = (), alike: int) -> set[str]:
    """Follows links breadth first; of addresses that differ in numbers or parameters only, `alike` many are opened."""
    todo, seen, shapes = [start], {start}, dict[str, int]()
    while todo:
        url = todo.pop(0)
        if watch.visit(url) >= 400:
            watch.errors.append(f"{url} cannot be opened")
        for link in sorted(watch.links() - seen):
            path = urlsplit(link).path
            shape = "".join("0" if letter.isdigit() else letter for letter in path)
            wanted = path.startswith(within) and not path.startswith(leave) and shapes.get(shape, 0) < alike
            if wanted and "." not in path.rsplit("/", 1)[-1]:
                shapes[shape] = shapes.get(shape, 0) + 1
                seen.add(link)
                todo.append(link)
    return seen


def test_an_administrator_walks_through_the_admin(live_server: object, page: Page) -> None:
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
        within="/admin/",
        leave=("/admin/logout/", "/admin/jsi18n/", "/admin/publishing/change/export/"),
        alike=1,
    )
    assert len(seen) > 20
    watch.is_clean()
