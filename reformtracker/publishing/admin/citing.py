"""A citation typed as one string, beside the plain fields; and the search that completes it where JavaScript runs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformtracker.publishing.citing import Use, uses
from reformtracker.sources.models import Citation, Document
from reformtracker.sources.typed import Typed, parse

MOST = 8
"""Documents that are offered at once, and uses of a paragraph that are named."""


class Cited(forms.TextInput):
    """A text field that `cite.js` makes a combobox of."""

    class Media:
        js = (forms.Script("js/cite.js", type="module"),)


class CitationForm(forms.ModelForm):  # type: ignore[type-arg]  # of any kind of citation
    typed = forms.CharField(
        label=gettext_lazy("Cite"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("In one go, as A/75/202, para. 38: it fills the fields below. Or fill these."),
        widget=Cited(attrs={"class": "cite", "autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "cite": reverse_lazy("admin:sources_document_cite"),
            "used": gettext_lazy("Also rests on this place:"),
            "unused": gettext_lazy("Nothing else rests on this place yet."),
            "found": gettext_lazy("%(count)s documents found"),
        }
        self.fields["typed"].widget.attrs |= {f"data-{name}": word for name, word in words.items()}
        # One of the two ways is enough; `clean` sees to it.
        for name in ("document", "paragraph"):
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        typed = (cleaned.get("typed") or "").strip()
        if typed:
            self._read(parse(typed), cleaned)
        else:
            for name in ("document", "paragraph"):
                if not cleaned.get(name) and name not in self.errors and name in self.fields:
                    self.add_error(name, _("Name the document and the paragraph, or type both in one go above."))
        return cleaned

    def _read(self, typed: Typed, cleaned: dict[str, Any]) -> None:
        """What was typed takes the place of what the fields held."""
        document, said = find(typed.document)
        paragraph = typed.paragraph or cleaned.get("paragraph") or ""
        if document is None:
            self.add_error("typed", said)
        elif not paragraph:
            self.add_error("typed", _("Which paragraph of %(symbol)s? Add it, as in %(example)s.") % {
                "symbol": document.symbol,
                "example": f"{document.symbol}, para. 38",
            })  # fmt: skip
        else:
            found = {"document": document, "paragraph": paragraph}
            cleaned |= found | ({"paragraph_to": typed.paragraph_to} if typed.paragraph else {})


def find(written: str) -> tuple[Document | None, str]:
    """The one document that is meant; without it a sentence that says why not, and what to do."""
    exact = Document.objects.filter(symbol__iexact=written).first()
    like = [exact] if exact else list(Document.objects.like(written)[: MOST + 1]) if written else []
    if len(like) == 1:
        return like[0], ""
    if like:
        listed = ", ".join(document.symbol for document in like[:MOST])
        return None, _("“%(typed)s” fits several documents: %(listed)s. Type the symbol of one.") % {
            "typed": written,
            "listed": listed,
        }
    link = format_html('<a href="{}">{}</a>', reverse("admin:sources_document_add"), add_it())
    return None, format_html("{} {}", unknown(written), link)


def unknown(written: str) -> str:
    return _("No document “%(typed)s” is known here.") % {"typed": written}


def add_it() -> str:
    return _("Add it with its symbol and title, then cite it.")


def answer(request: HttpRequest) -> JsonResponse:
    """For the combobox: what was typed as it was understood, the documents that it may mean, and what rests on the place."""
    typed = parse(request.GET.get("q", "")[:400])
    named = Document.objects.filter(symbol__iexact=typed.document)
    found = list(named or Document.objects.like(typed.document)[:MOST]) if typed.document else []
    used = uses(found[0], typed.paragraph, typed.paragraph_to) if len(found) == 1 and typed.paragraph else []
    return JsonResponse(
        {
            "paragraph": typed.paragraph,
            "paragraph_to": typed.paragraph_to,
            "documents": [
                {"id": document.pk, "symbol": document.symbol, "title": document.title or document.title_en or ""}  # type: ignore[attr-defined]  # a translated column
                for document in found
            ],
            "used": [_described(use) for use in used[:MOST]],
            "more": max(0, len(used) - MOST),
            "unknown": "" if found or not typed.document else unknown(typed.document),
            "add": {"url": reverse("admin:sources_document_add"), "text": add_it()},
        },
        headers={"Cache-Control": "no-store, private"},
    )


def _described(use: Use) -> dict[str, str]:
    meta = use.version._meta
    return {
        "what": f"{meta.verbose_name} {use.version.thing.public_id}",
        "state": str(use.version.get_state_display()),
        "place": place(use.citation),
        "url": reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[use.version.pk]),
    }


def place(citation: Citation) -> str:
    return f"{citation.paragraph}–{citation.paragraph_to}" if citation.paragraph_to else citation.paragraph
