"""Proves the image and the compose file without a container engine, as root on Debian.

    python scripts/image.py

Debian is laid into a folder, and every instruction of the Dockerfile is carried out in it. Then each service runs there by its own
command, as the compose file confines it: the root file system is read-only but for its tmpfs and volumes, as the user of the image,
without capabilities and without a way to new ones. Two web-public, two workers, one beat, and nginx before them.

Mounts are made in a namespace of this process and end with it. PostgreSQL, Redis and nginx are those of this machine.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import services
from deployment import HERE, NGINX, copy_app, nginx_command, nginx_conf
from production import expect, sign_in, work_off
from stack import FRAMEWORK, SERVERS, Stack, say, wait

SUITE = "bookworm"
DEBOOTSTRAP = services.Program("PATH to its folder", ("debootstrap",), ("debootstrap",), ("usr/sbin",))
BASE = "python3,python3-venv,ca-certificates"
"""What the image of Python has, from Debian itself."""
SCALED = {"web-public": 2, "worker": 2}
NAMESPACE = "TRACKER_IMAGE_NAMESPACE"


# ---------- the image ----------
class Image:
    """A folder that becomes what the Dockerfile makes. Both of its stages are built in the same one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.variables = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
        self.folder, self.user = "/", "root"

    def build(self) -> None:
        lay_debian(self.root)
        for word, rest in instructions((HERE / "Dockerfile").read_text()):
            step = getattr(self, f"_{word.lower()}", None)
            if step:
                say(f"{word} {rest[:100]}")
                step(rest)

    def _env(self, rest: str) -> None:
        for name, value in re.findall(r"(\w+)=(\S+)", rest):
            self.variables[name] = value.replace("$PATH", self.variables["PATH"])

    def _workdir(self, rest: str) -> None:
        self.folder = rest

    def _user(self, rest: str) -> None:
        self.user = rest

    def _copy(self, rest: str) -> None:
        if rest == ". .":
            copy_app(self.root / self.folder.lstrip("/"))
        elif not rest.startswith("--from="):
            source, target = rest.split()
            shutil.copy(HERE / source, self.root / target.lstrip("/"))

    def _run(self, rest: str) -> None:
        folder = self.folder if (self.root / self.folder.lstrip("/")).exists() else "/"
        with_pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        command = ["chroot", str(self.root), "sh", "-ec", f"cd {folder}; {rest}"]
        subprocess.run(command, env=self.variables | with_pip, check=True, stdout=subprocess.DEVNULL)


def instructions(dockerfile: str) -> list[tuple[str, str]]:
    whole = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", dockerfile, flags=re.MULTILINE))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in whole.splitlines() if line.strip())]


