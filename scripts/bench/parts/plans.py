"""What PostgreSQL means to do for the hot queries."""

from __future__ import annotations

from bench.parts.pages import INDICATOR, PAGES, PAST
from bench.run import Run, observations, say
from bench.stage import SHIPPED


def measure(run: Run) -> None:
    paths = [*(f"/en/{SHIPPED}/{page}" for page in PAGES.values()), f"/en/demo/{INDICATOR}"]
    paths += [observations(), observations(indicator="1.1.1"), observations(status="behind")]
    paths += [f"/en/demo/{INDICATOR}?{PAST}", "/en/search/?q=share", "/en/demo/releases/"]
    paths += ["/api/v1/indicators/?framework=demo", "/en/demo/timeline/", f"{observations()}&{PAST}"]
    public = run.stage.public_url(run.large)
    found: dict[str, list[str]] = run.stage.inner(
        run.large, "queries.plans", *paths, KEEP_SECONDS="0", DATABASE_URL=public
    )
    reading_all = {path: statements for path, statements in found.items() if statements}
    for path, statements in reading_all.items():
        say(f"{path} reads all observations: {'; '.join(statement[:600] for statement in statements)}")
    run.at_most(
        "hot queries that read all observations (sequential scan), large",
        0,
        len(reading_all),
        "",
        "; ".join(reading_all) or f"{len(paths)} addresses",
    )
