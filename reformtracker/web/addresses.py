"""Where the site tells of a thing: its page, or its row on a page that lists many."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from benefits.models import IndicatorVersion, ObservationVersion
from initiatives.models import FrameworkVersion
from reformtracker.web.page import Page


def address(page: Page, row: Any, fw: str) -> str:
    """Of a version of any kind, in the framework `fw`; empty where there is no such page."""
    if isinstance(row, FrameworkVersion):
        return of_kind(page, row.KIND, fw, fw)
    if isinstance(row, ObservationVersion):
        return of_kind(page, IndicatorVersion.KIND, row.thing.indicator.public_id, fw)
    return of_kind(page, row.KIND, row.thing.public_id, fw)


def of_kind(page: Page, kind: str, public_id: str, fw: str) -> str:
    """Of a thing by its kind and what it is called by."""
    match kind:
        case "framework":
            return page.link("overview", fw=fw)
        case "objective" | "initiative" | "indicator":
            return page.link(kind, fw=fw, code=public_id)
        case "case_study":
            return page.link("case-study", fw=fw, slug=public_id)
        case "country":
            return page.link("country", fw=fw, iso3=public_id)
        case "milestone":
            return at(page.link("timeline", fw=fw), f"m-{public_id}")
        case "challenge":
            return at(page.link("challenges", fw=fw), f"c-{public_id}")
        case "corrective_action":
            return at(page.link("challenges", fw=fw), f"act-{public_id}")
    return ""


def at(url: str, anchor: str) -> str:
    return f"{url}#{quote(anchor)}" if url else ""
