from __future__ import annotations

from datetime import date
from pathlib import Path

from benefits.sketches import Line, Sketch
from reformtracker.web.chronology import MOST_LEVELS, Point, draw

TODAY = date(2021, 6, 30)


def on(year: int, month: int, day: int, **about: bool) -> Point:
    return Point(date(year, month, day), date(year, month, day), **about)


def named(drawn: Sketch, css: str) -> list[Line]:
    return [line for line in drawn.lines if line.css.split()[0] == css]


def test_whole_years_are_drawn_from_the_first_event_to_the_last() -> None:
    drawn = draw([on(2018, 7, 5), on(2020, 1, 1)], TODAY)
    assert [text.text for text in drawn.texts] == ["2018", "2019", "2020"]
    assert all(0 <= circle.x <= 100 for circle in drawn.circles)
    assert drawn.circles[0].x < drawn.circles[1].x


def test_a_day_is_a_filled_dot_and_anything_wider_a_hollow_one_over_its_days() -> None:
    year = Point(date(2020, 1, 1), date(2020, 12, 31))
    drawn = draw([on(2019, 7, 1), year], TODAY)
    assert [circle.css for circle in drawn.circles] == ["ev", "ev wide"]
    (span,) = named(drawn, "span")
    assert span.x1 < drawn.circles[1].x < span.x2
    assert abs(drawn.circles[1].x - (span.x1 + span.x2) / 2) < 0.1


def test_events_stand_above_the_line_and_review_meetings_hang_below_it() -> None:
    drawn = draw([on(2019, 1, 1), on(2019, 4, 1, meeting=True)], TODAY)
    (axis,) = [line for line in drawn.grid if line.css == "zero"]
    event, meeting = drawn.circles
    assert event.y < axis.y1 < meeting.y
    (stem,) = named(drawn, "stem")
    assert (stem.x1, stem.y1) == (meeting.x, axis.y1)


def test_what_happens_together_is_stacked_and_nothing_is_lost() -> None:
    drawn = draw([on(2019, 1, 1)] * 3 + [on(2019, 12, 1)], TODAY)
    assert len({(circle.x, circle.y) for circle in drawn.circles}) == 4
    low = max(circle.y for circle in drawn.circles)
    assert drawn.circles[-1].y == low


def test_what_is_known_exactly_lies_nearest_to_the_line() -> None:
    year = Point(date(2020, 1, 1), date(2020, 12, 31))
    drawn = draw([year, on(2020, 7, 1)], TODAY)
    height = {circle.css: circle.y for circle in drawn.circles}
    assert height["ev wide"] < height["ev"]


def test_a_crowd_does_not_make_the_drawing_endless() -> None:
    drawn = draw([on(2019, 1, 1)] * 500, TODAY)
    assert len({circle.y for circle in drawn.circles}) == MOST_LEVELS
    assert drawn.height < 300
    assert min(circle.y - circle.r for circle in drawn.circles) >= 0


def test_the_day_shown_is_marked_where_it_lies_among_them() -> None:
    assert named(draw([on(2019, 1, 1)], TODAY), "now") == []
    drawn = draw([on(2019, 1, 1), on(2022, 1, 1, ahead=True)], TODAY)
    (now,) = named(drawn, "now")
    assert drawn.circles[0].x < now.x1 < drawn.circles[1].x
    assert drawn.circles[1].css == "ev ahead"


def test_a_century_has_few_numerals() -> None:
    assert len(draw([on(1945, 10, 24), on(2045, 1, 1)], TODAY).texts) <= 12


def test_every_mark_has_its_rule() -> None:
    sheet = (Path(__file__).parents[2] / "static/css/registers.css").read_text()
    for mark in (".ev", ".ev.wide", ".ev.ahead", ".now", ":is(.span, .stem)", ":is(.span, .stem).ahead"):
        assert f".chart {mark} {{" in sheet
