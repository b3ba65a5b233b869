"""Where the site tells of a thing: its page, or its row on a page that lists many."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from benefits.models import IndicatorVersion, ObservationVersion
from casestudies.models import CaseStudyVersion, ChallengeVersion, CorrectiveActionVersion
from initiatives.models import FrameworkVersion, InitiativeVersion, MilestoneVersion, ObjectiveVersion
from reformtracker.web.page import Page


def address(page: Page, row: Any, fw: str) -> str:
    """Of a version of any kind, in the framework `fw`; empty where there is no such page."""
    match row:
        case FrameworkVersion():
            return page.link("overview", fw=fw)
        case ObjectiveVersion():
            return page.link("objective", fw=fw, code=row.thing.code)
        case InitiativeVersion():
            return page.link("initiative", fw=fw, code=row.thing.code)
        case IndicatorVersion():
            return page.link("indicator", fw=fw, code=row.thing.code)
        case ObservationVersion():
            return page.link("indicator", fw=fw, code=row.thing.indicator.code)
        case CaseStudyVersion():
            return page.link("case-study", fw=fw, slug=row.thing.slug)
        case MilestoneVersion():
            return at(page.link("timeline", fw=fw), f"m-{row.thing.slug}")
        case ChallengeVersion():
            return at(page.link("challenges", fw=fw), f"c-{row.thing.code}")
        case CorrectiveActionVersion():
            return at(page.link("challenges", fw=fw), f"act-{row.thing.code}")
    return ""


def at(url: str, anchor: str) -> str:
    return f"{url}#{quote(anchor)}" if url else ""
