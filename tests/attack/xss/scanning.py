"""What an answer holds that a browser would run or fetch: nothing of the sort is written by the site itself, so all of it is wrong."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

from pypdf import PdfReader

from tests.attack.xss.payloads import CANARY

Attributes = list[tuple[str, str | None]]

FOREIGN = {
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "style",
    "portal",
    "marquee",
    "math",
    "foreignobject",
}
LOADS = {
    "src",
    "srcset",
    "href",
    "xlink:href",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "ping",
    "manifest",
}
NAME = re.compile(r"[a-z][a-z0-9_-]*(:[a-z]+)?")
OURS = ("/static/", "/admin/jsi18n/")
DATA = {"application/json", "application/ld+json"}
RUNS = re.compile(
    r"[\s\x00-\x20]*(?:j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t|v\s*b\s*s\s*c\s*r\s*i\s*p\s*t|data\s*:\s*text)",
    re.IGNORECASE,
)

AWAY = re.compile(rf"(?:https?:)?/*{re.escape(CANARY)}", re.IGNORECASE)


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.texts = ""
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        said = {name.lower(): value or "" for name, value in attrs}
        self._in_data = tag == "script"
        if tag in FOREIGN or not NAME.fullmatch(tag):
            self.wrong.append(f"<{tag}>")
        if tag == "script" and not said.get("src", "").startswith(OURS) and said.get("type") not in DATA:
            self.wrong.append("<script> of its own")
        if tag == "meta" and said.get("http-equiv"):
            self.wrong.append("<meta http-equiv>")
        if tag == "base" and "href" in said:
            self.wrong.append("<base href>")
        self.wrong += [f"{tag} {name}={value[:60]}" for name, value in said.items() if self._is_wrong(tag, name, value)]

    handle_startendtag = handle_starttag

    @staticmethod
    def _is_wrong(tag: str, name: str, value: str) -> bool:
        if name.startswith("on") or name in ("style", "srcdoc") or not NAME.fullmatch(name):
            return True
        if name not in LOADS:
            return False
        if value.lstrip().startswith("data:") and tag not in ("img", "link"):
            return True
        return bool(RUNS.match(value) or AWAY.match(re.sub(r"[\t\r\n]", "", value).strip().replace("\\", "/")))

    def handle_data(self, data: str) -> None:
        self.texts += data


def html(content: str) -> list[str]:
    page = Page()
    page.feed(content)
    page.close()
    return page.wrong


def xml(content: bytes) -> list[str]:
    """SVG, feeds, site map, SDMX."""
    wrong = []
    for element in ET.fromstring(content).iter():  # noqa: S314  # our own answer
        tag = element.tag.rpartition("}")[2].lower()
        names = {name.rpartition("}")[2].lower(): value for name, value in element.attrib.items()}
        # Other languages of a page are named in the site map by a link of HTML.
        is_html = "http://www.w3.org/1999/xhtml" in element.tag and tag != "link"
        if is_html or tag in {"script", "foreignobject", "iframe", "handler", "set"}:
            wrong.append(f"<{tag}>")
        wrong += [f"{tag} {name}" for name, value in names.items() if name.startswith("on") or RUNS.match(value)]
        if names.get("type") == "html":
            wrong += html(element.text or "")
    return wrong


def data(content: bytes) -> list[str]:
    """JSON: no browser takes it for a page, and no text in it is meant as markup."""
    return [f"{name} in JSON" for name in ("content_html", "html") if f'"{name}"' in json.dumps(json.loads(content))]


def pdf(content: bytes) -> list[str]:
    reader = PdfReader(BytesIO(content))
    wrong = [name for name in ("/OpenAction", "/AA", "/JavaScript") if name in str(reader.trailer["/Root"])]
    for page in reader.pages:
        for note in page.get("/Annots", ()):
            action = note.get_object().get("/A", {})
            if action.get("/S") not in (None, "/URI", "/GoTo") or RUNS.match(str(action.get("/URI", ""))):
                wrong.append(str(action))
    return wrong


def found_in(response: Any) -> list[str]:
    """By what a browser is told that the answer is, which it may not doubt."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    content = response.getvalue()
    doubts = [] if response.headers.get("X-Content-Type-Options") == "nosniff" else ["may be sniffed"]
    headers = [name for name, value in response.headers.items() if "\n" in value or "\r" in value]
    match kind:
        case "text/html":
            return [*html(content.decode()), *doubts, *headers]
        case "application/pdf":
            return [*pdf(content), *doubts, *headers]
        case _ if kind.endswith(("xml", "svg+xml")):
            return [*xml(content), *doubts, *headers]
        case _ if kind.endswith("json"):
            return [*data(content), *doubts, *headers]
        case "text/javascript" | "application/javascript":
            # Words for the admin, in the language of whoever asks: none is of the record.
            return [*(["a payload in a script"] if b"xss(" in content else []), *doubts, *headers]
    return [*doubts, *headers]
