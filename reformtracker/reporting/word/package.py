"""A Word file as a package of parts, made without a template of somebody else and without a clock."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string
from docx.opc.constants import CONTENT_TYPE as TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.oxml.coreprops import CT_CoreProperties
from docx.oxml.parser import parse_xml
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.parts.hdrftr import FooterPart, HeaderPart
from docx.parts.settings import SettingsPart
from docx.parts.styles import StylesPart

from reformtracker.publishing.texts import RTL, html_code
from reformtracker.reporting.document import Document
from reformtracker.reporting.word.xml import TONGUES, Element, w
from reformtracker.web import plate

PAGE, MARGIN = (11906, 16838), 1134
"""A4 and two centimetres around it, in twentieths of a point."""
WIDTH = PAGE[0] - 2 * MARGIN
LONGEST = 255
"""Characters of a property, which Word cuts off beyond."""
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest that an archive can name: the bytes follow from the report alone."""


def package(document: Document) -> tuple[Package, DocumentPart]:
    """With styles, settings, faces and properties; its body is empty."""
    made = Package()
    body = DocumentPart(PackURI("/word/document.xml"), TYPE.WML_DOCUMENT_MAIN, w("document", w("body")), made)
    made.relate_to(body, KIND.OFFICE_DOCUMENT)
    made.relate_to(_properties(document, made), KIND.CORE_PROPERTIES)
    context = _context(document)
    for name, kind, relation, content in (
        ("styles", StylesPart, KIND.STYLES, TYPE.WML_STYLES),
        ("settings", SettingsPart, KIND.SETTINGS, TYPE.WML_SETTINGS),
        ("fontTable", XmlPart, KIND.FONT_TABLE, TYPE.WML_FONT_TABLE),
    ):
        written = parse_xml(render_to_string(f"reporting/word/{name}.xml", context).encode())
        body.relate_to(kind(PackURI(f"/word/{name}.xml"), content, written, made), relation)
    return made, body


def header(body: DocumentPart, number: int, *inside: Element) -> str:
    """What stands above a page: the name by which a section refers to it."""
    part = HeaderPart(PackURI(f"/word/header{number}.xml"), TYPE.WML_HEADER, w("hdr", *inside), package_of(body))
    return body.relate_to(part, KIND.HEADER)


def footer(body: DocumentPart, *inside: Element) -> str:
    part = FooterPart(PackURI("/word/footer1.xml"), TYPE.WML_FOOTER, w("ftr", *inside), package_of(body))
    return body.relate_to(part, KIND.FOOTER)


def package_of(body: DocumentPart) -> Package:
    """The package that a part is one of."""
    found: Package | None = body.package
    assert found is not None  # noqa: S101  # each part here is made with its package
    return found


def save(made: Package, file: IO[bytes]) -> None:
    """As python-docx writes it, but with no trace of when."""
    packed = BytesIO()
    made.save(packed)
    with ZipFile(packed) as given, ZipFile(file, "w") as written:
        for name in given.namelist():
            entry = ZipInfo(name, FIRST_MOMENT)
            entry.compress_type = ZIP_DEFLATED
            written.writestr(entry, given.read(name))


def _properties(document: Document, made: Package) -> CorePropertiesPart:
    part = CorePropertiesPart(PackURI("/docProps/core.xml"), TYPE.OPC_CORE_PROPERTIES, CT_CoreProperties.new(), made)
    said = part.core_properties
    said.title, said.subject = document.title.value[:LONGEST], document.subtitle.value[:LONGEST]
    said.author, said.language = settings.SITE_NAME[:LONGEST], html_code(document.language)
    said.comments, said.identifier = document.stamp[:LONGEST], document.address[:LONGEST]
    return part


def _context(document: Document) -> Mapping[str, object]:
    colours = {name.replace("-", ""): colour.removeprefix("#") for name, colour in plate.tokens().items()}
    return {
        "tag": TONGUES[document.language]["val"],
        "line": 240 if document.language in RTL else 259,
        "width": WIDTH,
        "colours": colours,
    }
