"""Lists of the API, and search."""

from __future__ import annotations

import json
from statistics import median
from urllib.parse import quote

from bench import figures
from bench.asking import Target, contest, good, in_turn, timed
from bench.figures import percentile, share
from bench.parts.pages import PAST
from bench.run import CONNECTIONS, Run, observations
from bench.stage import SMALL, Server

WORDS = (
    "share",
    "training",
    "mission",
    "women",
    "invented",
    "1.1.1",
    "2.1",
    "budget",
    "peace",
    "nothing-like-it",
    "时间",
    "السلام",
)


def measure(run: Run) -> None:
    with run.stage.references(run.large) as references:
        with run.stage.tracker(run.large, keep=False) as large, run.stage.tracker(SMALL, keep=False) as small:
            _worked_out(run, references, large, small)
            _usual(run, references, large)
            _past(run, large)
            _search(run, large)
        with run.stage.tracker(run.large, keep=True) as large:
            _kept(run, references, large)


def _worked_out(run: Run, references: Server, large: Server, small: Server) -> None:
    aggregated = f"/aggregated?site={quote(large.site)}"
    _refuse_unlike(references, aggregated, large)
    targets = {
        "aggregated": Target(references.site, [aggregated]),
        "list": Target(large.site, [observations()]),
        "filtered": Target(large.site, [observations(indicator="1.1.1")]),
        "small": Target(small.site, [observations()]),
    }
    found = contest(targets, run.pace, connections=CONNECTIONS)
    mine, query = found["list"], found["aggregated"]
    details = f"{mine}; the query {query}"
    said = "API list of 100, uncached, large, beside one `json_agg` query through Django"
    run.at_least(said, 0.7, share(mine.rate, query.rate), "×", details)
    slower = share(found["small"].rate, mine.rate)
    run.at_most("API list of 100, uncached, large beside small", 1.5, slower, "×", f"{mine}; small {found['small']}")
    details = f"{mine}; filtered {found['filtered']}"
    slower = share(found["filtered"].rate, mine.rate)
    run.at_most("API list of 100, uncached, large, unfiltered beside filtered", 2, slower, "×", details)


def _usual(run: Run, references: Server, large: Server) -> None:
    """One reader at a time: what this reference is asked to count would go on after wrk has left, beside whoever comes next."""
    asked = {"usual": timed(references.site, "/usual"), "list": timed(large.site, observations())}
    times = {each: median(seconds) for each, seconds in in_turn(asked, run.pace.asks).items()}
    details = f"{figures.time(times['list'])}; the usual list {figures.time(times['usual'])}"
    said = "API list of 100, uncached, large, beside a ModelSerializer list with select_related"
    run.at_least(said, 10, times["usual"] / times["list"], "×", details)


def _refuse_unlike(references: Server, aggregated: str, tracker: Server) -> None:
    """A reference that answers something else would prove nothing."""
    theirs = json.loads(good(references.site, aggregated).body)
    ours = json.loads(good(tracker.site, observations()).body)["results"]
    for mine, other in zip(ours, theirs, strict=True):
        if mine != other:
            differ = {name: (mine.get(name), other.get(name)) for name in mine if mine.get(name) != other.get(name)}
            raise SystemExit(f"The hand-written query answers otherwise than the API: {differ}")


def _past(run: Run, large: Server) -> None:
    name, value = PAST.split("=")
    asked = {"now": timed(large.site, observations()), "then": timed(large.site, observations(**{name: value}))}
    times = {each: median(seconds) for each, seconds in in_turn(asked, run.pace.asks).items()}
    details = f"{figures.time(times['then'])}; without it {figures.time(times['now'])}"
    run.at_most("`as_of`, API list of 100, uncached, large", 1.5, times["then"] / times["now"], "×", details)


def _search(run: Run, large: Server) -> None:
    asked = {word: timed(large.site, f"/en/search/?q={quote(word)}") for word in WORDS}
    times = [seconds for each in in_turn(asked, run.pace.asks).values() for seconds in each]
    details = f"{len(times)} searches for {len(WORDS)} words; median {figures.time(median(times))}"
    run.at_most("search, uncached, large, p99", 100, 1000 * percentile(times, 99), "ms", details)


def _kept(run: Run, references: Server, large: Server) -> None:
    run.stage.remember("list", good(large.site, observations()).body)
    targets = {
        "memory": Target(references.site, ["/kept?key=list"]),
        "list": Target(large.site, [observations()]),
    }
    found = contest(targets, run.pace, connections=CONNECTIONS)
    details = f"{found['list']}; from Redis {found['memory']}"
    reached = share(found["list"].rate, found["memory"].rate)
    run.at_least("API list of 100, kept, beside the same bytes from Redis", 0.8, reached, "×", details)
