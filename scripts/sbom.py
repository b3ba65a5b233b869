"""Writes down what a release consists of, as CycloneDX 1.6: every pinned dependency and every file that was made elsewhere.

    python scripts/sbom.py [FILE]      # else to standard output

Versions and hashes are those of `requirements.txt` and `static/vendor/VENDOR.md`, licences what each package says of itself.
Nothing in it depends on the day or the machine: the same locks give the same bytes.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
SPACE = uuid.UUID("6f0d3c4e-5b9a-5d1e-9a53-7f1a5d0c2b61")
"""Of the serial numbers: that of a list follows from what it says."""
WORDS = {
    "Apache 2.0": "Apache-2.0",
    "Apache License": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause OR Apache-2.0": "BSD-3-Clause OR Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""In which packages name a licence, and its name in the list of SPDX."""
BY_HAND = {
    "async-timeout": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "brotlicffi": "MIT",
    "colorama": "BSD-3-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "grimp": "BSD-2-Clause",
    "import-linter": "BSD-2-Clause",
    "psycopg2-binary": "LGPL-3.0-or-later",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",
    "tzdata": "Apache-2.0",
}
"""Read in the package: its words say less, or it is for other systems and not installed here."""


@dataclass
class Pin:
    name: str
    version: str
    hashes: list[str]
    marker: str = ""
    wanted_by: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def pins(lock: Path) -> list[Pin]:
    """`name[extra]==1.2 ; marker \\`, hashes, and after `# via` who wants it."""
    found = []
    for block in re.split(r"\n(?=[a-z0-9])", lock.read_text()):
        head = re.match(r"([a-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)(?: ; ([^\\]+?))? ?\\?$", block, re.MULTILINE)
        if head:
            via = re.findall(r"^ +# +(?:via )?([a-zA-Z0-9._-]+)", block, re.MULTILINE)
            wanted_by = [name for name in via if name not in {"via", "-r", "requirements.in"}]
            found.append(Pin(head[1], head[2], re.findall(r"sha256:([0-9a-f]{64})", block), head[3] or "", wanted_by))
    return found


def licence_of(name: str) -> str:
    """An expression of SPDX, from what the package says of itself; in its own words where they are not known."""
    if name in BY_HAND:
        return BY_HAND[name]
    told = importlib.metadata.metadata(name)
    classifiers = [
        one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License ::")
    ]
    said = [*(told.get_all("License-Expression") or ()), *classifiers, *(told.get_all("License") or ())]
    words = [one.strip().splitlines()[0] for one in said if one.strip() and one != "OSI Approved"]
    return WORDS.get(words[0], words[0]) if words else "none named"


def vendored() -> Iterator[tuple[str, str, str, str, str]]:
    """File, what, version, licence, SHA-256."""
    table = (HERE / "static/vendor/VENDOR.md").read_text()
    yield from re.findall(r"^\| `(.+)` \| (.+) \| (.+) \| (.+) \| `([0-9a-f]{64})` \|$", table, re.MULTILINE)


def _licences(expression: str) -> list[dict[str, Any]]:
    return [{"expression": expression}]


def _library(pin: Pin) -> dict[str, Any]:
    hashes = [{"alg": "SHA-256", "content": one} for one in pin.hashes]
    page = f"https://pypi.org/project/{pin.name}/{pin.version}/"
    return {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "scope": "optional" if pin.marker else "required",
        "licenses": _licences(licence_of(pin.name)),
        "purl": pin.purl,
        "externalReferences": [{"type": "distribution", "url": page, "hashes": hashes}],
    }


def _file(name: str, what: str, version: str, licence: str, digest: str) -> dict[str, Any]:
    return {
        "type": "file",
        "bom-ref": f"static/vendor/{name}",
        "name": f"static/vendor/{name}",
        "version": version,
        "description": what,
        "licenses": _licences(licence),
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }


def _dependencies(ours: str, found: Iterable[Pin]) -> list[dict[str, Any]]:
    needs: dict[str, list[str]] = {ours: []}
    refs = {pin.name: pin.purl for pin in found}
    needs |= {purl: [] for purl in refs.values()}
    for pin in found:
        for parent in pin.wanted_by:
            needs[refs[parent]].append(pin.purl)
        if not pin.wanted_by:
            needs[ours].append(pin.purl)
    return [{"ref": ref, "dependsOn": sorted(found)} for ref, found in sorted(needs.items())]


def bom(lock: Path = HERE / "requirements.txt") -> dict[str, Any]:
    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    ours = f"{project['name']}@{project['version']}"
    found = pins(lock)
    body = {
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": project["name"],
                "version": project["version"],
                "licenses": _licences(project["license"]),
            }
        },
        "components": [*map(_library, found), *(_file(*row) for row in vendored())],
        "dependencies": _dependencies(ours, found),
    }
    serial = uuid.uuid5(SPACE, json.dumps(body, sort_keys=True))
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1, **body}


def main(arguments: list[str]) -> int:
    text = json.dumps(bom(), indent=2, ensure_ascii=False) + "\n"
    if arguments:
        target = Path(arguments[0])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
