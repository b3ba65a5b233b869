"""The staff side as a browser has it: sign in, open a form, send it back with some fields changed."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client
from django.urls import reverse

from reformtracker.publishing.models import Person, Version


def signed_in(person: Person, *proofs: str) -> Client:
    """A session that began a moment ago with these proofs, by default a password."""
    client = Client()
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": proof, "at": time.time()} for proof in proofs or ("password",)
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session["tracker.began"] = session["tracker.seen"] = time.time()
    session.save()
    return client


def url_of(version: Version) -> str:
    return reverse(f"admin:{version._meta.app_label}_{version._meta.model_name}_change", args=[version.pk])


def act(client: Client, version: Version, name: str, **data: str) -> Any:
    url = reverse(f"admin:{version._meta.app_label}_{version._meta.model_name}_act", args=[version.pk, name])
    return client.post(url, data)


def release_form(client: Client, **data: Any) -> dict[str, Any]:
    """What a publisher sends of the page of releases who has asked for the checklist and says to have read it."""
    texts = {"title_en": "Figures for 2021", "note_en": "What is new.", "publish_at_0": "", "publish_at_1": ""}
    filled = texts | data
    page = client.post(reverse("admin:publishing_release_waiting"), filled | {"_check": "1"})
    found = page.context.get("checklist") if page.context else None
    return filled | {"seen": found.seen if found else ""}


def form_of(response: Any) -> dict[str, str]:
    """What a browser would send of the page it was given, untouched."""
    context = response.context
    found = _values(context["adminform"].form)
    found |= {name: str(context[name]) for name in ("edits", "wording") if name in context}
    for inline in context["inline_admin_formsets"]:
        found |= _values(inline.formset.management_form)
        for form in inline.formset.forms:
            found |= _values(form)
    return found


def _values(form: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in form.fields:
        value = form[name].value()
        if value is None or value is False or name == "DELETE":
            continue
        shown = "on" if value is True else form.fields[name].widget.format_value(value)
        shown = shown[0] if isinstance(shown, list) and shown else shown
        found[form.add_prefix(name)] = str(shown) if shown else ""
    return found


def save(client: Client, url: str, **changes: str) -> Any:
    """Opens the form, changes some fields, and sends it."""
    return client.post(url, form_of(client.get(url)) | changes)
