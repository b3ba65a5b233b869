from __future__ import annotations

import gzip
from typing import Any

import brotli
import pytest
from django.test import Client

from reformtracker.publishing.models import Chain
from tests.reading import ROOT

pytestmark = pytest.mark.django_db

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}


def body(answer: Any) -> bytes:
    found: bytes = answer.getvalue()
    return found


def ask(address: str, encoding: str, **headers: str) -> Any:
    return Client().get(ROOT + address, headers={"accept-encoding": encoding, **headers})


@pytest.mark.parametrize("encoding", ["gzip", "br"])
@pytest.mark.parametrize("address", ["indicators/", "schema/", "export/observations.csv", "indicators/?colour=red"])
def test_the_same_answer_travels_packed(address: str, encoding: str, chain: Chain) -> None:
    plain, packed = ask(address, "identity"), ask(address, encoding)
    sent = body(packed)
    assert packed.headers["Content-Encoding"] == encoding
    assert UNPACK[encoding](sent) == body(plain)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert packed.headers.get("Content-Length", str(len(sent))) == str(len(sent))
    assert packed.headers.get("ETag") == plain.headers.get("ETag")


def test_it_is_brotli_where_the_reader_takes_both_and_nothing_where_it_takes_neither(chain: Chain) -> None:
    assert ask("indicators/", "gzip, deflate, br, zstd").headers["Content-Encoding"] == "br"
    for refused in ("identity", "", "zstd", "br;q=0, gzip;q=0", "x-gzip"):
        assert "Content-Encoding" not in ask("indicators/", refused).headers, refused


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity"])
def test_an_answer_that_came_packed_is_known_again(encoding: str, chain: Chain) -> None:
    etag = ask("indicators/", encoding).headers["ETag"]
    again = ask("indicators/", encoding, **{"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept-Encoding" in again.headers["Vary"]
    assert "Content-Encoding" not in again.headers


def test_a_workbook_is_packed_already(chain: Chain) -> None:
    answer = ask("export/tracker.xlsx", "br, gzip")
    assert body(answer).startswith(b"PK")
    assert "Content-Encoding" not in answer.headers


def test_pages_for_everyone_travel_packed_and_those_of_staff_as_they_are(chain: Chain) -> None:
    asked = {"accept-encoding": "br, gzip"}
    page = Client().get("/en/methodology/", headers=asked)
    assert (page.headers["Content-Encoding"], page.headers["Vary"]) == ("br", "Accept-Encoding")
    assert brotli.decompress(page.content) == Client().get("/en/methodology/").content
    assert "Content-Encoding" not in Client().get("/admin/login/", headers=asked).headers
