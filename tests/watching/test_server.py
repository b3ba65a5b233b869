"""gunicorn as the image starts it: several processes count together, and its log is like the rest."""

from __future__ import annotations

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import services
from deployment import HERE, Shape

pytestmark = pytest.mark.bar("B60")

TOKEN = "a-token-of-twenty-letters"
CONFIGURATION = HERE / "docker/gunicorn.conf.py"


def test_a_process_takes_the_place_of_the_one_that_went(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("METRICS_TOKEN", raising=False)
    configuration = runpy.run_path(str(CONFIGURATION))
    server = SimpleNamespace(WORKERS={})
    for pid in (101, 102, 103):
        worker = SimpleNamespace()
        configuration["pre_fork"](server, worker)
        server.WORKERS[pid] = worker
    assert [worker.place for worker in server.WORKERS.values()] == [0, 1, 2]
    del server.WORKERS[102]
    follows = SimpleNamespace()
    configuration["pre_fork"](server, follows)
    assert follows.place == 1


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """With two processes, on an empty SQLite: nothing here asks it."""
    port = services.free_port()
    words = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in Shape().command("web-public")]
    environment = os.environ | {
        **{"DATABASE_URL": f"sqlite:///{folder}/empty.sqlite3", "REDIS_URL": "", "LOG_LEVEL": "INFO"},
        **{"METRICS_TOKEN": TOKEN, "TRACKER_ROLE": "public", "WEB_CONCURRENCY": "2", "TMPDIR": str(folder)},
        **{"ALLOWED_HOSTS": "127.0.0.1", "TRUSTED_PROXIES": "1"},
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=HERE, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def read(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310  # our own server
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # our own server
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        try:
            if read(address)[0] == 200:
                return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError("gunicorn did not start")


def test_two_processes_count_as_one_and_stop_when_told(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, site):
        wait_for(f"{site}/healthz", process)
        for number in range(20):
            assert read(f"{site}/healthz?q=kanarine", **{"X-Request-ID": f"{number:032x}"})[0] == 200
        with socket.create_connection(("127.0.0.1", int(site.rpartition(":")[2]))) as connection:
            connection.sendall(b"KANARINE kanarine@example.org \r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 400")
        assert read(f"{site}/metrics")[0] == 401
        said = [read(f"{site}/metrics", Authorization=f"Bearer {TOKEN}")[1] for _again in range(6)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    counted = {
        line.split()[-1]
        for page in said
        for line in page.splitlines()
        if 'requests_total{method="GET",route="h' in line
    }
    assert counted == {"21.0"}
    log = (tmp_path / "log").read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    assert {f"{number:032x}" for number in range(20)} <= {line.get("request") for line in lines}
    assert "Invalid request from" in {line["message"] for line in lines}
    assert "kanarine" not in log.lower()
    assert "127.0.0.1" not in log
    assert [path for path in tmp_path.iterdir() if path.name.startswith("tracker-metrics-")] == []
