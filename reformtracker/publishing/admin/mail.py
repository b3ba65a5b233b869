"""“My mail”: how often a person is written to, and in which language; each decides for themselves."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from reformtracker.publishing.admin.base import person
from reformtracker.publishing.models import Person
from reformtracker.publishing.record import audit


class MailForm(forms.ModelForm[Person]):
    class Meta:
        model = Person
        fields = ("mailing", "language")
        widgets = {"mailing": forms.RadioSelect}


def my_mail(request: HttpRequest) -> HttpResponse:
    who = person(request)
    form = MailForm(request.POST or None, instance=who)
    if request.method == "POST" and form.is_valid():
        who.save(update_fields=form.fields)
        audit("change own mail", by=who, subject=who.pseudonym, fields=form.changed_data)
        messages.success(request, _("Saved. It counts from the next mail on."))
        return HttpResponseRedirect(reverse("admin:my_mail"))
    context = {**admin.site.each_context(request), "title": _("My mail"), "form": form, "who": who}
    return TemplateResponse(request, "admin/my_mail.html", context)
