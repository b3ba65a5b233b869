"""What every admin page shares: rights by `policy`, six languages to a field, refusals answered with their sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.admin import TranslationAdmin

from reformtracker.publishing import policy
from reformtracker.publishing.actions import Blocked, Conflict, Incomplete, refused_because
from reformtracker.publishing.models import Person, Thing, Version
from reformtracker.publishing.record import audit
from reformtracker.publishing.texts import SUFFIXES, direction, html_code

ERRORS = (policy.Refused, Conflict, Incomplete, Blocked, IntegrityError)
STATUSES: dict[type[Exception], int] = {policy.Refused: 403, Incomplete: 422}
ENGLISH_FIRST = ("en", *(code for code in SUFFIXES if code != "en"))


def person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise policy.Refused(_("Sign in first."))
    return request.user


def sentence(error: Exception) -> str:
    if isinstance(error, IntegrityError):
        return refused_because(error)
    if isinstance(error, Incomplete):
        return " ".join(line for lines in error.problems.values() for line in lines)
    return str(error)


def status_of(error: Exception) -> int:
    return STATUSES.get(type(error), 409)


@dataclass
class Attempt:
    """What became of a form while it was being saved."""

    refusal: Exception | None = None
    conflict: Any = None
    """The row as somebody else has left it, where the form is older."""
    restored: datetime | None = None
    """When the text in the form was kept aside, where the form is to be shown with it and not saved."""


def attempt(request: HttpRequest) -> Attempt:
    kept = request.META.setdefault("tracker.attempt", Attempt())
    if not isinstance(kept, Attempt):
        raise TypeError("tracker.attempt is not for others to set")
    return kept


class SaysRefusal:
    """Mixed into a form: the sentence of an earlier try to save, above the fields."""

    refusal: ClassVar[str] = ""

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()  # type: ignore[misc]  # of the form that follows in the order of resolution
        if self.refusal:
            self.add_error(None, self.refusal)  # type: ignore[attr-defined]
        return cleaned


def lines(model: type[models.Model], names: Iterable[str | tuple[str, ...]]) -> list[str | tuple[str, ...]]:
    """Field names for a fieldset; a translated one becomes one line with its six columns, English first."""
    translated = translated_fields(model)
    return [language_line(name) if isinstance(name, str) and name in translated else name for name in names]


def language_line(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{SUFFIXES[code]}" for code in ENGLISH_FIRST)


def translated_fields(model: type[models.Model]) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.concrete_fields if f"{field.name}_en" in _column_names(model))


def _column_names(model: type[models.Model]) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.concrete_fields)


class ByPolicy(BaseModelAdmin[Any]):
    """Rights come from the roles of `policy`, never from Django's permission table. Nothing is deleted here."""

    view_act: str = "view"
    edit_act: str = ""

    def may_edit(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.edit_act) and policy.may(request.user, self.edit_act, _with_area(obj))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Where somebody may not read at all, what is there and what is not look the same."""
        self.look_there(request)
        return super().get_object(request, object_id, from_field)  # type: ignore[misc]  # of an admin; rows beneath ask for none

    def look_there(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise Http404

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policy.may(request.user, self.view_act)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policy.may(request.user, self.view_act)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> forms.Field | None:
        """Each column of a translated text is named by its language and says so to browsers and screen readers."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[arg-type]  # as Django passes it
        language = next((code for code, suffix in SUFFIXES.items() if db_field.name.endswith(f"_{suffix}")), "")
        original = getattr(db_field, "translated_field", None)
        if field and original is not None and language:
            name = capfirst(original.verbose_name)
            field.label = name if language == "en" else dict(settings.LANGUAGES)[language]
            label = f"{name} ({dict(settings.LANGUAGES)[language]})"
            field.widget.attrs.update(lang=html_code(language), dir=direction(language), **{"aria-label": label})
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 5 if language == "en" else 3
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Adding what is missing belongs here; changing what others use does not.
            field.widget.can_change_related = field.widget.can_view_related = False
        return field


class Answering(ByPolicy):
    """A form whose act is refused comes back with the sentence and with everything that was typed."""

    thing_class: ClassVar[type[Thing]]
    """What a new form begins, where that has an area."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        outside = self.outside(request, object_id)
        if outside is not None:
            return refused(request, outside)
        if request.method != "POST":
            return self._form_view(request, object_id, form_url, extra_context)
        refusal: Exception | None = None
        # Once more with the refusal written into the form; a third time where somebody was quicker in between.
        for _try in range(3):
            self.look_again(request, object_id)
            try:
                response = self._form_view(request, object_id, form_url, extra_context)
            except ERRORS as error:
                refusal = attempt(request).refusal = error
                continue
            if response.status_code == 200 and attempt(request).conflict:
                response.status_code = 409
            elif response.status_code == 200 and refusal:
                response.status_code = status_of(refusal)
            return response
        return refused(request, refusal or Conflict(_("Somebody else is saving this just now; try again.")))

    def outside(self, request: HttpRequest, object_id: str | None) -> policy.Refused | None:
        """Why this form is not for this person, who may read it: to begin one, or to send it."""
        reads = object_id is not None and request.method != "POST"
        if reads or not self.edit_act or not self.has_view_permission(request):
            return None
        found = self.get_object(request, object_id) if object_id else getattr(self, "thing_class", None)
        try:
            policy.demand(person(request), self.edit_act, _with_area(found))
        except policy.Refused as refusal:
            return refusal
        return None

    def look_again(self, request: HttpRequest, object_id: str | None) -> None:
        """Before each try: whether the form has become older than the row."""

    def _form_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc,no-any-return]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kept = attempt(request)
        said = sentence(kept.refusal) if kept.refusal else ""
        if kept.restored:
            # Keeps it from being saved; the page says it in a notice of its own.
            said = _("Your text is back in the form. It is not saved yet.")
        if kept.conflict:
            said = _("Nothing was saved: this draft has changed since you opened it.")
        base = kwargs.pop("form", self.form)
        form = type(base.__name__, (SaysRefusal, base), {"refusal": said})
        return super().get_form(request, obj, change=change, form=form, **kwargs)  # type: ignore[misc]


def _with_area(found: Any) -> Any:
    """Things, versions and kinds of things lie in somebody's area; what else there is has none."""
    return found if isinstance(found, Thing | Version | type) else None


def refused(
    request: HttpRequest, error: Exception, back: str = "", *, kept: str = "", comment_url: str = ""
) -> HttpResponse:
    """A page with the sentence, for acts that are no form. `kept`: what was typed, to be sent as a comment or copied."""
    from django.contrib import admin

    context = {
        **admin.site.each_context(request),
        "title": _("This was not done"),
        "sentence": sentence(error),
        "held": error.held if isinstance(error, Blocked) else [],
        "back": back,
        "kept": kept,
        "comment_url": comment_url,
    }
    return TemplateResponse(request, "admin/refused.html", context, status=status_of(error))


class ReferenceAdmin(Answering, TranslationAdmin[Any]):
    """Documents, entities, units, countries: added by those who draft, public only through what points to them."""

    edit_act = "refer"
    actions = None
    body: ClassVar[Sequence[str]] = ()
    """Fields in their order, translated ones by their plain name."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": lines(self.model, self.body)})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit(
            f"{'change' if change else 'add'} {self.opts.model_name}",
            by=person(request),
            subject=str(obj.natural_key()[0]),
            fields=form.changed_data,
        )
