"""What the roles may do, as it was agreed: `reviewed.csv` names every table of the database."""

from __future__ import annotations

import csv
from pathlib import Path

with Path(__file__).with_name("reviewed.csv").open(encoding="utf-8", newline="") as lines:
    _TABLES = list(csv.DictReader(lines))

TABLES = frozenset(row["table"] for row in _TABLES)
READABLE = frozenset(row["table"] for row in _TABLES if row["rows"] != "none")
WHOLE = frozenset(row["table"] for row in _TABLES if row["rows"] == "all")
HIDDEN = {row["table"]: frozenset(row["hidden columns"].split()) for row in _TABLES if row["hidden columns"]}
"""By table: columns that say nothing to the public."""
OF_STAFF = {row["table"]: frozenset(row["staff"].split()) for row in _TABLES}
"""By table: the verbs of the role of staff servers and workers; `UPDATE(column,…)` where it may write these alone."""
