"""What staff can upload, and what becomes of a file that is something else than it says: thirty of them, told by their content."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import FileField
from django.urls import get_resolver

from benefits.models import ObservationVersion, Upload
from benefits.workbook.preview import preview
from tests.bars import Figure
from tests.benefits.workbook.corpus.making import archive, lying_sizes, part, parts, with_type, workbook
from tests.benefits.workbook.example import at_noon, make_example
from tests.rights.doors import walk as patterns
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B40")]

CANARY = b"c4nary-content"
SHEET = "xl/worksheets/sheet1.xml"


def _png(width: int, height: int) -> bytes:
    """A picture of so many pixels in a hundred bytes: a bomb where it is opened."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(CANARY)) + chunk(b"IEND", b"")


def _jpeg() -> bytes:
    """With the place where it was taken."""
    place = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01GPS 48.2 16.3 " + CANARY
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(place) + 2) + place + b"\xff\xd9"


def _bomb(levels: int) -> bytes:
    """An archive in an archive in an archive."""
    content = bytes(2_000_000)
    for level in range(levels):
        content = archive({f"{level}.zip": content})
    return content


def _linked(plain: bytes) -> bytes:
    """A part that is a link to a file of the machine."""
    file = io.BytesIO(plain)
    with zipfile.ZipFile(file, "a") as opened:
        entry = zipfile.ZipInfo("xl/media/../../../../etc/passwd")
        entry.external_attr = 0o120777 << 16
        opened.writestr(entry, "/etc/passwd")
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>" + CANARY
FILES: dict[str, Callable[[bytes], bytes]] = {
    "picture.xlsx": lambda plain: _png(10, 10),
    "picture.csv": lambda plain: _png(10, 10),
    "bomb-of-pixels.csv": lambda plain: _png(60_000, 60_000),
    "photograph-with-place.xlsx": lambda plain: _jpeg(),
    "photograph-with-place.csv": lambda plain: _jpeg(),
    "gif.csv": lambda plain: b"GIF89a\x01\x00\x01\x00\x00\x00\x00;" + CANARY,
    "gif-and-workbook.xlsx": lambda plain: b"GIF89a/*" + plain,
    "pdf-and-workbook.xlsx": lambda plain: b"%PDF-1.7\n" + plain,
    "program-and-workbook.xlsx": lambda plain: b"MZ" + bytes(62) + plain,
    "html-and-workbook.xlsx": lambda plain: HTML + plain,
    "drawing-with-script.csv": lambda plain: SVG,
    "drawing-with-script.xlsx": lambda plain: SVG,
    "drawing-after-a-mark.csv": lambda plain: b"\xef\xbb\xbf \n" + SVG,
    "page.csv": lambda plain: HTML,
    "page.xlsx": lambda plain: HTML,
    "program.csv": lambda plain: b"\x7fELF" + CANARY * 10,
    "script.csv": lambda plain: b"#!/bin/sh\nrm -rf /\n" + CANARY,
    "old-workbook.xlsx": lambda plain: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + CANARY,
    "macros.xlsx": lambda plain: parts(plain, {"xl/vbaProject.bin": CANARY}),
    "controls.xlsx": lambda plain: parts(plain, {"xl/activeX/activeX1.bin": CANARY}),
    "object.xlsx": lambda plain: parts(plain, {"xl/embeddings/oleObject1.bin": CANARY}),
    "inner-archive.xlsx": lambda plain: parts(plain, {"xl/media/a.zip": _bomb(1)}),
    "archive-of-archives.xlsx": lambda plain: _bomb(4),
    "bomb.xlsx": lambda plain: parts(plain, {SHEET: bytes(80_000_000)}),
    "lying-bomb.xlsx": lambda plain: lying_sizes(parts(plain, {SHEET: bytes(20_000_000)}), SHEET, 100),
    "climbs-out.xlsx": _linked,
    "laughs.xlsx": lambda plain: with_type(plain, SHEET, _laughs()),
    "reads-a-file.xlsx": lambda plain: with_type(
        plain, SHEET, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    ),
    "two-parts-of-one-name.xlsx": lambda plain: _twice(plain),
    "reads-elsewhere.xlsx": lambda plain: parts(plain, {"xl/externalLinks/externalLink1.xml": CANARY}),
    "a-spreadsheet.ods": lambda plain: archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
    "named-one-thing.xlsx": lambda plain: archive({"word/document.xml": CANARY}),
}


