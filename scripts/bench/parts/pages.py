"""Public pages: kept, not modified, through nginx, and worked out anew."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from bench import figures
from bench.asking import PACKED, Target, contest, good, in_turn, timed
from bench.figures import share
from bench.run import CONNECTIONS, LANGUAGES, Run, worst
from bench.stage import SHIPPED, SMALL, Server, Size

INDICATOR, INITIATIVE = "indicators/1.1.1/", "initiatives/1.1/"
PAGES: Mapping[str, str] = {"overview": "", "initiative page": INITIATIVE, "indicator page": INDICATOR}
MANY = 32
"""Connections to nginx."""
PAST = "as_of=2020-06-30"


def measure(run: Run) -> None:
    _kept(run)
    _worked_out(run)
    _queries(run)


def _paths(page: str) -> list[str]:
    return [f"/{language}/{SHIPPED}/{page}" for language in LANGUAGES]


# ---------- kept ----------
def _kept(run: Run) -> None:
    with run.stage.tracker(SMALL, keep=True) as tracker:
        with run.stage.references(SMALL) as references:
            _alone(run, tracker, references)
        _behind_nginx(run, tracker)


def _alone(run: Run, tracker: Server, references: Server) -> None:
    targets = {"empty": Target(references.site, ["/empty"])}
    targets |= {name: Target(tracker.site, _paths(page), PACKED) for name, page in PAGES.items()}
    overview = _paths("")[0]
    tag = good(tracker.site, overview, PACKED).headers.get("etag", "")
    if tag:
        targets["304"] = Target(tracker.site, [overview], {**PACKED, "If-None-Match": tag})
    found = contest(targets, run.pace, connections=CONNECTIONS)
    empty = found["empty"]
    for name in PAGES:
        details = f"{found[name]}; empty view {empty}"
        run.at_least(
            f"kept {name}, six languages, gunicorn alone", 1.0, share(found[name].rate, empty.rate), "×", details
        )
    again = found.get("304")
    said = f"{again}; empty view {empty}" if again else "the page has no ETag"
    run.at_least("conditional request (304), overview", 1.0, share(again.rate, empty.rate) if again else 0.0, "×", said)
    asked = run.stage.inner(SMALL, "queries.conditional", overview, DATABASE_URL=run.stage.public_url(SMALL))
    run.at_most(
        "conditional request (304), overview: queries",
        0,
        asked[overview] if asked[overview] >= 0 else 99,
        "",
        "" if asked[overview] >= 0 else "it is not answered by 304",
    )


def _behind_nginx(run: Run, tracker: Server) -> None:
    with run.stage.nginx(tracker) as (site, files):
        targets = {}
        for name, page in PAGES.items():
            answer = good(site, _paths(page)[0], PACKED)
            static = f"{name.split()[0]}.html"
            # Of what travels, packed as it is.
            (run.stage.files / static).write_bytes(answer.body)
            targets[f"{name}, file"] = Target(files, [f"/{static}"])
            targets[name] = Target(site, _paths(page), PACKED)
        found = contest(targets, run.pace, connections=MANY)
        for name in PAGES:
            file = found[f"{name}, file"]
            details = f"{found[name]}; file {file}"
            run.at_least(
                f"kept {name}, six languages, through nginx", 0.5, share(found[name].rate, file.rate), "×", details
            )


# ---------- worked out anew ----------
def _worked_out(run: Run) -> None:
    with run.stage.tracker(SMALL, keep=False) as small, run.stage.tracker(run.large, keep=False) as large:
        asked = {}
        for name, page in PAGES.items():
            # Of thousands of indicators the overview is another page than of sixty: see the reasons.
            deep = large if page == INDICATOR else small
            asked[f"{name}, shipped, small"] = timed(small.site, f"/en/{SHIPPED}/{page}")
            asked[f"{name}, shipped, large"] = timed(large.site, f"/en/{SHIPPED}/{page}")
            asked[f"{name}, invented, small"] = timed(small.site, f"/en/demo/{page}")
            asked[f"{name}, invented"] = timed(deep.site, f"/en/demo/{page}")
            asked[f"{name}, as_of"] = timed(deep.site, f"/en/demo/{page}?{PAST}")
        times = in_turn(asked, run.pace.asks)
    for name, must in (("indicator page", 25), ("overview", 60)):
        mine = [f"{name}, shipped, small", f"{name}, invented, small"]
        run.at_most(f"uncached {name}, server time", must, 1000 * worst(times, mine), "ms", _said(times, name))
    for name in PAGES:
        less, more = (median(times[f"{name}, shipped, {size}"]) for size in ("small", "large"))
        details = f"{figures.time(more)} beside {run.large} invented observations; {figures.time(less)} beside {SMALL}"
        run.at_most(f"uncached {name} of the shipped framework, large beside small", 1.5, more / less, "×", details)
    for name in PAGES:
        now, then = median(times[f"{name}, invented"]), median(times[f"{name}, as_of"])
        details = f"{figures.time(then)}; without it {figures.time(now)}"
        run.at_most(f"`as_of`, {name}, uncached", 1.5, then / now, "×", details)


def _said(times: dict[str, list[float]], page: str) -> str:
    """Every median of that page."""
    mine = {name.partition(", ")[2]: median(each) for name, each in times.items() if name.startswith(f"{page}, ")}
    return "; ".join(f"{name} {figures.time(seconds)}" for name, seconds in mine.items() if name != "as_of")


def _queries(run: Run) -> None:
    """As many for a million observations as for a thousand, and for one framework as for another."""
    paths = [*(f"/en/{SHIPPED}/{page}" for page in PAGES.values()), f"/en/demo/{INDICATOR}"]
    small, large = (_counted(run, size, paths) for size in (SMALL, run.large))
    details = "; ".join(f"{path} {small[path]} and {large[path]}" for path in paths)
    most = max(abs(large[path] - small[path]) for path in paths)
    run.at_most("uncached public pages: queries more in the large than in the small", 0, most, "", details)


def _counted(run: Run, size: Size, paths: list[str]) -> dict[str, int]:
    public = run.stage.public_url(size)
    found: dict[str, int] = run.stage.inner(size, "queries.counts", *paths, KEEP_SECONDS="0", DATABASE_URL=public)
    return found
