"""What somebody has typed into a form and not saved yet: kept for them alone, and no part of any record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from reformtracker.publishing.models.person import Person

LONGEST = 400_000
"""Characters of a form as a browser sends it: several times the largest that the fields allow in Latin letters."""

KEPT_FOR = timedelta(days=30)

TYPING = timedelta(minutes=15)
"""For so long somebody counts as being at it."""

UNSENT = frozenset({"csrfmiddlewaretoken", "typist", "_save", "_submit", "_restore"})
"""What belongs to one sending of the form, and not to what was typed."""


class AutosaveQuerySet(models.QuerySet["Autosave"]):
    def of(self, person: Person, kind: str) -> AutosaveQuerySet:
        return self.filter(person=person, kind=kind)

    def keep(self, person: Person, kind: str, form: str, typed: QueryDict) -> Autosave:
        """The newest text takes the place of the one before. ValueError where it is longer than LONGEST."""
        text = as_text(typed)
        if len(text) > LONGEST:
            raise ValueError(_("This is more text than can be kept aside: save the draft."))
        edits = typed.get("edits", "")
        values = {"text": text, "edits": int(edits) if edits.isdecimal() else None, "saved_at": timezone.now()}
        return self.update_or_create(person=person, kind=kind, form=form, defaults=values)[0]

    def typing(self, kind: str, form: str, now: datetime | None = None) -> AutosaveQuerySet:
        """What was typed into one form within TYPING, by anybody."""
        since = (now or timezone.now()) - TYPING
        return self.filter(kind=kind, form=form, saved_at__gte=since).select_related("person")

    def forget_old(self, now: datetime | None = None) -> int:
        """Deletes what is older than KEPT_FOR; says how many."""
        return self.filter(saved_at__lt=(now or timezone.now()) - KEPT_FOR).delete()[0]


def as_text(typed: QueryDict) -> str:
    kept = typed.copy()
    for name in UNSENT & set(kept):
        del kept[name]
    return str(kept.urlencode())


class Autosave(models.Model):
    """One row per person and form. It never makes a version, an editor or an event of the audit."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    form = models.CharField(max_length=150)
    """The primary key of the version; of one that is not stored yet `new:<page>?<query>`, as it was opened."""
    text = models.TextField(max_length=LONGEST)
    """The fields as a browser sends them, percent-encoded."""
    edits = models.PositiveIntegerField(null=True)
    """How often the draft had been saved when it was opened for this; None for a new one."""
    saved_at = models.DateTimeField()

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at",)
        indexes: ClassVar = [models.Index(fields=("saved_at",), name="publishing_autosave_by_age")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "kind", "form"), name="publishing_autosave_one_per_form"),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(form=""), name="publishing_autosave_names_its_form"),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("text"), LONGEST)), name="publishing_autosave_is_not_too_long"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.form}"

    @property
    def typed(self) -> QueryDict:
        return QueryDict(self.text, mutable=True)
