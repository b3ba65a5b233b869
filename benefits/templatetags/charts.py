from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from benefits.sketches import Sketch
from benefits.svg import svg

register = template.Library()


@register.simple_tag
def drawing(sketch: Sketch, label: str = "") -> SafeString:
    return mark_safe(svg(sketch, label))  # noqa: S308  # escaped there
