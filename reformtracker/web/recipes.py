"""First steps in six tools: written once, in docs/recipes.md, and shown with the address of this site in them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from django.conf import settings

from reformtracker.publishing.snapshot import Snapshot
from reformtracker.web.sdmx import ids

SHOWN = ("curl", "Python, pandas", "Python, sdmx1", "R", "JavaScript", "Excel, Power Query")

_RECIPE = re.compile(r"^## (?P<name>[^\n]+)\n+```(?P<language>\w+)\n(?P<code>.*?)\n```", re.MULTILINE | re.DOTALL)
SITE, FRAMEWORK, RELEASE = "https://tracker.example", "peace-and-security", "2"
"""What stands in the document for a site, a framework and a release."""


class Recipe(NamedTuple):
    name: str
    language: str
    code: str


@cache
def written() -> tuple[Recipe, ...]:
    """As they stand in the document."""
    document = (settings.BASE_DIR / "docs" / "recipes.md").read_text(encoding="utf-8")
    found = {match["name"]: Recipe(**match.groupdict()) for match in _RECIPE.finditer(document)}
    return tuple(found[name] for name in SHOWN)


def of(snapshot: Snapshot, site: str = "") -> list[Recipe]:
    """For this snapshot, at this address."""
    words = {
        SITE: site or settings.SITE_URL,
        FRAMEWORK: snapshot.chain.slug,
        ids.flow(FRAMEWORK): ids.flow(snapshot.chain.slug),
        f"release={RELEASE}": f"release={snapshot.number}",
        f'"release": "{RELEASE}"': f'"release": "{snapshot.number}"',
    }
    each = re.compile("|".join(map(re.escape, words)))
    return [one._replace(code=each.sub(lambda found: words[found[0]], one.code)) for one in written()]
