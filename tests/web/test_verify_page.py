from __future__ import annotations

import hashlib
import re
import shlex
from html import unescape

import pytest
from django.test import Client

from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.verifier import script
from tests.web.single import html, words

pytestmark = pytest.mark.django_db

PAGE = "/en/reform/releases/verify/"


def blocks(path: str = PAGE) -> list[str]:
    return [unescape(one) for one in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", html(path), re.DOTALL)]


def test_the_two_lines_show_one_hash(chain: Chain) -> None:
    curl, echo = blocks()[0].splitlines()
    address = shlex.split(curl)[2].removeprefix("http://testserver")
    digest = hashlib.sha256(Client().get(address).content).hexdigest()
    assert digest == shlex.split(echo)[1] == Release.objects.get(number=2).hash


def test_of_an_earlier_release_the_page_shows_that_hash(chain: Chain) -> None:
    first = Release.objects.get(number=1).hash
    assert first in blocks(f"{PAGE}?release=1")[0]
    assert blocks(f"{PAGE}?release=1")[1] == f"python verify.py http://testserver reform {first}"


def test_the_script_that_is_shown_is_the_one_to_download(chain: Chain) -> None:
    response = Client().get("/ar/reform/releases/verify.py")
    assert response.content.decode() == script() == blocks()[2]
    assert response["Content-Disposition"] == 'attachment; filename="verify.py"'
    assert 'href="/en/reform/releases/verify.py" download' in html(PAGE)


@pytest.mark.parametrize("path", ["/en/reform/releases/", "/en/reform/releases/2/", "/en/data/"])
def test_the_way_to_it_is_shown_wherever_hashes_are(chain: Chain, path: str) -> None:
    assert f'href="{PAGE}"' in html(path)


def test_it_says_what_is_proved_and_what_is_not(chain: Chain) -> None:
    said = words(PAGE)
    assert "nothing in that release, nor in any before it, was changed" in said
    assert "It does not prove that a figure is right" in said
