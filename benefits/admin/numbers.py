"""The form's field for a number: read by `benefits.numbers`, shown so that it can be read back in one way only."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from benefits.numbers import NotANumber, echo, read_number, written


class NumberInput(forms.TextInput):
    """With how it was read beneath: written by the server, and by `numbers.js` while somebody types."""

    class Media:
        js = (forms.Script("js/numbers.js", type="module"),)

    def __init__(self) -> None:
        shown = {"inputmode": "decimal", "autocomplete": "off", "class": "number", "dir": "ltr"}
        super().__init__(attrs=shown | {"data-read": reverse_lazy("admin:benefits_read_number")})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        try:
            said = echo(str(value)) if value is not None else ""
        except NotANumber:
            # The error beside the field says it.
            said = ""
        of = (attrs or {}).get("id", "")
        return format_html('{}<output class="read-as" for="{}">{}</output>', field, of, said)


def read_view(request: HttpRequest) -> HttpResponse:
    """How a number is read, while it is being typed. By POST: an unpublished figure belongs into no log of addresses."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        said, is_read = echo(request.POST.get("typed", "")), True
    except NotANumber as refusal:
        said, is_read = str(refusal), False
    return JsonResponse({"said": said, "is_read": is_read}, headers={"Cache-Control": "no-store, private"})


class TypedNumber(forms.DecimalField):
    """Takes a decimal comma and any script's digits; asks about what could be read in two ways. Blank is None, never 0."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", NumberInput())
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take a decimal for an integer
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return read_number(value)
        except NotANumber as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) and value.is_finite() else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}
