"""What is typed in for an indicator and an update, checked beside the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benefits.admin.crosswalk import is_within_reach
from benefits.models import Indicator, Observation, Target
from benefits.periods import FORMS, Period, PeriodError, parse
from reformtracker.publishing.admin.forms import VersionForm, say
from reformtracker.publishing.models import Thing


def read_period(form: Any, field: str) -> Period | None:
    """The period in a field, or None with the error beside it."""
    typed = (form.cleaned_data.get(field) or "").strip()
    if not typed:
        return None
    try:
        return parse(typed)
    except PeriodError:
        say(form, field, _("“%(typed)s” is not a period; write one as %(forms)s.") % {"typed": typed, "forms": FORMS})
        return None


class ObservationForm(VersionForm):
    """An update: indicator and period make the observation; one of value, level or the reason why there is neither."""

    indicator = forms.ModelChoiceField(Indicator.objects.select_related("unit", "chain"), widget=forms.HiddenInput)
    period = forms.CharField(
        label=gettext_lazy("Period"),
        max_length=20,
        help_text=_("As %(forms)s.") % {"forms": FORMS},
        widget=forms.TextInput(attrs={"size": 12}),
    )
    period_basis = forms.ChoiceField(
        label=gettext_lazy("Dated by"),
        choices=Observation.PeriodBasis.choices,
        initial=Observation.PeriodBasis.CALENDAR,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "jump_reason" in self.fields:
            self.fields["jump_reason"].widget = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
        if self.instance.pk is not None:
            for name in ("indicator", "period", "period_basis"):
                del self.fields[name]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        indicator = self._indicator()
        if indicator is not None:
            self._one_answer()
            self._within_bounds(indicator)
        if self.cleaned_data.get("denominator") == 0:
            say(self, "denominator", _("A denominator is never 0."))
        return cleaned

    def _indicator(self) -> Indicator | None:
        if self.instance.pk is None:
            found: Indicator | None = self.cleaned_data.get("indicator")
            return found
        of: Indicator = self.instance.thing.indicator
        return of

    def _one_answer(self) -> None:
        given = self.cleaned_data
        answers = [name for name in ("value", "level", "missing") if given.get(name) not in (None, "")]
        if len(answers) > 1:
            say(self, answers[-1], _("Give a value or a level, or say why there is none: one of them."))

    def _within_bounds(self, indicator: Indicator) -> None:
        """The bounds are copied beside the value, so that the database holds it within them."""
        unit = indicator.unit
        low, high = (unit.minimum, unit.maximum) if unit else (None, None)
        self.instance.unit_minimum, self.instance.unit_maximum = low, high
        value = self.cleaned_data.get("value")
        if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            say(self, "value", _("The value lies beyond the bounds of the unit."))

    def found_or_new(self) -> Thing | None:
        indicator, period = self.cleaned_data["indicator"], read_period(self, "period")
        if period is None:
            return None
        identity = {"indicator": indicator, "start": period.start, "end": period.end}
        basis = self.cleaned_data["period_basis"]
        values = {**identity, "chain": indicator.chain, "period": period.code, "period_basis": basis}
        return self.taken_up(identity, values)

    def where(self, name: str) -> str | None:
        return "period" if name in ("code", "start", "end") else super().where(name)


class IndicatorForm(VersionForm):
    """The baseline's period is typed as a code; its first and last day follow from it."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = self.cleaned_data
        if given.get("kind") == "quantitative" and not given.get("unit"):
            say(self, "unit", _("A quantitative indicator counts something: choose its unit."))
        if given.get("kind") == "qualitative" and given.get("unit"):
            say(self, "unit", _("A qualitative indicator has a rubric and no unit."))
        replaced, initiative = given.get("replaces"), given.get("initiative")
        if replaced and initiative and not is_within_reach(replaced, initiative.chain):
            say(self, "replaces", _("Choose one of the same framework, or of the one that this framework follows."))
        if given.get("materiality") is not None and given["materiality"] <= 0:
            say(self, "materiality", _("The materiality must be above 0."))
        if (given.get("decimals") or 0) > 6:
            say(self, "decimals", _("At most six decimals are kept."))
        self._baseline()
        return cleaned

    def _baseline(self) -> None:
        given = self.cleaned_data
        period = read_period(self, "baseline_period")
        self.instance.baseline_start = period.start if period else None
        self.instance.baseline_end = period.end if period else None
        has_value, has_level = given.get("baseline_value") is not None, given.get("baseline_level") is not None
        if has_value and has_level:
            say(self, "baseline_level", _("A baseline is a value or a level, not both."))
        if (has_value or has_level) and period is None and "baseline_period" not in self.errors:
            say(self, "baseline_period", _("Say of which period the baseline is."))
        kind = given.get("kind") or (self.instance.thing.kind if self.instance.pk else "")
        if has_value and kind == "qualitative":
            say(self, "baseline_value", _("A qualitative indicator takes a level."))

    def taken_up(self, identity: dict[str, Any], values: dict[str, Any]) -> Thing | None:
        return None if {"unit", "replaces"} & self.errors.keys() else super().taken_up(identity, values)


class TargetForm(forms.ModelForm):  # type: ignore[type-arg]  # in a formset
    """The period of a whole-period target gives its first day; its last day is when it is due."""

    class Meta:
        model = Target
        fields = ("value", "level", "due", "basis", "period", "qualifier")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = self.cleaned_data
        answers = [name for name in ("value", "level") if given.get(name) is not None]
        if len(answers) != 1:
            say(self, "value", _("A target is a value or a level: one of them."))
        period = read_period(self, "period")
        self.instance.start = period.start if period else None
        if given.get("basis") == "whole_period" and period is None and "period" not in self.errors:
            say(self, "period", _("Say for which period as a whole."))
        due = given.get("due")
        if period and due and given.get("basis") == "whole_period" and period.end != due:
            say(self, "due", _("A target for a whole period is due on its last day, %(day)s.") % {"day": period.end})
        elif period and due and period.start > due:
            say(self, "due", _("A target is due on or after the first day of its period."))
        return cleaned
