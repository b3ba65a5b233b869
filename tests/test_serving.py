"""A server that stops: whoever is there is served, and whoever comes later is refused at once instead of waiting for the slowest."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
import services
from deployment import HERE

from tests.deployed import workers
from tests.faults.office import until

pytestmark = pytest.mark.bar("B59")
PATIENCE = 60
APPLICATION = """
import os, pathlib, time
def application(environ, start_response):
    while environ["PATH_INFO"] == "/slow" and not pathlib.Path("go").exists():
        time.sleep(0.05)
    answer = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    (tmp_path / "slow.py").write_text(APPLICATION)
    port = services.free_port()
    words = [f"--config={HERE / 'docker/gunicorn.conf.py'}", f"--bind=127.0.0.1:{port}", "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", "slow:application", *words, "--threads=2", "--graceful-timeout=45"]
    environment = os.environ | {"PYTHONPATH": f"{HERE}:{tmp_path}", "WEB_CONCURRENCY": "2"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        until(lambda: not refuses(port), PATIENCE)
        wait_for_both(port)
        yield process, port
    finally:
        (tmp_path / "go").touch()
        process.terminate()
        process.wait(PATIENCE)


def wait_for_both(port: int) -> None:
    answered = set[bytes]()

    def both_have() -> bool:
        with closing(ask(port, "/quick")) as asked:
            answered.add(asked.getresponse().read())
        return len(answered) == 2

    until(both_have, PATIENCE)


def refuses(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return True
    return False


def ask(port: int, path: str) -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    return connection


def test_who_comes_too_late_is_refused_while_others_are_still_served(
    server: tuple[subprocess.Popen[bytes], int], tmp_path: Path
) -> None:
    process, port = server
    with closing(ask(port, "/quick")) as first, closing(ask(port, "/slow")) as slow:
        assert first.getresponse().status == 200
        process.terminate()
        until(lambda: refuses(port), PATIENCE)
        assert process.poll() is None
        (tmp_path / "go").touch()
        assert slow.getresponse().status == 200
    assert process.wait(PATIENCE) == 0


def test_who_waits_for_a_place_when_it_stops_is_served(server: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = server
    pids = workers(process)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    with ExitStack() as open_ones:
        waiting = [open_ones.enter_context(closing(ask(port, "/quick"))) for _ in range(20)]
        process.terminate()
        time.sleep(0.5)
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
        assert [connection.getresponse().status for connection in waiting] == [200] * 20
