"""Builds the library of charts again from its published package, as static/vendor/VENDOR.md says, and compares.

    python scripts/vendor.py           # needs node and npm, and the npm registry

Only traces that pages draw are in it (`ENTRY`). Ends with 1 where a file differs from the one that is kept here; `--keep FOLDER`
leaves what was built there.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
VENDOR = HERE / "static/vendor"
ESBUILD = "0.28.2"
ENTRY = """"use strict";
var Plotly = require("plotly.js/lib/core");
Plotly.register([require("plotly.js/lib/bar")]);
module.exports = Plotly;
"""
OPTIONS = (
    *("--bundle", "--minify", "--format=iife", "--global-name=Plotly", "--target=es2019"),
    *("--define:global=window", "--define:define.amd=false", "--define:process.env.NODE_DEBUG=false"),
    "--legal-comments=none",
)
HEAD = (
    "/*! plotly.js v{version}, traces scatter and bar only | Copyright 2012-2026 Plotly, Inc. | MIT, see LICENSE */\n"
)


def recorded() -> dict[str, tuple[str, str]]:
    """Of each file of the library: version and SHA-256."""
    table = (VENDOR / "VENDOR.md").read_text()
    rows = re.findall(r"^\| `plotly/(.+)` \| .+ \| (.+) \| MIT \| `([0-9a-f]{64})` \|$", table, re.MULTILINE)
    return {name: (version, digest) for name, version, digest in rows}


def build(folder: Path, version: str) -> dict[str, bytes]:
    """Every file of the library, by name. No script of a package is run."""
    packages = [f"esbuild@{ESBUILD}", f"plotly.js@{version}"]
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    subprocess.run(["npm", "install", *quiet, *packages], cwd=folder, check=True)
    (folder / "entry.js").write_text(ENTRY)
    packed = folder / "packed.js"
    esbuild = folder / "node_modules/.bin/esbuild"
    subprocess.run([esbuild, "entry.js", *OPTIONS, f"--outfile={packed}", "--log-level=error"], cwd=folder, check=True)
    dist = folder / "node_modules/plotly.js/dist"
    built = {name: (dist / name).read_bytes() for name in recorded() if name != "plotly.min.js"}
    return {**built, "plotly.min.js": HEAD.format(version=version).encode() + packed.read_bytes()}


def main(arguments: list[str]) -> int:
    kept = recorded()
    (version,) = {version for version, _ in kept.values()}
    if not shutil.which("npm"):
        print("npm is missing: install node 20 or newer, which has it.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="tracker-vendor-") as name:
        built = build(Path(name), version)
    if arguments[:1] == ["--keep"]:
        for file, content in built.items():
            (Path(arguments[1]) / file).write_bytes(content)
    differ = [file for file, content in built.items() if hashlib.sha256(content).hexdigest() != kept[file][1]]
    for file in sorted(built):
        print(f"{'differs' if file in differ else 'the same'}: {file}, {len(built[file]):,} bytes")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
