"""Answers packed for the way: brotli where the reader takes it, else gzip.

For what is for everyone only. Nothing secret travels with it, so its length tells nothing (BREACH); pages of staff stay as
they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_header_parameters

from reformtracker.api.reach import is_for_everyone

WORDY = re.compile(r"text/|(application|image)/([\w.-]+\+)?(json|xml)\b|application/vnd\.sdmx")
"""Media types that get shorter; workbooks and zips are packed already."""
LEVEL = 8
"""Of brotli, from 0 to 11: a fifth smaller than gzip and no slower; from 9 on it costs ten times as much."""
STREAMED = 4
"""Of what is written while it is sent: there the packer must not be what one waits for."""


class Packing(GZipMiddleware):
    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if not is_for_everyone(request):
            return response
        if response.status_code == 304:
            patch_vary_headers(response, ("Accept-Encoding",))
        if not WORDY.match(response.get("Content-Type", "")):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        packing = packing_for(request.headers.get("Accept-Encoding", ""))
        if packing == "br":
            return _brotli(response)
        return super().process_response(request, response) if packing else response


@lru_cache(maxsize=256)
def packing_for(header: str) -> str:
    """The best that a reader takes, empty where it takes neither.

    >>> packing_for("gzip, br"), packing_for("gzip, br;q=0"), packing_for("zstd")
    ('br', 'gzip', '')
    """
    accepted = accepted_by(header)
    return next((name for name in ("br", "gzip") if name in accepted), "")


def accepted_by(header: str) -> set[str]:
    """
    >>> sorted(accepted_by("gzip, br;q=0.5, zstd;q=0"))
    ['br', 'gzip']
    """
    offers = (parse_header_parameters(offer) for offer in header.split(","))
    return {name for name, options in offers if name and not _is_zero(options.get("q", "1"))}


def _is_zero(weight: str) -> bool:
    try:
        return float(weight) == 0
    except ValueError:
        return True


def _brotli(response: HttpResponse | StreamingHttpResponse) -> HttpResponse | StreamingHttpResponse:
    if response.has_header("Content-Encoding"):
        return response
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = _stream(response.streaming_content)  # type: ignore[arg-type]  # served by threads
        del response.headers["Content-Length"]
    else:
        packed = brotli.compress(response.content, quality=LEVEL)
        if len(packed) >= len(response.content):
            return response
        response.content = packed
        response.headers["Content-Length"] = str(len(packed))
    response.headers["Content-Encoding"] = "br"
    return response


def _stream(parts: Iterable[bytes]) -> Iterator[bytes]:
    packer = brotli.Compressor(quality=STREAMED)
    for part in parts:
        if packed := packer.process(part):
            yield packed
    yield packer.finish()
