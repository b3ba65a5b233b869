from __future__ import annotations

import re
from pathlib import Path

import pytest
import tinycss2
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage

from reformtracker.web import packaging

STATIC = Path(__file__).resolve().parents[2] / "static"


def ours() -> packaging.Sources:
    storage: Storage = FileSystemStorage(STATIC)
    names = [path.relative_to(STATIC).as_posix() for path in STATIC.glob("*/*")]
    return {name: (storage, name) for name in names}


def written(**files: str) -> packaging.Sources:
    storage = InMemoryStorage()
    for name, text in files.items():
        with storage.open(f"js/{name}.js", "w") as file:
            file.write(text)
    return {f"js/{name}.js": (storage, f"js/{name}.js") for name in files}


def tokens(css: str) -> list[str]:
    """What a browser reads: without comments and blanks."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return [re.sub(r"\s+", "", re.sub(r"/\*.*?\*/", "", rule.serialize(), flags=re.DOTALL)) for rule in rules]


def test_the_joined_sheet_says_what_the_sheets_say_in_their_order() -> None:
    names = re.findall(r'@import "([\w-]+\.css)"', (STATIC / "css/public.css").read_text())
    assert names
    said = [token for name in names for token in tokens((STATIC / "css" / name).read_text())]
    assert tokens(packaging.joined("css/public.css", ours())) == said


def test_the_joined_script_holds_every_module_whole_and_asks_for_none() -> None:
    whole = packaging.joined("js/public.js", ours())
    names = re.findall(r'^import "\./([\w-]+\.js)";', (STATIC / "js/public.js").read_text(), re.MULTILINE)
    assert names
    modules = [(STATIC / "js" / name).read_text().partition("*/")[2].strip() for name in names]
    assert [name for name, module in zip(names, modules, strict=True) if not module or module not in whole] == []
    assert not re.search(r"^import\b", whole, re.MULTILINE)


def test_modules_that_are_joined_share_no_name() -> None:
    sources = written(public='import "./a.js";\nimport "./b.js";\n', a="const x = 1;\n", b="const x = 2;\n")
    assert packaging.joined("js/public.js", sources).split("\n") == [
        "{",
        "const x = 1;",
        "}",
        "{",
        "const x = 2;",
        "}",
        "",
    ]


@pytest.mark.parametrize("line", ["export const x = 1;", 'import { y } from "./b.js";', 'import "./b.js";'])
def test_a_module_that_needs_another_is_not_joined(line: str) -> None:
    with pytest.raises(ValueError, match="works by itself"):
        packaging.joined("js/public.js", written(public='import "./a.js";\n', a=f"{line}\n"))


def test_an_import_of_nothing_stops_the_collecting() -> None:
    with pytest.raises(KeyError, match=re.escape("js/nowhere.js")):
        packaging.joined("js/public.js", written(public='import "./nowhere.js";\n'))
