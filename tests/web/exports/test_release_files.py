"""Files of a release: prepared after it, the same for ever, found under their hash, taken back by a redaction alone."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from benefits.models import ObservationVersion, Unit
from reformtracker.publishing import actions, outbox, triggers
from reformtracker.publishing.models import Chain, OutboxEntry, Release, ReleaseFile
from reformtracker.web.demo import removing
from reformtracker.web.exports import store
from reformtracker.web.exports.verify import rebuilt
from tests import factories as f
from tests.cast import Cast, person
from tests.publishing import raw
from tests.publishing.raw import Refused
from tests.reading import ROOT, get, read

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B47")]

CSV = "export/releases/2/observations.csv"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, settings: Any) -> Path:
    settings.EXPORTS_DIR = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks run where they are asked for, on Redis too: no worker waits for them here."""
    monkeypatch.setattr(current_app.conf, "task_always_eager", True)


@pytest.fixture
def prepared(chain: Chain) -> Chain:
    store.prepare_all(chain)
    return chain


def release(chain: Chain, number: int) -> Release:
    return chain.releases.get(number=number)


def body(path: str, **params: Any) -> bytes:
    response = get(path, **params)
    assert response.status_code == 200
    return response.getvalue()


def read_through(path: str) -> Any:
    """A stream ends, and its file is closed, when it is read."""
    response = get(path)
    response.getvalue()
    return response


def files(number: int = 2) -> dict[str, Any]:
    return {one["name"]: one for one in read(f"export/releases/{number}/")["files"]}


def redact(version: Any, cast: Cast) -> None:
    order = actions.order_redaction(version, by=cast.administrator, reason="A name.")
    other = person("other-administrator", "administrator")
    actions.confirm_redaction(order, by=other)


# ---------- served ----------
def test_each_file_has_the_hash_and_size_that_the_list_gives(prepared: Chain) -> None:
    assert set(files()) == set(store.FILES)
    for name, said in files().items():
        content = body(said["url"], framework="reform")
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (said["sha256"], said["size"]), name


