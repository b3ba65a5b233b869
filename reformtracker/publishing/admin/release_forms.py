"""The forms of a release: its title and note in six languages, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformtracker.publishing import clock
from reformtracker.publishing.admin.base import ENGLISH_FIRST
from reformtracker.publishing.models import Release
from reformtracker.publishing.texts import direction, html_code


class TimeWidget(AdminSplitDateTime):
    """Django shows "Date:" and "Time:" beside the two fields, and ties them to neither."""

    def __init__(self) -> None:
        super().__init__()
        for widget, label in zip(self.widgets, (gettext_lazy("Date (UTC)"), gettext_lazy("Time (UTC)")), strict=True):
            widget.attrs["aria-label"] = label


class TimeField(forms.SplitDateTimeField):
    """A moment to come, by the clock of the database: that of this server may be wrong."""

    widget = TimeWidget

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment and moment <= clock.now():
            raise forms.ValidationError(_("This moment lies in the past; choose a later one, or publish now."))
        return moment


class ReleaseForm(forms.Form):
    publish_at = TimeField(
        label=gettext_lazy("Publish at (UTC)"),
        required=False,
        help_text=gettext_lazy("For a planned release only."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        for code in ENGLISH_FIRST:
            self.fields[f"title_{code}"] = self._text(_("Title"), code, names[code], forms.TextInput({"size": 80}), 300)
        for code in ENGLISH_FIRST:
            widget = forms.Textarea({"rows": 5 if code == "en" else 3})
            self.fields[f"note_{code}"] = self._text(_("Note"), code, names[code], widget, 5000)

    @staticmethod
    def _text(label: str, code: str, language: str, widget: forms.Widget, longest: int) -> forms.CharField:
        attrs = {"lang": html_code(code), "dir": direction(code), "aria-label": f"{label} ({language})"}
        widget.attrs.update(attrs)
        is_english = code == "en"
        return forms.CharField(
            label=label if is_english else language, max_length=longest, required=is_english, widget=widget
        )

    def texts(self, name: str) -> dict[str, str]:
        """`title` or `note` by language; of a form with mistakes, what is right in it."""
        return {code: self.cleaned_data.get(f"{name}_{code}", "") for code in ENGLISH_FIRST}

    def lines(self) -> list[dict[str, Any]]:
        """For the page: each text with its English, its other languages, and which of those are missing."""
        return [self._line(name) for name in ("title", "note")]

    def _line(self, name: str) -> dict[str, Any]:
        others = [self[f"{name}_{code}"] for code in ENGLISH_FIRST[1:]]
        rows = [(field, not (field.value() or "").strip()) for field in others]
        return {
            "english": self[f"{name}_en"],
            "others": rows,
            "filled": sum(not missing for _field, missing in rows),
            "is_open": any(field.errors for field in others),
        }


class RescheduleForm(forms.Form):
    """Another time for a planned release, or none, with the reason."""

    publish_at = TimeField(
        label=gettext_lazy("Publish at (UTC)"),
        required=False,
        help_text=gettext_lazy("Leave it empty to have the release wait for somebody to publish it."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea({"rows": 2}))


def reschedule_form(release: Release) -> RescheduleForm:
    return RescheduleForm(initial={"publish_at": release.publish_at}, auto_id="id_other_%s")
