"""The score that Mozilla's HTTP Observatory gives to an answer, after its published table of tests and their points.

https://github.com/mdn/mdn-http-observatory/blob/main/src/grader/charts.js
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http.cookies import Morsel, SimpleCookie

Directives = dict[str, list[str]]

SIX_MONTHS, YEAR = 15_768_000, 31_536_000
BONUS_FROM = 90
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
RUNS = ("script-src", "object-src", "style-src")
WIDE = {"*", "http:", "https:", "data:", "blob:", "'unsafe-inline'", "'unsafe-hashes'"}


def directives(policy: str) -> Directives:
    """
    >>> directives("default-src 'none'; img-src 'self' data:")
    {'default-src': ["'none'"], 'img-src': ["'self'", 'data:']}
    """
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name.lower(): sources for name, *sources in parts}


def points(headers: Mapping[str, str], cookies: SimpleCookie) -> dict[str, int]:
    """By test of the Observatory; what is neither good nor bad is 0."""
    policy = directives(headers.get("Content-Security-Policy", ""))
    return {
        "content-security-policy": _policy(policy),
        "cookies": _cookies(cookies),
        "cross-origin-resource-policy": _holder(headers.get("Cross-Origin-Resource-Policy", "")),
        "strict-transport-security": _transport(headers.get("Strict-Transport-Security", "")),
        "referrer-policy": _referrer(headers.get("Referrer-Policy", "")),
        "x-content-type-options": 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        "x-frame-options": _frames(policy, headers.get("X-Frame-Options", "")),
        # Anybody may read what is open, nobody with the cookies of a person.
        "cross-origin-resource-sharing": -50 if "Access-Control-Allow-Credentials" in headers else 0,
    }


def score(headers: Mapping[str, str], cookies: SimpleCookie) -> int:
    """Out of 100; what is more than good counts where nothing is bad."""
    found = points(headers, cookies).values()
    base = 100 + sum(one for one in found if one < 0)
    return base + (sum(one for one in found if one > 0) if base >= BONUS_FROM else 0)


def _policy(policy: Directives) -> int:
    if not policy:
        return -25
    found = {name: set(policy.get(name, policy.get("default-src", ["*"]))) for name in RUNS}
    if (found["script-src"] | found["object-src"]) & WIDE:
        return -20
    if "'unsafe-eval'" in found["script-src"]:
        return -10
    if found["style-src"] & WIDE:
        return 0
    return 10 if policy.get("default-src") == ["'none'"] else 5


def _cookies(cookies: SimpleCookie) -> int:
    return min((_cookie(name, one) for name, one in cookies.items()), default=0)


def _cookie(name: str, cookie: Morsel[str]) -> int:
    is_session = "sess" in name.lower() or "login" in name.lower()
    if not cookie["secure"]:
        return -40 if is_session else -20
    if is_session and not cookie["httponly"]:
        return -30
    return 5 if cookie["samesite"] in ("Lax", "Strict") else 0


def _holder(said: str) -> int:
    return 10 if said in ("same-origin", "same-site") else 0


def _transport(said: str) -> int:
    parts = dict(_pairs(said))
    age = int(parts.get("max-age", "0"))
    if age < SIX_MONTHS:
        return -10 if age else -20
    return 5 if age >= YEAR and {"includesubdomains", "preload"} <= parts.keys() else 0


def _pairs(said: str) -> Iterator[tuple[str, str]]:
    for part in said.lower().split(";"):
        name, _equals, value = part.strip().partition("=")
        yield name, value


def _referrer(said: str) -> int:
    if not said:
        return 0
    return 5 if set(said.replace(" ", "").split(",")) <= PRIVATE else -5


def _frames(policy: Directives, said: str) -> int:
    """By the policy, or by the header that older browsers know."""
    ancestors = policy.get("frame-ancestors")
    if ancestors is not None:
        return -20 if set(ancestors) & {"*", "https:", "http:"} else 5
    return 5 if said in ("DENY", "SAMEORIGIN") else -20
