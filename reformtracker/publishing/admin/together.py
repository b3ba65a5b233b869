"""Many versions at once: what each one says in short, and one act on those chosen, each on its own.

Every version is decided by its own verb in its own transaction, bound to the hash that was on the screen: one that is
refused keeps none of the others back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformtracker.publishing import actions, policy
from reformtracker.publishing.admin.base import ERRORS, person, sentence
from reformtracker.publishing.admin.difference import Difference, differences, unsaid
from reformtracker.publishing.admin.versions import VersionAdmin
from reformtracker.publishing.admin.work import waited
from reformtracker.publishing.canonical import hash_of, standing_hash
from reformtracker.publishing.models import Person, Version
from reformtracker.publishing.registry import kind, kinds
from reformtracker.publishing.waiting import Entry, Place, for_person, named

IN_SIGHT = 8
"""Changes shown of each version."""
AT_ONCE = 20
"""Versions on a page: as many as one can read before deciding."""
AT_MOST = 200
"""Of those that were chosen in a list."""

Run = Callable[..., None]


@dataclass(frozen=True)
class Together:
    """A page: which versions wait on it, and what is done with those chosen."""

    name: str
    needs: str
    places: tuple[Place, ...]
    run: Run
    heading: Any
    advice: Any
    button: Any
    done: Any
    none: Any


REVIEW = Together(
    "review",
    "approve",
    (Place.REVIEW, Place.OWN),
    actions.approve,
    gettext_lazy("Review together"),
    gettext_lazy(
        "Each version is approved on its own, as it is shown here; with an update you confirm its assessment as given. "
        "One that has changed since is left in review, and keeps none of the others back."
    ),
    gettext_lazy("Approve those chosen"),
    gettext_lazy("approved; it waits for a release."),
    gettext_lazy("Nothing waits for your review."),
)
SUBMIT = Together(
    "submit",
    "submit",
    (Place.RETURNED, Place.DRAFT),
    actions.submit,
    gettext_lazy("Submit together"),
    gettext_lazy("Each draft is submitted on its own. One that is not ready stays a draft, and says what is missing."),
    gettext_lazy("Submit those chosen"),
    gettext_lazy("submitted for review."),
    gettext_lazy("You have no drafts."),
)


@dataclass(frozen=True)
class Candidate:
    """One version on the page. `judged` is what its kind says beside the difference; `own`: edited by the reader."""

    entry: Entry
    version: Version
    live: Version | None
    seen: str
    changes: Sequence[Difference]
    judged: dict[str, Any]
    is_chosen: bool

    @property
    def own(self) -> bool:
        return self.entry.place == Place.OWN

    @property
    def waited(self) -> str:
        return waited(self.entry)

    @property
    def more(self) -> int:
        """Changes beyond those shown."""
        return len(self.changes) - IN_SIGHT


@dataclass(frozen=True)
class Outcome:
    """What became of one of those chosen, in a sentence. `version` is None where it is there no more."""

    version: Version | None
    done: bool
    sentence: str


def review_view(request: HttpRequest) -> HttpResponse:
    return _page(request, REVIEW)


def submit_view(request: HttpRequest) -> HttpResponse:
    return _page(request, SUBMIT)


def _page(request: HttpRequest, together: Together) -> HttpResponse:
    who = person(request)
    if not policy.may(who, together.needs):
        raise PermissionDenied
    chosen = request.POST.getlist("version")
    outcomes = [_decide(key, together, who, request.POST.get(f"seen-{key}", "")) for key in chosen]
    asked = set(request.GET.getlist("version"))
    waiting = [entry for entry in for_person(who).at(*together.places) if not asked or entry.key in asked]
    found = Paginator(waiting, AT_MOST if asked else AT_ONCE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": together.heading,
        "together": together,
        "outcomes": outcomes,
        "done": sum(outcome.done for outcome in outcomes),
        "nothing_chosen": request.method == "POST" and not chosen,
        "page": found,
        "candidates": _candidates(found, asked),
        "elsewhere": len(asked) - len(waiting) if request.method == "GET" else 0,
    }
    refused = any(not outcome.done for outcome in outcomes)
    return TemplateResponse(request, "admin/work/together.html", context, status=409 if refused else 200)


def _decide(key: str, together: Together, who: Person, seen: str) -> Outcome:
    version: Version | None = None
    try:
        name, _colon, pk = key.partition(":")
        version = named(kind(name).objects.filter(pk=int(pk))).get()
        together.run(version, by=who, seen=seen)
    except (ObjectDoesNotExist, StopIteration, ValueError):
        return Outcome(None, False, _("%(key)s is there no more.") % {"key": key})
    except ERRORS as error:
        return Outcome(version, False, sentence(error))
    return Outcome(version, True, str(together.done))


def _candidates(found: Page[Entry], chosen: set[str]) -> list[Candidate]:
    """In a number of queries that grows with the kinds on the page, not with its rows."""
    entries = list(found)
    made: dict[str, Candidate] = {}
    for model in kinds():
        of_kind = {entry.pk: entry for entry in entries if entry.kind == model.KIND}
        if of_kind:
            made |= _of_kind(model, of_kind, chosen)
    return [made[entry.key] for entry in entries if entry.key in made]


def _of_kind(model: type[Version], entries: dict[int, Entry], chosen: set[str]) -> dict[str, Candidate]:
    versions = list(model.objects.filter(pk__in=entries).whole().select_related("submitted_by", "edited_by"))
    live = {row.thing_id: row for row in model.objects.live().filter(thing__in=[v.thing_id for v in versions]).whole()}
    beside = model.standing_beside(versions)
    judged = _judged(model, versions)
    found = {}
    for version in versions:
        entry, before = entries[version.pk], live.get(version.thing_id)
        found[entry.key] = Candidate(
            entry,
            version,
            before,
            hash_of(version, standing_hash(beside.get(version.pk))),
            differences(before, version) if before else differences(None, version, but=unsaid(version)),
            judged.get(version.pk, {}),
            entry.key in chosen,
        )
    return found


def _judged(model: type[Version], versions: Iterable[Version]) -> dict[int, dict[str, Any]]:
    of_model = admin.site._registry.get(model)
    return of_model.previews(list(versions)) if isinstance(of_model, VersionAdmin) else {}
