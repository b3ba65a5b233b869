"""mypy's Django plugin, told of the managers as they are written.

modeltranslation wraps each manager at runtime in a class that has no name a type could have; the wrapped one has the same methods.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mypy_django_plugin.main import plugin as django_plugin

if TYPE_CHECKING:
    from mypy.plugin import Plugin


def plugin(version: str) -> type[Plugin]:
    sys.path.append(str(Path.cwd()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformtracker.settings")
    # Reads the settings when imported.
    from modeltranslation import translator

    translator.add_manager = lambda model: None
    return django_plugin(version)
