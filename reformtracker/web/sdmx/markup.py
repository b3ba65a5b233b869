"""XML written as it goes, so that a message of a million observations is never in memory as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from xml.sax.saxutils import XMLGenerator

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, not even escaped."""

_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
NAMESPACES = {
    "xmlns:mes": f"{_BASE}/message",
    "xmlns:com": f"{_BASE}/common",
    "xmlns:str": f"{_BASE}/structure",
    "xmlns:data": f"{_BASE}/data/structurespecific",
    "xmlns:gen": f"{_BASE}/data/generic",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


def clean(text: str) -> str:
    """
    >>> clean("a\\x0bb")
    'a\ufffdb'
    """
    return _FORBIDDEN.sub("\ufffd", text)


class Markup:
    """Elements by prefix and name; whatever is written is escaped."""

    def __init__(self) -> None:
        self._buffer = StringIO()
        self._xml = XMLGenerator(self._buffer, "UTF-8", short_empty_elements=True)
        self._xml.startDocument()

    def open(self, name: str, **attributes: str) -> None:
        written = {key: clean(value) for key, value in attributes.items()}
        self._xml.startElement(name, written)  # type: ignore[arg-type]  # a plain dictionary serves

    def close(self, name: str) -> None:
        self._xml.endElement(name)

    @contextmanager
    def element(self, name: str, **attributes: str) -> Iterator[None]:
        self.open(name, **attributes)
        yield
        self.close(name)

    @contextmanager
    def root(self, name: str) -> Iterator[None]:
        with self.element(name, **NAMESPACES):
            yield

    def empty(self, name: str, **attributes: str) -> None:
        with self.element(name, **attributes):
            pass

    def text(self, name: str, said: str, **attributes: str) -> None:
        with self.element(name, **attributes):
            self._xml.characters(clean(said))

    @property
    def size(self) -> int:
        """Characters that wait to be taken."""
        return self._buffer.tell()

    def taken(self) -> str:
        """What has been written since it was last asked for."""
        said = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return said
