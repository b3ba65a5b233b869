"""What goes on while people read, in the whole tracker: a release is published, files are asked for by hundreds, and the code is exchanged
for the next and back. Nobody is answered with an error, and nobody sees two releases at once."""

from __future__ import annotations

import copy
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import psycopg2
import pytest
import services
from deployment import STOP_SECONDS
from stack import FRAMEWORK, Stack, wait

from tests.bars import Figure
from tests.deployed import deployed, workers
from tests.faults.load import Readers, reading

pytestmark = [pytest.mark.trust, pytest.mark.postgres, pytest.mark.alone]

ROOT = Path(__file__).resolve().parents[2]
SERVERS = ("web-public", "web-staff")
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with deployed(tmp_path_factory.mktemp("reading")) as made:
        yield made


# ---------- the code is exchanged ----------
READERS, REQUESTS = 12, 10_000
KNOWN_SECONDS = 3
"""Until what nginx has begun without knowing the new servers has ended."""
READ = (
    *(f"/{language}/{FRAMEWORK}/" for language in LANGUAGES),
    *(f"/api/v1/indicators/?page_size={size}" for size in range(1, 40)),
    "/admin/login/",
    f"/en/{FRAMEWORK}/indicators/1.1.1/",
)
MIGRATION = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("benefits", "{after}")]
    operations = [migrations.AddField("indicator", "more", models.TextField(null=True))]
"""


def next_release(of: Stack) -> Stack:
    """Other code with one more migration, on ports of its own, with the same database."""
    made = copy.copy(of)
    made.app = Path(shutil.copytree(of.app, of.folder / "next"))
    made.ports = {**of.ports, **{name: services.free_port() for name in SERVERS}}
    made.running = {}
    folder = made.app / "benefits/migrations"
    last = max(path.stem for path in folder.glob("[0-9]*.py"))
    (folder / "9001_more.py").write_text(MIGRATION.format(after=last))
    return made


@dataclass
class Nginx:
    """Told of servers as Docker's name server tells it; what it has begun it ends."""

    stack: Stack
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self._configuration.read_text()

    @property
    def _configuration(self) -> Path:
        return self.stack.folder / "nginx.conf"

    def knows(self, *releases: Stack) -> None:
        text = self.text
        for name in SERVERS:
            shipped = "server 127.0.0.1:{} max_fails=2 fail_timeout=5s;".format
            assert shipped(self.stack.ports[name]) in text
            of_all = " ".join(shipped(one.ports[name]) for one in releases)
            text = text.replace(shipped(self.stack.ports[name]), of_all)
        self._configuration.write_text(text)
        os.kill(self.stack.running["nginx"].pid, signal.SIGHUP)


def exchange(old: Stack, new: Stack, nginx: Nginx) -> float:
    """As docs/operations.md has it: the tables first, the new servers beside the old, then the old ones go. In how many seconds."""
    new.manage("upgrade", "--skip-checks", "--verbosity=0")
    for name in SERVERS:
        new.start(name)
    wait("the other release is well", lambda: all(new.is_well(name) for name in SERVERS))
    nginx.knows(old, new)
    time.sleep(KNOWN_SECONDS)
    took = max(drained(old.running.pop(name)) for name in SERVERS)
    nginx.knows(new)
    return took


def drained(process: subprocess.Popen[bytes]) -> float:
    begun = time.monotonic()
    process.terminate()
    assert process.wait(STOP_SECONDS) == 0
    return time.monotonic() - begun


