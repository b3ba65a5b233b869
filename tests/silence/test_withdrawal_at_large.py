"""A withdrawal and a redaction in the whole tracker as it ships: nginx, public servers that keep answers, staff elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from stack import FRAMEWORK, Stack

from tests.bars import Figure
from tests.deployed import deployed

pytestmark = [pytest.mark.trust, pytest.mark.postgres, pytest.mark.redis, pytest.mark.bar("B31")]

ROOT = Path(__file__).resolve().parents[2]
WORD = "Xanthippe"
SECONDS = 5
"""Until it is gone everywhere."""
BEGIN = f"""
from benefits.models import ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import Person, Role
from tests import factories as f
from tests.cast import Cast, person
cast = Cast(**{{role: Person.objects.filter(username=role).first() or person(role, role) for role in Role.values}})
chain = f.chain("{FRAMEWORK}")
share = f.Indicator.objects.get(chain=chain, code="2.4.2")
"""
PUBLISH = """
case = f.case_study(chain, cast, "of-late", title_en="Xanthippe, of late")
print(f.release(chain, cast, f.observation(share, cast, "2023", "17", narrative_en="Xanthippe"), case).number)
"""
WITHDRAW = """
live = [one.objects.live().get(**{f"{text}__startswith": "Xanthippe"}) for one, text in
        ((ObservationVersion, "narrative_en"), (f.CaseStudyVersion, "title_en"))]
f.release(chain, cast, *[actions.withdraw(one.thing, type(one), by=cast.contributor, reason="Wrong.") for one in live])
"""
REDACT = """
second = person("second", Role.ADMINISTRATOR)
for one, text in (ObservationVersion, "narrative_en"), (f.CaseStudyVersion, "title_en"):
    order = actions.order_redaction(one.objects.get(**{f"{text}__startswith": "Xanthippe"}), by=cast.administrator, reason="Personal.")
    actions.confirm_redaction(order, by=second)
"""
PAGES = f"/en/{FRAMEWORK}"
ADDRESSES = (
    f"{PAGES}/indicators/2.4.2/",
    f"{PAGES}/case-studies/",
    f"{PAGES}/case-studies/of-late/",
    f"{PAGES}/case-studies/of-late/cite.bib",
    "/en/search/?q=Xanthippe+late",
    "/api/v1/observations/2.4.2:2023/",
    "/api/v1/case-studies/",
    "/api/v1/observations/?indicator=2.4.2&format=csv",
    "/api/v1/export/observations.csv",
)


class Readers:
    """They ask again and again, and note when an address has last told of it."""

    def __init__(self, site: str, addresses: tuple[str, ...]) -> None:
        self.site, self.last, self.asked = site, dict.fromkeys(addresses, 0.0), 0
        self.stop = Event()

    def tells(self, address: str) -> bool:
        try:
            with urlopen(f"{self.site}{address}", timeout=30) as answer:  # noqa: S310  # on this machine
                said = answer.read().decode(errors="replace")
        except HTTPError as refusal:
            said = refusal.read().decode(errors="replace")
        self.asked += 1
        return WORD in said.replace(f'value="{WORD}', "").replace(f"{WORD}+", "").replace(f"“{WORD} late”", "")

    def read(self, address: str) -> None:
        while not self.stop.wait(0.1):
            if self.tells(address):
                self.last[address] = time.time()

    @contextmanager
    def reading(self) -> Iterator[None]:
        with ThreadPoolExecutor(len(self.last)) as pool:
            done = [pool.submit(self.read, address) for address in self.last]
            try:
                yield
            finally:
                self.stop.set()
        for one in done:
            one.result()


def staff(stack: Stack, act: str) -> tuple[str, float]:
    """What staff do in a process of their own: what it says, and when it was done."""
    found = stack.manage("shell", "-c", BEGIN + act, PYTHONPATH=str(ROOT), DJANGO_ALLOW_ASYNC_UNSAFE="true")
    return found.strip().splitlines()[-1] if found.strip() else "", time.time()


def gone(stack: Stack, act: str, addresses: tuple[str, ...]) -> tuple[float, int]:
    """How many seconds after this act the last of these addresses told of it, and how often they were asked."""
    readers = Readers(stack.site, addresses)
    with readers.reading():
        until(lambda: all(readers.last.values()))
        _said, done = staff(stack, act)
        time.sleep(2 * SECONDS)
    return max(readers.last.values()) - done, readers.asked


def until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "not within a minute"
        time.sleep(0.2)


def test_it_is_gone_within_five_seconds_of_the_act(tmp_path: Path, figure: Figure) -> None:
    with deployed(tmp_path) as stack:
        told, _when = staff(stack, PUBLISH)
        assert int(told) > 1
        after, asked = gone(stack, WITHDRAW, ADDRESSES)
        assert after < SECONDS
        earlier = (f"{PAGES}/case-studies/of-late/?release={told}", f"/api/v1/observations/2.4.2:2023/?release={told}")
        file = f"/api/v1/export/releases/{told}/observations.csv"
        redacted, again = gone(stack, REDACT, (*earlier, file))
        assert redacted < SECONDS
        until(lambda: not kept(stack))
        for command in ("verify_releases", "verify_audit", "verify_exports"):
            stack.manage(command)
    figure(
        "B31",
        f"gone {max(after, 0):.1f} s after a withdrawal, {max(redacted, 0):.1f} s after a redaction; {asked + again:,} readers",
    )


def kept(stack: Stack) -> list[Path]:
    """Files that still hold it: prepared exports, and what nginx keeps."""
    found = [path for folder in ("pages", "app/var", "exports") for path in (stack.folder / folder).rglob("*")]
    return [path for path in found if path.is_file() and WORD.encode() in path.read_bytes()]
