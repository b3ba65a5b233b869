"""The query parameters that pages know; any other is left out of links and of what is kept."""

from __future__ import annotations

AS_OF, RELEASE = "as_of", "release"
PARAMETERS = frozenset(
    {
        *(AS_OF, RELEASE),
        # Filters of the overview, some of them the scope of a brief, and of the search.
        *("objective", "initiative", "status", "verdict", "cause", "kind", "country"),
        # What is searched; the two days between which changes are listed; where the list of releases goes on.
        *("q", "from", "to", "before"),
    }
)
