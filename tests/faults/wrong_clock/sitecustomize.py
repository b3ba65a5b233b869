"""On the path of a process, this puts its clock wrong by CLOCK_AHEAD seconds, before it does anything. The clock that only
measures, and that of the database, go on as they were."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import time_machine

by = timedelta(seconds=float(os.environ["CLOCK_AHEAD"]))
time_machine.travel(datetime.now(UTC) + by, tick=True).start()
