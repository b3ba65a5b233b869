"""The chart of one indicator as a file: SVG with the words and colours of the page, and PNG made of the same drawing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi

from benefits import plates
from benefits.charts import Panel
from reformtracker.publishing.texts import html_code
from reformtracker.web import paper

FACES = {
    "ar": "Noto Sans Arabic, Noto Sans, Segoe UI, Tahoma, sans-serif",
    "zh-Hans": "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif",
}
"""Named in the file: whoever opens it has other fonts than the reader of the page."""
FACE = "Noto Sans, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"

REPORT = 642
"""Pixels across a page of A4 with two centimetres around it: a chart that wide has letters of the size of those around it."""
LEADING, BASE = 1.4, 1.09
"""Height of a line, and its base line from above, in sizes of the type."""


def drawn(panel: Panel, notes: Sequence[str] = (), *, width: int = plates.WIDTH, is_headed: bool = True) -> ET.Element:
    """In the active language. `notes`: source, date, licence and address; empty ones are left out. `width`: `REPORT` for the
    page of a report; `is_headed`: with title and sentence."""
    words = [(key, render_to_string("benefits/_key_word.html", {"key": key}).strip()) for key in panel.keys]
    lang = html_code(get_language() or "en")
    setting = plates.Setting(tokens(), lang, FACES.get(lang, FACE), get_language_bidi(), width, is_headed)
    return plates.drawn(panel, keys=words, notes=[note for note in notes if note], setting=setting)


def svg(drawing: ET.Element) -> bytes:
    return f"{ET.tostring(drawing, encoding='unicode')}\n".encode()


def png(drawing: ET.Element, *, patient: bool = False) -> bytes:
    """Raises `paper.NoPaper`, and `paper.Busy` for whoever is not patient."""
    return paper.png(_sheet(drawing), patient=patient)


def _sheet(drawing: ET.Element) -> str:
    context = {
        "lang": drawing.get("lang"),
        "face": drawing.get("font-family"),
        **size(drawing),
        "title": drawing.findtext("title"),
        "shapes": shapes(drawing),
        "words": words(drawing),
    }
    return render_to_string("web/chart_paper.html", context)


def shapes(drawing: ET.Element, name: str = "") -> SafeString:
    """The drawing without its words. `name`: what it is called instead of its title, by whoever tells of it without seeing it."""
    svg = ET.Element("svg", drawing.attrib)
    svg.extend(part for part in drawing if part.tag != "text")
    if name:
        svg.remove(svg[0])
        svg.insert(0, ET.Element("title"))
        svg[0].text = name
    # Our own drawing: ElementTree has escaped what stands in it.
    return mark_safe(ET.tostring(svg, encoding="unicode"))  # noqa: S308


def size(drawing: ET.Element) -> dict[str, str | None]:
    """In pixels."""
    return {"width": drawing.get("width"), "height": drawing.get("height")}


def words(drawing: ET.Element) -> list[dict[str, str | None]]:
    """Its words with their places, for HTML over the shapes: within SVG, WeasyPrint neither joins Arabic letters nor looks for
    other fonts."""
    return [_word(word, float(drawing.get("width", 0))) for word in drawing.iterfind("text")]


def _word(word: ET.Element, width: float) -> dict[str, str | None]:
    size, x = (float(number) for number in (word.get("font-size", 0), word.get("x", 0)))
    anchor = word.get("text-anchor")
    # A box as wide as there is room on both sides of its anchor.
    left, right = {"start": (x, width), "end": (0.0, x), "middle": (x - 200, x + 200)}[anchor or "start"]
    return {
        "text": word.text,
        "colour": word.get("fill"),
        "weight": word.get("font-weight", "400"),
        "size": f"{size:g}",
        "align": {"start": "left", "end": "right", "middle": "center"}[anchor or "start"],
        "left": f"{left:g}",
        "width": f"{right - left:g}",
        "top": f"{float(word.get('y', 0)) - size * BASE:g}",
        "leading": f"{size * LEADING:g}",
    }


@cache
def tokens() -> dict[str, str]:
    """Colours of the light theme, by their names in tokens.css."""
    light = Path(str(finders.find("css/tokens.css"))).read_text(encoding="utf-8").partition("@media")[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", light))
