from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from benefits import plots
from benefits.charts import Plot
from benefits.models import ObservationVersion
from reformtracker.publishing.models import Chain
from reformtracker.web import figures, history
from tests.cast import Cast
from tests.web.single import NO_BASELINE, observations, publish, revise, standing

pytestmark = pytest.mark.django_db

SOON, LATER, PAST = date(2021, 1, 31), date(2021, 6, 30), date(2026, 1, 1)


def plot(chain: Chain, day: date = SOON, **options: Any) -> Plot:
    return figures.plot_of(standing(chain), observations(chain), day, **options)


def test_a_chart_has_the_published_marks_and_their_numerals(cast: Cast) -> None:
    found = plot(publish(cast, {"qualifier": "about"}, target={}))
    assert found.baseline is not None
    assert (found.baseline.value, found.baseline.label, found.baseline.period) == (Decimal(4), "4", "2019")
    assert [(dot.value, dot.label, dot.period) for dot in found.dots] == [(Decimal("16.5"), "≈16.5", "2020")]
    (bracket,) = found.brackets
    assert (bracket.start, bracket.due, bracket.label) == (date(2020, 1, 1), date(2024, 12, 31), "20")
    assert (found.first, found.last) == (date(2019, 1, 1), date(2024, 12, 31))


def test_missing_and_withdrawn_values_are_no_dots(cast: Cast) -> None:
    assert plot(publish(cast, {"value": None, "missing": "not_published"}, target={})).dots == ()


def test_the_path_runs_from_the_baseline_through_the_target_and_is_drawn_only_when_asked(cast: Cast) -> None:
    chain = publish(cast, {}, target={})
    assert plot(chain).path == ()
    assert plot(chain, with_path=True).path == (
        (date(2019, 12, 31), Decimal(4)),
        (date(2024, 12, 31), Decimal(20)),
    )


@pytest.mark.parametrize("about", [NO_BASELINE, {"desired_direction": "maintain"}, {"role": "context"}])
def test_where_nothing_is_judged_by_a_path_there_is_none(cast: Cast, about: dict[str, Any]) -> None:
    assert plot(publish(cast, {}, target={"value": "4"}, **about), with_path=True).path == ()


def test_a_late_period_is_marked_from_the_day_after_it_was_due(cast: Cast) -> None:
    chain = publish(cast, target={})
    assert plot(chain, date(2021, 3, 31)).late == ()
    assert plot(chain, date(2021, 4, 1)).late == ((date(2020, 1, 1), date(2020, 12, 31)),)


def test_nothing_is_late_once_reporting_has_ended(cast: Cast) -> None:
    assert plot(publish(cast, target={}), PAST).late == ()


def test_a_value_or_a_reason_why_there_is_none_is_not_late(cast: Cast) -> None:
    assert plot(publish(cast, {"value": None, "missing": "not_published"}, target={}), LATER).late == ()


def test_values_across_a_break_are_not_joined(cast: Cast) -> None:
    assert len(plots.segments(plot(publish(cast, {}, target={})))) == 1


def test_a_break_is_drawn_and_joins_nothing(cast: Cast) -> None:
    found = plot(publish(cast, {"comparable": False, "break_note_en": "It counts more."}, target={}))
    assert plots.segments(found) == ()
    assert len(plots.breaks(found)) == 1


def test_a_revised_value_keeps_the_old_one_beside_it(cast: Cast) -> None:
    chain = publish(cast, {"value": "9"}, target={})
    revise(cast, "revision", "Better data.", value=Decimal("16.5"))
    chain.refresh_from_db()
    live = observations(chain)
    before = history.replaced(ObservationVersion.objects.published_by(chain.head), live)
    (dot,) = plot(chain, replaced=before).dots
    assert (dot.value, dot.was, dot.was_label) == (Decimal("16.5"), Decimal(9), "9")


def test_a_change_of_words_alone_leaves_no_old_value(cast: Cast) -> None:
    chain = publish(cast, {"value": "9"}, target={})
    revise(cast, "translation", "French added.", narrative_fr="Selon le rapport.")
    chain.refresh_from_db()
    live = observations(chain)
    assert history.replaced(ObservationVersion.objects.published_by(chain.head), live) == {}


def test_levels_are_bands_with_names_and_no_numbers(cast: Cast) -> None:
    found = plot(publish(cast, {"level": "some"}, kind="qualitative"))
    assert [band.label for band in found.levels] == ["full", "some", "none"]
    assert [dot.label for dot in found.dots] == ["some"]
    assert found.path == ()


def test_context_figures_have_no_target(cast: Cast) -> None:
    found = plot(publish(cast, {}, target={}, role="context"))
    assert found.context
    assert found.brackets == ()


def test_without_any_mark_there_is_nothing_to_draw(cast: Cast) -> None:
    chain = publish(cast, **NO_BASELINE)
    assert not figures.has_marks(plot(chain))


def test_a_numeral_has_no_more_decimals_than_its_indicator(cast: Cast) -> None:
    (dot,) = plot(publish(cast, {"value": "16.5497"})).dots
    assert (dot.label, dot.value) == ("16.5", Decimal("16.5497"))
