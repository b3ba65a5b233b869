"""The forms of a release: its title and note in six languages, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformtracker.publishing import clock
from reformtracker.publishing.admin.texts import TextsForm
from reformtracker.publishing.models import Release


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


class ReleaseForm(TextsForm):
    publish_at = TimeField(
        label=gettext_lazy("Publish at (UTC)"),
        required=False,
        help_text=gettext_lazy("For a planned release only."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_text("title", _("Title"), 300)
        self.add_text("note", _("Note"), 5000, rows=5)

    def lines(self) -> list[dict[str, Any]]:
        return [self.line(name) for name in ("title", "note")]


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
