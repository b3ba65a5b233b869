"""The forms of a review meeting: when it is held and what it reads, and one decision."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casestudies.models import Challenge
from initiatives.models import Entity, Initiative
from reformtracker.publishing.admin.texts import TextsForm
from reformtracker.publishing.models import Chain
from reformtracker.reporting.admin.forms import numbered_release
from reformtracker.reporting.meeting.actions import NewChallenge
from reformtracker.reporting.meeting.offers import Offer
from reformtracker.reporting.models import Build


class MeetingForm(forms.Form):
    chain = forms.ModelChoiceField(Chain.objects.none(), label=gettext_lazy("Framework"), empty_label=None)
    day = forms.DateField(label=gettext_lazy("Day of the meeting"), widget=AdminDateWidget)
    release = forms.IntegerField(
        label=gettext_lazy("Release"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("The number of the release that the meeting has before it. Empty: the newest."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["chain"].queryset = Chain.objects.public().order_by("-is_default", "slug")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        chain = self.cleaned_data.get("chain")
        if chain is not None and "release" not in self.errors:
            number = self.cleaned_data.get("release") or chain.head
            self.cleaned_data["release"] = numbered_release(self, "release", chain, number)
        return cleaned


NEW = "new"
"""In place of the key of a challenge: one that is recorded with the decision."""


class DecisionForm(TextsForm):
    """`form`: what tells this form from every other, however often it is sent. `initiative`: of which a new challenge may be recorded;
    None where the item belongs to none."""

    challenge = forms.ChoiceField(
        label=gettext_lazy("Challenge"),
        help_text=gettext_lazy("What the action answers; those that bear on this item."),
    )
    owner = forms.ModelChoiceField(Entity.objects.none(), label=gettext_lazy("Owner"))
    due = forms.DateField(label=gettext_lazy("Due"), widget=AdminDateWidget)
    form = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, offers: Sequence[Offer], initiative: Initiative | None, data: Any = None) -> None:
        super().__init__(data, initial={"form": secrets.token_hex(16)})
        self.offered = {str(one.challenge.pk): one.challenge for one in offers}
        self.initiative = initiative
        choices = [(str(one.challenge.pk), f"{one.challenge.code} {one.title}") for one in offers]
        if initiative:
            choices.append((NEW, _("One that is not recorded yet, named below")))
            self.add_text("challenge_title", _("What stands in the way"), 300, required=False)
        self.fields["challenge"].choices = choices  # type: ignore[attr-defined]  # of a choice
        if not offers:
            self.fields["challenge"].widget = forms.HiddenInput()
            self.initial["challenge"] = NEW
        self.fields["owner"].queryset = Entity.objects.all()  # type: ignore[attr-defined]  # of a choice of rows
        self.add_text("title", _("What is to be done"), 300)

    @property
    def is_possible(self) -> bool:
        """An action answers a challenge."""
        return bool(self.offered or self.initiative)

    def title(self) -> dict[str, Any]:
        return self.line("title")

    def challenge_title(self) -> dict[str, Any] | None:
        return self.line("challenge_title") if self.initiative else None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        chosen, named = self.cleaned_data.get("challenge"), self.texts("challenge_title")
        if chosen == NEW and not named["en"].strip():
            self.add_error("challenge_title_en", _("Say in English what stands in the way."))
        elif chosen not in (None, NEW) and any(named.values()):
            self.add_error("challenge", _("Another one is named below: choose that, or empty what is named."))
        return cleaned

    def decided(self) -> dict[str, Any]:
        """As `actions.decide` takes it."""
        given = self.cleaned_data
        same = {name: given[name] for name in ("owner", "due", "form")}
        return {**same, "titles": self.texts("title"), "challenge": self._challenge()}

    def _challenge(self) -> Challenge | NewChallenge:
        chosen = self.cleaned_data["challenge"]
        if chosen == NEW and self.initiative:
            return NewChallenge(self.texts("challenge_title"), self.initiative)
        return self.offered[chosen]


class PackForm(forms.Form):
    """Which file of the pack to make."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=Build.Format.choices)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"language": get_language(), "format": Build.Format.DOCX})
