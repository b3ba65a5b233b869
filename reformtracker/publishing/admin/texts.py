"""A form with texts in six languages: English first, and of the others which are missing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from reformtracker.publishing.admin.base import ENGLISH_FIRST
from reformtracker.publishing.texts import direction, html_code


class TextsForm(forms.Form):
    def add_text(
        self, name: str, label: str, longest: int, *, rows: int = 0, required: bool = True, initial: Any = None
    ) -> None:
        """Six fields, of so many `rows` in English, one line where there are none; `initial`: by language."""
        for code in ENGLISH_FIRST:
            language = dict(settings.LANGUAGES)[code]
            widget = forms.Textarea({"rows": rows if code == "en" else 3}) if rows else forms.TextInput({"size": 80})
            said = {"lang": html_code(code), "dir": direction(code), "aria-label": f"{label} ({language})"}
            widget.attrs.update(said)
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=label if code == "en" else language,
                max_length=longest,
                required=required and code == "en",
                initial=(initial or {}).get(code, ""),
                widget=widget,
            )

    def texts(self, name: str) -> dict[str, str]:
        """By language; of a form with mistakes, what is right in it."""
        return {code: self.cleaned_data.get(f"{name}_{code}", "") for code in ENGLISH_FIRST}

    def line(self, name: str) -> dict[str, Any]:
        """For the page: the English, the other languages, and which of those are missing."""
        others = [self[f"{name}_{code}"] for code in ENGLISH_FIRST[1:]]
        rows = [(field, not (field.value() or "").strip()) for field in others]
        return {
            "english": self[f"{name}_en"],
            "others": rows,
            "filled": sum(not missing for _field, missing in rows),
            "is_open": any(field.errors for field in others),
        }
