"""Pictures of docs/report.md: the report of the shipped framework, every page of it in English and the first ones in the other languages.

    python scripts/report_pages.py       # needs Pango and fonts; writes docs/report/ and docs/report.md

The record is told as it stood on a fixed day, so that a picture changes only where the report does.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

HERE = Path(__file__).resolve().parent.parent
FOLDER, PAGE = HERE / "docs/report", HERE / "docs/report.md"
FRAMEWORK, DAY = "peace-and-security", "2021-06-30"
LANGUAGES = {"en": "English", "ar": "العربية", "zh-hans": "中文", "fr": "Français", "ru": "Русский", "es": "Español"}
WIDTH, SHOWN = 620, 300
"""Pixels of a picture, and of its place in docs/report.md."""
FEW = 3
"""Pages of a language that is not shown whole."""
ABOUT = """# The report

`manage.py build_report {framework} --as-of {day}` writes the report of the shipped framework from its public record, in six languages, as DOCX and PDF; *Reports* in the admin does
the same in the background ([how](staff.md#writing-a-report)). Nothing in it is typed: sentences, tables and charts are those of the public pages, and each is tied to the versions that
it tells of. The last run wrote {files} files in {seconds:.0f} seconds with two processes.

The pictures are those of the PDF, taken by `python scripts/report_pages.py`.
"""


def manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, str(HERE / "manage.py"), *arguments]
    subprocess.run(command, cwd=HERE, env=os.environ | environment, check=True)


def build(folder: Path) -> float:
    """All languages and formats, into the folder; in how many seconds."""
    environment = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": f"sqlite:///{folder}/tracker.sqlite3",
        "REDIS_URL": "",
        # What is cited must not change with the machine.
        "SITE_URL": "http://tracker.example",
    }
    manage(environment, "migrate", "--verbosity=0")
    manage(environment, "load_framework", f"initiatives/data/{FRAMEWORK}")
    begun = time.monotonic()
    manage(environment, "build_report", FRAMEWORK, "--as-of", DAY, "--output", str(folder), "--jobs", "2")
    return time.monotonic() - begun


def take(file: Path, language: str) -> Iterator[Path]:
    with pypdfium2.PdfDocument(file) as document:
        for number in range(len(document) if language == "en" else FEW):
            picture = document[number].render(scale=WIDTH / document[number].get_width()).to_pil()
            path = FOLDER / f"{language}-{number + 1:02}.webp"
            picture.save(path, quality=55, method=6)
            yield path


def shown(language: str, pictures: list[Path]) -> Iterator[str]:
    yield f"\n## {LANGUAGES[language]}\n"
    for number, path in enumerate(pictures, start=1):
        where = f"report/{path.name}"
        yield f'<a href="{where}"><img src="{where}" width="{SHOWN}" alt="Page {number} of the report, {LANGUAGES[language]}"></a>'


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = build(folder)
        files = [*folder.glob("*.pdf"), *folder.glob("*.docx")]
        lines = [ABOUT.format(framework=FRAMEWORK, day=DAY, files=len(files), seconds=seconds)]
        for language in LANGUAGES:
            (pdf,) = folder.glob(f"*-{language.split('-')[0]}.pdf")
            lines += shown(language, list(take(pdf, language)))
    PAGE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
