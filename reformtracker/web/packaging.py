"""Static files as they are served: what a public page needs of one kind, joined into one file.

`css/public.css` and `js/public.js` do nothing but import their neighbours. While somebody works on them a browser follows the
imports, and every file is the one that was written. `collectstatic` puts each imported file in the place of its import, so that
a first visit asks for two files and not for twenty; after that they are named by their content and compressed like all others.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import tinycss2
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

Sources = dict[str, tuple[Storage, str]]
"""By name below `static/`: where a file lies, and its name there. As Django hands it over."""


class Kind(NamedTuple):
    imports: re.Pattern[str]
    """A line that imports a neighbour, by its name."""
    framed: str
    """What is put in its place."""
    finish: Callable[[str], str]


def tightened(css: str) -> str:
    """The style sheet without comments, and with one space where there were many.

    >>> tightened('a > b {  /* why */\\n  color : red;\\n  content: "/*  */";\\n}')
    'a > b { color : red; content: "/*  */"; }'
    """
    tokens = tinycss2.parse_component_value_list(css, skip_comments=True)
    return str(tinycss2.serialize(_single_spaced(tokens))).strip()


def _single_spaced(tokens: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for token in tokens:
        if token.type == "whitespace":
            if kept and kept[-1].type == "whitespace":
                continue
            token.value = " "
        # A block, or the arguments of a function.
        for name in ("content", "arguments"):
            if inner := getattr(token, name, None):
                setattr(token, name, _single_spaced(inner))
        kept.append(token)
    return kept


def alone(js: str) -> str:
    """A joined script as it is; ValueError where a module gives or takes names, which joining would lose."""
    if left := re.search(r"^(?:import|export)\b.*", js, re.MULTILINE):
        raise ValueError(f"A module that is joined works by itself: {left[0]}")
    return js


# What a file says of itself, before its first line of code.
HEAD = re.compile(r"\A\s*/\*.*?\*/\s*", re.DOTALL)
# In a block of its own a module shares no name with the others, as in a file of its own.
JOINED = {
    "css/public.css": Kind(re.compile(r'^@import "([\w-]+\.css)";$', re.MULTILINE), "{}", tightened),
    "js/public.js": Kind(re.compile(r'^import "\./([\w-]+\.js)";$', re.MULTILINE), "{{\n{}}}", alone),
}


class PackagedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library has no types
    def post_process(self, paths: Sources, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name in JOINED.keys() & paths.keys():
                whole = joined(name, paths)
                self.delete(name)
                self.save(name, ContentFile(whole))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)


def joined(name: str, sources: Sources) -> str:
    """The file of that name with all that it imports."""
    imports, framed, finish = JOINED[name]

    def neighbour(found: re.Match[str]) -> str:
        return framed.format(_read(posixpath.join(posixpath.dirname(name), found[1]), sources))

    return finish(imports.sub(neighbour, _read(name, sources)))


def _read(name: str, sources: Sources) -> str:
    storage, path = sources[name]
    with storage.open(path) as file:
        return HEAD.sub("", file.read().decode())
