"""`make messages`: collects the words to translate into locale/, and compiles what is translated. Needs gettext.

The compiled files are committed: a server needs no gettext. Guesses of msgmerge are emptied, for a guess reads like a translation.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import polib

HERE = Path(__file__).resolve().parent.parent
LANGUAGES = ("ar", "zh_Hans", "fr", "ru", "es")
ELSEWHERE = (".venv", "var", "build", "tests", "static/vendor")


def manage(*arguments: str) -> None:
    settings = {"DATABASE_URL": "sqlite://:memory:", "REDIS_URL": "", "SECRET_KEY": secrets.token_urlsafe(64)}
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=HERE, env={**os.environ, **settings}, check=True)


def empty_guesses(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    for entry in catalogue.fuzzy_entries():
        entry.msgstr = ""
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
        entry.flags.remove("fuzzy")
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    # The day of the last run would make every run a change.
    catalogue.metadata.pop("POT-Creation-Date", None)
    catalogue.save()


def main() -> None:
    chosen = [argument for language in LANGUAGES for argument in ("--locale", language)]
    ignored = [argument for folder in ELSEWHERE for argument in ("--ignore", folder)]
    manage("makemessages", *chosen, *ignored, "--no-obsolete", "--add-location", "file")
    for language in LANGUAGES:
        empty_guesses(HERE / "locale" / language / "LC_MESSAGES/django.po")
    manage("compilemessages", "--ignore", ".venv", "--verbosity", "0")


if __name__ == "__main__":
    main()
