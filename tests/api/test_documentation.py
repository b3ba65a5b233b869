"""The examples of docs/analysts.md are run as they stand there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reformtracker.api import parameters
from reformtracker.api_urls import RESOURCES
from reformtracker.publishing.models import Chain

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "analysts.md").read_text()
EXAMPLES = re.findall(r"```(bash|python)\n(.*?)```", PAGE, flags=re.DOTALL)

CURL = f"""#!{sys.executable}
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

try:
    answer = urlopen(sys.argv[-1])
except HTTPError as error:
    if "--fail" in sys.argv:
        sys.exit(22)
    answer = error
to = open(sys.argv[sys.argv.index("--output") + 1], "wb") if "--output" in sys.argv else sys.stdout.buffer
to.write(answer.read())
"""


@pytest.fixture
def run(live_server: Any, tmp_path: Path) -> Any:
    """Runs an example; where there is no curl, with a stand-in that knows the options used."""
    if not shutil.which("curl"):
        curl = tmp_path / "curl"
        curl.write_text(CURL)
        curl.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"

    def runs(language: str, code: str) -> str:
        program = [sys.executable, "-c", code] if language == "python" else ["bash", "-euc", code]
        environment = {"PATH": path, "TRACKER": live_server.url}
        return subprocess.run(program, env=environment, check=True, capture_output=True, text=True, cwd=tmp_path).stdout

    return runs


@pytest.mark.django_db(transaction=True)
def test_every_example_runs(run: Any, chain: Chain, tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(DOCS)
    said = [run(language, code) for language, code in EXAMPLES]
    assert json.loads(said[0])["code"] == "2.4.2"
    assert "2.4.2:2020" in (tmp_path / "observations.csv").read_text()
    assert (tmp_path / "tracker.xlsx").read_bytes().startswith(b"PK")
    assert json.loads(said[2])["errors"][0]["parameter"] == "verdict"
    assert said[3].startswith("2.4.2:2020 16.5 on_track improved")
    last = chain.releases.get(number=2).hash
    assert last in said[5]
    assert said[6].strip() == f"intact: 2 releases, 0 redacted versions, the last hash is {last}"


def test_every_resource_and_common_parameter_is_on_the_page() -> None:
    for view in RESOURCES:
        assert f"`{view.NAME}`" in PAGE
    for parameter in (parameters.AS_OF, parameters.RELEASE, parameters.LANG, parameters.INCLUDE_HISTORY):
        assert f"`{parameter.name}`" in PAGE
