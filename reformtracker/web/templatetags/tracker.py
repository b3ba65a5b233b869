"""What templates print: texts with their language, shapes with their word, links that keep the snapshot."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from html import unescape
from typing import Any

from django import template
from django.db.models import Model
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reformtracker.publishing.texts import RTL, Text, text
from reformtracker.sources.models import Document
from reformtracker.web import numbers
from reformtracker.web.marks import Mark
from reformtracker.web.page import Page

register = template.Library()


_RANGE = re.compile(r"(?<![\w\u2066-])\d+-\d+(?![\w-])")
"""Two years or two paragraphs with a hyphen between them, and nothing else around."""


# ---------- texts ----------
@register.simple_tag
def colon() -> str:
    """As the language sets it: `: `, or with a no-break space before it, or full-width."""
    return numbers.convention().colon


@register.filter
def text_of(row: Model, field: str) -> Text:
    """`{{ version|text_of:"name"|said }}`"""
    return text(row, field)


@register.filter
def bare(value: Text | str | None) -> SafeString | str:
    """Within a line or a link: in its own language and direction, without the notice."""
    if not isinstance(value, Text) or value.translated:
        return _in_order(value)
    return format_html('<span lang="{}" dir="{}">{}</span>', value.lang, value.dir, value.value)


@register.filter
def around(sentence: str, value: Text) -> SafeString | str:
    """A sentence in the reader's language, and within it a text that may be in another, or hold a range of years."""
    before, found, after = sentence.partition(value.value)
    return format_html("{}{}{}", before, bare(value), after) if found else sentence


@register.filter
def as_title(value: Text | str) -> SafeString:
    """The attribute, of an element whose own words are a code: so that it may be in the language of its title."""
    if not isinstance(value, Text) or value.translated:
        return format_html('title="{}"', value)
    return format_html('title="{}" lang="{}" dir="{}"', value, value.lang, value.dir)


@register.filter
def said(value: Text | str | None) -> SafeString | str:
    """Within a line: where it is not in the reader's language, it says so."""
    if not isinstance(value, Text) or value.translated:
        return _in_order(value)
    return format_html('{} <span class="untranslated">({})</span>', bare(value), _("not translated"))


@register.filter
def paragraph(value: Text | str | None) -> SafeString:
    """A block of its own; a notice stands above a text that is not translated."""
    if not value or not str(value):
        return SafeString("")
    if not isinstance(value, Text) or value.translated:
        return format_html("<p>{}</p>", _in_order(value))
    notice = _("This text is not translated yet. It is shown in English.")
    return format_html(
        '<p class="untranslated">{}</p><p lang="{}" dir="{}">{}</p>', notice, value.lang, value.dir, value.value
    )


def _in_order(value: Text | str | None) -> str:
    """A range in a text that is written from right to left runs from left to right, as its two numbers do.

    >>> _in_order(Text("للفترة 2019-2020", "ar", True)) == "للفترة \\u20662019-2020\\u2069"
    True
    >>> _in_order(Text("2019-2020", "en", True)), _in_order(None)
    ('2019-2020', '')
    """
    if isinstance(value, Text) and value.language in RTL:
        return _RANGE.sub("\u2066\\g<0>\u2069", value.value)
    return str(value or "")


# ---------- shapes ----------
@register.simple_tag
def glyph(mark: Mark) -> SafeString:
    """The shape alone; its word must stand beside it, or be hidden in the cell."""
    return _glyph(mark.css, mark.symbol)


@cache
def _glyph(css: str, symbol: str) -> SafeString:
    """There are a few dozen, and hundreds of them on a page."""
    return format_html('<svg class="g {}" aria-hidden="true" focusable="false"><use href="#{}"/></svg>', css, symbol)


@register.simple_tag
@lru_cache(maxsize=1024)
def mark(shown: Mark) -> SafeString:
    return format_html('<span class="is {}">{}<span>{}</span></span>', shown.css, glyph(shown), shown.word)


# ---------- links ----------
@register.simple_tag(takes_context=True)
def to(context: template.Context, name: str, **kwargs: Any) -> str:
    """`{% to "indicator" code="2.4.2" %}`: in this language, framework and snapshot."""
    page: Page = context["page"]
    return page.link(name, **kwargs)


@register.simple_tag(takes_context=True)
def to_brief(context: template.Context, **scope: str) -> str:
    """`{% to_brief initiative="2.4" %}`: the printable page about it."""
    page: Page = context["page"]
    return page.link("brief", query=scope)


@register.filter
def document_url(document: Document) -> str:
    """Where to read it, in the reader's language where there is one."""
    return document.url(get_language() or "en")


# ---------- the head of a page ----------
@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> str:
    """The words of a block once more, as plain text: `content="{% again "title" %}"`. Django prints a block only once."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return " ".join(unescape(strip_tags(block.nodelist.render(context))).split())


_ESCAPED = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&"}
"""No text can close the element that it lies in, nor open another."""


@register.simple_tag
def linked_data(said: Mapping[str, Any] | None) -> SafeString:
    """A block of data that no browser runs."""
    if not said:
        return SafeString("")
    written = json.dumps(said, ensure_ascii=False).translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308  # escaped above


# ---------- numbers and days ----------
@register.filter
def day(when: date | datetime | None) -> str:
    if when is None:
        return ""
    return numbers.day(when.date() if isinstance(when, datetime) else when)


@register.filter
def number(amount: Decimal | int) -> str:
    return numbers.number(Decimal(amount))
