"""Takes the screenshots of docs/gallery.md: every kind of page with the shipped data, at 1280 and 360 px.

    python scripts/gallery.py            # needs Chromium; writes docs/gallery/ and docs/gallery.md

The record is shown as it stood on a fixed day, so that a picture changes only where a page does.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from services import CHROMIUM, free_port

HERE = Path(__file__).resolve().parent.parent
FOLDER = HERE / "docs/gallery"
FRAMEWORK = "peace-and-security"
DAY = "2021-06-30"
WIDTHS = {1280: 1500, 360: 1500}
"""Width of the window -> how much of a page is shown at most, in px."""

PAGES: dict[str, tuple[str, str]] = {
    "overview": ("Dashboard", ""),
    "overview-arabic": ("Dashboard, in Arabic", "ar:"),
    "objective": ("Objective", "objectives/2/"),
    "initiative": ("Initiative", "initiatives/2.4/"),
    "indicator": ("Indicator, a number", "indicators/2.4.2/"),
    "indicator-rubric": ("Indicator, a rubric", "indicators/1.1.1/"),
    "case-studies": ("Case studies: map, list, evidence", "case-studies/"),
    "case-study": ("Case study", "case-studies/burkina-faso/"),
    "country": ("Country", "countries/BFA/"),
    "challenges": ("Challenges and corrective actions", "challenges/"),
    "timeline": ("Timeline", "timeline/"),
    "crosswalk": ("Crosswalk from the original goals", "crosswalk/"),
    "changes": ("What changed between two dates", "changes/?from=2020-11-18&to=2021-02-28"),
    "releases": ("Releases", "releases/"),
    "release": ("One release", "releases/2/"),
    "sources": ("Sources", "en:sources/"),
    "source": ("One source, by paragraph", "en:sources/a-75-202/"),
    "methodology": ("How we judge", "en:methodology/"),
    "data": ("Data", "en:data/"),
    "search": ("Search", "en:search/?q=peacebuilding"),
    "accessibility": ("Accessibility", "en:accessibility/"),
    "privacy": ("Privacy", "en:privacy/"),
    "not-found": ("A page that is not there", "indicators/9.9.9/"),
}
"""Name of the picture -> title, and path within the framework; `en:` lies across frameworks, `ar:` is in Arabic."""


def address(path: str) -> str:
    """
    >>> address("objectives/2/"), address("ar:"), address("en:search/?q=x")
    ('/en/peace-and-security/objectives/2/?as_of=2021-06-30', '/ar/peace-and-security/?as_of=2021-06-30', '/en/search/?q=x&as_of=2021-06-30')
    """
    prefix, colon, rest = path.partition(":")
    if colon and prefix == "en":
        path = f"/en/{rest}"
    elif colon:
        path = f"/{prefix}/{FRAMEWORK}/{rest}"
    else:
        path = f"/en/{FRAMEWORK}/{path}"
    return f"{path}{'&' if '?' in path else '?'}as_of={DAY}"


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The site with the shipped data and nothing else, on a port and a database of its own."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DATABASE_URL": f"sqlite:///{folder}/tracker.sqlite3",
            "REDIS_URL": "",
            "DEBUG": "true",
            "SITE_URL": f"http://127.0.0.1:{port}",
        }

        def manage(*arguments: str) -> list[str]:
            return [sys.executable, str(HERE / "manage.py"), *arguments]

        for command in (["migrate", "--verbosity=0"], ["load_framework", f"initiatives/data/{FRAMEWORK}"]):
            subprocess.run(manage(*command), cwd=HERE, env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            manage("runserver", f"127.0.0.1:{port}", "--noreload"),
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


def take(browser: Browser, site: str) -> None:
    for width, height in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        for name, (_title, path) in PAGES.items():
            page.goto(f"{site}{address(path)}", wait_until="networkidle")
            whole = int(page.evaluate("document.documentElement.scrollHeight"))
            clip = {"x": 0, "y": 0, "width": width, "height": min(whole, height)}
            page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True, clip=clip)  # type: ignore[arg-type]  # a FloatRect
        page.close()


def written() -> str:
    lines = [
        "# Gallery",
        "",
        f"Every kind of page with the shipped data as it stood on {DAY}, in a window of 1280 px and on a phone of 360 px; long pages are",
        "cut. Made by `make gallery`.",
        "",
    ]
    for name, (title, path) in PAGES.items():
        lines += [f"## {title}", "", f"`{address(path)}`", ""]
        lines += [
            f'<img src="gallery/{name}-{width}.png" alt="{title}, {width} px wide" width="{shown}">'
            for width, shown in ((1280, 640), (360, 180))
        ]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    flags = ["--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    chromium = os.environ.get("TEST_CHROMIUM") or str(CHROMIUM.path())
    with served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*sandbox, *flags])
        take(browser, site)
        browser.close()
    (HERE / "docs/gallery.md").write_text(written())


if __name__ == "__main__":
    main()
