"""Run as `python -m bench.inner MODULE.FUNCTION ...`: what the function finds is printed as JSON, in the last line."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformtracker.settings")
    django.setup()
    module, _dot, function = sys.argv[1].partition(".")
    found = getattr(import_module(f"bench.inner.{module}"), function)(*sys.argv[2:])
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
