"""Every page of the site, with the rows of a world behind it: where an attack is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from django.urls import get_resolver

from tests.rights.doors import address, pages, walk
from tests.rights.world import World
from tests.web.test_leaks import VALUES, patterns

THERE: dict[str, tuple[Any, ...]] = {
    "lang": ("en",),
    "fw": ("reform",),
    "code": ("2.4", "2.4.2", "2.4.5", "2.4.6"),
    "number": (1, 3),
    "id": ("2.4.2", "2.4", "2", "2.4.2:2020", "reform", "a-75-202"),
    "slug": ("a-75-202",),
    "flow": ("REFORM",),
    "key": ("all",),
    "artefact": ("all",),
    "name": ("observations.csv", "nothing"),
}
"""What stands where a path has a variable, where the world has it."""


def one_each() -> list[str]:
    """One address of each pattern that anybody may ask."""
    return list(public(**{name: values[:1] for name, values in {**VALUES, **THERE, "code": ("2.4.2",)}.items()}))


def public(**values: tuple[Any, ...]) -> Iterator[str]:
    """Addresses that anybody may ask, each pattern with one thing or a few; some lead nowhere."""
    chosen = {**VALUES, **THERE, **values}
    for route in patterns():
        names = [part.split(">")[0] for part in route.split("<")[1:]]
        for picked in product(*(chosen[name.split(":")[-1]] for name in names)):
            path = route
            for name, value in zip(names, picked, strict=True):
                path = path.replace(f"<{name}>", str(value), 1)
            yield f"/{path}"


def staff(world: World, *, whole: bool = False) -> Iterator[str]:
    """Addresses below /admin/: of one kind for all that share their pages, or of every kind."""
    every = (pattern for pattern, _name in walk(get_resolver(), "", ""))
    for pattern in every if whole else pages().values():
        where = address(world, pattern) if pattern.startswith("admin/") else None
        if where is not None and "logout" not in where:
            yield where
