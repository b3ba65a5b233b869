"""What a file is, by its content; and whether a workbook may be unpacked, by the directory of its archive."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from benefits.workbook import limits
from benefits.workbook.rules import Rule, Unreadable

MAGIC: Final = {
    b"%PDF": "PDF",
    b"MZ": "EXE",
    b"\x7fELF": "ELF",
    b"\x1f\x8b": "GZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7Z",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
}
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVE: Final = b"PK\x03\x04"
MARKUP: Final = re.compile(rb"\s*<(!doctype|html|head|body|table|script|svg|\?xml|workbook)\b", re.IGNORECASE)

PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""As every spreadsheet program packs; the other ways fail in ways of their own."""
ACTIVE: Final = (
    (re.compile(r"vbaProject|/macrosheets/|/dialogsheets/|vbaData", re.IGNORECASE), Rule.MACROS),
    (re.compile(r"externalLinks?/|connections\.xml|queryTables?/|/webextensions?/", re.IGNORECASE), Rule.EXTERNAL),
    (re.compile(r"(^|[/\\])\.\.([/\\]|$)"), Rule.BROKEN),
    (re.compile(r"/embeddings/|/activeX/|oleObject|/ctrlProps/", re.IGNORECASE), Rule.EMBEDDED),
    (re.compile(r"\.(zip|xlsx|xlsm|xls|docx|exe|dll|js|7z|rar|gz)$", re.IGNORECASE), Rule.EMBEDDED),
)


def ending(name: str) -> str:
    """`xlsx` or `csv`; refuses a name that ends in neither, or in two endings at once."""
    match = re.search(r"[^.]\.(xlsx|csv)$", name, re.IGNORECASE)
    first = re.search(r"\.([a-z]{2,4}[0-9]?|7z)\.[^.]+$", name, re.IGNORECASE)
    if not match:
        raise Unreadable(Rule.OTHER_FORMAT if _is_spreadsheet(name) else Rule.NAME_ENDING, seen=name)
    if first:
        raise Unreadable(Rule.NAME_ENDING, seen=name)
    return match[1].lower()


def _is_spreadsheet(name: str) -> bool:
    return bool(re.search(r"\.(xls[mbt]?|xlt[xm]|ods|numbers|fods)$", name, re.IGNORECASE))


def refuse_foreign(content: bytes, expected: str) -> None:
    """`expected` is what the name says; what the content says decides."""
    found = _what_it_is(content)
    if found == "OLE":
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise Unreadable(Rule.PASSWORD if encrypted else Rule.OTHER_FORMAT, seen="XLS")
    if found != expected:
        raise Unreadable(Rule.CONTENT, seen=found.upper(), expected=expected.upper())


def _what_it_is(content: bytes) -> str:
    if content.startswith(OLE):
        return "OLE"
    if content.startswith(b"PK"):
        return "xlsx" if _is_workbook(content) else "ZIP"
    for magic, name in MAGIC.items():
        if content.startswith(magic):
            return name
    return "HTML" if MARKUP.match(content[:500].removeprefix(b"\xef\xbb\xbf")) else "csv"


def _is_workbook(content: bytes) -> bool:
    """Also where the archive is damaged: then it is a workbook that was cut."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        return True
    return "[Content_Types].xml" in names or "mimetype" in names or len(names) > limits.ENTRIES


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive of a workbook, once its directory promises no more than may be unpacked and nothing that acts."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise Unreadable(Rule.BROKEN) from error
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    _refuse_size(entries)
    if "mimetype" in names:
        raise Unreadable(Rule.OTHER_FORMAT, seen="ODS")
    if any(name.endswith("workbook.bin") for name in names):
        raise Unreadable(Rule.OTHER_FORMAT, seen="XLSB")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(Rule.PASSWORD)
    for entry in entries:
        if entry.compress_type not in PACKED:
            raise Unreadable(Rule.BROKEN, seen=entry.filename[:80])
    for name in names:
        for pattern, rule in ACTIVE:
            if pattern.search(name):
                raise Unreadable(rule, seen=name[:80])
    return archive


def _refuse_size(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > limits.ENTRIES or len(set(names)) != len(names):
        raise Unreadable(Rule.UNPACKS, seen=f"{len(entries)}")
    unpacked = sum(entry.file_size for entry in entries)
    steep = [
        entry
        for entry in entries
        if entry.file_size > limits.SMALL_PART and entry.file_size > limits.RATIO * max(entry.compress_size, 1)
    ]
    if unpacked > limits.UNPACKED or steep:
        raise Unreadable(Rule.UNPACKS, seen=f"{unpacked // 1024 // 1024} MB")


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, never more of it than the directory says; a part whose size or sum is a lie is refused."""
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Unreadable(Rule.BROKEN, seen=name) from error
