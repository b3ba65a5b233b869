"""The small process: a file comes in, a grid or the reason for refusing it goes out. It imports no Django.

Run as `python -m benefits.workbook.child xlsx`; the limits are set before the first byte is read.
"""

from __future__ import annotations

import json
import resource
import sys

from benefits.workbook import delimited, limits, xlsx
from benefits.workbook.container import refuse_foreign
from benefits.workbook.grid import Sheet, lines
from benefits.workbook.rules import Unreadable

DONE = "done"
REFUSED = "refused"


def confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.SECONDS, limits.SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def sheets_of(content: bytes, expected: str) -> list[Sheet]:
    refuse_foreign(content, expected)
    return xlsx.read(content) if expected == "xlsx" else delimited.read(content)


def main() -> None:
    confine()
    try:
        sheets = sheets_of(sys.stdin.buffer.read(limits.BYTES + 1), sys.argv[1])
    except Unreadable as refusal:
        fault = refusal.fault
        sys.stdout.write(json.dumps([fault.rule, fault.sheet, fault.cell, fault.seen, fault.facts]))
        sys.stdout.write(f"\n{REFUSED}\n")
        return
    for line in lines(sheets):
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{DONE}\n")


if __name__ == "__main__":
    main()
