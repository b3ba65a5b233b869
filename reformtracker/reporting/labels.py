"""The few words that a file puts around what a report says, the same in Word and on paper. In the active language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reformtracker.reporting.document import Chart, Document, Section, Table

_AFTER_NUMBER = {"ar": " -"}
"""In Arabic documents of the United Nations a dash follows the number of a paragraph, elsewhere a full stop."""


def contents() -> str:
    return _("Contents")


def numbered(number: int | str) -> str:
    """Of a paragraph or a section: "12.", "IV."."""
    return f"{number}{_AFTER_NUMBER.get(get_language() or 'en', '.')}"


def headed(section: Section) -> str:
    return f"{numbered(section.numeral)} {section.title}" if section.numeral else str(section.title)


def label(block: Table | Chart) -> str:
    if isinstance(block, Table):
        return _("Table %(number)d") % {"number": block.number}
    return _("Figure %(number)d") % {"number": block.number}


def references(document: Document) -> Mapping[str, str]:
    """What a reference to each key is written as: "table 3", as Word's own field has it from "Table 3"; a section by its title."""
    named = {section.key: section.title.value for section in document.sections}
    return named | {block.key: label(block).lower() for block in document.blocks() if isinstance(block, Table | Chart)}
