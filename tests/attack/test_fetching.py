"""The tracker asks no address that somebody has given it: whatever is written into a link, no connection is opened for it."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from initiatives.models import Entity
from reformtracker.publishing import outbox
from reformtracker.sources.models import Document
from tests import factories as f
from tests.attack import walk
from tests.bars import Figure
from tests.benefits.workbook.corpus.making import part, parts, with_type, workbook
from tests.benefits.workbook.example import make_example
from tests.cast import Cast
from tests.publishing import raw
from tests.staff import form_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B39")]


class Inside:
    """A server of the network within: it counts who comes. What Python opens is noted as well, and goes nowhere."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.server.getsockname()[1]
        self.came = 0
        self.asked: list[Any] = []
        self.named: list[Any] = []

    def serve(self) -> None:
        while True:
            try:
                visitor, _address = self.server.accept()
            except OSError:
                return
            self.came += 1
            visitor.close()


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inside]:
    found = Inside()
    thread = threading.Thread(target=found.serve, daemon=True)
    thread.start()
    ours = {urlsplit(os.environ.get(name, "")).port for name in ("TEST_REDIS_URL", "TEST_DATABASE_URL")} - {None}
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def noted(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[1] not in ours:
            found.asked.append(address)
            raise ConnectionRefusedError(address)
        connect(self, address)

    def noted_and_refused(self: socket.socket, address: Any) -> int:
        found.asked.append(address)
        return errno.ECONNREFUSED

    def named(host: Any, port: Any, *more: Any, **options: Any) -> Any:
        if port not in ours:
            found.named.append((host, port))
            raise socket.gaierror(host)
        return resolve(host, port, *more, **options)

    monkeypatch.setattr(socket.socket, "connect", noted)
    monkeypatch.setattr(socket.socket, "connect_ex", noted_and_refused)
    monkeypatch.setattr(socket, "getaddrinfo", named)
    yield found
    # What wakes it here is no visitor.
    found.server.shutdown(socket.SHUT_RDWR)
    found.server.close()
    thread.join(timeout=5)


HOSTS = """
127.0.0.1 127.1 127.0.1 0 0.0.0.0 2130706433 0x7f000001 0x7f.1 017700000001 0177.0.0.1 127.000.000.001 127.255.255.254
localhost LOCALHOST localhost. localhost.localdomain ip6-localhost postgres redis metadata.google.internal rebind.example
[::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [64:ff9b::7f00:1] [fe80::1] [fd00:ec2::254]
10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 169.254.169.254 169.254.169.254.nip.io 127.0.0.1.nip.io
user@127.0.0.1 example.org@127.0.0.1 ①②⑦.⓪.⓪.① 127。0。0。1
"""
OTHERS = """
https://127.0.0.1:PORT/ ftp://127.0.0.1:PORT/ gopher://127.0.0.1:PORT/_x dict://127.0.0.1:PORT/ file:///etc/passwd
ldap://127.0.0.1:PORT/ jar:http://127.0.0.1:PORT!/ data:text/html,x //127.0.0.1:PORT/ http://127.0.0.1:PORT\\@example.org/
http://example.org:80@127.0.0.1:PORT/
"""


def targets(port: int) -> list[str]:
    """Fifty ways to write an address of the network within."""
    return [
        *(f"http://{host}:{port}/" for host in HOSTS.split()),
        *(other.replace("PORT", str(port)) for other in OTHERS.split()),
    ]


@contextmanager
def silence(inside: Inside) -> Iterator[None]:
    """Nobody comes and nothing is looked up while this is done."""
    yield
    assert (inside.came, inside.asked, inside.named) == (0, [], [])


def test_no_link_that_is_saved_shown_or_printed_is_ever_asked(cast: Cast, inside: Inside, figure: Figure) -> None:
    chain = f.tracker(cast)
    client, add = signed_in(cast.contributor), reverse("admin:sources_document_add")
    written = targets(inside.port)
    assert len(set(written)) >= 50
    taken = 0
    with silence(inside):
        for number, target in enumerate(written):
            form = form_of(client.get(add)) | {
                "symbol": f"S/{number}",
                "slug": f"s-{number}",
                "title_en": target,
                "link": target,
            }
            answer = client.post(add, form | {"public_by": "2020-01-01", "public_by_precision": "day"})
            taken += answer.status_code == 302
            assert answer.status_code in (200, 302), target
    saved = Document.objects.filter(slug__startswith="s-")
    assert saved.count() == taken > 20
    assert {urlsplit(link).scheme for link in saved.values_list("link", flat=True)} == {"http", "https"}
    with silence(inside):
        _publish(chain, cast, list(saved), f"http://127.0.0.1:{inside.port}/")
        for path in walk.public(slug=("a-75-202", *saved.values_list("slug", flat=True)), form=("bib",)):
            answer = Client().get(path)
            answer.getvalue()
            assert answer.status_code < 500, path
        for path in ("brief.pdf", "indicators/2.4.2/chart.png"):
            assert Client().get(f"/en/reform/{path}").status_code in (200, 503)
        outbox.work()
    figure("B39", f"{len(written)} targets written, {taken} taken as links, 0 connections and 0 names looked up")


def _publish(chain: Any, cast: Cast, sources: list[Document], link: str) -> None:
    """A value that rests on all of them, with words that are links and elements."""
    words = f"{link} <img src={link}> <link rel=stylesheet href={link}> url({link}) @import '{link}'"
    value = f.observation(f.Indicator.objects.get(chain=chain, code="2.4.2"), cast, "2021", "18", narrative_en=words)
    for source in sources:
        value.citations.create(document=source, paragraph="1", note_en=link)
    case = f.case_study(chain, cast, "a-case", title_en=words[:200], summary_en=words)
    Entity.objects.create(code="there", name_en=link)
    f.release(chain, cast, value, case, title=words[:100])


def test_the_database_takes_no_other_link_either(cast: Cast) -> None:
    document = f.document()
    for link in ("file:///etc/passwd", "gopher://x", "javascript:alert(1)", "//x", "data:,x", "ftp://x"):
        with raw.Refused("sources_document_link_is_of_the_web"):
            raw.change(document, link=link)


def test_a_workbook_that_refers_to_an_address_is_asked_nothing_for(inside: Inside) -> None:
    """Entities, links, pictures and connections in its parts."""
    example = make_example()
    client, there = signed_in(example.cast.contributor), f"http://127.0.0.1:{inside.port}/"
    with silence(inside):
        for content in _reaching_out(workbook(example.sheet()), there):
            file = SimpleUploadedFile("a.xlsx", content)
            answer = client.post("/admin/benefits/upload/add/", {"file": file}, follow=True)
            assert answer.status_code in (200, 422)


def _reaching_out(plain: bytes, there: str) -> Iterator[bytes]:
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{there}">]>'
    yield with_type(plain, "xl/worksheets/sheet1.xml", entity)
    yield with_type(plain, "[Content_Types].xml", f'<!DOCTYPE x SYSTEM "{there}">')
    relations = part(plain, "xl/_rels/workbook.xml.rels").decode()
    outside = f'<Relationship Id="rId99" Type="http://x/externalLink" Target="{there}" TargetMode="External"/></Relationships>'
    yield parts(plain, {"xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", outside).encode()})
    yield parts(plain, {"xl/externalLinks/externalLink1.xml": f"<externalLink href='{there}'/>".encode()})
    yield parts(plain, {"xl/connections.xml": f"<connections url='{there}'/>".encode()})


def test_a_connection_would_have_been_noted(inside: Inside) -> None:
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", inside.port))
    with socket.socket() as plain, pytest.raises(OSError):
        plain.connect(("127.0.0.1", inside.port))
    assert inside.named
    assert inside.asked
