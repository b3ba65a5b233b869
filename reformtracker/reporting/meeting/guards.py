"""Refusals of the database that are about review meetings: see `reformtracker.publishing.triggers`."""

from __future__ import annotations

from casestudies.models import CorrectiveAction
from initiatives.models import Milestone
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.triggers import Refusal, add, keep_from_truncate
from reformtracker.reporting.models import Decision, ReviewMeeting

MEETING, DECISION = ReviewMeeting._meta.db_table, Decision._meta.db_table
RELEASE, CHAIN = Release._meta.db_table, Chain._meta.db_table
MILESTONE, ACTION = Milestone._meta.db_table, CorrectiveAction._meta.db_table


def add_all() -> None:
    _guard_meetings()
    _guard_decisions()
    keep_from_truncate(MEETING, DECISION)


def _guard_meetings() -> None:
    invented = f"EXISTS (SELECT 1 FROM {CHAIN} c WHERE c.id = OLD.chain_id AND c.is_demo)"
    add(
        Refusal(
            "reporting_reviewmeeting_of_a_published_release",
            MEETING,
            ("INSERT",),
            f"NOT EXISTS (SELECT 1 FROM {RELEASE} r WHERE r.id = NEW.release_id AND r.chain_id = NEW.chain_id "
            "AND r.state = 'published')",
            "a review meeting reads a published release of its framework",
        ),
        Refusal(
            "reporting_reviewmeeting_milestone_of_its_framework",
            MEETING,
            ("INSERT",),
            f"NOT EXISTS (SELECT 1 FROM {MILESTONE} m WHERE m.id = NEW.milestone_id AND m.chain_id = NEW.chain_id)",
            "a review meeting is a milestone of its own framework",
        ),
        Refusal(
            "reporting_reviewmeeting_never_changes",
            MEETING,
            ("UPDATE",),
            "TRUE",
            "that a meeting was called is on record",
        ),
        Refusal(
            "reporting_reviewmeeting_never_deleted",
            MEETING,
            ("DELETE",),
            f"NOT {invented}",
            "that a meeting was called is on record",
        ),
    )


def _guard_decisions() -> None:
    invented = (
        f"EXISTS (SELECT 1 FROM {MEETING} m JOIN {CHAIN} c ON c.id = m.chain_id "
        "WHERE m.id = OLD.meeting_id AND c.is_demo)"
    )
    add(
        Refusal(
            "reporting_decision_action_of_its_framework",
            DECISION,
            ("INSERT",),
            f"NOT EXISTS (SELECT 1 FROM {MEETING} m JOIN {ACTION} a ON a.chain_id = m.chain_id "
            "WHERE m.id = NEW.meeting_id AND a.id = NEW.action_id)",
            "a meeting decides on actions of its own framework",
        ),
        Refusal(
            "reporting_decision_never_changes",
            DECISION,
            ("UPDATE",),
            "TRUE",
            "what was decided is on record; the action goes on",
        ),
        Refusal(
            "reporting_decision_never_deleted",
            DECISION,
            ("DELETE",),
            f"NOT {invented}",
            "what was decided is on record; the action goes on",
        ),
    )
