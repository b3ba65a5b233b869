"""Verbs that only updates know."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from benefits.models import ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.actions import Incomplete
from reformtracker.publishing.models import Person
from reformtracker.publishing.texts import columns

ASSESSMENT = ("verdict", "cause", "confidence", *columns("justification"))
"""What a reviewer judges, by column."""


def assess(version: ObservationVersion, *, by: Person, seen: str, **given: Any) -> None:
    """A reviewer gives another assessment of an update in review: columns of `ASSESSMENT`, those left out stay.

    Who confirms it as given just approves. Who changes it has edited the version, and somebody else approves.
    """
    changed = {name: value for name, value in given.items() if (getattr(version, name) or "") != (value or "")}
    unknown = changed.keys() - set(ASSESSMENT)
    if unknown:
        raise ValueError(f"not of the assessment: {', '.join(sorted(unknown))}")
    if not changed:
        raise Incomplete({"verdict": ["The assessment is as it was given: to confirm it, approve the update."]})
    if changed.keys() & {"verdict", "cause", "confidence"}:
        changed["assessment_basis"] = _basis(version, given)
    actions.amend(version, by=by, seen=seen, content=changed, why=_told(version, changed))


def _basis(version: ObservationVersion, given: dict[str, Any]) -> str:
    verdict = given.get("verdict", version.verdict)
    return ObservationVersion.AssessmentBasis.REVIEWER.value if verdict else ""


def _told(version: ObservationVersion, changed: dict[str, Any]) -> str:
    """For the thread, in English as the record of the work is kept."""
    with translation.override("en"):
        said = [
            f"{_field(version, name).verbose_name}: {_worded(version, name, getattr(version, name))} → "
            f"{_worded(version, name, changed[name])}"
            for name in ("verdict", "cause", "confidence")
            if name in changed
        ]
    if changed.keys() & set(columns("justification")):
        said.append("the justification was rewritten")
    return "Assessment changed. " + "; ".join(said) + "."


def _worded(version: ObservationVersion, name: str, value: str) -> str:
    return str(dict(_field(version, name).flatchoices).get(value, "none")) if value else "none"


def _field(version: ObservationVersion, name: str) -> Any:
    """Its column, which the types of Django do not tell from a relation."""
    return version._meta.get_field(name)