def _laughs() -> str:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return f"<!DOCTYPE x [{entities}]>"


def _twice(plain: bytes) -> bytes:
    file = io.BytesIO(plain)
    with zipfile.ZipFile(file, "a") as opened, pytest.warns(UserWarning, match="Duplicate name"):
        opened.writestr(SHEET, part(plain, SHEET))
    return file.getvalue()


def test_there_are_thirty_of_them() -> None:
    assert len(FILES) >= 30


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_what_its_content_says_and_else_it_is_refused(name: str) -> None:
    """Nothing of it is unpacked, drawn or run, and nothing of it becomes a draft."""
    example = make_example()
    content = FILES[name](workbook(example.sheet()))
    before = ObservationVersion.objects.count()
    with at_noon():
        found = preview(name, content, "0" * 64, example.cast.contributor)
    assert found.faults, name
    assert not found.changes
    assert "ha" * 50 not in str(found.faults)
    assert "root:" not in str(found.faults)
    assert ObservationVersion.objects.count() == before


def test_the_workbook_that_they_are_made_of_is_taken() -> None:
    example = make_example()
    content = workbook(example.sheet().put("2.4.2", "2021", value="18"))
    with at_noon():
        found = preview("plain.xlsx", content, "0" * 64, example.cast.contributor)
    assert not found.faults
    assert found.changes


@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.trust)], ids=["some", "all"])
def test_what_was_uploaded_is_given_out_nowhere(step: int, figure: Figure) -> None:
    """Neither as it was nor as a part of a page: it is read by a small process, and only what it says is shown."""
    example = make_example()
    client, sent = signed_in(example.cast.contributor), list(FILES)[::step]
    for name in sent:
        file = SimpleUploadedFile(name, FILES[name](workbook(example.sheet())), content_type="text/html")
        answer = client.post("/admin/benefits/upload/add/", {"file": file}, follow=True)
        assert answer.status_code in (200, 422), name
        assert answer.headers["Content-Type"].startswith("text/html")
    for upload in Upload.objects.defer("content"):
        for path in (f"{upload.pk}/change/", f"{upload.pk}/corrected/", f"{upload.pk}/"):
            answer = client.get(f"/admin/benefits/upload/{path}")
            is_page = answer.headers.get("Content-Type", "text/html").startswith("text/html")
            assert is_page or answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    figure("B40", f"{len(FILES)} hostile files, each refused by its content")


def test_only_one_form_takes_files_and_no_address_gives_them_back() -> None:
    """No pictures, no documents, no folder of media: the rules on pictures have nothing to apply to."""
    addresses = [pattern for pattern, _name in patterns(get_resolver(), "", "")]
    assert not [pattern for pattern in addresses if "media" in pattern]
    assert [form.__name__ for form in below(forms.BaseForm) if _takes_files(form)] == ["UploadForm"]
    assert not [field for model in apps.get_models() for field in model._meta.fields if isinstance(field, FileField)]


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def _takes_files(form: type[Any]) -> bool:
    declared = getattr(form, "base_fields", {})
    return not form.__module__.startswith("django.") and any(
        isinstance(one, forms.FileField) for one in declared.values()
    )


def test_the_name_of_a_file_is_no_path() -> None:
    example = make_example()
    client = signed_in(example.cast.contributor)
    content = example.sheet().csv()
    for name in (
        "../../etc/cron.d/x.csv",
        "..\\..\\x.csv",
        "/etc/x.csv",
        "a\u202egpj.csv",
        f"{'x' * 300}.csv",
        ".csv",
        "a.php.csv",
    ):
        body = (
            f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
            + content
            + b"\r\n--b--\r\n"
        )
        answer: Any = client.generic("POST", "/admin/benefits/upload/add/", body, "multipart/form-data; boundary=b")
        assert answer.status_code in (302, 422), name
    kept = Upload.objects.values_list("name", flat=True)
    assert not [name for name in kept if re.search(r"[/\\]|\.\.|\u202e|php", name)]
