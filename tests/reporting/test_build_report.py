"""`manage.py build_report`: the same files without the admin, and a clear word for what cannot be."""

from __future__ import annotations

import hashlib
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reformtracker.publishing.models import Chain, OutboxEntry
from reformtracker.reporting.files import FORMATS
from reformtracker.reporting.models import Build, Report
from reformtracker.web.paper import NoPaper

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> str:
    said = StringIO()
    call_command("build_report", *map(str, arguments), "--jobs=1", stdout=said)
    return said.getvalue()


def test_it_writes_each_file_and_says_its_hash_and_leaves_no_trace(chain: Chain, tmp_path: Path) -> None:
    before = OutboxEntry.objects.count()
    said = run("reform", "--languages=fr,en", "--formats=docx", "--output", tmp_path / "new")
    files = sorted((tmp_path / "new").iterdir())
    assert [file.name for file in files] == ["reform-report-release-2-en.docx", "reform-report-release-2-fr.docx"]
    hashes = {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert set(re.findall(r"SHA-256 ([0-9a-f]{64})", said)) == hashes
    assert re.search(r"reform, release 2: [0-9.]+ s in all", said)
    assert not Report.objects.exists()
    assert not Build.objects.exists()
    assert OutboxEntry.objects.count() == before


def test_it_tells_of_the_release_and_the_sections_that_are_named(chain: Chain, tmp_path: Path) -> None:
    few = ("--languages=en", "--formats=docx", "--sections=introduction", "--output", tmp_path)
    run("reform", "--release=1", *few)
    first = (tmp_path / "reform-report-release-1-en.docx").stat().st_size
    run("reform", "--since=1", "--from=2020-01-01", "--to=2020-12-31", *few)
    assert (tmp_path / "reform-report-release-2-en.docx").exists()
    run("reform", "--release=1", "--languages=en", "--formats=docx", "--output", tmp_path)
    assert (tmp_path / "reform-report-release-1-en.docx").stat().st_size > first


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no framework “nowhere”; there are: reform."),
        (["reform", "--release=9"], "There is no release 9 of reform; releases run from 1 to 2."),
        (["reform", "--as-of=1999-01-01"], "reform had no release on 1999-01-01"),
        (["reform", "--as-of=tomorrow"], "--as-of is a day, written YYYY-MM-DD"),
        (["reform", "--since=2"], "--since names an earlier release than 2"),
        (["reform", "--since=0"], "--since names an earlier release than 2"),
        (["reform", "--languages=en,de"], "There is no language “de”; choose among ar, zh, en, fr, ru, es."),
        (["reform", "--languages=,"], "Name a language"),
        (["reform", "--formats=odt"], "There is no format “odt”; choose among docx, pdf."),
        (["reform", "--sections=poem"], "There is no section “poem”"),
        (["reform", "--from=2021-01-01", "--to=2020-01-01"], "--to comes before --from."),
        (["reform", "--output", __file__], "is a file; name a folder."),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(arguments: list[str], sentence: str, chain: Chain) -> None:
    with pytest.raises(CommandError, match=re.escape(sentence)):
        run(*arguments)


def test_without_what_pdf_takes_it_writes_word_files_and_says_what_to_install(
    chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(document: Any) -> bytes:
        raise NoPaper("pango")

    formats = {**FORMATS, "pdf": FORMATS["pdf"]._replace(write=lacking)}
    monkeypatch.setattr("reformtracker.reporting.management.asking.FORMATS", formats)
    with pytest.raises(CommandError, match="install libpango"):
        run("reform", "--languages=en", "--output", tmp_path)
    assert [file.suffix for file in tmp_path.iterdir()] == [".docx"]
