"""What every public page knows: its framework, snapshot and language, and how to link without losing them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.models import FrameworkVersion
from initiatives.succession import Neighbours, neighbours
from reformtracker.publishing.models import Chain
from reformtracker.publishing.projection import for_reader
from reformtracker.publishing.snapshot import OutsideTheRecord, Snapshot, as_of, by_release, current, today
from reformtracker.publishing.texts import PATHS, Text, direction, html_code, path_code, text
from reformtracker.web import numbers
from reformtracker.web.language import first_word
from reformtracker.web.navigation import FOOT, NAVIGATION
from reformtracker.web.parameters import AS_OF, PARAMETERS, RELEASE

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")

TERRITORIES = {"ar": "ar_AR", "zh": "zh_CN", "en": "en_GB", "fr": "fr_FR", "ru": "ru_RU", "es": "es_ES"}


class BadSnapshot(BadRequest):
    """What the reader asked for cannot be answered: a sentence, and what can be asked for."""

    def __init__(self, sentence: str, allowed: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.allowed = sentence, allowed


class NoSuchFramework(Http404):
    """Nothing that begins with this address exists."""


class Link(NamedTuple):
    url: str
    text: str
    current: bool = False


class LanguageLink(NamedTuple):
    url: str
    name: str
    lang: str
    dir: str
    current: bool


class Page:
    """A page that lies in no framework, or that says no. `known` are the query parameters that it reads."""

    def __init__(self, request: HttpRequest, known: Sequence[str] = ()) -> None:
        if unknown := set(known) - PARAMETERS:
            raise ValueError(
                f"Name these among the parameters of pages, or they are left out of what is kept: {unknown}"
            )
        self.request, self.known = request, known

    # ---------- where we are ----------
    @property
    def snapshot(self) -> Snapshot | None:
        return None

    @property
    def language(self) -> str:
        return get_language() or "en"

    @property
    def lang(self) -> str:
        """As written in the path."""
        return path_code(self.language)

    @property
    def html_lang(self) -> str:
        return html_code(self.language)

    @property
    def territory(self) -> str:
        """The language as Open Graph names it."""
        return TERRITORIES[self.lang]

    @property
    def dir(self) -> str:
        return direction(self.language)

    @property
    def today(self) -> date:
        return today()

    @property
    def site_name(self) -> str:
        return str(settings.SITE_NAME)

    @property
    def logo(self) -> str:
        return static(settings.LOGO_FILE) if settings.LOGO_FILE else ""

    # ---------- links ----------
    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters that matter, in one order: what the snapshot was asked by, then the page's own."""
        asked = dict(self.snapshot.asked) if self.snapshot else {}
        own = {name: self.request.GET[name] for name in self.known if self.request.GET.get(name)}
        return {**asked, **own}

    def link(self, name: str, query: Mapping[str, str] | None = None, **kwargs: Any) -> str:
        """A page in this language and, where it lies in a framework, in this snapshot; empty where there is none.

        `query`: parameters of the page's own.
        """
        if self.snapshot and name in _WITHIN:
            kwargs.setdefault("fw", self.snapshot.chain.slug)
        path = _path(f"web:{name}", get_script_prefix(), lang=self.lang, **kwargs)
        if not path:
            return ""
        asked = {**self._carried(kwargs.get("fw")), **(query or {})}
        return f"{path}?{urlencode(asked)}" if asked else path

    def _carried(self, framework: str | None) -> dict[str, str]:
        """What a link must keep of the snapshot. A release is of one framework: beyond it, it becomes its day."""
        if self.snapshot is None or not self.snapshot.asked:
            return {}
        return self.snapshot.asked if framework == self.snapshot.chain.slug else {AS_OF: self.snapshot.day.isoformat()}

    @property
    def home(self) -> str:
        return self.link("overview") if self.snapshot else reverse("web:home", kwargs={"lang": self.lang})

    @property
    def navigation(self) -> Iterator[Link]:
        here = self.request.path
        for name, word, within in NAVIGATION:
            url = "" if within and not self.snapshot else self.link(name.removeprefix("web:"))
            if url:
                path = url.partition("?")[0]
                is_here = here == path or (name != "web:overview" and here.startswith(path))
                yield Link(url, str(word), is_here)

    @property
    def footing(self) -> Iterator[Link]:
        for name, word in FOOT:
            url = self.link(name.removeprefix("web:")) if name.startswith("web:") else _path(name, get_script_prefix())
            if url:
                yield Link(url, str(word))

    @property
    def languages(self) -> Iterator[LanguageLink]:
        """The same page in each language: filters and snapshot stay."""
        for code, name in settings.LANGUAGES:
            yield LanguageLink(self._in(code), name, html_code(code), direction(code), current=code == self.language)

    def _in(self, language: str) -> str:
        word = first_word(self.request)
        path, query = self.request.path, urlencode(self.query)
        other = path_code(language)
        if word not in PATHS:
            return reverse("web:home", kwargs={"lang": other})
        # What a server or a preview puts before the path may begin like a language too.
        start = len(path) - len(self.request.path_info)
        path = f"{path[:start]}/{other}{path[start + 1 + len(word) :]}"
        return f"{path}?{query}" if query else path

    @property
    def alternates(self) -> Iterator[LanguageLink]:
        for link in self.languages:
            yield link._replace(url=f"{settings.SITE_URL}{link.url}")

    @property
    def canonical(self) -> str:
        return f"{settings.SITE_URL}{self._in(self.language)}"

    @property
    def default_alternate(self) -> str:
        return f"{settings.SITE_URL}{self._in('en')}"

    @property
    def plain_url(self) -> str:
        """This address without any parameter."""
        return self.request.path

    @property
    def url_now(self) -> str:
        """The same page with its filters, as it stands now."""
        return f"{self.request.path}?{urlencode(self.other_parameters)}" if self.other_parameters else self.plain_url

    @property
    def other_parameters(self) -> dict[str, str]:
        """For the form that asks for another date: what it must keep."""
        return {name: value for name, value in self.query.items() if name not in (AS_OF, RELEASE)}

    # ---------- the page ----------
    def render(self, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        return render(self.request, template, {"page": self, **(context or {})}, status=status)


def stamp(snapshot: Snapshot) -> str:
    """As of when, from where and under which licence: inside every download."""
    return _("%(site)s, as it stood on %(day)s (release %(number)s). CC BY 4.0.") % {
        "site": settings.SITE_NAME,
        "day": numbers.day(snapshot.day),
        "number": snapshot.number,
    }


class FrameworkPage(Page):
    """A page of one framework, in one snapshot of it."""

    def __init__(
        self, request: HttpRequest, known: Sequence[str], snapshot: Snapshot, framework: FrameworkVersion, begins: date
    ) -> None:
        super().__init__(request, known)
        self._snapshot, self.framework, self.begins = snapshot, framework, begins

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    @property
    def framework_name(self) -> Text:
        return text(self.framework, "name")

    @property
    def is_demo(self) -> bool:
        return self.snapshot.chain.is_demo

    @cached_property
    def neighbours(self) -> Neighbours:
        """The frameworks before and after it."""
        return neighbours(self.snapshot)

    @property
    def stamp(self) -> str:
        return stamp(self.snapshot)

    @property
    def permalink(self) -> str:
        """The address under which this page will always say the same."""
        return self.lasting(self.request.path)

    def lasting(self, path: str) -> str:
        """The same of another page of this framework, with the parameters of this one."""
        asked = {**(self.snapshot.asked or {RELEASE: str(self.snapshot.number)}), **self.other_parameters}
        return f"{settings.SITE_URL}{path}?{urlencode(asked)}"


class SitePage(Page):
    """A page across all frameworks, each in its own snapshot; one that had not begun on the day asked for is left out.

    The default framework's, else the first one's, is that of the mast and the as-of line; there is none before the first release.
    """

    is_demo = False

    def __init__(self, request: HttpRequest, known: Sequence[str], snapshots: Sequence[Snapshot], begins: date) -> None:
        super().__init__(request, known)
        self.snapshots, self.begins = snapshots, begins

    @property
    def snapshot(self) -> Snapshot | None:
        return next(iter(self.snapshots), None)


def open_site_page(request: HttpRequest, lang: str, *, known: Sequence[str] = ()) -> SitePage:
    """Resolves `as_of` in every framework; 400 for `release`, which is of one framework, and for a day outside the record."""
    chains = list(Chain.objects.public().order_by("is_demo", "-is_default", "slug"))
    begins = min((_begins(chain) for chain in chains), default=today())
    if request.GET.get(RELEASE):
        raise BadSnapshot(
            _("A release is of one framework, and this page is about all of them."),
            _("Ask for a day: as_of=2021-06-30."),
        )
    written = request.GET.get(AS_OF, "")
    if not written:
        return SitePage(request, known, [current(chain) for chain in chains], begins)
    try:
        day = read_day(written)
    except ValueError:
        raise _outside_day(begins, written) from None
    found = list(_begun(chains, day))
    if chains and not found:
        raise _outside_day(begins, written)
    return SitePage(request, known, found, begins)


def _begun(chains: Sequence[Chain], day: date) -> Iterator[Snapshot]:
    for chain in chains:
        with suppress(OutsideTheRecord):
            yield as_of(chain, day)


def _begins(chain: Chain) -> date:
    first_day = chain.releases.published().filter(number=1).values_list("released_at", flat=True).first()
    return first_day.date() if first_day else today()


def open_page(request: HttpRequest, lang: str, fw: str, *, known: Sequence[str] = ()) -> FrameworkPage:
    """The framework by its slug, in the snapshot that `as_of` or `release` asks for: 404 and 400 come from here.

    `lang` is what the path says; the middleware has made it the language of the request.
    """
    chain = Chain.objects.public().filter(slug=fw).first()
    if chain is None:
        raise NoSuchFramework(f"{lang}/{fw}")
    begins = _begins(chain)
    snapshot = read_snapshot(request, chain, begins)
    framework = for_reader(FrameworkVersion.objects.with_content(snapshot.number).filter(thing__chain=chain)).first()
    if framework is None:
        raise NoSuchFramework(f"{lang}/{fw}")
    return FrameworkPage(request, known, snapshot, framework, begins)


def read_snapshot(request: HttpRequest, chain: Chain, begins: date) -> Snapshot:
    day, number = request.GET.get(AS_OF, ""), request.GET.get(RELEASE, "")
    if day and number:
        raise BadSnapshot(_("A page shows one day or one release. Ask for either, not for both."))
    try:
        if day:
            return as_of(chain, read_day(day))
        if number:
            return by_release(chain, _number(number))
    except (OutsideTheRecord, ValueError):
        raise _outside(chain, begins, day, number) from None
    return current(chain)


def read_day(written: str) -> date:
    """ValueError for what is not written YYYY-MM-DD."""
    if not _DAY.fullmatch(written):
        raise ValueError(written)
    return date.fromisoformat(written)


def _number(written: str) -> int:
    if not _NUMBER.fullmatch(written):
        raise ValueError(written)
    return int(written)


def _outside(chain: Chain, begins: date, day: str, number: str) -> BadSnapshot:
    if number:
        return BadSnapshot(
            _("There is no release “%(number)s”.") % {"number": number},
            _("Releases run from 1 to %(last)d.") % {"last": chain.head},
        )
    return _outside_day(begins, day)


def _outside_day(begins: date, day: str) -> BadSnapshot:
    return BadSnapshot(
        _("“%(day)s” is no day of this record.") % {"day": day},
        _("The record runs from %(first)s to today, %(last)s. A day is written like 2021-06-30.")
        % {"first": numbers.day(begins), "last": numbers.day(today())},
    )


@lru_cache(maxsize=4096)
def _path(name: str, mounted: str, **kwargs: Any) -> str:
    """Empty where there is none. Remembered, as a page has hundreds of links; `mounted`: where the site lies, of which
    the answer depends."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


_WITHIN = frozenset(
    {
        *(name.removeprefix("web:") for name, _word, within in NAVIGATION if within),
        *(
            "objective",
            "initiative",
            "hand-over",
            "indicator",
            "country",
            "case-study",
            "release",
            "crosswalk",
            "changes",
            "brief",
        ),
        *("verify", "verify-script"),
        *("embed", "indicator-chart", "feed", "feed-json", "brief-pdf"),
        *("objective-cite", "initiative-cite", "indicator-cite", "case-study-cite"),
    }
)
