"""Refusals of the database that are about reports: see `reformtracker.publishing.triggers`."""

from __future__ import annotations

from reformtracker.publishing.models import Chain, Redaction, Release
from reformtracker.publishing.touching import on_showing
from reformtracker.publishing.triggers import Effect, Refusal, add, changed, columns_of, keep_from_truncate
from reformtracker.reporting.models import Build, OwnParagraph, Report

REPORT, OWN, BUILD = (model._meta.db_table for model in (Report, OwnParagraph, Build))
RELEASE, CHAIN = Release._meta.db_table, Chain._meta.db_table
OF_PUBLICATION = ("edits", "number", "published_by", "published_at")
"""Of a report, what does not tell what it is made of."""
OF_THE_ASKING = ("report", "language", "format", "asked_by", "asked_at")


def add_all() -> None:
    _guard_reports()
    _guard_publication()
    _guard_own()
    _guard_builds()
    _guard_files()
    _guard_deletion()
    on_showing(Report, "OLD.published_at IS NULL AND NEW.published_at IS NOT NULL")
    keep_from_truncate(REPORT, OWN, BUILD)


def _guard_reports() -> None:
    content = [name for name in columns_of(Report) if name not in columns_of(Report, *OF_PUBLICATION)]
    add(
        Refusal(
            "reporting_report_of_a_published_release",
            REPORT,
            ("INSERT", "UPDATE"),
            f"NOT EXISTS (SELECT 1 FROM {RELEASE} r WHERE r.id = NEW.release_id AND r.chain_id = NEW.chain_id "
            "AND r.state = 'published')",
            "a report tells of a published release of its framework",
        ),
        Refusal(
            "reporting_report_since_an_earlier_release",
            REPORT,
            ("INSERT", "UPDATE"),
            (
                "NEW.since_id IS NOT NULL",
                f"NOT EXISTS (SELECT 1 FROM {RELEASE} s JOIN {RELEASE} r ON r.id = NEW.release_id AND r.number > s.number "
                "WHERE s.id = NEW.since_id AND s.chain_id = NEW.chain_id AND s.state = 'published')",
            ),
            "the last report told of an earlier release of the same framework",
        ),
        Refusal(
            "reporting_report_counts_its_edits",
            REPORT,
            ("UPDATE",),
            f"NEW.edits < OLD.edits OR (NEW.edits = OLD.edits AND {changed(*content)})",
            "files made before a change must be told from those made after it",
        ),
        Refusal(
            "reporting_report_of_one_framework_and_author",
            REPORT,
            ("UPDATE",),
            changed(*columns_of(Report, "chain", "author", "created_at")),
            "of which framework a report is, and who began it, is on record",
        ),
    )


def _guard_publication() -> None:
    languages = "LENGTH(NEW.languages) - LENGTH(REPLACE(NEW.languages, ',', '')) + 1"
    given = f"SELECT COUNT(*) FROM {BUILD} b WHERE b.report_id = NEW.id AND b.published"
    add(
        Refusal(
            "reporting_report_begins_unpublished",
            REPORT,
            ("INSERT",),
            "NEW.published_at IS NOT NULL",
            "a report is published once its files are made",
        ),
        Refusal(
            "reporting_report_published_with_its_files",
            REPORT,
            ("UPDATE",),
            (
                "OLD.published_at IS NULL AND NEW.published_at IS NOT NULL",
                f"({given} AND b.format = 'docx' AND b.edits = NEW.edits) <> {languages} "
                f"OR ({given} AND b.edits <> NEW.edits) > 0",
            ),
            "a report is published with a file in each of its languages, made of it as it is",
        ),
        Refusal(
            "reporting_report_has_no_gap",
            REPORT,
            ("UPDATE",),
            (
                "OLD.published_at IS NULL AND NEW.published_at IS NOT NULL",
                f"NEW.number <> (SELECT COALESCE(MAX(r.number), 0) + 1 FROM {REPORT} r WHERE r.chain_id = NEW.chain_id)",
            ),
            "numbers are given without gaps",
        ),
        Refusal(
            "reporting_report_published_is_fixed",
            REPORT,
            ("UPDATE",),
            f"OLD.published_at IS NOT NULL AND {changed(*columns_of(Report))}",
            "a published report never changes; make a new one",
        ),
    )


