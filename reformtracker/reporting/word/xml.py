"""Elements of a Word file, and the groups of them that stand for one thing: a run, a field, a bookmark, a link.

Source: ECMA-376, part 1, chapter 17. The order of what is inside an element counts there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.opc.part import XmlPart
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

from reformtracker.publishing.texts import RTL, Text
from reformtracker.reporting.directions import spans

Element = BaseOxmlElement

TONGUES = {
    "ar": {"val": "ar-SA", "bidi": "ar-SA"},
    # What is not Chinese in a Chinese text is numbers and symbols: where they may be broken is a matter of their language too.
    "zh-hans": {"val": "en-US", "eastAsia": "zh-CN"},
    "en": {"val": "en-GB"},
    "fr": {"val": "fr-FR"},
    "ru": {"val": "ru-RU"},
    "es": {"val": "es-ES"},
}
"""Language of the report -> those that Word spells in: of letters, of Chinese ones, and of those from right to left."""
NAMESPACES = {prefix: nsmap[prefix] for prefix in ("w", "r")}


def w(name: str, /, *inside: Element | None, **values: object) -> Element:
    """`w("jc", val="right")` is `<w:jc w:val="right"/>`; what is None is left out."""
    made: Element = OxmlElement(f"w:{name}", nsdecls=NAMESPACES)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend([one for one in inside if one is not None])
    return made


def words(name: str, said: str) -> Element:
    """Spaces at both ends count."""
    made = w(name)
    made.text = said
    made.set(qn("xml:space"), "preserve")
    return made


# ---------- runs ----------
def run(*inside: Element, language: str, rtl: bool, style: str = "", strong: bool = False) -> Element:
    return w("r", _look(language, rtl=rtl, style=style, strong=strong), *inside)


def _look(language: str, *, rtl: bool, style: str, strong: bool) -> Element:
    return w(
        "rPr",
        w("rStyle", val=style) if style else None,
        # Quotation marks and dashes are as wide as Chinese letters only where this is said.
        w("rFonts", hint="eastAsia") if language == "zh-hans" else None,
        *([w("b"), w("bCs")] if strong else []),
        w("rtl") if rtl else None,
        w("lang", **TONGUES[language]),
    )


def runs(text: Text, *, within_rtl: bool, style: str = "", strong: bool = False) -> Iterator[Element]:
    """A text in a paragraph that runs as `within_rtl` says: a run for each part of it that runs one way."""
    for span in spans(text.value, rtl=text.language in RTL):
        said = words("t", span.within(rtl=within_rtl))
        yield run(said, language=text.language, rtl=span.rtl, style=style, strong=strong)


# ---------- what stands for something else ----------
def field(
    instruction: str, result: Iterable[Element], *, language: str, rtl: bool, strong: bool = False
) -> Iterator[Element]:
    """Word works it out again; until then the result is shown."""
    yield from opened(instruction, language=language, rtl=rtl, strong=strong)
    yield from result
    yield closed(language=language, rtl=rtl)


def opened(instruction: str, *, language: str, rtl: bool, strong: bool = False) -> Iterator[Element]:
    for one in (
        w("fldChar", fldCharType="begin"),
        words("instrText", f" {instruction} "),
        w("fldChar", fldCharType="separate"),
    ):
        yield run(one, language=language, rtl=rtl, strong=strong)


def closed(*, language: str, rtl: bool) -> Element:
    return run(w("fldChar", fldCharType="end"), language=language, rtl=rtl)


def bookmarked(name: str, inside: Iterable[Element]) -> Iterator[Element]:
    """`name` ends with a number that no other bookmark has."""
    number = int("".join(filter(str.isdigit, name)))
    yield w("bookmarkStart", id=number, name=name)
    yield from inside
    yield w("bookmarkEnd", id=number)


def link(part: XmlPart, address: str, inside: Iterable[Element]) -> Element:
    made = w("hyperlink", *inside, history=1)
    made.set(qn("r:id"), part.relate_to(address, KIND.HYPERLINK, is_external=True))
    return made


# ---------- paragraphs ----------
def paragraph(style: str, *inside: Element, rtl: bool, numbering: int = 0, new_page: bool = False) -> Element:
    """`numbering`: the list of which it is the next item."""
    listed = w("numPr", w("ilvl", val=0), w("numId", val=numbering)) if numbering else None
    how = w(
        "pPr",
        w("pStyle", val=style),
        w("pageBreakBefore") if new_page else None,
        listed,
        w("bidi") if rtl else None,
    )
    return w("p", how, *inside)
