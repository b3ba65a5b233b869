"""HTML made into a tagged PDF, without a network and without a way to keep the server busy.

What is drawn is kept under the hash of its HTML: what is served can never be older than the record, not even after a
redaction. One sheet is drawn at a time in each process and one more may wait, so that pages keep being served.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Lock
from types import ModuleType
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

OWN, GLYPH = "own:", "glyph:"
"""The only addresses from which anything is loaded: `own:css/tokens.css`, `glyph:d-improved`."""

_GLYPH = re.compile(r'<svg class="g([^"]*)"[^>]*><use href="#([a-z_-]+)"/></svg>')
_ISOLATED = re.compile(r'<bdi( dir="ltr")?>(.*?)</bdi>', re.DOTALL)
_SOURCE = re.compile(r'(<[^>]*class="src"[^>]*>)([^<]+)')
_SYMBOL = re.compile(r'<symbol id="([a-z_-]+)" viewBox="([^"]+)">(.*?)</symbol>', re.DOTALL)

AUTO, LTR, END = "\u2068", "\u2066", "\u2069"
"""First strong isolate, left-to-right isolate, and their end."""
JOINED = "\u2060"
"""Word joiner: no line ends here."""

INSTALL = "apt-get install"
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
FONTS = "fonts-noto-core fonts-noto-cjk"

_turn = Lock()
_places = BoundedSemaphore(2)
log = logging.getLogger(__name__)


class NoPaper(Exception):
    """Nothing can be drawn on this server: a library ("pango") or a font ("fonts") is missing."""

    @property
    def remedy(self) -> str:
        """What whoever runs the server has to install, as Debian names it."""
        if "fonts" in self.args:
            return _("No font on this server has all the letters. Install them: %(command)s") % {
                "command": f"{INSTALL} {FONTS}"
            }
        return _("The library that sets pages is missing on this server. Install it: %(command)s") % {
            "command": f"{INSTALL} {LIBRARIES} {FONTS}"
        }


class Busy(Exception):
    """Others are being served; ask again in `seconds`."""

    seconds = 10


def key(html: str) -> str:
    """Names what is drawn from this HTML with the style sheets of this server."""
    return hashlib.sha256(f"{_styles()}{html}".encode()).hexdigest()


def pdf(html: str) -> bytes:
    """A whole document, PDF/UA-1. Raises `NoPaper` and `Busy`."""
    return _kept(key(html), lambda: _drawn(html))


def png(html: str, *, patient: bool = False) -> bytes:
    """Its first page, two pixels for each of CSS. Raises `NoPaper`, and `Busy` for whoever is not patient."""
    return _kept(f"png-{key(html)}", lambda: _pictured(_drawn(html)), patient=patient)


def report(html: str) -> bytes:
    """A long one, for a worker: it waits for its place, and is kept by whoever asked for it. Raises `NoPaper`."""
    with _place(patient=True):
        return _drawn(html)


def _kept(name: str, draw: Callable[[], bytes], *, patient: bool = False) -> bytes:
    kept = caches["paper"]
    found: bytes | None = kept.get(name)
    if found is None:
        with _place(patient=patient):
            # Whoever waited may find what the one before has drawn.
            found = kept.get(name) or draw()
            kept.set(name, found)
    return found


def _pictured(document: bytes) -> bytes:
    import pypdfium2

    with pypdfium2.PdfDocument(document) as opened, io.BytesIO() as file:
        opened[0].render(scale=2 * 96 / 72).to_pil().save(file, "PNG")
        return file.getvalue()


@contextmanager
def _place(*, patient: bool) -> Iterator[None]:
    if not _places.acquire(blocking=patient):
        raise Busy
    try:
        with _turn:
            yield
    finally:
        _places.release()


def _drawn(html: str) -> bytes:
    weasyprint = _weasyprint()
    with _blanks() as blanks:
        document = weasyprint.HTML(string=for_paper(html), base_url=settings.SITE_URL, url_fetcher=_fetcher())
        # The bytes follow from the words alone: the same brief is the same file.
        made: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=key(html)[:32].encode())
    if blanks:
        log.error("No font on this server has the letters %s. See docs/operations.md.", " ".join(sorted(blanks)))
        raise NoPaper("fonts")
    return made


def _weasyprint() -> ModuleType:
    """Imported late: it takes seconds, and it needs Pango, which not every server has."""
    try:
        import weasyprint
    except OSError as error:
        log.error("PDF cannot be made here: %s", error)
        raise NoPaper("pango") from error
    return weasyprint  # type: ignore[no-any-return]  # ships no types


@contextmanager
def _blanks() -> Iterator[set[str]]:
    """Letters for which no font was found: WeasyPrint draws boxes and only logs it."""
    found: set[str] = set()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.ERROR:
                log.error(record.getMessage())
            elif str(record.msg).startswith(".notdef") and isinstance(record.args, tuple):
                found.update(one for one in str(record.args[0]) if unicodedata.category(one).startswith("L"))

    listener, logger = Listener(logging.WARNING), logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield found
    finally:
        logger.removeHandler(listener)


# ---------- what it may load ----------
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Own(URLFetcher):  # type: ignore[misc]  # ships no types
        """Serves our own files and nothing else: no host, no path of the machine."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            body, kind = load(url)
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    # A sheet without its style, or with somebody else's picture, must not go out.
    return Own(fail_on_errors=True)


KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


def load(url: str) -> tuple[bytes, str]:
    """The bytes and the media type of one of our own files; `PermissionError` for everything else."""
    if url.startswith(GLYPH):
        return _symbols()[url.removeprefix(GLYPH)].encode(), KINDS[".svg"]
    name = url.removeprefix(OWN)
    kind = KINDS.get(Path(name).suffix.lower(), "") if url.startswith(OWN) else ""
    # What would climb out of the static files is refused by the finder.
    found = finders.find(name) if kind else None
    if not isinstance(found, str):
        raise PermissionError(f"A sheet loads our own files only, not {url}")
    return Path(found).read_bytes(), kind


def for_paper(html: str) -> str:
    """The same words by the means that WeasyPrint has.

    Shapes become backgrounds: a drawing cannot refer to another one, and what only adorns must have no name. `<bdi>` becomes
    characters of Unicode. A symbol such as A/75/202 stays in one line: each line is put in order by itself.
    """
    html = _GLYPH.sub(r'<span class="g\1" style="background-image: url(glyph:\2)"></span>', html)
    html = _SOURCE.sub(lambda found: found[1] + re.sub(r"(?<=\w)/(?=\w)", f"/{JOINED}", found[2]), html)
    return _ISOLATED.sub(lambda found: f"<bdi>{LTR if found[1] else AUTO}{found[2]}{END}</bdi>", html)


@cache
def _symbols() -> dict[str, str]:
    found = _SYMBOL.findall(render_to_string("_glyphs.html"))
    return {
        name: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" fill="black" stroke="black" stroke-width="0">'
        f"{shape}</svg>"
        for name, box, shape in found
    }


@cache
def _styles() -> str:
    return "".join(load(f"{OWN}css/{name}.css")[0].decode() for name in ("tokens", "brief-paper", "report-paper"))
