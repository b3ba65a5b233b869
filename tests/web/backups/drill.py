"""A tracker that is backed up, and what staff do with it on the day after a restore."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command
from django.test import Client

from benefits.models import Observation
from reformtracker.publishing.models import Chain, Person
from reformtracker.publishing.verify import verify
from tests import factories as f
from tests.cast import Cast, assemble

PASSWORD = "a password of nobody else"


def fill() -> Cast:
    """A small published framework with the files of its releases, a draft, and a publisher who can sign in."""
    cast = assemble()
    # The shipped one may stand beside it, and is the default.
    f.chain(is_default=False)
    chain = f.tracker(cast)
    f.observation(Observation.objects.get(chain=chain).indicator, cast, "2021", "17")
    cast.publisher.set_password(PASSWORD)
    cast.publisher.save()
    call_command("prepare_exports", stdout=StringIO())
    assert chain.head == 2
    return cast


def go_on() -> None:
    """The publisher signs in, the draft is found and goes out, and the chain is still whole."""
    client = Client()
    publisher = Person.objects.get(username="pavel")
    answer = client.post("/admin/login/", {"login": publisher.username, "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert client.get("/admin/").status_code == 200
    chain = Chain.objects.get(slug="reform")
    cast = Cast(*(Person.objects.get(username=name) for name in ("chidi", "ruth", "pavel", "amal", "agnes")))
    draft = Observation.objects.get(chain=chain, period="2021").versions.get()
    release = f.release(chain, cast, draft, title="After the restore")
    assert (release.number, release.previous) == (3, chain.releases.get(number=2).hash)
    chain.refresh_from_db()
    assert [str(found) for found in verify(chain)] == []
    page = client.get("/en/reform/")
    assert page.status_code == 200