def lay_debian(root: Path) -> None:
    say(f"Debian {SUITE}")
    command = [str(DEBOOTSTRAP.path()), "--variant=minbase", f"--include={BASE}", SUITE, str(root), *mirror()]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (root / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    reach_registries(root)
    mount("-t", "proc", "proc", str(root / "proc"))
    devices(root / "dev")


def reach_registries(root: Path) -> None:
    """Packages and wheels come from where this machine has them from."""
    shutil.rmtree(root / "etc/apt/sources.list.d", ignore_errors=True)
    (root / "etc/apt/sources.list").unlink(missing_ok=True)
    others = shutil.ignore_patterns("*.disabled*", "*lock*")
    shutil.copytree("/etc/apt", root / "etc/apt", dirs_exist_ok=True, ignore=others)
    for path in (Path(name) for name in ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf")):
        if path.exists():
            shutil.copy(path, root / path.relative_to("/"))
    given = (Path(os.environ.get(name, "")) for name in ("PIP_FIND_LINKS", "PIP_CERT", "PIP_CONFIG_FILE"))
    for path in given:
        if path.is_absolute() and path.exists():
            bind(path, root / path.relative_to("/"))


def mirror() -> list[str]:
    """Where this machine has Debian from; else debootstrap knows one."""
    listed = [*Path("/etc/apt/sources.list.d").glob("*.sources"), Path("/etc/apt/sources.list")]
    text = "\n".join(path.read_text() for path in listed if path.exists())
    found = re.search(r"^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(\S+/debian)/?(?:\s|$)", text, re.MULTILINE)
    return [found[1]] if found else []


# ---------- mounts ----------
def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def bind(source: Path, target: Path, *, writable: bool = True) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.mkdir(exist_ok=True) if source.is_dir() else target.touch()
    mount("--bind", str(source), str(target))
    if not writable:
        mount("-o", "remount,bind,ro", str(target))


def devices(folder: Path) -> None:
    mount("-t", "tmpfs", "-o", "mode=755", "dev", str(folder))
    for name in ("null", "zero", "random", "urandom"):
        bind(Path("/dev", name), folder / name)
    (folder / "shm").mkdir()
    mount("-t", "tmpfs", "-o", "mode=1777", "shm", str(folder / "shm"))


# ---------- its services ----------
class Confined(Stack):
    """Each service in a view of the image of its own, as the compose file confines it."""

    def __init__(self, folder: Path, database: str, redis: str, image: Image) -> None:
        super().__init__(folder, database, redis, Path("/opt/venv/bin"))
        self.image, self.app = image, image.root / "app"
        # Volumes lie where the compose file has them.
        self.reached.pop("/exports", None)
        self.instances = {name: kind for kind in SERVERS for name in instances(kind)}
        self.ports |= {name: services.free_port() for name, kind in self.instances.items() if kind.startswith("web-")}
        self.volumes = {name: self._volume(name) for name in ("exports", "backups")}
        self.views = {
            name: self._view(name, kind)
            for name, kind in (self.instances | {"setup": "setup", "backup": "backup"}).items()
        }

    def _volume(self, name: str) -> Path:
        """It takes its owner from the folder of the image over which it is laid."""
        folder = self.folder / "volumes" / name
        folder.mkdir(parents=True)
        there = (self.image.root / name).stat()
        os.chown(folder, there.st_uid, there.st_gid)
        return folder

    def _view(self, name: str, kind: str) -> Path:
        told = self.shape.services[kind]
        view = self.folder / "views" / name
        bind(self.image.root, view, writable=not told["read_only"])
        mount("-t", "proc", "proc", str(view / "proc"))
        devices(view / "dev")
        for path in told["tmpfs"]:
            mount("-t", "tmpfs", "-o", "mode=1777", "tmp", str(view / path.lstrip("/")))
        for volume in told.get("volumes", ()):
            source, target, *mode = re.sub(r"\$\{\w+:-(\w+)\}", r"\1", volume).split(":")
            bind(self.volumes[source], view / target.lstrip("/"), writable=mode != ["ro"])
        return view

    def inside(self, name: str, words: Sequence[str]) -> list[str]:
        """As the user of the image, under a name of its own, without any capability."""
        # What the compose file says of each of them: tests/supply/test_compose.py holds it to that.
        confined = f"setpriv --reuid={self.image.user} --regid={self.image.user} --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs"
        enter = f'hostname {name}; cd {self.image.folder}; exec {confined} "$@"'
        # The host name first: to give it takes a capability.
        return ["unshare", "--uts", "chroot", str(self.views[name]), "sh", "-ec", enter, "sh", *words]

    def environment(self, name: str) -> dict[str, str]:
        told = super().environment(self.instances.get(name, name))
        own = {"HOME": self.image.folder, "HOSTNAME": name, "TMPDIR": "/tmp"}  # noqa: S108  # the container's own path
        return told | self.image.variables | own

    def adapted(self, name: str, words: list[str]) -> list[str]:
        port = str(self.ports.get(name, ""))
        words = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}").replace("$$", "$") for word in words]
        return [*words, port] if words[-1] == "docker/healthcheck.py" else words

    def command(self, name: str) -> list[str]:
        return self.inside(name, self.adapted(name, self.shape.command(self.instances.get(name, name))))

    def check(self, name: str) -> list[str]:
        kind, *words = self.shape.check(self.instances[name])
        adapted = self.adapted(name, words)
        return self.inside(name, ["sh", "-ec", adapted[0]] if kind == "CMD-SHELL" else adapted)

    def manage(self, *words: str, **more: str) -> str:
        environment = self.environment("web-staff") | more
        command = self.inside("web-staff", ["python", "manage.py", *words])
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    def attempt(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = self.inside(name, ["python", "manage.py", *words])
        return subprocess.run(command, env=self.environment(name), capture_output=True, text=True, check=False)

    def start_all(self) -> None:
        for name in (*self.instances, "nginx"):
            self.start(name)
        for name in self.instances:
            wait(f"{name} is well", lambda name=name: self.is_well(name))  # type: ignore[misc]  # bound at once
        wait("nginx is well", lambda: services.listens(self.ports["alive"]))

    def _nginx(self) -> list[str]:
        """Docker's name server would give every container of a service; here each is named."""
        one, *others = [self.ports[name] for name, kind in self.instances.items() if kind == "web-public"]
        ports = self.ports | {"web-public": one}
        text = nginx_conf((HERE / "docker/nginx.conf").read_text(), self.folder, ports, self.volumes["exports"])
        line = next(line for line in text.splitlines() if f"server 127.0.0.1:{one} " in line)
        more = [line.replace(str(one), str(other)) for other in others]
        return nginx_command(self.folder, text.replace(line, "\n".join([line, *more])))


def instances(kind: str) -> list[str]:
    many = SCALED.get(kind, 1)
    return [f"{kind}-{number}" for number in range(1, many + 1)] if many > 1 else [kind]


# ---------- what is tried ----------
CONFINEMENT = """
id -u
grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status | tr -d '\\t' | tr '\\n' ' '; echo
for path in /app /app/static /opt/venv /etc /var/tmp /exports /backups /tmp /dev/shm; do
    touch $path/tried 2>/dev/null && echo $path
done
rm -f /tmp/tried /dev/shm/tried /exports/tried /backups/tried
"""
WRITABLE = {"web-public-1": [], "web-staff": [], "worker-1": ["/exports"], "beat": [], "backup": ["/backups"]}


def try_confinement(stack: Confined) -> None:
    """Nobody is root, nobody can become it, and nothing is written but where the compose file says."""
    none = "0" * 16
    for name, more in WRITABLE.items():
        command = stack.inside(name, ["sh", "-c", CONFINEMENT])
        said = subprocess.run(command, env=stack.environment(name), check=True, capture_output=True, text=True).stdout
        user, status, *writable = said.splitlines()
        expected = [f"CapEff:{none}", f"CapBnd:{none}", "NoNewPrivs:1"]
        there = sorted([*more, "/tmp", "/dev/shm"])  # noqa: S108
        if (user, sorted(status.split()), sorted(writable)) != ("10001", sorted(expected), there):
            raise SystemExit(f"{name} is not confined: {said}")
    say(f"confined: {', '.join(WRITABLE)}")


def try_pages(stack: Confined) -> None:
    for path in ("/", f"/en/{FRAMEWORK}/", "/api/v1/indicators/", "/readyz"):
        expect(stack.site + path, 200)
    # Not kept by anything: each has to be worked out, by whichever is asked.
    for number in range(20):
        expect(f"{stack.site}/en/search/?q=word{number}", 200)
    expect(f"{stack.site}/en/{FRAMEWORK}/brief.pdf", 200)
    expect(f"{stack.site}/metrics", 404)
    for name in ("web-public-1", "web-public-2"):
        lines = (stack.folder / f"{name}.log").read_text().splitlines()
        answered = sum('"route": "' in line and "search" in line for line in lines)
        if not answered:
            raise SystemExit(f"{name} was asked for nothing.")
        say(f"{name} answered {answered} searches")


def try_work(stack: Confined) -> None:
    sign_in(stack)
    work_off(stack)
    celery = ["celery", "--app=reformtracker", "inspect", "ping", "--json"]
    said = subprocess.run(
        stack.inside("worker-1", celery), env=stack.environment("worker-1"), check=True, capture_output=True, text=True
    ).stdout
    nodes = json.loads(said[said.index("{") : said.rindex("}") + 1])
    if sorted(nodes) != ["celery@worker-1", "celery@worker-2"]:
        raise SystemExit(f"The workers are {sorted(nodes)}.")
    say("two workers answer, and the outbox is empty")
    subprocess.run(stack.command("backup"), env=stack.environment("backup"), check=True)


def main() -> int:
    if os.geteuid() or not shutil.which("apt-get"):
        print("This needs root, and Debian or Ubuntu: it lays a Debian into a folder and mounts it.", file=sys.stderr)
        return 2
    if NAMESPACE not in os.environ:
        # What is mounted from here on is seen by this process alone.
        os.execvpe("unshare", ["unshare", "--mount", sys.executable, *sys.argv], os.environ | {NAMESPACE: "own"})  # noqa: S606
    services.install_missing([services.POSTGRES, services.REDIS, NGINX, DEBOOTSTRAP])
    folder = Path(tempfile.mkdtemp(prefix="tracker-image-"))
    folder.chmod(0o755)
    try:
        image = Image(folder / "root")
        image.build()
        with services.postgres(durable=True) as database, services.redis() as redis:
            stack = Confined(folder, database, redis, image)
            try:
                stack.run("setup")
                try_confinement(stack)
                stack.start_all()
                try_pages(stack)
                try_work(stack)
            except (SystemExit, subprocess.CalledProcessError):
                for log in sorted(folder.glob("*.log")):
                    print(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}", file=sys.stderr)
                raise
            finally:
                stack.processes.stop()
    finally:
        let_go(folder)
    say("the image was built, and ran as the compose file confines it")
    return 0


def let_go(folder: Path) -> None:
    """Of every mount first, the newest first: else what lies beneath it would be deleted as well."""
    lines = Path("/proc/self/mounts").read_text().splitlines()
    mounted = [line.split()[1] for line in lines if line.split()[1].startswith(f"{folder}/")]
    for target in reversed(mounted):
        subprocess.run(["umount", "--lazy", target], check=False)
    if not any(f" {folder}/" in line for line in Path("/proc/self/mounts").read_text().splitlines()):
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
