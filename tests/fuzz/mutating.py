"""Real inputs, broken: bytes and texts anywhere, markup tag by tag, archives part by part.

What is whole except in one place comes further into a reader than noise does.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, AnyStr

from hypothesis import strategies as st

AWKWARD = (
    *(
        "",
        " ",
        "\x00",
        "\x0b",
        "\x85",
        "\ufeff",
        "\u200f",
        "\u202e",
        "\ud800",
        "\uffff",
        "\U0010ffff",
        "ﷺ",
        "İ",
        "ß",
        "e\u0301",
    ),
    *(
        "0",
        "-0",
        "-1",
        "1e400",
        "1E-400",
        "NaN",
        "Infinity",
        "-Infinity",
        "١٢",
        "1_000",
        "½",
        "²",
        "9" * 30,
        "1" * 5000,
    ),
    *("0000", "9999", "9999-12-31", "0001-01-01", "2020-02-30", "2020-W01-1", "9999-Q4", "2020-2019", "2020-S3"),
    *(
        "true",
        "null",
        "[]",
        "{}",
        "=1+1",
        "@x",
        "'",
        '"',
        "\\",
        "%",
        "%(x)s",
        "{0}",
        "<b>",
        "&lt;",
        "_x0000_",
        "_xD800_",
    ),
    *(
        "../x",
        "a" * 300,
        "x" * 6000,
        "\n",
        "\r\n",
        "\t",
        ",",
        ";",
        ":",
        "- ",
        "? ",
        "#",
        "&a",
        "*a",
        "!!python/name:os",
        "|",
        ">",
    ),
)
"""What has broken some reader somewhere."""
AWKWARD_BYTES = (
    *(
        b"\x00",
        b"\xff",
        b"\xfe\xff",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xc0\x80",
        b"\xf4\x90\x80\x80",
        b"\r",
    ),
    *(
        b"\x00\x00\x00\x00",
        b"\xff\xff\xff\xff",
        b"\x7f\xff\xff\xff",
        b"PK\x01\x02",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"PK\x06\x06",
    ),
    *(b'"', b'""', b",", b"\n", b"<", b">", b"]]>", b"<!DOCTYPE x>", b"&a;", b"&#xD800;", b"&#0;", b"1" * 5000),
)
WORDS = st.sampled_from(AWKWARD) | st.text(max_size=8)
NUMBERS = st.integers(-(2**40), 2**40).map(str) | st.integers(-3, 70).map(str)
BYTES = st.sampled_from(AWKWARD_BYTES) | st.binary(max_size=4)
TIMES = st.integers(1, 4)

_PIECE = re.compile(r"<[^>]*>|[^<]+")
_VALUE = re.compile(r'(?<==")[^"]*(?=")')
_PACKED = st.sampled_from([zipfile.ZIP_DEFLATED] * 5 + [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])


def _bent(draw: Callable[[Any], Any], text: AnyStr, word: AnyStr) -> AnyStr:
    """One thing done at one place of a text, or of bytes."""
    at = draw(st.integers(0, len(text)))
    many = draw(st.integers(1, 40))
    return {
        "put in": lambda: text[:at] + word + text[at:],
        "write over": lambda: text[:at] + word + text[at + len(word) :],
        "take out": lambda: text[:at] + text[at + many :],
        "say twice": lambda: text[:at] + text[at : at + many] + text[at:],
        "cut off": lambda: text[:at],
    }[draw(st.sampled_from(["put in", "write over", "put in", "take out", "say twice", "cut off"]))]()


@st.composite
def bytes_like(draw: Any, seeds: Sequence[bytes]) -> bytes:
    found: bytes = draw(st.sampled_from(seeds))
    for _time in range(draw(TIMES)):
        found = _bent(draw, found, draw(BYTES))
    return found


@st.composite
def texts_like(draw: Any, seeds: Sequence[str]) -> str:
    found: str = draw(st.sampled_from(seeds))
    for _time in range(draw(TIMES)):
        found = _bent(draw, found, draw(WORDS))
    return found


@st.composite
def lines_like(draw: Any, seed: str, *, value: str) -> str:
    """A file of lines, some of which say something else, twice, or nothing. `value`: where a line says what it says."""
    lines = seed.splitlines(keepends=True)
    for _time in range(draw(TIMES)):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["other value"] * 3 + ["word", "twice", "nothing", "elsewhere", "deeper"])):
            case "other value":
                there = list(re.finditer(value, lines[at]))
                if there:
                    spot = draw(st.sampled_from(there))
                    lines[at] = lines[at][: spot.start()] + draw(WORDS | NUMBERS) + lines[at][spot.end() :]
            case "word":
                lines[at] = _bent(draw, lines[at], draw(WORDS))
            case "twice":
                lines.insert(at, lines[at])
            case "nothing":
                lines[at] = "\n"
            case "elsewhere":
                lines[at] = draw(st.sampled_from(lines))
            case "deeper":
                lines[at] = " " * draw(st.integers(1, 4)) + lines[at]
    return "".join(lines)


@st.composite
def markup_like(draw: Any, seed: str) -> str:
    """XML whose tags, attributes and texts are exchanged, left out or said twice."""
    pieces = _PIECE.findall(seed) or [""]
    for _time in range(draw(TIMES)):
        at = draw(st.integers(0, len(pieces) - 1))
        match draw(st.sampled_from(["say"] * 4 + ["twice", "nothing", "elsewhere"])):
            case "say":
                pieces[at] = draw(_saying(pieces[at]))
            case "twice":
                pieces.insert(at, pieces[at])
            case "nothing":
                pieces[at] = ""
            case "elsewhere":
                pieces[at] = draw(st.sampled_from(pieces))
    return "".join(pieces)


@st.composite
def _saying(draw: Any, piece: str) -> str:
    """The same tag with another value in one of its attributes; another text."""
    spots = list(_VALUE.finditer(piece))
    if not piece.startswith("<"):
        return str(draw(WORDS | NUMBERS))
    if not spots:
        return _bent(draw, piece, draw(WORDS))
    spot = draw(st.sampled_from(spots))
    return piece[: spot.start()] + str(draw(NUMBERS | WORDS)) + piece[spot.end() :]


@st.composite
def archives_like(draw: Any, parts: Mapping[str, bytes], mostly: Sequence[str]) -> bytes:
    """A ZIP with one or two of its parts broken, most often those named, and now and then the archive itself."""
    found = dict(parts)
    for _time in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from([*mostly] * 3 + [*found]).filter(found.__contains__))
        match draw(st.sampled_from(["markup"] * 5 + ["bytes", "left out", "renamed"])):
            case "markup":
                said = found[name].decode("utf-8", "replace")
                found[name] = draw(markup_like(said)).encode("utf-8", "surrogatepass")
            case "bytes":
                found[name] = draw(bytes_like([found[name]]))
            case "left out" if len(found) > 1:
                del found[name]
            case "renamed":
                found[draw(st.sampled_from([*parts, "a", "xl/vbaProject.bin"]))] = found.pop(name)
    archive = packed(found, draw(_PACKED))
    return draw(bytes_like([archive])) if draw(st.integers(0, 4)) == 0 else archive


def packed(parts: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
