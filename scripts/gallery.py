"""Takes the screenshots of docs/gallery.md: every kind of page with the shipped data, at 1280 and 360 px; the main ones in
English, Arabic and Chinese.

    python scripts/gallery.py            # needs Chromium; writes docs/gallery/ and docs/gallery.md
    python scripts/gallery.py overview   # one kind of page only
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from services import CHROMIUM, free_port
from shipped import DAY, FRAMEWORK, HERE, command, fill

FOLDER = HERE / "docs/gallery"
WIDTHS = {1280: 1500, 360: 1800}
"""Width of the window -> how much of a page is shown at most, in px."""
SHOWN = {1280: 300, 360: 160}
"""Width of the window -> width of its picture in docs/gallery.md."""
LANGUAGES = {"en": "English", "ar": "العربية", "zh": "中文"}


class Kind(NamedTuple):
    """A kind of page; `path` is within the framework, or from the language on where it begins with a slash. `part`: what is
    brought to the top of the picture, if not the beginning."""

    title: str
    path: str
    part: str = ""


MAIN: dict[str, Kind] = {
    "overview": Kind("Dashboard", ""),
    "overview-counts": Kind("Dashboard further down: objective by objective", "", "#counts"),
    "overview-filtered": Kind("Dashboard with filters", "?objective=2&verdict=improved"),
    "objective": Kind("Objective", "objectives/2/"),
    "initiative": Kind("Initiative", "initiatives/2.4/"),
    "indicator": Kind("Indicator", "indicators/2.4.2/"),
    "case-studies": Kind("Case studies: map, list, evidence", "case-studies/"),
    "case-study": Kind("Case study", "case-studies/burkina-faso/"),
    "country": Kind("Country", "countries/BFA/"),
    "challenges": Kind("Challenges and corrective actions", "challenges/"),
    "timeline": Kind("Timeline", "timeline/"),
    "changes": Kind("What changed between two dates", "changes/?from=2020-11-18&to=2021-02-28"),
    "methodology": Kind("How we judge", "/methodology/"),
}
"""Name of the picture -> the kind of page; in each of LANGUAGES."""

OTHERS: dict[str, Kind] = {
    "overview-due": Kind("Dashboard at its end: what comes next, what came last", "", "#due"),
    "indicator-rubric": Kind("Indicator, a rubric", "indicators/1.1.1/"),
    "indicator-cite": Kind("Indicator at its end: cite, and the chart on another site", "indicators/2.4.2/", "#h-cite"),
    "embed": Kind("The chart on another site", "embed/indicators/2.4.2/"),
    "brief": Kind("Brief", "brief/"),
    "crosswalk": Kind("Crosswalk from the original goals", "crosswalk/"),
    "releases": Kind("Releases", "releases/"),
    "release": Kind("One release", "releases/2/"),
    "sources": Kind("Sources", "/sources/"),
    "source": Kind("One source, by paragraph", "/sources/a-75-202/"),
    "data": Kind("Data", "/data/"),
    "search": Kind("Search", "/search/?q=peacebuilding"),
    "accessibility": Kind("Accessibility", "/accessibility/"),
    "privacy": Kind("Privacy", "/privacy/"),
    "not-found": Kind("A page that is not there", "indicators/9.9.9/"),
}
"""The same, in English only."""


def address(kind: Kind, language: str) -> str:
    """
    >>> address(Kind("Objective", "objectives/2/"), "ar"), address(Kind("Search", "/search/?q=x"), "en")
    ('/ar/peace-and-security/objectives/2/?as_of=2021-06-30', '/en/search/?q=x&as_of=2021-06-30')
    """
    path = kind.path if kind.path.startswith("/") else f"/{FRAMEWORK}/{kind.path}"
    return f"/{language}{path}{'&' if '?' in path else '?'}as_of={DAY}"


def pictures(names: Sequence[str] = ()) -> Iterator[tuple[str, Kind, str]]:
    """Name, kind and language; of these names, or of all."""
    for kinds, languages in ((MAIN, LANGUAGES), (OTHERS, {"en": "English"})):
        for name, kind in kinds.items():
            if name in names or not names:
                yield from ((name, kind, language) for language in languages)


def file_name(name: str, language: str, width: int) -> str:
    return f"{name}-{language}-{width}.webp"


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The site with the shipped data and nothing else, on a port and a database of its own."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = fill(Path(folder), DEBUG="true", SITE_URL="http://localhost")
        server = subprocess.Popen(
            command("runserver", f"127.0.0.1:{port}", "--noreload"),
            cwd=HERE,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def wait_for(url: str) -> None:
    for _attempt in range(100):
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):  # noqa: S310  # our own server
            return
        time.sleep(0.2)
    raise SystemExit(f"{url} does not answer.")


def take(browser: Browser, site: str, names: Sequence[str]) -> None:
    for width, height in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        for name, kind, language in pictures(names):
            page.goto(f"{site}{address(kind, language)}", wait_until="networkidle")
            picture = Image.open(BytesIO(seen(page, kind.part, height)))
            picture.save(FOLDER / file_name(name, language, width), quality=70, method=6)
        page.close()


def seen(page: Page, part: str, most: int) -> bytes:
    """A PNG of the page from its beginning, or from this part on; what is drawn when it comes near has been drawn."""
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")
    top = (
        page.locator(part).evaluate("one => Math.floor(one.closest('section').getBoundingClientRect().top)")
        if part
        else 0
    )
    whole, width = page.evaluate("[document.documentElement.scrollHeight, innerWidth]")
    top = max(0, min(top, whole - 600))
    clip = {"x": 0, "y": top, "width": width, "height": min(whole - top, most)}
    return page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]  # a FloatRect


# ---------- docs/gallery.md ----------
def written() -> str:
    lines = [
        "# Gallery",
        "",
        f"Every kind of page with the shipped data as it stood on {DAY}, in a window of 1280 px and on a phone of 360 px; long pages are",
        "cut, and every picture leads to itself in full size. The whole site speaks six languages: the main pages are shown in",
        "English, Arabic (which is written from right to left) and Chinese. Made by `make gallery`.",
        "",
    ]
    for name, kind in MAIN.items():
        lines += [f"## {kind.title}", "", f"`{address(kind, 'en')}`", ""]
        lines += [f"| {' | '.join(LANGUAGES.values())} |", "|---" * len(LANGUAGES) + "|"]
        lines += [f"| {' | '.join(shown(name, kind, language, width) for language in LANGUAGES)} |" for width in WIDTHS]
        lines.append("")
    lines += ["## Further pages, in English", "", "| page | 1280 px | 360 px |", "|---|---|---|"]
    for name, kind in OTHERS.items():
        cells = [shown(name, kind, "en", width) for width in WIDTHS]
        lines.append(f"| {kind.title}<br>`{address(kind, 'en')}` | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def shown(name: str, kind: Kind, language: str, width: int) -> str:
    """One picture, which leads to itself."""
    file = f"gallery/{file_name(name, language, width)}"
    alt = f"{kind.title}, {LANGUAGES[language]}, {width} px wide"
    return f'<a href="{file}"><img src="{file}" alt="{alt}" width="{SHOWN[width]}"></a>'


def main(names: Sequence[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    if unknown := set(names) - MAIN.keys() - OTHERS.keys():
        raise SystemExit(f"No such picture: {', '.join(sorted(unknown))}. There are {', '.join([*MAIN, *OTHERS])}.")
    flags = ["--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    chromium = os.environ.get("TEST_CHROMIUM") or str(CHROMIUM.path())
    with served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*sandbox, *flags])
        take(browser, site, names)
        browser.close()
    (HERE / "docs/gallery.md").write_text(written())


if __name__ == "__main__":
    main(sys.argv[1:])
