"""Indicators that replace others, in an order in which each one's predecessor comes first."""

from __future__ import annotations

from collections.abc import Sequence

from reformtracker.web.loading.reader import Problems
from reformtracker.web.loading.values import Block


def in_order(indicators: Sequence[Block], problems: Problems) -> list[Block]:
    """As they are written, but each after the one that it replaces. A circle is noted, with all that lies on it."""
    by_code = {block["code"]: block for block in reversed(indicators) if block["code"]}
    ordered: dict[int, Block] = {}
    for block in indicators:
        path: dict[int, Block] = {}
        step: Block | None = block
        while step is not None and id(step) not in ordered and id(step) not in path:
            path[id(step)] = step
            step = by_code.get(step["replaces"].name) if step["replaces"] else None
        if step is not None and id(step) in path:
            circle = [found["code"] for found in list(path.values())[list(path).index(id(step)) :]]
            said = " replaces ".join([*circle, circle[0]])
            problems.add(block.at("replaces"), f"A crosswalk cannot run in a circle: {said}.")
        ordered |= reversed(path.items())
    return list(ordered.values())
