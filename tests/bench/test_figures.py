"""What wrk says is read rightly, medians are medians, and a bound is a bound."""

from __future__ import annotations

import pytest
from bench.figures import Line, Load, middle, read_wrk

SAID = """Running 2s test @ http://127.0.0.1:8000
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.17ms    1.01ms  21.31ms   94.62%
    Req/Sec     3.77k   245.23     4.10k    71.43%
  Latency Distribution
     50%    2.02ms
     75%    2.33ms
     90%  812.00us
     99%    1.25s \n  7888 requests in 2.10s, 1.50MB read
{trouble}Requests/sec:   3755.69
Transfer/sec:    733.53KB
"""
TROUBLE = "  Socket errors: connect 1, read 2, write 0, timeout 4\n  Non-2xx or 3xx responses: 35\n"


def test_what_wrk_prints_is_read_in_seconds() -> None:
    assert read_wrk(SAID.format(trouble="")) == Load(3755.69, 2.02 * 1e-3, 1.25, 0)


def test_answers_that_were_refused_and_connections_that_broke_are_counted() -> None:
    assert read_wrk(SAID.format(trouble=TROUBLE)).refused == 42


def test_where_nobody_was_answered_the_latency_is_without_end() -> None:
    said = SAID.format(trouble="").replace("3755.69", "0.00")
    assert read_wrk(said) == Load(0.0, float("inf"), float("inf"))


def test_what_is_no_report_is_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="unable to connect"):
        read_wrk("unable to connect to 127.0.0.1:1 Connection refused")


def test_each_figure_has_a_median_of_its_own_and_refusals_add_up() -> None:
    rounds = [Load(10, 0.3, 0.5, 1), Load(30, 0.1, 0.9, 0), Load(20, 0.2, 0.7, 2)]
    assert middle(rounds) == Load(20, 0.2, 0.7, 3)


@pytest.mark.parametrize(
    ("line", "is_ok"),
    [
        (Line("", "≥", 1.0, 1.0), True),
        (Line("", "≥", 1.0, 0.99), False),
        (Line("", "≤", 2.0, 2.0), True),
        (Line("", "≤", 2.0, 2.01), False),
        (Line("", "≤", 0, 1), False),
    ],
)
def test_a_bound_is_reached_where_it_is_met(line: Line, is_ok: bool) -> None:
    assert line.is_ok is is_ok
    assert (line.score >= 1) is is_ok
