"""What the first page and the menu of the staff side ask."""

from __future__ import annotations

from typing import Any

from django import template

from reformtracker.publishing import policy
from reformtracker.publishing.admin import work

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_menu(context: dict[str, Any]) -> list[work.Item]:
    request = context.get("request")
    return work.menu(request) if request is not None else []


@register.simple_tag(takes_context=True)
def work_sections(context: dict[str, Any]) -> list[work.Section]:
    return work.sections(context["request"])


@register.filter
def idle_roles(person: Any) -> list[str]:
    """Roles in which a person can do nothing yet, for nothing is assigned to them."""
    return [str(role.label) for role in policy.waits_for_an_area(person)]


@register.filter
def has_some(sections: list[work.Section]) -> bool:
    """Whether anything presses; what was never reported, and never will be late, does not."""
    return any(section.count for section in sections if section.name != "lapsed")


@register.filter
def nothing(sections: list[work.Section]) -> str:
    """The empty sections in one line."""
    return ", ".join(section.none for section in sections if not section.count)
