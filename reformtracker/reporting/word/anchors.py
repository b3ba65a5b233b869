"""Places of a report that something else in it leads to, under the names that Word keeps out of sight."""

from __future__ import annotations

from typing import NamedTuple

from reformtracker.reporting.document import Chart, Document, Heading, Section, Table


class Anchors(NamedTuple):
    """Names of bookmarks by the keys of what they mark: the titles of sections and headings, and the numbers of captions."""

    titles: dict[str, str]
    captions: dict[str, tuple[str, str]]

    def of(self, key: str) -> tuple[str, str]:
        """The bookmark that a reference to `key` leads to, and the number that it marks, if it marks one. `KeyError` if there is
        none."""
        return self.captions[key] if key in self.captions else (self.titles[key], "")


def anchors(document: Document) -> Anchors:
    found = Anchors({}, {})
    for place, part in enumerate(_parts(document), start=1):
        if isinstance(part, Section | Heading):
            found.titles[part.key] = f"_Toc{place:05}"
        else:
            found.captions[part.key] = (f"_Ref{place:05}", str(part.number))
    return found


def _parts(document: Document) -> list[Section | Heading | Table | Chart]:
    found: list[Section | Heading | Table | Chart] = []
    for section in document.sections:
        found += [section, *(block for block in section.blocks if isinstance(block, Heading | Table | Chart))]
    return found
