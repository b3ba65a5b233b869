"""The forms of a report: what it is made of, one paragraph of an author, which files to make."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Entity
from reformtracker.publishing.admin.texts import TextsForm
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.snapshot import OutsideTheRecord, as_of
from reformtracker.publishing.texts import SUFFIXES, column
from reformtracker.reporting.compose import title_of
from reformtracker.reporting.models import LONGEST, WORD_LIMIT, Build, OwnParagraph, Report
from reformtracker.reporting.outline import SECTIONS


def sections() -> list[tuple[str, str]]:
    return [(key, title_of(key)) for key in SECTIONS]


def numbered_release(form: forms.Form, field: str, chain: Chain, number: int) -> Release | None:
    """A field that names one which there is not, says which there are."""
    found = chain.releases.published().filter(number=number).first()
    if found is None:
        form.add_error(field, _("There is no such release; they run from 1 to %(last)s.") % {"last": chain.head})
    return found


class ReportForm(TextsForm):
    """Of a new report, or of one that is there: then its framework is fixed."""

    chain = forms.ModelChoiceField(Chain.objects.none(), label=gettext_lazy("Framework"), empty_label=None)
    release = forms.IntegerField(
        label=gettext_lazy("Release"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Its number. Empty, with no day either: the newest."),
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        widget=AdminDateWidget,
        help_text=gettext_lazy("Instead of a release: what was public at the end of that day."),
    )
    since = forms.IntegerField(
        label=gettext_lazy("Release of the last report"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("What has changed since then is told in an annex. Empty: this is the first report."),
    )
    first = forms.DateField(label=gettext_lazy("Reporting period from"), required=False, widget=AdminDateWidget)
    last = forms.DateField(label=gettext_lazy("Reporting period to"), required=False, widget=AdminDateWidget)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Sections"), choices=sections, widget=forms.CheckboxSelectMultiple
    )
    word_limit = forms.IntegerField(label=gettext_lazy("Word limit"), min_value=1, max_value=1_000_000)
    entity = forms.ModelChoiceField(
        Entity.objects.none(),
        label=gettext_lazy("Issued by"),
        required=False,
        help_text=gettext_lazy("The entity that readers find named. A report is not published without one."),
    )

    def __init__(self, data: Any = None, report: Report | None = None) -> None:
        super().__init__(data, initial=_as_it_is(report) if report else _as_it_begins())
        self.report = report
        self.fields["chain"].queryset = Chain.objects.public().order_by("-is_default", "slug")  # type: ignore[attr-defined]
        self.fields["entity"].queryset = Entity.objects.all()  # type: ignore[attr-defined]  # of a choice of rows
        if report:
            del self.fields["chain"]
        titles = {code: getattr(report, column("title", code), "") for code in SUFFIXES}
        self.add_text("title", _("Title"), 300, initial=titles)

    def title(self) -> dict[str, Any]:
        return self.line("title")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = self.cleaned_data
        chain = self.report.chain if self.report else given.get("chain")
        if chain is not None and not {"release", "as_of", "since"} & self.errors.keys():
            given["release"] = self._release(chain)
            given["since"] = self._since(chain, given["release"])
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            self.add_error("last", _("The last day comes before the first."))
        return cleaned

    def _release(self, chain: Chain) -> Release | None:
        number, day = self.cleaned_data.get("release"), self.cleaned_data.get("as_of")
        if number and day:
            self.add_error("as_of", _("Give either a release or a day, not both."))
            return None
        if day:
            try:
                return as_of(chain, day).release
            except OutsideTheRecord:
                self.add_error("as_of", _("Nothing had been released by then, or the day lies in the future."))
                return None
        return numbered_release(self, "release", chain, number or chain.head)

    def _since(self, chain: Chain, release: Release | None) -> Release | None:
        number = self.cleaned_data.get("since")
        if not number or release is None:
            return None
        if number >= (release.number or 0):
            self.add_error("since", _("The last report told of an earlier release than this one."))
            return None
        return numbered_release(self, "since", chain, number)

    def made_of(self) -> dict[str, Any]:
        """As `actions.begin` and `actions.change` take it."""
        given = self.cleaned_data
        names = ("release", "since", "first", "last", "word_limit", "entity")
        ordered = {
            "languages": tuple(code for code in SUFFIXES if code in given["languages"]),
            "sections": tuple(key for key in SECTIONS if key in given["sections"]),
        }
        return {name: given[name] for name in names} | ordered


def _as_it_begins() -> dict[str, Any]:
    return {"languages": [*SUFFIXES], "sections": [*SECTIONS], "word_limit": WORD_LIMIT}


def _as_it_is(report: Report) -> dict[str, Any]:
    same = {name: getattr(report, name) for name in ("first", "last", "word_limit", "entity")}
    return {
        **same,
        "languages": [*report.languages],
        "sections": [*report.sections],
        "release": report.release.number,
        "since": report.since.number if report.since else None,
    }


class ParagraphForm(TextsForm):
    """`expected`: how often the paragraph had been saved when it was opened."""

    key = forms.CharField(max_length=150, required=False, widget=forms.HiddenInput)
    after = forms.CharField(max_length=150, required=False, widget=forms.HiddenInput)
    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, own: OwnParagraph | None = None, **initial: Any) -> None:
        there = {"key": own.key, "after": own.after, "expected": own.edits} if own else {"expected": 0}
        super().__init__(data, initial={**there, **initial})
        said = {code: getattr(own, column("text", code), "") for code in SUFFIXES} if own else {}
        self.add_text("text", _("Text"), LONGEST, rows=8, required=False, initial=said)

    def text(self) -> dict[str, Any]:
        return self.line("text")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.cleaned_data.get("key") and not self.cleaned_data.get("after"):
            self.add_error(None, _("Say where the paragraph belongs."))
        return cleaned


class FilesForm(forms.Form):
    """Which files to make, of those of one report."""

    languages = forms.MultipleChoiceField(label=gettext_lazy("Languages"), widget=forms.CheckboxSelectMultiple)
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Formats"), choices=Build.Format.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, report: Report, data: Any = None) -> None:
        super().__init__(data, initial={"languages": [*report.languages], "formats": [*Build.Format.values]})
        names = dict(settings.LANGUAGES)
        self.fields["languages"].choices = [(code, names[code]) for code in report.languages]  # type: ignore[attr-defined]
