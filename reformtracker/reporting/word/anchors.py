"""Places of a report that something else in it leads to, under the names that Word keeps out of sight."""

from __future__ import annotations

from typing import NamedTuple

from reformtracker.reporting.document import Chart, Document, Heading, Section, Table


class Anchors(NamedTuple):
    """Names of bookmarks by the keys of what they mark. `titles` has sections as well as headings."""

    titles: dict[str, str]
    captions: dict[str, str]

    def of(self, key: str) -> tuple[str, bool]:
        """The bookmark that a reference to `key` leads to, and whether it is that of a caption. `KeyError` if there is none."""
        return (self.captions[key], True) if key in self.captions else (self.titles[key], False)


def anchors(document: Document) -> Anchors:
    found = Anchors({}, {})
    for number, part in enumerate(_parts(document), start=1):
        if isinstance(part, Section | Heading):
            found.titles[part.key] = f"_Toc{number:05}"
        else:
            found.captions[part.key] = f"_Ref{number:05}"
    return found


def _parts(document: Document) -> list[Section | Heading | Table | Chart]:
    found: list[Section | Heading | Table | Chart] = []
    for section in document.sections:
        found += [section, *(block for block in section.blocks if isinstance(block, Heading | Table | Chart))]
    return found
