"""YAML as it is written: every node knows its file and line, and every scalar stays the text that was typed.

So `2.4` is a code and no float, `NO` is no boolean, and a number keeps the digits it was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

NULL = "tag:yaml.org,2002:null"
LARGEST = 2_000_000
"""Bytes of a file: the whole shipped framework has a fifth of it."""
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""What no database keeps: control characters, and halves of characters."""


class PlainLoader(yaml.SafeLoader):
    """Without aliases: nine lines of them can stand for a billion values."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "an alias; write the value out", mark)
        return super().compose_node(parent, index)


@dataclass(frozen=True, slots=True)
class Place:
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    place: Place
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class Problems:
    """All that is wrong with the files, collected so that one run tells everything."""

    def __init__(self) -> None:
        self._found: set[Problem] = set()

    def add(self, place: Place, reason: str) -> None:
        self._found.add(Problem(place, reason))

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_if_any(self) -> None:
        if self._found:
            raise BadFiles(sorted(self._found, key=lambda found: (found.place.file, found.place.line, found.reason)))


class BadFiles(Exception):
    """The files cannot be loaded, and nothing of them has been."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Node:
    """`value` is a text (None where nothing is written), a list of nodes, or a mapping whose keys stand at `keys`."""

    place: Place
    value: str | None | list[Node] | dict[str, Node]
    keys: dict[str, Place] = field(default_factory=dict)


def read(path: Path, name: str, problems: Problems) -> Node | None:
    """`name` is what the file is called in messages. None where it is empty or no YAML."""
    try:
        if path.stat().st_size > LARGEST:
            problems.add(Place(name, 1), f"The file is larger than {LARGEST:,} bytes.")
            return None
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=PlainLoader)
    except UnicodeDecodeError:
        problems.add(Place(name, 1), "The file is not UTF-8.")
        return None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.add(Place(name, line), f"This is not YAML: {error.problem or error}.")
        return None
    except yaml.YAMLError as error:
        problems.add(Place(name, 1), f"This is not YAML: {error}.")
        return None
    except RecursionError:
        problems.add(Place(name, 1), "The file is nested too deeply.")
        return None
    except (ValueError, OverflowError) as error:
        # Of the library, which takes "\U00110000" for a character and counts digits without end.
        problems.add(Place(name, 1), f"This is not YAML: {error}.")
        return None
    if root is None:
        problems.add(Place(name, 1), "The file is empty.")
        return None
    return _node(root, name, problems)


def _node(raw: yaml.Node, name: str, problems: Problems) -> Node:
    place = Place(name, raw.start_mark.line + 1)
    if isinstance(raw, yaml.SequenceNode):
        return Node(place, [_node(item, name, problems) for item in raw.value])
    if isinstance(raw, yaml.MappingNode):
        return _mapping(raw, place, problems)
    text = _storable(str(raw.value), place, problems)
    return Node(place, None if raw.tag == NULL else text)


def _storable(text: str, place: Place, problems: Problems) -> str:
    if not UNSTORABLE.search(text):
        return text
    problems.add(place, "The text holds a character that cannot be stored.")
    return UNSTORABLE.sub("", text)


def _mapping(raw: yaml.MappingNode, place: Place, problems: Problems) -> Node:
    found: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key, value in raw.value:
        at = Place(place.file, key.start_mark.line + 1)
        word = _storable(str(key.value), at, problems)
        if word in found:
            problems.add(at, f"“{word}” is written twice here.")
        keys[word] = at
        found[word] = _node(value, place.file, problems)
    return Node(place, found, keys)
