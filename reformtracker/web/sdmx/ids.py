"""What things are called in SDMX, where a point, a hyphen or a span of years is written otherwise."""

from __future__ import annotations

from datetime import date

from benefits.periods import covering

AGENCY = "RT"
VERSION = "1.0"
"""Of every artefact. What a list holds follows the snapshot that is asked for; an id never changes its meaning."""

_URN = {
    "dataflow": "datastructure.Dataflow",
    "datastructure": "datastructure.DataStructure",
    "codelist": "codelist.Codelist",
    "conceptscheme": "conceptscheme.ConceptScheme",
    "agencyscheme": "base.AgencyScheme",
}


def flow(slug: str) -> str:
    """
    >>> flow("peace-and-security")
    'PEACE_AND_SECURITY'
    """
    return slug.upper().replace("-", "_")


def slug(flow_id: str) -> str:
    """
    >>> slug("PEACE_AND_SECURITY")
    'peace-and-security'
    """
    return flow_id.lower().replace("_", "-")


def code(written: str) -> str:
    """An underscore is doubled, so that no two codes have one id.

    >>> code("2.4.2"), code("2_4.2")
    ('2_4_2', '2__4_2')
    """
    return written.replace("_", "__").replace(".", "_")


def level(indicator: str, written: str) -> str:
    """Levels belong to their indicator: `2_4_2-full`."""
    return f"{code(indicator)}-{written}"


def time_period(start: date, end: date) -> str:
    """
    >>> time_period(date(2020, 1, 1), date(2020, 12, 31)), time_period(date(2020, 1, 1), date(2024, 12, 31))
    ('2020', '2020-01-01/P5Y')
    >>> time_period(date(2020, 7, 1), date(2020, 12, 31)), time_period(date(2020, 6, 30), date(2020, 6, 30))
    ('2020-S2', '2020-06-30')
    """
    years = end.year - start.year + 1
    return covering(start, end) if years == 1 else f"{start.isoformat()}/P{years}Y"


def urn(resource: str, agency: str, name: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.{_URN[resource]}={agency}:{name}({VERSION})"
