"""What is withdrawn is gone from everything that is current, and what is redacted from everything: wherever it was told or kept."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.management import call_command
from django.test import Client
from front_client import FrontClient

from reformtracker.publishing import actions, outbox
from reformtracker.publishing.models import Chain, Role, Version
from reformtracker.publishing.registry import kinds
from reformtracker.web.exports import store
from reformtracker.web.kept import Here
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast, person
from tests.planted import SECRET, texts
from tests.silence.asking import forget
from tests.silence.test_traces import found_in_redis
from tests.web.test_keeping import Clock
from tests.web.test_leaks import addresses, words

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B31")]

TOLD = 3
"""The release that has it."""
OF_THE_RELEASE = (f"/api/v1/releases/{TOLD}/", f"/api/v1/export/releases/{TOLD}/")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Clock:
    """Answers are kept, and each second it is looked up whether they are true; files lie in a folder of their own."""
    settings.KEEP_SECONDS, settings.EXPORTS_DIR = 1, tmp_path
    clock = Clock()
    monkeypatch.setattr("reformtracker.publishing.epoch.monotonic", clock)
    monkeypatch.setattr(current_app.conf, "task_always_eager", True)
    forget()
    return clock


class Reader:
    """A process that has been asked before, and keeps what it answered."""

    def __init__(self) -> None:
        self.client = FrontClient()
        self.walked = [address for address in addresses(["en"]) if "/quiet/" not in address]

    def tells(self, query: str = "", among: Iterable[str] = ()) -> set[str]:
        """Which addresses tell of it under this query."""
        walked = among or self.walked
        return {address for address in walked if SECRET.lower() in read(self.client, f"{address}{query}")}


def read(client: Client, asked: str) -> str:
    """All words of an answer, in small letters; those of a workbook or a zip unpacked."""
    response: Any = client.get(asked)
    kind = response.headers.get("Content-Type", "")
    if "zip" in kind or "spreadsheetml" in kind:
        archive = zipfile.ZipFile(io.BytesIO(response.getvalue()))
        return " ".join(archive.read(name).decode(errors="replace") for name in archive.namelist()).lower()
    return words(response).lower()


def published(chain: Chain, cast: Cast) -> list[Version]:
    """One of each kind but the framework, with the word in all its texts."""
    by_kind = {kind.KIND: texts(kind) for kind in kinds()}
    share = f.Indicator.objects.get(code="2.4.2")
    made: list[Any] = [
        f.objective(chain, cast, "9", **by_kind["objective"]),
        f.initiative(chain, cast, "2.9", **by_kind["initiative"]),
        f.indicator(chain, cast, "2.9.1", **by_kind["indicator"]),
        f.observation(share, cast, "2021", "17.25", **by_kind["observation"]),
        f.milestone(chain, cast, "one-day", **by_kind["milestone"]),
        f.case_study(chain, cast, "a-case", **by_kind["case_study"]),
        f.challenge(chain, cast, "C9", **by_kind["challenge"]),
        f.corrective_action(chain, cast, "C9.1", **by_kind["corrective_action"]),
    ]
    made[5].places.create(country=f.country("MLI"))
    assert f.release(chain, cast, *made, title="Told").number == TOLD
    return made


def withdraw(chain: Chain, cast: Cast, made: list[Version]) -> None:
    notices = [actions.withdraw(one.thing, type(one), by=cast.contributor, reason="It was wrong.") for one in made]
    f.release(chain, cast, *notices, title="Withdrawn")


def redact(cast: Cast, made: list[Version]) -> None:
    second = person("second", Role.ADMINISTRATOR)
    for version in made:
        order = actions.order_redaction(version, by=cast.administrator, reason="Personal.")
        actions.confirm_redaction(order, by=second)


def test_what_is_withdrawn_is_gone_from_all_that_is_current_and_stays_in_earlier_snapshots(
    chain: Chain, cast: Cast, clock: Clock, figure: Figure
) -> None:
    made = published(chain, cast)
    store.prepare_all(chain)
    reader = Reader()
    before = reader.tells()
    assert len(before) > 30
    withdraw(chain, cast, made)
    clock.passes(1)
    # What holds an earlier release by its address is of that one.
    assert {address for address in reader.tells(among=before) if not address.startswith(OF_THE_RELEASE)} == set()
    assert len(reader.tells(f"?release={TOLD}", before)) > 30
    figure("B31", f"{len(before)} addresses that told it, none a second after")


def test_an_earlier_snapshot_of_what_was_withdrawn_says_so(chain: Chain, cast: Cast) -> None:
    made = published(chain, cast)
    withdraw(chain, cast, made)
    page = read(Client(), f"/en/reform/case-studies/a-case/?release={TOLD}")
    assert SECRET.lower() in page
    assert "withdrawn" in page
    row = Client().get(f"/api/v1/observations/2.4.2:2021/?release={TOLD}").json()
    assert (row["value"], row["withdrawn"]["reason"]) == (17.25, "It was wrong.")


@pytest.mark.redis
@pytest.mark.trust
@pytest.mark.django_db(transaction=True)  # acts are sealed as they are committed
def test_what_is_redacted_is_gone_everywhere_and_the_chain_still_holds(
    chain: Chain, cast: Cast, clock: Clock, tmp_path: Path, figure: Figure
) -> None:
    made = published(chain, cast)
    store.prepare_all(chain)
    reader = Reader()
    before = reader.tells()
    assert before and found_in_redis()[0]
    redact(cast, made)
    clock.passes(1)
    assert reader.tells(among=before) == set()
    assert reader.tells(f"?release={TOLD}", before) == set()
    outbox.work()
    assert reader.tells() == set()
    assert [path for path in files(tmp_path) if SECRET.encode() in unpacked(path)] == []
    assert found_in_redis()[0] == []
    call_command("verify_releases")
    call_command("verify_audit", "--all")
    call_command("verify_exports")
    figure("B31", f"{len(reader.walked):,} addresses without what was redacted; releases, history and files verify")


def files(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert found
    return found


def unpacked(path: Path) -> bytes:
    if path.suffix == ".csv":
        return path.read_bytes()
    archive = zipfile.ZipFile(path)
    return b" ".join(archive.read(name) for name in archive.namelist())


def test_what_a_process_has_kept_goes_when_the_record_moves() -> None:
    here = Here()
    here.put("a", _kept())
    here.forget()
    assert here.get("a") is None


def _kept() -> Any:
    from reformtracker.api.conditional import Validators
    from reformtracker.web.kept import Kept

    return Kept(b"body", {}, Validators('W/"1"', None))


# ---------- who may keep what ----------
def test_public_answers_set_no_cookie_and_vary_by_nothing_but_what_is_asked_for(chain: Chain) -> None:
    """The language is in the address alone; what a browser prefers decides on the way in, which nobody may keep."""
    client, asked = Client(), {"cookie": "session=0123; csrf=4567", "accept-language": "fr"}
    for address in addresses(["en"]):
        response: Any = client.get(address, headers=asked)
        # A file that is not read to its end stays open.
        response.getvalue()
        assert not response.cookies, address
        varies = {name for name in re.split(r",\s*", response.headers.get("Vary", "").lower()) if name}
        allowed = {"accept-language" if address == "/" else "accept", "accept-encoding"}
        assert varies <= allowed, address


def test_what_staff_are_shown_is_kept_by_nobody() -> None:
    from tests.rights.doors import address, pages
    from tests.rights.world import build

    world = build(whole=False)
    client = world.clients["superuser"]
    walked = [where for pattern in sorted(pages().values()) if (where := address(world, pattern))]
    wrong = {}
    for where in walked:
        response: Any = client.get(where)
        response.getvalue()
        said = {word.strip() for word in response.headers.get("Cache-Control", "").split(",")}
        if not {"private", "no-store"} <= said:
            wrong[where] = response.headers.get("Cache-Control")
    assert len(walked) > 50
    assert wrong == {}