def _guard_own() -> None:
    add(
        Refusal(
            "reporting_ownparagraph_fixed_with_its_report",
            OWN,
            ("INSERT", "UPDATE", "DELETE"),
            f"EXISTS (SELECT 1 FROM {REPORT} r JOIN {CHAIN} c ON c.id = r.chain_id "
            "WHERE r.id = {row}.report_id AND r.published_at IS NOT NULL AND NOT c.is_demo)",
            "a published report never changes; make a new one",
        ),
        Refusal(
            "reporting_ownparagraph_keeps_its_place",
            OWN,
            ("UPDATE",),
            f"{changed(*columns_of(OwnParagraph, 'report', 'key', 'after'))} OR NEW.edits <= OLD.edits",
            "a paragraph stays where it was put, and counts how often it was saved",
        ),
    )
    for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        add(
            Effect(
                f"reporting_ownparagraph_{event.lower()}_is_an_edit",
                OWN,
                (event,),  # type: ignore[arg-type]  # one of the words
                f"UPDATE {REPORT} SET edits = edits + 1 WHERE id = {row}.report_id AND published_at IS NULL",
            )
        )


def _guard_builds() -> None:
    report = f"SELECT 1 FROM {REPORT} r WHERE r.id = NEW.report_id"
    arrows = " OR ".join(
        f"(OLD.state = '{old}' AND NEW.state = '{new}')"
        for old, new in (
            ("waiting", "running"),
            ("running", "done"),
            ("running", "failed"),
            ("waiting", "cancelled"),
            ("running", "cancelled"),
        )
    )
    add(
        Refusal(
            "reporting_build_begins_waiting", BUILD, ("INSERT",), "NEW.state <> 'waiting'", "a file is asked for first"
        ),
        Refusal(
            "reporting_build_in_a_language_of_its_report",
            BUILD,
            ("INSERT",),
            f"NOT EXISTS ({report} AND REPLACE(',' || r.languages || ',', ',' || NEW.language || ',', '') "
            "<> ',' || r.languages || ',')",
            "a file is in one of the languages that were chosen for the report",
        ),
        Refusal(
            "reporting_build_before_publication",
            BUILD,
            ("INSERT",),
            f"EXISTS ({report} AND r.published_at IS NOT NULL)",
            "a published report never changes, nor do its files",
        ),
        Refusal(
            "reporting_build_state_moves_forward",
            BUILD,
            ("UPDATE",),
            f"NEW.state <> OLD.state AND NOT ({arrows})",
            "a file waits, is made, and is done, failed or cancelled for good",
        ),
        Refusal(
            "reporting_build_is_what_was_asked_for",
            BUILD,
            ("UPDATE",),
            changed(*columns_of(Build, *OF_THE_ASKING)),
            "who asked for which file is on record",
        ),
    )


def _guard_files() -> None:
    moves = {"content", "forgotten_at", "redaction_id", "published"}
    fixed = [name for name in columns_of(Build) if name not in moves]
    report = f"SELECT 1 FROM {REPORT} r WHERE r.id = NEW.report_id"
    redacted = (
        f"EXISTS (SELECT 1 FROM {Redaction._meta.db_table} x WHERE x.id = NEW.redaction_id "
        "AND x.confirmed_by_id IS NOT NULL)"
    )
    add(
        Refusal(
            "reporting_build_ended_is_fixed",
            BUILD,
            ("UPDATE",),
            f"OLD.ended_at IS NOT NULL AND ({changed(*fixed)} OR (NEW.content IS NOT NULL AND {changed('content')}) "
            f"OR (OLD.forgotten_at IS NOT NULL AND {changed(*moves)}))",
            "a finished file keeps its hash; it can be let go of once",
        ),
        Refusal(
            "reporting_build_published_as_it_is",
            BUILD,
            ("UPDATE",),
            (
                changed("published"),
                f"EXISTS ({report} AND (r.published_at IS NOT NULL OR NEW.published AND r.edits <> NEW.edits)) "
                "OR NEW.published AND NEW.forgotten_at IS NOT NULL",
            ),
            "published is a file that is there, made of its report as it is",
        ),
        Refusal(
            "reporting_build_published_is_kept",
            BUILD,
            ("UPDATE",),
            ("OLD.published AND NEW.forgotten_at IS NOT NULL AND OLD.forgotten_at IS NULL", f"NOT {redacted}"),
            "a published file is taken back by a redaction alone",
        ),
    )


def _guard_deletion() -> None:
    invented = f"EXISTS (SELECT 1 FROM {CHAIN} c WHERE c.id = OLD.chain_id AND c.is_demo)"
    of_invented = (
        f"EXISTS (SELECT 1 FROM {REPORT} r JOIN {CHAIN} c ON c.id = r.chain_id "
        "WHERE r.id = OLD.report_id AND c.is_demo)"
    )
    add(
        Refusal(
            "reporting_report_never_deleted", REPORT, ("DELETE",), f"NOT {invented}", "what was begun is on record"
        ),
        Refusal(
            "reporting_build_never_deleted", BUILD, ("DELETE",), f"NOT {of_invented}", "what was made is on record"
        ),
    )
