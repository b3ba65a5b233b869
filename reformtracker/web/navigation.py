"""What the head and the foot of every public page lead to."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

NAVIGATION: tuple[tuple[str, Promise | str, bool], ...] = (
    ("web:overview", gettext_lazy("Overview"), True),
    ("web:case-studies", gettext_lazy("Case studies"), True),
    ("web:challenges", gettext_lazy("Challenges"), True),
    ("web:timeline", gettext_lazy("Timeline"), True),
    ("web:releases", gettext_lazy("Releases"), True),
    ("web:data", gettext_lazy("Data"), False),
    ("web:methodology", gettext_lazy("How we judge"), False),
)
"""Name of the address, word, and whether it lies within a framework. Only pages that exist are shown."""

FOOT: tuple[tuple[str, Promise | str], ...] = (
    ("web:data", gettext_lazy("Download everything")),
    ("api:root", gettext_lazy("JSON API")),
    ("api-docs", gettext_lazy("How to use the API")),
    ("web:sources", gettext_lazy("Sources by paragraph")),
    ("web:crosswalk", gettext_lazy("Original goals and initiatives")),
    ("web:methodology", gettext_lazy("How we judge")),
    ("web:search", pgettext_lazy("the page", "Search")),
    ("web:accessibility", gettext_lazy("Accessibility")),
    ("web:privacy", gettext_lazy("Privacy")),
)
