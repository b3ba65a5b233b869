"""How each rule that belongs to one table is broken by raw SQL; `test_rules_of_kinds` sees that each is refused, and none missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import QueryDict

from benefits.models import IndicatorVersion, Level, Upload
from initiatives.models import Assignment, Framework
from reformtracker.publishing import actions, triggers
from reformtracker.publishing.models import (
    AuditEvent,
    Autosave,
    Chain,
    Change,
    Editor,
    Notice,
    Remark,
    Seal,
    Tally,
    TranslationNote,
)
from tests import factories as f
from tests.publishing.raw import change, copy, delete
from tests.publishing.world import World, a_target, country, event, lead, link, published_standing

BREAKS: dict[str, Callable[[World], None]] = {
    "sources_document_is_named": lambda w: change(f.document("A/99/1"), symbol=""),
    "sources_document_precision_is_known": lambda w: change(f.document(), public_by_precision="week"),
    "sources_document_link_is_of_the_web": lambda w: change(f.document(), link="javascript:alert(1)"),
    "publishing_chain_slug_is_free": lambda w: change(f.chain("fresh", is_default=False), slug="methodology"),
    "publishing_chain_demo_is_no_default": lambda w: copy(w.chain, slug="d", is_demo=True),
    "publishing_chain_one_default": lambda w: copy(w.chain, slug="second"),
    "publishing_release_number_is_unique": lambda w: _without_triggers(lambda: copy(w.release)),
    "publishing_release_state_is_known": lambda w: change(w.planned(), state="perhaps"),
    "publishing_release_published_is_whole": lambda w: w.publish_by_hand(hash=""),
    "publishing_release_planned_says_who_and_when": lambda w: change(w.planned(), planned_at=None),
    "publishing_release_says_who": lambda w: change(w.planned(), planned_at=None, planned_by_id=None),
    "publishing_release_not_before_it_was_public": lambda w: w.publish_by_hand(released_at=w.now + timedelta(days=1)),
    "publishing_release_keeps_its_embargo": lambda w: w.publish_before_its_time(),
    "publishing_person_has_a_pseudonym": lambda w: change(w.cast.auditor, pseudonym=""),
    "publishing_person_mail_words_are_known": lambda w: change(w.cast.auditor, mailing="never"),
    "publishing_notice_once": lambda w: copy(_notice(w)),
    "publishing_notice_names_its_event": lambda w: change(_notice(w), event="anything"),
    "publishing_autosave_one_per_form": lambda w: copy(_autosave(w)),
    "publishing_autosave_names_its_form": lambda w: change(_autosave(w), form=""),
    "publishing_autosave_is_not_too_long": lambda w: change(_autosave(w), text="x" * 400_001),
    "publishing_translationnote_once": lambda w: copy(_note(w)),
    "publishing_translationnote_language_is_known": lambda w: change(_note(w), language="en"),
    "publishing_editor_once": lambda w: copy(Editor.objects.all()[0]),
    "publishing_remark_says_something": lambda w: copy(_remark(w), text="   "),
    "publishing_redaction_once": lambda w: copy(w.redaction()),
    "publishing_redaction_confirmed_says_who_and_when": lambda w: change(w.redaction(), confirmed_at=w.now),
    "publishing_redaction_two_administrators": lambda w: change(
        w.redaction(), confirmed_at=w.now, confirmed_by_id=w.cast.administrator.pk
    ),
    "initiatives_entity_has_a_code": lambda w: change(w.entity(), code=""),
    "initiatives_assignment_says_what_of": lambda w: change(_assigned(w), role="contributor"),
    "initiatives_assignment_objective_once": lambda w: copy(_assigned(w)),
    "initiatives_assignment_initiative_once": lambda w: copy(
        _assigned(w, role="contributor", objective=None, initiative=w["initiative"].thing)
    ),
    "initiatives_assignment_everything_once": lambda w: copy(w.cast.reviewer.assignments.get()),
    "initiatives_framework_track_is_known": lambda w: copy(
        w["framework"].thing, chain_id=w.other_chain(), track="everything"
    ),
    "initiatives_framework_follows_an_older_one": lambda w: change(
        itself := _another(w).framework, follows_id=itself.pk
    ),
    "initiatives_frameworkversion_speaks_english": lambda w: w.submit("framework", name_en=None),
    "initiatives_frameworkversion_starts_before_it_ends": lambda w: change(w["framework"], starts=date(2030, 1, 1)),
    "initiatives_frameworkversion_has_a_period": lambda w: w.submit("framework", ends=None),
    "initiatives_objective_code_is_unique": lambda w: copy(w["objective"].thing),
    "initiatives_objective_has_a_code": lambda w: change(w["objective"].thing, code=""),
    "initiatives_objectiveversion_speaks_english": lambda w: w.submit("objective", name_en=" "),
    "initiatives_initiative_code_is_unique": lambda w: copy(w["initiative"].thing),
    "initiatives_initiative_has_a_code": lambda w: change(w["initiative"].thing, code=""),
    "initiatives_initiativeversion_speaks_english": lambda w: w.submit("initiative", name_en=" "),
    "initiatives_initiativeversion_phase_is_known": lambda w: change(w["initiative"], phase="endless"),
    "initiatives_lead_once_per_version": lambda w: copy(lead(w)),
    "initiatives_frameworkgoal_once": lambda w: copy(_goal(w)),
    "initiatives_frameworkgoal_has_a_code": lambda w: change(_goal(w), code=""),
    "initiatives_initiativegoal_once": lambda w: copy(w["initiative"].goals.create(code="prevention")),
    "initiatives_milestone_slug_is_unique": lambda w: copy(w["milestone"].thing),
    "initiatives_milestone_has_a_slug": lambda w: change(w["milestone"].thing, slug=""),
    "initiatives_milestoneversion_speaks_english": lambda w: w.submit("milestone", title_en=" "),
    "initiatives_milestoneversion_precision_is_known": lambda w: change(w["milestone"], precision="week"),
    "initiatives_milestoneversion_has_a_date": lambda w: w.submit("milestone", day=None),
    "benefits_unit_has_a_code": lambda w: change(_unit(), code=""),
    "benefits_unit_is_finite": lambda w: change(_unit(), maximum="NaN" if _on_postgresql() else "5e12"),
    "benefits_unit_bounds_are_in_order": lambda w: change(_unit(), minimum=7, maximum=3),
    "benefits_indicator_code_is_unique": lambda w: copy(w["indicator"].thing),
    "benefits_indicator_has_a_code": lambda w: change(w["indicator"].thing, code=""),
    "benefits_indicator_unit_where_it_counts": lambda w: change(w["indicator"].thing, unit_id=None),
    "benefits_indicator_replaces_an_older_one": lambda w: change(
        w["indicator"].thing, replaces_id=w["indicator"].thing_id
    ),
    "benefits_indicator_words_are_known": lambda w: change(w["indicator"].thing, role="ornament"),
    "benefits_level_number_is_unique": lambda w: copy(_level(w), code="again"),
    "benefits_level_code_is_unique": lambda w: copy(_level(w), number=9),
    "benefits_level_speaks_english": lambda w: change(_level(w), label_en=" "),
    "benefits_indicatorversion_speaks_english": lambda w: w.submit("indicator", definition_en=" "),
    "benefits_indicatorversion_is_finite": lambda w: change(w["indicator"], baseline_numerator="5e12"),
    "benefits_indicatorversion_materiality_above_zero": lambda w: change(w["indicator"], materiality=0),
    "benefits_indicatorversion_at_most_six_decimals": lambda w: change(w["indicator"], decimals=7),
    "benefits_indicatorversion_baseline_value_or_level": lambda w: change(
        w.qualitative(), **_both(w, "baseline_value", "baseline_level_id")
    ),
    "benefits_indicatorversion_baseline_has_a_period": lambda w: change(w["indicator"], baseline_end=None),
    "benefits_indicatorversion_baseline_period_in_order": lambda w: change(
        w["indicator"], baseline_end=date(2018, 1, 1)
    ),
    "benefits_indicatorversion_qualifier_is_known": lambda w: change(w["indicator"], baseline_qualifier="roughly"),
    "benefits_target_one_per_date": lambda w: copy(a_target(w)),
    "benefits_target_value_or_level": lambda w: change(a_target(w), value=None),
    "benefits_target_is_finite": lambda w: _without_triggers(lambda: change(a_target(w), value="5e12")),
    "benefits_target_whole_period_has_a_start": lambda w: change(a_target(w), start=None),
    "benefits_target_start_before_due": lambda w: change(a_target(w), start=date(2030, 1, 1)),
    "benefits_target_words_are_known": lambda w: change(a_target(w), qualifier="roughly"),
    "benefits_indicatorcitation_names_its_target": lambda w: change(
        w["indicator"].citations.first(), part="target", target_due=None
    ),
    "benefits_observation_one_per_period": lambda w: copy(w["observation"].thing),
    "benefits_observation_start_before_end": lambda w: change(w["observation"].thing, start=date(2030, 1, 1)),
    "benefits_observation_names_its_period": lambda w: change(w["observation"].thing, period=""),
    "benefits_observationversion_value_level_or_missing": lambda w: change(w["observation"], missing="not_published"),
    "benefits_observationversion_is_finite": lambda w: change(
        w["observation"], numerator="NaN" if _on_postgresql() else "5e12"
    ),
    "benefits_observationversion_within_unit_bounds": lambda w: change(w["observation"], value=101),
    "benefits_observationversion_denominator_not_zero": lambda w: change(w["observation"], denominator=0),
    "benefits_observationversion_verdict_names_its_cause": lambda w: w.submit("observation", verdict="improved"),
    "benefits_observationversion_measured_words_are_known": lambda w: change(w["observation"], confidence="some"),
    "benefits_observationversion_other_verdict_says_why": lambda w: change(
        w["observation"], verdict="deteriorated", change="improved", justification_en="  "
    ),
    "benefits_observationversion_jump_has_a_reason": lambda w: w.submit("observation", jump="step", jump_reason=" "),
    "benefits_observationversion_judged_by_a_version": lambda w: _released_unjudged(w),
    "benefits_standing_one_per_release": lambda w: copy(published_standing(w), to_release=7),
    "benefits_standing_one_current": lambda w: copy(published_standing(w), from_release=7),
    "benefits_standing_range_in_order": lambda w: change(published_standing(w), to_release=1),
    "casestudies_country_point_is_on_the_map": lambda w: change(country(), latitude=91, longitude=0),
    "casestudies_casestudy_slug_is_unique": lambda w: copy(w["case_study"].thing),
    "casestudies_casestudy_has_a_slug": lambda w: change(w["case_study"].thing, slug=""),
    "casestudies_casestudyversion_speaks_english": lambda w: w.submit("case_study", limits_en=" "),
    "casestudies_caseinitiative_once": lambda w: copy(w["case_study"].initiatives.get(), position=3),
    "casestudies_caseinitiative_one_main": lambda w: copy(
        w["case_study"].initiatives.get(), initiative_id=f.initiative(w.chain, w.cast, "2.1").thing_id
    ),
    "casestudies_caseplace_once": lambda w: copy(w["case_study"].places.create(country=country())),
    "casestudies_caseevent_precision_is_known": lambda w: change(event(w), precision="week"),
    "casestudies_caselink_once": lambda w: copy(link(w)),
    "casestudies_caselink_bearing_is_known": lambda w: change(link(w), bearing="hints"),
    "casestudies_challenge_code_is_unique": lambda w: copy(w["challenge"].thing),
    "casestudies_challenge_has_a_code": lambda w: change(w["challenge"].thing, code=""),
    "casestudies_challengeversion_speaks_english": lambda w: w.submit("challenge", title_en=" "),
    "casestudies_challengeversion_state_is_known": lambda w: change(w["challenge"], condition="gone"),
    "casestudies_challengeinitiative_once": lambda w: copy(
        w["challenge"].initiatives.create(initiative=w["initiative"].thing)
    ),
    "casestudies_correctiveaction_code_is_unique": lambda w: copy(w["corrective_action"].thing),
    "casestudies_correctiveaction_has_a_code": lambda w: change(w["corrective_action"].thing, code=""),
    "casestudies_correctiveactionversion_speaks_english": lambda w: w.submit("corrective_action", title_en=" "),
    "casestudies_correctiveactionversion_state_is_known": lambda w: change(w["corrective_action"], progress="stuck"),
    "casestudies_actionindicator_once": lambda w: copy(
        w["corrective_action"].indicators.create(indicator=w["indicator"].thing)
    ),
    # --- held by triggers ---
    "initiatives_initiative_objective_of_the_same_framework": lambda w: change(
        w["initiative"].thing, chain_id=w.other_chain()
    ),
    "initiatives_initiativeversion_answers_goals_of_its_framework": lambda w: _answering_nothing(w),
    "initiatives_framework_follows_one_as_real_as_itself": lambda w: change(
        _another(w, is_demo=True).framework, follows_id=w["framework"].thing_id
    ),
    "initiatives_framework_keeps_its_crosswalk": lambda w: change(_following(w), follows_id=None),
    "benefits_indicator_replaces_of_its_framework_or_the_one_before": lambda w: change(
        f.indicator(_another(w), w.cast, "9.9.9").thing, replaces_id=w["indicator"].thing_id
    ),
    "benefits_indicator_initiative_of_the_same_framework": lambda w: change(
        w["indicator"].thing, chain_id=w.other_chain()
    ),
    "benefits_observation_indicator_of_the_same_framework": lambda w: change(
        w["observation"].thing, chain_id=w.other_chain()
    ),
    "casestudies_correctiveaction_challenge_of_the_same_framework": lambda w: change(
        w["corrective_action"].thing, chain_id=w.other_chain()
    ),
    "publishing_release_is_planned_first": lambda w: copy(w.release, number=2),
    "publishing_release_is_fixed": lambda w: change(w.release, title_en="Another title"),
    "publishing_release_has_no_gap": lambda w: w.publish_by_hand(number=3),
    "publishing_release_follows_the_one_before": lambda w: w.publish_by_hand(previous="e" * 64),
    "publishing_release_never_deleted": lambda w: delete(w.release),
    "publishing_release_leaves_no_figure_of_a_withdrawn_indicator": lambda w: _outlived(w),
    "publishing_chain_is_fixed": lambda w: change(w.chain, is_demo=True, is_default=False),
    "publishing_chain_never_deleted": lambda w: delete(w.chain),
    "publishing_auditevent_only_grows": lambda w: delete(AuditEvent.objects.all()[0]),
    "publishing_editor_only_grows": lambda w: delete(Editor.objects.all()[0]),
    "publishing_redaction_only_grows": lambda w: delete(w.redaction()),
    "publishing_change_only_grows": lambda w: delete(_change(w)),
    "publishing_change_is_fixed": lambda w: change(_change(w), old="", new=""),
    "publishing_seal_only_grows": lambda w: delete(_change(w).seal),
    "publishing_seal_is_fixed": lambda w: change(_sealed(w, 9001), person="somebody"),
    "publishing_seal_given_at_commit": lambda w: copy(_change(w).seal, number=9001, hash="a" * 64),
    "publishing_seal_numbered_with_hash": lambda w: change(_change(w).seal, number=9001),
    "publishing_seal_chain_has_no_fork": lambda w: _forked(w),
    "publishing_auditevent_is_fixed": lambda w: change(AuditEvent.objects.all()[0], actor="somebody"),
    "publishing_editor_is_fixed": lambda w: change(Editor.objects.all()[0], version_id=99),
    "publishing_tally_once": lambda w: copy(_tally(w)),
    "publishing_tally_adds_up": lambda w: _without_triggers(lambda: change(_tally(w), live=99)),
    "publishing_tally_of_a_published_release": lambda w: copy(_tally(w), release_id=w.planned().pk),
    "publishing_tally_is_fixed": lambda w: change(_tally(w), ever=99),
    "publishing_tally_never_deleted": lambda w: delete(_tally(w)),
    "publishing_redaction_is_fixed": lambda w: change(w.redaction(), reason="Another reason."),
    "benefits_indicatorversion_of_its_own_kind": lambda w: change(w["indicator"], **_level_only(w, "baseline_")),
    "benefits_indicatorversion_within_unit_bounds": lambda w: change(w["indicator"], baseline_value=-1),
    "benefits_indicatorversion_level_of_its_own_rubric": lambda w: change(
        w.qualitative("1.1.2"), baseline_level_id=_level(w).pk, baseline_start=w.now, baseline_end=w.now
    ),
    "benefits_target_of_its_own_kind": lambda w: change(a_target(w), value=None, level_id=_level(w).pk),
    "benefits_target_within_unit_bounds": lambda w: change(a_target(w), value=101),
    "benefits_target_level_of_its_own_rubric": lambda w: _target_on_a_foreign_level(w),
    "benefits_level_frozen_with_its_indicator": lambda w: change(_published_level(w), label_fr="Autre"),
    "benefits_standing_is_fixed": lambda w: change(published_standing(w), status="achieved"),
    "benefits_upload_applied_says_when": lambda w: change(_upload(w), state="applied"),
    "benefits_upload_names_its_file": lambda w: copy(_upload(w), name=""),
    "benefits_upload_is_fixed": lambda w: change(_upload(w), sha256="e" * 64),
    "benefits_upload_never_deleted": lambda w: delete(_upload(w)),
    "benefits_standing_never_deleted": lambda w: delete(published_standing(w)),
    "sources_document_keeps_its_name_once_cited": lambda w: change(f.document(), symbol="A/75/203"),
    "initiatives_entity_keeps_its_name_once_cited": lambda w: _renamed_lead(w),
    "casestudies_country_keeps_its_name_once_cited": lambda w: _renamed_place(w),
    "benefits_unit_bounds_are_frozen_in_use": lambda w: change(w["indicator"].thing.unit, maximum=200),
    "benefits_observationversion_level_of_its_own_rubric": lambda w: change(
        _qualitative_draft(w), level_id=_level(w, "1.1.2").pk
    ),
    "benefits_observationversion_value_of_its_own_kind": lambda w: change(
        _qualitative_draft(w), level_id=None, value=3
    ),
    "benefits_observationversion_carries_its_bounds": lambda w: change(w["observation"], unit_maximum=1000),
    "benefits_observationversion_judged_once": lambda w: _judged_again(w),
}


def _another(w: World, **fields: Any) -> Chain:
    """A framework that follows none."""
    chain = f.chain("other", is_default=False, **fields)
    f.framework(chain, w.cast)
    return chain


def _following(w: World) -> Framework:
    """A framework that follows the first one, with an indicator that takes the place of one there."""
    chain = _another(w)
    change(chain.framework, follows_id=w["framework"].thing_id)
    change(f.indicator(chain, w.cast, "9.9.9").thing, replaces_id=w["indicator"].thing_id)
    return chain.framework


def _tally(w: World) -> Tally:
    return w.release.tallies.get(kind="indicator")


def _on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _without_triggers(attack: Callable[[], None]) -> None:
    with triggers.lifted(), transaction.atomic():
        attack()


def _change(w: World) -> Change:
    seal = Seal.objects.create(at=w.now, role="somebody")
    return Change.objects.create(seal=seal, table="initiatives_entity", op="I", row_id=1, new="{}", digest="a" * 64)


def _sealed(w: World, number: int) -> Seal:
    """By hand, as two transactions would that had taken the same one for the last."""
    seal = _change(w).seal
    change(seal, number=number, previous="b" * 64, hash="c" * 64)
    return seal


def _assigned(w: World, **fields: Any) -> Assignment:
    values = {"person": w.cast.auditor, "role": "reviewer", "objective": w["objective"].thing, **fields}
    return Assignment.objects.create(**values)


def _forked(w: World) -> None:
    _sealed(w, 9001)
    _sealed(w, 9002)


def _upload(w: World) -> Upload:
    return Upload.objects.create(uploaded_by=w.cast.contributor, name="a.csv", sha256="d" * 64, size=1, content=b"x")


def _notice(w: World) -> Notice:
    return Notice.objects.create(person=w.cast.reviewer, event="due", key="once")


def _note(w: World) -> TranslationNote:
    version = w["objective"]
    return TranslationNote.objects.create(kind=version.KIND, version_id=version.pk, field="name", language="fr")


def _autosave(w: World) -> Autosave:
    return Autosave.objects.keep(w.cast.contributor, "objective", "1", QueryDict("name_en=Typed"))


def _remark(w: World) -> Remark:
    actions.comment(w["objective"], by=w.cast.reviewer, text="Look here.")
    return Remark.objects.all()[0]


def _unit() -> Any:
    unit = f.percent()
    return type(unit).objects.create(code="count", label_en="number")


def _level(w: World, code: str = "1.1.1") -> Level:
    level: Level = w.qualitative(code).thing.levels.first()
    return level


def _level_only(w: World, prefix: str) -> dict[str, Any]:
    return {f"{prefix}value": None, f"{prefix}level_id": _level(w).pk}


def _both(w: World, value: str, level: str) -> dict[str, Any]:
    found = Level.objects.filter(indicator__code="1.1.1")[0].pk
    triggers.remove("default")
    return {value: 1, level: found, "baseline_start": w.now.date(), "baseline_end": w.now.date()}


def _released_unjudged(w: World) -> None:
    f.approve(w["observation"], w.cast)
    release = w.planned().pk
    number = {"number": 1, "from_release": 2, "content_hash": "b" * 64, "release_id": release}
    change(w["observation"], state="published", **number)


def _qualitative_draft(w: World) -> Any:
    shape = w.qualitative()
    f.release(w.chain, w.cast, shape)
    level = shape.thing.levels.first()
    return f.observation(shape.thing, w.cast, value=None, level=level)


def _published_level(w: World) -> Any:
    shape = w.qualitative()
    f.release(w.chain, w.cast, shape)
    return shape.thing.levels.first()


def _target_on_a_foreign_level(w: World) -> None:
    foreign = _level(w)
    w.qualitative("1.1.2").targets.create(level=foreign, due=date(2024, 12, 31))


def _goal(w: World) -> Any:
    return w["framework"].goals.create(code="prevention", name_en="Prevention")


def _answering_nothing(w: World) -> None:
    w["initiative"].goals.create(code="unheard-of")
    w.submit("initiative")
    # By hand: the verb would refuse it before the database does.
    approved = {"approved_by_id": w.cast.reviewer.pk, "approved_at": w.now, "approved_hash": "d" * 64}
    change(w["initiative"], state="approved", **approved)
    change(
        w["initiative"],
        state="published",
        number=1,
        from_release=1,
        release_id=w.release.pk,
        content_hash="d" * 64,
    )


def _renamed_lead(w: World) -> None:
    entity = lead(w).entity
    f.release(w.chain, w.cast, w["initiative"])
    change(entity, code="other")


def _renamed_place(w: World) -> None:
    place = w["case_study"].places.create(country=country())
    f.release(w.chain, w.cast, w["case_study"])
    change(place.country, iso3="MLI")


def _outlived(w: World) -> None:
    measured = w["observation"].thing.indicator
    notice = actions.withdraw(measured, IndicatorVersion, by=w.cast.contributor, reason="Wrong.")
    f.approve(notice, w.cast)
    f.release(w.chain, w.cast, w["observation"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reformtracker.publishing.actions.publication.problems", lambda version: {})
        f.release(w.chain, w.cast, notice)


def _judged_again(w: World) -> None:
    f.release(w.chain, w.cast, w["observation"])
    change(w["observation"], status="achieved")
