"""A folder of files, read whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reformtracker.web.loading.reader import Node, Place, Problems, read
from reformtracker.web.loading.shapes import FOLDERS, LISTS, ONE_BLOCK
from reformtracker.web.loading.values import Block, Shape, block, nested, several


@dataclass
class Library:
    """What the files say, by the name of the file or folder; `hashes` has the SHA-256 of each file's bytes."""

    slug: str
    blocks: dict[str, list[Block]] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def framework(self) -> Block | None:
        return next(iter(self.blocks.get("framework", [])), None)

    def of(self, name: str) -> list[Block]:
        return self.blocks.get(name, [])


def open_library(folder: Path, problems: Problems) -> Library:
    library = Library(folder.resolve().name)
    if not (folder / "framework.yaml").is_file():
        problems.add(Place("framework.yaml", 1), f"There is no such file in {folder}.")
    for path in sorted(folder.rglob("*.y*ml")):
        name = path.relative_to(folder).as_posix()
        library.hashes[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        group, shape, many = _expected(path.relative_to(folder))
        if shape is None:
            allowed = [f"{stem}.yaml" for stem in (*ONE_BLOCK, *LISTS)] + [f"{stem}/*.yaml" for stem in FOLDERS]
            problems.add(Place(name, 1), f"No such file is expected; there may be {', '.join(allowed)}.")
            continue
        node = read(path, name, problems)
        if node is not None:
            library.blocks.setdefault(group, []).extend(_blocks(node, shape, problems, many=many))
    return library


def _expected(path: Path) -> tuple[str, Shape | None, bool]:
    """Group, shape, and whether the file holds a list of blocks."""
    if path.suffix != ".yaml" or len(path.parts) > 2:
        return "", None, False
    if len(path.parts) == 2:
        return path.parts[0], FOLDERS.get(path.parts[0]), False
    return path.stem, ONE_BLOCK.get(path.stem) or LISTS.get(path.stem), path.stem in LISTS


def _blocks(node: Node, shape: Shape, problems: Problems, *, many: bool) -> Iterator[Block]:
    if not many:
        found = block(node, shape, problems)
        if found:
            yield found
    elif isinstance(node.value, list):
        yield from (found for found in several(nested(shape))(node, problems) if found)
    else:
        problems.add(node.place, "The file holds a list, each entry after a dash.")