def test_it_is_sent_as_what_never_changes(prepared: Chain) -> None:
    sha256 = files()["observations.csv"]["sha256"]
    answer = get(CSV, framework="reform")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["ETag"] == f'W/"{sha256}"'
    called = f"reform-release-2-{release(prepared, 2).released_at:%Y-%m-%d}-observations.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{called}"'
    assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"
    assert answer.getvalue()
    again = Client().get(f"{ROOT}{CSV}?framework=reform", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert "immutable" not in read_through(CSV)["Cache-Control"]


def test_nginx_is_told_which_file_to_send_and_all_that_is_said_of_it(prepared: Chain, settings: Any) -> None:
    sent = get(CSV, framework="reform")
    settings.EXPORTS_LOCATION = "/prepared/"
    told = get(CSV, framework="reform")
    sha256 = files()["observations.csv"]["sha256"]
    assert told["X-Accel-Redirect"] == f"/prepared/reform/2/{sha256}-observations.csv"
    assert told.content == b""
    assert sent.getvalue()
    own = {"X-Accel-Redirect", "Content-Length", "RateLimit"}
    assert {name: value for name, value in told.items() if name not in own} == {
        name: value for name, value in sent.items() if name not in own
    }


def test_a_file_that_is_missing_is_made_while_it_is_sent_and_is_the_same(prepared: Chain, empty_folder: Path) -> None:
    said = files()
    for path in empty_folder.rglob("*-*.*"):
        path.unlink()
    for name, one in said.items():
        assert hashlib.sha256(body(one["url"], framework="reform")).hexdigest() == one["sha256"], name


def test_before_it_is_prepared_it_has_no_hash_and_is_there_all_the_same(chain: Chain) -> None:
    assert files()["observations.csv"]["sha256"] is None
    assert b"2.4.2:2020" in body(CSV)
    assert "immutable" not in read_through(CSV)["Cache-Control"]


def test_what_no_release_has_is_not_found(prepared: Chain) -> None:
    for path in ("9/", "0/", "x/", "9/observations.csv", "2/secrets.csv", "2/..csv"):
        assert get(f"export/releases/{path}").status_code == 404, path


# ---------- the same for ever ----------
def test_the_csv_in_the_package_is_the_file_itself(prepared: Chain) -> None:
    archive = zipfile.ZipFile(io.BytesIO(body("export/releases/2/datapackage.zip")))
    assert archive.read("observations.csv") == body(CSV)


def test_what_comes_later_changes_no_earlier_file(prepared: Chain, cast: Cast, settings: Any) -> None:
    """A new value, a withdrawal, another label of the unit, another host: release 2 said what it said."""
    before = files()["observations.csv"]["sha256"]
    first = ObservationVersion.objects.get()
    Unit.objects.update(label_en="of everything")
    f.release(prepared, cast, f.observation(first.thing.indicator, cast, "2021", "7"))
    withdrawal = actions.withdraw(first.thing, ObservationVersion, by=cast.contributor, reason="It was wrong.")
    f.release(prepared, cast, withdrawal)
    settings.SITE_URL = "https://elsewhere.example.org"
    assert rebuilt(release(prepared, 2)) == before
    assert rebuilt(release(prepared, 4)) != before
    call_command("verify_exports")


def test_it_says_nothing_of_the_clock_or_of_where_it_is_found(prepared: Chain) -> None:
    (line,) = csv.DictReader(io.StringIO(body(CSV).decode(), newline=""))
    assert not {"url", "html_url", "days_late"} & set(line)
    released = release(prepared, 2).released_at
    assert released and line["as_of"] == str(released.date())


# ---------- prepared ----------
def test_a_release_has_its_files_once_the_outbox_is_worked_off(cast: Cast) -> None:
    chain = f.tracker(cast)
    assert not ReleaseFile.objects.exists()
    outbox.work()
    assert ReleaseFile.objects.live().count() == 2 * len(store.FILES)
    assert not OutboxEntry.objects.filter(topic="exports", done_at=None)
    assert store.prepare_all(chain) == []


def test_a_worker_that_is_killed_leaves_no_half_of_a_file(
    chain: Chain, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any) -> None:
        args[1].write(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setitem(store.FILES, "observations.csv", store.FILES["observations.csv"]._replace(write=killed))
        with pytest.raises(KeyboardInterrupt):
            store.prepare_all(chain)
    assert not ReleaseFile.objects.exists()
    assert not [path for path in empty_folder.rglob("*") if path.is_file()]
    store.prepare_all(chain)
    assert files()["observations.csv"]["sha256"]


@pytest.mark.bar("B07")
def test_a_task_that_is_lost_is_begun_again_until_the_files_are_there(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message may go with its worker, or with Redis; the entry of the outbox stays."""
    begun: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr(current_app.tasks["web.prepare_exports"], "delay", begun.append)
        for _ in range(3):
            outbox.work()
            OutboxEntry.objects.filter(done_at=None).update(claimed_until=timezone.now() - outbox.LOOK_AGAIN)
    assert begun == [chain.pk] * len(begun)
    assert len(begun) >= 3
    waiting = OutboxEntry.objects.filter(topic="exports", done_at=None, error="")
    assert waiting.count() == 2
    outbox.work()
    assert not waiting.exists()
    assert ReleaseFile.objects.live().count() == 2 * len(store.FILES)


@pytest.mark.bar("B07")
def test_what_a_killed_worker_had_half_written_goes_with_the_next(chain: Chain, empty_folder: Path) -> None:
    half = empty_folder / "reform/1" / f"{store.PART}left"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    current_app.tasks["web.prepare_exports"].delay(chain.pk)
    assert not half.exists()
    assert ReleaseFile.objects.live().count() == 2 * len(store.FILES)


@pytest.mark.postgres
@pytest.mark.bar("B07")
def test_two_workers_do_not_make_the_same_files_at_once(chain: Chain) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [store.LOCK, chain.pk])
            assert current_app.tasks["web.prepare_exports"].delay(chain.pk).get() == 0
            with pytest.raises(CommandError, match="being made just now"):
                call_command("prepare_exports", framework="reform")
    finally:
        other.close()
    assert current_app.tasks["web.prepare_exports"].delay(chain.pk).get() == 2 * len(store.FILES)


def test_the_command_prepares_one_release_or_all(chain: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("prepare_exports", framework="reform", release=1)
    assert set(ReleaseFile.objects.values_list("release__number", flat=True)) == {1}
    call_command("prepare_exports")
    assert "the files of 2 releases are there" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no release 9 of reform"):
        call_command("prepare_exports", framework="reform", release=9)


def test_files_of_invented_data_go_with_them(
    cast: Cast, django_capture_on_commit_callbacks: Any, empty_folder: Path
) -> None:
    chain = f.chain("demo", is_default=False, is_demo=True)
    f.release(chain, cast, f.framework(chain, cast))
    outbox.work()
    assert not ReleaseFile.objects.exists()
    call_command("prepare_exports", framework="demo")
    assert ReleaseFile.objects.count() == len(store.FILES)
    with django_capture_on_commit_callbacks(execute=True):
        removing.remove()
    assert not ReleaseFile.objects.exists()
    assert not (empty_folder / "demo").exists()


# ---------- verified ----------
def test_verifying_names_the_cell_that_differs(prepared: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_exports")
    with triggers.lifted():
        ObservationVersion.objects.update(value=17)
    with pytest.raises(CommandError):
        call_command("verify_exports", framework="reform", release=2)
    assert "line 2, column value: “16.5” has become “17”" in capsys.readouterr().out


def test_verifying_finds_a_stored_file_that_was_changed(prepared: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    row = ReleaseFile.objects.get(release__number=2, name="tracker.xlsx")
    store.path_of(row).write_bytes(b"other")
    with pytest.raises(CommandError):
        call_command("verify_exports")
    assert "release 2: tracker.xlsx: the stored file was changed" in capsys.readouterr().out


def test_a_csv_that_comes_out_otherwise_never_takes_the_place_of_what_was_given_out(prepared: Chain) -> None:
    row = ReleaseFile.objects.get(release__number=2, name="observations.csv")
    store.path_of(row).unlink()
    with triggers.lifted():
        ObservationVersion.objects.update(value=17)
    with pytest.raises(CommandError, match="does not have the hash on record"):
        call_command("prepare_exports", framework="reform")
    row.refresh_from_db()
    assert row.superseded_at is None


# ---------- taken back ----------
def test_a_redaction_takes_the_file_back_and_says_so(prepared: Chain, cast: Cast, empty_folder: Path) -> None:
    before = files()["observations.csv"]
    given = store.path_of(ReleaseFile.objects.get(release__number=2, name="observations.csv"))
    redact(ObservationVersion.objects.get(), cast)
    assert b"16.5" not in body(CSV)
    outbox.work()
    after = files()["observations.csv"]
    assert not given.exists()
    assert after["sha256"] not in (None, before["sha256"])
    (superseded,) = after["superseded"]
    assert superseded["sha256"] == before["sha256"]
    assert superseded["because"].startswith("a redaction")
    assert b"16.5" not in body(CSV)
    assert files(1)["observations.csv"]["superseded"] == []
    call_command("verify_exports")


# ---------- held by the database ----------
@pytest.mark.sqlite
def test_what_was_given_out_keeps_its_hash(prepared: Chain) -> None:
    row = ReleaseFile.objects.filter(release__number=2)[0]
    other = {"sha256": "0" * 64, "size": 1, "name": "other.csv", "format": 9, "release_id": release(prepared, 1).pk}
    for column, value in other.items():
        with Refused("publishing_releasefile_is_fixed"):
            raw.change(row, **{column: value})


@pytest.mark.sqlite
def test_the_rules_of_given_files(prepared: Chain, cast: Cast) -> None:
    row = ReleaseFile.objects.filter(release__number=2)[0]
    planned = actions.plan(prepared, [], title="Later", by=cast.publisher, publish_at=None)
    with Refused("publishing_releasefile_never_deleted"):
        raw.delete(row)
    with Refused("publishing_releasefile_of_a_published_release"):
        raw.copy(row, release_id=planned.pk)
    with Refused("publishing_releasefile_one_is_live"):
        raw.copy(row)
    with Refused("publishing_releasefile_is_whole"):
        raw.copy(row, name="another.csv", sha256="short")
    with Refused("publishing_releasefile_superseded_says_why"):
        raw.change(row, superseded_at=row.made_at)
    raw.change(row, superseded_at=row.made_at, superseded_because="a test")
    with Refused("publishing_releasefile_is_fixed"):
        raw.change(row, superseded_because="another reason")
