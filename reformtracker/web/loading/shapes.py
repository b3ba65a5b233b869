"""Which keys each file may hold: the written form of a framework. Rules about what they say are in `drafts` and `rules`."""

from __future__ import annotations

from benefits.lateness import Frequency
from benefits.measures import Basis, Cause, Direction, Kind, Missing, Qualifier, Role, Verdict
from benefits.models import Observation, ObservationVersion
from casestudies.models import CaseLink, ChallengeVersion, CorrectiveActionVersion
from initiatives.models import Phase, Track
from reformtracker.publishing.models import VersionKind
from reformtracker.publishing.texts import PATHS
from reformtracker.web.loading.values import (
    Key,
    Shape,
    code,
    dated,
    day,
    names,
    nested,
    number,
    period,
    reference,
    several,
    text,
    texts,
    whole,
    word,
    yes_no,
)

CITATION: Shape = {
    "document": Key(reference, required=True),
    "paragraph": Key(text),
    "from": Key(text),
    "to": Key(text),
    "note": Key(texts),
}

VERSION: Shape = {
    "citations": Key(several(nested(CITATION)), required=True),
    "version_kind": Key(
        word([VersionKind.REVISION, VersionKind.CORRECTION, VersionKind.ASSESSMENT, VersionKind.TRANSLATION]),
        default=VersionKind.REVISION.value,
    ),
    "reason": Key(texts),
}
"""Every thing that is published: what it rests on and, where it has changed, what kind of change it is and why."""

OFFICIAL = Key(several(word(PATHS)))

GOAL: Shape = {"code": Key(code, required=True), "name": Key(names, required=True), "gap": Key(texts)}

FRAMEWORK: Shape = {
    "default": Key(yes_no, default=False),
    "track": Key(word(Track), required=True),
    "follows": Key(reference),
    "document": Key(reference, required=True),
    "name": Key(names, required=True),
    "official": OFFICIAL,
    "summary": Key(texts),
    "starts": Key(day, required=True),
    "ends": Key(day, required=True),
    "goals": Key(several(nested(GOAL))),
    **VERSION,
}

OBJECTIVE: Shape = {
    "code": Key(code, required=True),
    "name": Key(names, required=True),
    "official": OFFICIAL,
    "summary": Key(texts),
    **VERSION,
}

INITIATIVE: Shape = {
    "code": Key(code, required=True),
    "objective": Key(reference, required=True),
    "name": Key(names, required=True),
    "official": OFFICIAL,
    "expected_benefit": Key(texts),
    "phase": Key(word(Phase), default=Phase.BENEFITS_MANAGEMENT.value),
    "goals": Key(several(reference)),
    "also_goals": Key(several(reference)),
    "leads": Key(several(reference)),
    **VERSION,
}

LEVEL: Shape = {
    "number": Key(whole, required=True),
    "code": Key(code, required=True),
    "label": Key(texts, required=True),
    "description": Key(texts, required=True),
}

BASELINE: Shape = {
    "period": Key(period, required=True),
    "value": Key(number),
    "level": Key(reference),
    "qualifier": Key(word(Qualifier), default=Qualifier.EXACT.value),
    "numerator": Key(number),
    "denominator": Key(number),
    "note": Key(texts),
    "citations": Key(several(nested(CITATION)), required=True),
}

TARGET: Shape = {
    "period": Key(period),
    "due": Key(day),
    "basis": Key(word(Basis), default=Basis.BY_DATE.value),
    "value": Key(number),
    "level": Key(reference),
    "qualifier": Key(word(Qualifier), default=Qualifier.EXACT.value),
    "citations": Key(several(nested(CITATION)), required=True),
}

ASSESSMENT: Shape = {
    "verdict": Key(word(Verdict), required=True),
    "cause": Key(word(Cause), required=True),
    "basis": Key(word(ObservationVersion.AssessmentBasis), required=True),
    "confidence": Key(word(ObservationVersion.Confidence)),
    "justification": Key(texts),
}

OBSERVATION: Shape = {
    "period": Key(period, required=True),
    "period_basis": Key(word(Observation.PeriodBasis), default=Observation.PeriodBasis.CALENDAR.value),
    "value": Key(number),
    "level": Key(reference),
    "missing": Key(word(Missing)),
    "qualifier": Key(word(Qualifier), default=Qualifier.EXACT.value),
    "numerator": Key(number),
    "denominator": Key(number),
    "derivation": Key(texts),
    "comparable": Key(yes_no, default=True),
    "break_note": Key(texts),
    "narrative": Key(texts),
    "assessment": Key(nested(ASSESSMENT)),
    **VERSION,
}

