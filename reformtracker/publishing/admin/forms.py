"""The form of a version: a thing is made with its first version, and a draft may be incomplete."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reformtracker.publishing import registry
from reformtracker.publishing.models import Thing, Version


class VersionForm(forms.ModelForm):  # type: ignore[type-arg]  # of any kind of version
    thing_class: ClassVar[type[Thing]]
    thing_fields: ClassVar[tuple[str, ...]] = ()
    parent: ClassVar[str] = ""
    """The field of the thing that names what it belongs to, and with it the framework; empty: the framework is asked for."""
    identity: ClassVar[str] = "code"
    thing: Thing | None = None

    class Media:
        js = (forms.Script("js/drafts.js", type="module"),)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk is None and not any(name in self.errors for name in self.thing_fields):
            self.thing = self.found_or_new()
            if self.thing is not None:
                self.instance.thing = self.thing
        return cleaned

    def found_or_new(self) -> Thing | None:
        """A thing whose only draft was discarded is taken up again; one with versions is not begun twice."""
        values = {name: self.cleaned_data[name] for name in self.thing_fields}
        if self.parent:
            values["chain"] = values[self.parent].chain
        identity = {"chain": values["chain"], self.identity: values[self.identity]}
        return self.taken_up(identity, values)

    def taken_up(self, identity: dict[str, Any], values: dict[str, Any]) -> Thing | None:
        thing = self.thing_class._default_manager.filter(**identity).first()
        if thing and self._has_versions(thing):
            self.add_error(self.where(self.identity), self.already(thing))
            return None
        thing = thing or self.thing_class()
        for name, value in values.items():
            setattr(thing, name, value)
        try:
            thing.full_clean()
        except ValidationError as error:
            for name, said in error.update_error_dict({}).items():
                self.add_error(self.where(name), said)
            return None
        return thing

    def where(self, name: str) -> str | None:
        return name if name in self.fields else None

    def _has_versions(self, thing: Thing) -> bool:
        return bool(self._meta.model._default_manager.filter(thing=thing).exists())

    def already(self, thing: Thing) -> str:
        """Where to go instead."""
        versions: Any = self._meta.model._default_manager
        open_one = versions.open().filter(thing=thing).first()
        if open_one:
            return _("%(thing)s has an open version already (%(state)s); work on that one.") % {
                "thing": thing.public_id,
                "state": open_one.get_state_display(),
            }
        return _("%(thing)s is public already; open its published version and start a new one from it.") % {
            "thing": thing.public_id
        }


def say(form: forms.BaseForm, field: str, message: str) -> None:
    """An error beside its field, or above the form where the field is not shown."""
    form.add_error(field if field in form.fields else None, message)


def problems_as_errors(version: Version, form: Any) -> None:
    """What keeps a stored draft from review, beside the fields of the form that was opened on it."""
    errors = forms.utils.ErrorDict()
    for field, said in registry.problems(version).items():
        if field in form.fields:
            errors[field] = form.error_class(said)
    form._errors = errors
