"""Where to go on from a page that has nothing to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from reformtracker.web.page import Link, Page


def links(page: Page, fw: str = "") -> list[Link]:
    """`fw`: the framework that the reader was in, where the page itself lies in none. What does not exist is left out."""
    return [Link(url, word) for url, word in _all(page, fw) if url]


def _all(page: Page, fw: str) -> Iterator[tuple[str, str]]:
    within: dict[str, Any] = {"fw": fw} if fw else {}
    overview = page.link("overview", **within) if fw else page.home
    yield overview, _("Overview")
    if fw or page.snapshot:
        yield f"{overview}#all", _("All indicators, initiative by initiative")
        yield page.link("case-studies", **within), _("Case studies")
        yield page.link("challenges", **within), _("Challenges")
        yield page.link("releases", **within), _("Releases")
    yield page.link("sources"), _("Sources by paragraph")
    yield page.link("data"), _("Data")
    yield page.link("methodology"), _("How we judge")