INDICATOR: Shape = {
    "code": Key(code, required=True),
    "initiative": Key(reference, required=True),
    "kind": Key(word(Kind), required=True),
    "role": Key(word(Role), required=True),
    "unit": Key(reference),
    "desired_direction": Key(word(Direction), default=Direction.INCREASE.value),
    "frequency": Key(word(Frequency), default=Frequency.ANNUAL.value),
    "replaces": Key(reference),
    "name": Key(texts, required=True),
    "definition": Key(texts, required=True),
    "method": Key(texts),
    "caution": Key(texts),
    "unit_label": Key(texts),
    "decimals": Key(whole, default=0),
    "materiality": Key(number),
    "reporting_lag_months": Key(whole, default=3),
    "reporting_until": Key(day),
    "levels": Key(several(nested(LEVEL))),
    "baseline": Key(nested(BASELINE)),
    "targets": Key(several(nested(TARGET))),
    "observations": Key(several(nested(OBSERVATION))),
    **VERSION,
}

MILESTONE: Shape = {
    "slug": Key(code, required=True),
    "date": Key(dated, required=True),
    "title": Key(texts, required=True),
    "text": Key(texts),
    "review_meeting": Key(yes_no, default=False),
    **VERSION,
}

ILLUSTRATES: Shape = {"initiative": Key(reference, required=True), "why": Key(texts)}
PARAGRAPH: Shape = {"paragraph": Key(text, required=True), "text": Key(texts, required=True)}
EVENT: Shape = {"date": Key(dated, required=True), "text": Key(texts, required=True)}
LINK: Shape = {
    "indicator": Key(reference, required=True),
    "bearing": Key(word(CaseLink.Bearing), required=True),
    "why": Key(texts),
}

CASE_STUDY: Shape = {
    "slug": Key(code, required=True),
    "title": Key(texts, required=True),
    "summary": Key(texts, required=True),
    "limits": Key(texts, required=True),
    "region": Key(texts),
    "places": Key(several(reference)),
    "illustrates": Key(several(nested(ILLUSTRATES)), required=True),
    "paragraphs": Key(several(nested(PARAGRAPH))),
    "events": Key(several(nested(EVENT))),
    "links": Key(several(nested(LINK))),
    **VERSION,
}

ACTION: Shape = {
    "code": Key(code, required=True),
    "title": Key(texts, required=True),
    "text": Key(texts),
    "state": Key(word(CorrectiveActionVersion.Progress), required=True),
    "progress_note": Key(texts),
    "owner": Key(reference),
    "due": Key(dated),
    "indicators": Key(several(reference)),
    **VERSION,
}

CHALLENGE: Shape = {
    "code": Key(code, required=True),
    "title": Key(texts, required=True),
    "text": Key(texts),
    "state": Key(word(ChallengeVersion.Condition), required=True),
    "responsible": Key(reference),
    "initiatives": Key(several(reference)),
    "actions": Key(several(nested(ACTION))),
    **VERSION,
}

DOCUMENT: Shape = {
    "symbol": Key(text, required=True),
    "title": Key(texts, required=True),
    "link": Key(text),
    "public_by": Key(dated, required=True),
}

ENTITY: Shape = {"code": Key(code, required=True), "acronym": Key(text), "name": Key(texts, required=True)}
UNIT: Shape = {
    "code": Key(code, required=True),
    "label": Key(texts, required=True),
    "minimum": Key(number),
    "maximum": Key(number),
}
COUNTRY: Shape = {
    "iso3": Key(code, required=True),
    "name": Key(names, required=True),
    "latitude": Key(number),
    "longitude": Key(number),
}

ONE_BLOCK: dict[str, Shape] = {"framework": FRAMEWORK}
LISTS: dict[str, Shape] = {
    "documents": DOCUMENT,
    "entities": ENTITY,
    "units": UNIT,
    "countries": COUNTRY,
    "objectives": OBJECTIVE,
    "initiatives": INITIATIVE,
    "milestones": MILESTONE,
    "challenges": CHALLENGE,
}
"""Files that hold a list, by stem."""

FOLDERS: dict[str, Shape] = {"indicators": INDICATOR, "case-studies": CASE_STUDY}
"""Folders whose every file holds one thing."""
