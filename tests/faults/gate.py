"""nginx as it ships, in front of a server that only notes what came through to it."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection, socket

import services
from deployment import HERE, NGINX, Processes, nginx_command, nginx_conf

WAIT = 30
FILES = 8192
"""As many connections a test may hold."""


@dataclass
class Gate:
    """`through`: the method and path of each request that nginx let through. `held`: while it is set, whoever asks for a file waits."""

    port: int
    through: list[str] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    def open(self, address: str = "127.0.0.1") -> socket:
        """`address`: from which it is asked; all of 127.0.0.0/8 are this machine."""
        return create_connection(("127.0.0.1", self.port), WAIT, (address, 0))

    def say(self, text: bytes, address: str = "127.0.0.1") -> int:
        """The status with which nginx answers what is said as it stands; 0 where it hangs up."""
        with closing(self.open(address)) as opened:
            with suppress(OSError):
                opened.sendall(text)
            return status_of(opened)

    def ask(self, path: str = "/en/", address: str = "127.0.0.1") -> tuple[int, str]:
        """Its status, and when to come back."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=WAIT, source_address=(address, 0))
        with closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Retry-After", "")


def status_of(opened: socket) -> int:
    try:
        answer = HTTPResponse(opened)
        answer.begin()
    except (OSError, HTTPException):
        return 0
    return answer.status


def _server(gate: Gate) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            gate.through.append(f"{self.command} {self.path}")
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if "/export/" in self.path:
                while gate.held.is_set():
                    time.sleep(0.02)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    return server


@contextmanager
def gate(folder: Path) -> Iterator[Gate]:
    services.install_missing([NGINX])
    folder.chmod(0o755)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most), most))
    made = Gate(services.free_port())
    server, processes = _server(made), Processes(folder)
    alive, behind = services.free_port(), server.server_address[1]
    ports = {"web-public": behind, "web-staff": behind, "nginx": made.port, "alive": alive}
    here = {key: int(port) for key, port in ports.items()}
    text = nginx_conf((HERE / "docker/nginx.conf").read_text(), folder, here, folder)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    serving.start()
    processes.start("nginx", nginx_command(folder, text), cwd=folder, environment={})
    try:
        until = time.monotonic() + WAIT
        while not services.listens(alive):
            assert time.monotonic() < until, (folder / "nginx.log").read_text()
            time.sleep(0.05)
        yield made
    finally:
        made.held.clear()
        processes.stop()
        server.shutdown()
        server.server_close()
