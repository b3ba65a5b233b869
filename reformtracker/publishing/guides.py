"""The guides for staff: Markdown files of `docs/`, read here as well as in the repository."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

NAMES = ("contributor", "reviewer")
_PICTURES = "../static/"
_GUIDES = re.compile(r'href="guide-(\w+)\.md')


class Guide(NamedTuple):
    """`html`: the whole text below its heading."""

    title: str
    html: SafeString


@cache
def guide(name: str) -> Guide:
    """Written by us, not by whoever uses the site, so its HTML is trusted; raw HTML in it is shown as text all the same."""
    heading, _break, rest = path(name).read_text(encoding="utf-8").partition("\n")
    tokens = (markdown := MarkdownIt("commonmark", {"html": False}).enable("table")).parse(rest)
    for token in (inner for outer in tokens for inner in outer.children or ()):
        if token.type == "image":
            token.attrs["src"] = static(str(token.attrs["src"]).removeprefix(_PICTURES))
            token.attrs["loading"] = "lazy"
    html = _GUIDES.sub(r'href="../\1/', markdown.renderer.render(tokens, markdown.options, {}))
    return Guide(heading.lstrip("# "), mark_safe(html))  # noqa: S308


def path(name: str) -> Path:
    return Path(settings.BASE_DIR) / "docs" / f"guide-{name}.md"
