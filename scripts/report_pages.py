"""Takes the pictures of docs/report.md: the report of the shipped framework, every page of it in English and the first ones in the
other languages. `python scripts/report_pages.py` needs Pango and fonts; it writes docs/report/ and docs/report.md.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from shipped import DAY, FRAMEWORK, HERE, command, fill

FOLDER, PAGE = HERE / "docs/report", HERE / "docs/report.md"
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


def build(folder: Path) -> float:
    """All languages and formats, into the folder; in how many seconds."""
    environment = fill(folder)
    begun = time.monotonic()
    asked = command("build_report", FRAMEWORK, "--as-of", DAY, "--output", str(folder), "--jobs", "2")
    subprocess.run(asked, cwd=HERE, env=environment, check=True)
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