@pytest.mark.bar("B59")
def test_no_request_is_lost_while_one_release_takes_the_place_of_another(stack: Stack, figure: Figure) -> None:
    nginx, following = Nginx(stack), next_release(stack)
    with reading(Readers(stack.ports["nginx"], READ), READERS) as readers:
        readers.until(REQUESTS // 10)
        there = exchange(stack, following, nginx)
        assert has_column(stack)
        back = exchange(following, stack, nginx)
        readers.until(REQUESTS)
    assert readers.failed() == []
    said = f"{len(readers.read):,} requests, none lost, the longest {readers.longest():.2f} s"
    figure("B59", f"{said}; servers drained in {max(there, back):.1f} s")


def has_column(stack: Stack) -> bool:
    asked = "SELECT FROM information_schema.columns WHERE table_name = 'benefits_indicator' AND column_name = 'more'"
    with psycopg2.connect(stack.database) as connection, connection.cursor() as cursor:
        cursor.execute(asked)
        return bool(cursor.rowcount)


# ---------- a release is published ----------
RELEASES, FEW = 4, 5
VISIBLE_SECONDS = 5
OF_REFORM = (
    *(f"/{language}/reform/" for language in LANGUAGES),
    "/en/reform/indicators/2.4.2/",
    "/ar/reform/indicators/2.4.2/",
    "/en/reform/indicators/2.4.2/chart.svg",
    "/en/reform/releases.atom",
    "/api/v1/observations/?framework=reform",
    "/api/v1/export/observations.csv?framework=reform",
)
PUBLISHER = """
import sys, django
django.setup()
from tests import factories as f
from tests.cast import assemble
cast = assemble()
f.chain(is_default=False)
chain = f.tracker(cast)
share = f.Indicator.objects.get(chain=chain)
for year in range(2021, 2021 + int(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.readline()
    f.release(chain, cast, f.observation(share, cast, str(year), str(year - 2000)))
print("done", flush=True)
"""


@pytest.mark.bar("B03")
def test_while_releases_are_published_every_answer_is_of_one_release(stack: Stack, figure: Figure) -> None:
    environment = stack.environment("web-staff") | {
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "reformtracker.settings",
    }
    command = [str(stack.programs / "python"), "-c", PUBLISHER, str(RELEASES)]
    pipe = subprocess.PIPE
    publisher = subprocess.Popen(command, cwd=stack.app, env=environment, stdin=pipe, stdout=pipe, text=True)
    assert publisher.stdin and publisher.stdout
    assert publisher.stdout.readline() == "ready\n"
    states = [settled(stack)]
    late: list[float] = []
    readers = Readers(stack.ports["nginx"], OF_REFORM, keep=lambda body: hashlib.sha256(body).digest())
    with nothing_follows(stack), reading(readers, FEW):
        for _ in range(RELEASES):
            publisher.stdin.write("\n")
            publisher.stdin.flush()
            assert publisher.stdout.readline() in ("ready\n", "done\n")
            committed = time.time()
            time.sleep(VISIBLE_SECONDS)
            states.append(settled(stack))
            old = [one for one in readers.read if one.body == states[-2][one.path] != states[-1][one.path]]
            late.append(max(one.begun for one in old) - committed)
    publisher.communicate()
    assert readers.failed() == []
    assert len({tuple(state.items()) for state in states}) == RELEASES + 1
    known = defaultdict(set)
    for state in states:
        for path, body in state.items():
            known[path].add(body)
    assert [one.path for one in readers.read if one.body not in known[one.path]] == []
    assert max(late) < VISIBLE_SECONDS
    figure(
        "B03",
        f"{len(readers.read):,} answers during {RELEASES} releases: no error, none mixed, seen after {max(late):.1f} s",
    )


@contextmanager
def nothing_follows(stack: Stack) -> Iterator[None]:
    """Pages name files once the worker has made them: between two releases it would make a state more of each."""
    of_tasks = ("beat", "worker")
    for name in of_tasks:
        stack.running[name].terminate()
        stack.running[name].wait(STOP_SECONDS)
    yield
    for name in of_tasks:
        stack.start(name)


def settled(stack: Stack) -> dict[str, bytes]:
    found = Readers(stack.ports["nginx"], OF_REFORM, keep=lambda body: hashlib.sha256(body).digest())
    return {path: found.ask(path).body for path in OF_REFORM}


# ---------- files are asked for by hundreds ----------
AT_ONCE = 500
MEGABYTES = 400
"""Of one process."""
DATA = ("load_demo", "--indicators=60", "--observations=40")
FILES = ("observations.csv", "tracker.xlsx", "datapackage.zip")


@pytest.mark.bar("B05")
def test_five_hundred_who_ask_for_files_at_once_wait_or_come_back_and_readers_notice_nothing(
    stack: Stack, figure: Figure
) -> None:
    stack.manage(*DATA)

    def ask(number: int) -> tuple[int, bool]:
        connection = HTTPConnection(
            "127.0.0.1", stack.ports["nginx"], timeout=120, source_address=(f"127.0.9.{number % 250 + 1}", 0)
        )
        connection.request("GET", f"/api/v1/export/{FILES[number % len(FILES)]}?framework=demo")
        answer = connection.getresponse()
        size = len(answer.read())
        connection.close()
        return answer.status, size > 0 if answer.status == 200 else "Retry-After" in answer.headers

    pages = Readers(stack.ports["nginx"], [f"/{language}/{FRAMEWORK}/" for language in LANGUAGES])
    with reading(pages, FEW), ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(ask, range(AT_ONCE)))
    assert answers.keys() == {(200, True), (429, True)}
    assert pages.failed() == []
    most = max(map(memory, workers(stack.running["web-public"])))
    assert most < MEGABYTES
    given = answers[200, True]
    figure(
        "B05",
        f"{AT_ONCE} files at once: {given} given, {AT_ONCE - given} told when to come back, {most:.0f} MB at most",
    )


def memory(pid: int) -> float:
    """The most that a process ever held, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024
