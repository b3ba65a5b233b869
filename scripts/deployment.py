"""What the compose file and the Dockerfile say of how the tracker runs, for running it side by side on one machine.

`production.py` tries the whole out, `bench` measures it: neither needs a container engine, and neither repeats a command line.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import services
import yaml

HERE = Path(__file__).resolve().parent.parent
NGINX = services.Program("PATH to its folder", ("nginx",), ("nginx-light",), ("usr/sbin",))
STOP_SECONDS = 45


class Shape:
    """The compose file and the Dockerfile as they are written."""

    def __init__(self) -> None:
        self.services: dict[str, Any] = yaml.safe_load((HERE / "docker-compose.yml").read_text())["services"]
        self.dockerfile = re.sub(r"\\\n\s*", " ", (HERE / "Dockerfile").read_text())

    def steps(self) -> list[str]:
        """What the image runs while it is built, but for what is of a container alone."""
        return [step for step in re.findall(r"^RUN (.+)$", self.dockerfile, re.MULTILINE) if "useradd" not in step]

    def command(self, name: str) -> list[str]:
        given = self.services[name].get("command")
        found: list[str] = json.loads(self.dockerfile.rpartition("\nCMD ")[2]) if given is None else given
        return found

    def check(self, name: str) -> list[str]:
        test = self.services[name].get("healthcheck", {}).get("test")
        if test is not None:
            return list(test)
        said = re.search(r"HEALTHCHECK .*? CMD (\[.*\])", self.dockerfile)
        return ["CMD", *json.loads(said[1] if said else "[]")]

    def environment(self, name: str, given: Mapping[str, str]) -> dict[str, str]:
        """${NAME:-default} and ${NAME:?refusal} filled in, as compose reads them: a default may hold another."""
        wanted = self.services[name].get("environment", {})
        return {key: filled_in(str(value), given) for key, value in wanted.items()}


def filled_in(text: str, given: Mapping[str, str]) -> str:
    """From the innermost outwards."""
    while found := re.search(r"\$\{(\w+):[-?]([^{}]*)\}", text):
        text = text.replace(found[0], given.get(found[1]) or found[2])
    return text


def copy_app(target: Path) -> None:
    """The files that the image holds, by `.dockerignore`."""
    kept = re.findall(r"^!(.+)$", (HERE / ".dockerignore").read_text(), re.MULTILINE)
    target.mkdir()
    for name in kept:
        source = HERE / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            (target / name).parent.mkdir(exist_ok=True)
            shutil.copy(source, target / name)


def nginx_conf(text: str, folder: Path, ports: Mapping[str, int], exports: Path) -> str:
    """The shipped configuration, with names of containers and ports as they are here.

    `ports`: of `web-public`, `web-staff`, and those on which nginx itself listens, `nginx` and `alive`. `exports`: the folder of
    prepared files.
    """
    return replaced(
        text,
        {
            "user nginx;": "user root;" if os.geteuid() == 0 else "",
            "/run/nginx.pid": f"{folder}/nginx.pid",
            "/dev/stdout": f"{folder}/nginx-access.log",
            "/var/cache/nginx/pages": f"{folder}/pages",
            "alias /exports/;": f"alias {exports}/;",
            "web-public:8000 resolve": f"127.0.0.1:{ports['web-public']}",
            "web-staff:8000 resolve": f"127.0.0.1:{ports['web-staff']}",
            "listen 8080 default_server": f"listen 127.0.0.1:{ports['nginx']} default_server",
            "listen 127.0.0.1:8081": f"listen 127.0.0.1:{ports['alive']}",
        },
    )


def replaced(text: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        if old not in text:
            raise SystemExit(f"docker/nginx.conf has no “{old}” any more: tell scripts/deployment.py.")
        text = text.replace(old, new)
    return text


def nginx_command(folder: Path, text: str) -> list[str]:
    """Writes the configuration down, and says how to start nginx with it."""
    configuration = folder / "nginx.conf"
    configuration.write_text(text)
    return [str(NGINX.path()), "-p", str(folder), "-c", str(configuration), "-g", "daemon off;"]


class Processes:
    """What was started, each with a log of its own, and is stopped in turn."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []

    def start(
        self, name: str, command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=log, stderr=subprocess.STDOUT)
        self.running.append(process)
        return process

    def stop(self) -> None:
        for process in reversed(self.running):
            process.terminate()
        for process in reversed(self.running):
            process.wait(timeout=STOP_SECONDS)
        self.running.clear()
