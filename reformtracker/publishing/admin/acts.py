"""The verbs of publishing as buttons: which are offered to whom on which version, and what each one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformtracker.publishing import actions, policy
from reformtracker.publishing.actions import Incomplete
from reformtracker.publishing.models import (
    OPEN_STATES,
    PUBLIC_STATES,
    Editor,
    Person,
    Remark,
    State,
    Version,
    VersionKind,
)

Run = Callable[[Version, Person, QueryDict], Version]
NEW_KINDS = (VersionKind.REVISION, VersionKind.CORRECTION, VersionKind.ASSESSMENT, VersionKind.TRANSLATION)


@dataclass(frozen=True)
class Act:
    """`needs` is the act of `policy`; `run` returns the version to go on with."""

    name: str
    needs: str
    states: tuple[State, ...]
    run: Run
    done: Any

    def offered(self, version: Version, person: Person) -> bool:
        return version.state in self.states and policy.may(person, self.needs, version) and self._fits(version, person)

    def _fits(self, version: Version, person: Person) -> bool:
        match self.name:
            case "approve":
                return not has_edited(version, person)
            case "revise":
                return not version.is_withdrawal and not opened(version)
            case "withdraw":
                return not version.is_withdrawal and not opened(version)
            case "redact":
                return not version.redacted
            case _:
                return True


def has_edited(version: Version, person: Person) -> bool:
    return Editor.objects.filter(kind=version.KIND, version_id=version.pk, person=person).exists()


def opened(version: Version) -> Version | None:
    """The open version of the same thing, where there is one."""
    found: Version | None = type(version).objects.open().filter(thing=version.thing_id).first()
    return found


@transaction.atomic
def _approve(version: Version, by: Person, data: QueryDict) -> Version:
    """With what was written beside the button, as a comment: both or neither."""
    if text := data.get("text", "").strip():
        actions.comment(version, by=by, text=text)
    actions.approve(version, by=by, seen=data.get("seen", ""))
    return version


def _return(version: Version, by: Person, data: QueryDict) -> Version:
    actions.send_back(version, by=by, reason=data.get("reason", "") or data.get("text", ""))
    return version


def _submit(version: Version, by: Person, data: QueryDict) -> Version:
    actions.submit(version, by=by)
    return version


def _discard(version: Version, by: Person, data: QueryDict) -> Version:
    actions.discard(version, by=by)
    return version


@transaction.atomic
def _comment(version: Version, by: Person, data: QueryDict) -> Version:
    """A second click says nothing new: the same words are taken again once somebody has said something else."""
    text = _said(data, "text", _("Write something first."))
    # One at a time, or two clicks at the same moment would both find nothing said.
    type(version).objects.select_for_update().filter(pk=version.pk).first()
    last = Remark.objects.filter(kind=version.KIND, version_id=version.pk).order_by("pk").last()
    if last is None or (last.by_id, last.act, last.text) != (by.pk, Remark.Act.COMMENT, text):
        actions.comment(version, by=by, text=text)
    return version


def _revise(version: Version, by: Person, data: QueryDict) -> Version:
    kind = data.get("version_kind", "")
    if kind not in NEW_KINDS:
        raise Incomplete({"version_kind": [_("Say what kind of version it is to be.")]})
    return actions.revise(version.thing, type(version), by=by, version_kind=kind)


def _withdraw(version: Version, by: Person, data: QueryDict) -> Version:
    reason = _said(data, "reason", _("Say why: the reason is shown to the public in its place."))
    return actions.withdraw(version.thing, type(version), by=by, reason=reason)


def _redact(version: Version, by: Person, data: QueryDict) -> Version:
    reason = _said(data, "reason", _("Say on what grounds this is to be blanked."))
    actions.order_redaction(version, by=by, reason=reason)
    return version


def _said(data: QueryDict, name: str, otherwise: str) -> str:
    text = data.get(name, "").strip()
    if not text:
        raise Incomplete({name: [otherwise]})
    return text


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("submit", "submit", (State.DRAFT,), _submit, gettext_lazy("Submitted for review.")),
        Act("approve", "approve", (State.IN_REVIEW,), _approve, gettext_lazy("Approved; it waits for a release.")),
        Act("return", "return", (State.IN_REVIEW,), _return, gettext_lazy("Returned with your reason.")),
        Act("discard", "draft", (State.DRAFT,), _discard, gettext_lazy("Discarded.")),
        Act("revise", "draft", (State.PUBLISHED,), _revise, gettext_lazy("A new draft, begun from what is public.")),
        Act("withdraw", "draft", (State.PUBLISHED,), _withdraw, gettext_lazy("A withdrawal, as a draft for review.")),
        Act("redact", "redact", PUBLIC_STATES, _redact, gettext_lazy("Ordered; another administrator confirms it.")),
        Act("comment", "comment", OPEN_STATES, _comment, gettext_lazy("Your comment stands below.")),
    )
}


def offered(version: Version, person: Person) -> set[str]:
    return {name for name, act in ACTS.items() if act.offered(version, person)}
