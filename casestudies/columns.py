"""Case studies, challenges, corrective actions and countries as flat tables."""

from __future__ import annotations

from collections.abc import Iterable

from reformtracker.api.tables.columns import HTML_URL, SOURCES, URL, VERSION, Column, Row, each, inner, made, own


def _bearing(word: str) -> Column:
    def codes(rows: Iterable[Row] | None) -> str:
        return ", ".join(row["indicator"] for row in rows or () if row["bearing"] == word)

    return made(word, "indicators", f"indicators that it {word}", codes)


CASE_STUDIES: tuple[Column, ...] = (
    own("framework", "slug of the framework"),
    own("slug", "name in addresses"),
    own("title", "title"),
    own("summary", "what is reported"),
    own("limits", "what the case cannot show"),
    own("region", "where it is no country"),
    each("countries", "places", "ISO codes", "country"),
    each("initiatives", "initiatives", "illustrated, the main one first", "code"),
    _bearing("supports"),
    _bearing("contradicts"),
    SOURCES,
    *VERSION,
)
CHALLENGES: tuple[Column, ...] = (
    own("framework", "slug of the framework"),
    own("code", "code"),
    own("title", "title"),
    own("text", "what got in the way"),
    own("state", "open, answered or closed"),
    inner("responsible", "responsible", "name", "responsible entity"),
    each("initiatives", "initiatives", "codes"),
    each("corrective_actions", "corrective_actions", "codes"),
    SOURCES,
    *VERSION,
)
ACTIONS: tuple[Column, ...] = (
    own("framework", "slug of the framework"),
    own("code", "code"),
    own("challenge", "code of the challenge that it answers"),
    own("title", "title"),
    own("text", "what is done"),
    own("state", "planned, in_progress, done or cancelled"),
    own("progress_note", "how far it has come"),
    inner("owner", "owner", "name", "owner"),
    own("due", "when it is due"),
    each("indicators", "indicators", "codes of those that it should move"),
    SOURCES,
    *VERSION,
)
COUNTRIES: tuple[Column, ...] = (
    own("code", "ISO 3166-1 code of three letters"),
    own("name", "name"),
    own("latitude", "of a point in the country, degrees"),
    own("longitude", "of a point in the country, degrees"),
    HTML_URL,
    URL,
)
