from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.bar("B52", "B58")

STATIC = Path(__file__).resolve().parents[2] / "static"
CSS = STATIC / "css"
SHEETS = sorted(CSS.glob("*.css"))
# The only place where a colour, a typeface or a size of type may be named; and the faces themselves.
SPEAKING = {"tokens.css", "fonts.css"}

TEXT = ("ink", "ink-2", "ink-3", "better", "short", "worse")
MARKS = ("mark", "better", "short", "worse", "hatch")
SYSTEM_COLOURS = {"canvas", "transparent", "currentcolor", "canvastext", "inherit", "none"}


def rules(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def declarations(path: Path) -> list[tuple[str, str]]:
    found = re.findall(r"(?:^|[{;])\s*(--?[\w-]+|[a-z][\w-]*)\s*:\s*([^;{}]+)(?=[;}])", rules(path))
    return [(name, value.strip()) for name, value in found]


def theme(name: str) -> dict[str, str]:
    """Custom properties of the first rule (light) or of the rule for dark."""
    text = rules(CSS / "tokens.css")
    text = text.split("prefers-color-scheme: dark")[1].split("[lang")[0] if name == "dark" else text.split("@media")[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", text))


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_in_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "band"])
@pytest.mark.parametrize("token", TEXT)
def test_text_can_be_read(name: str, ground: str, token: str) -> None:
    colours = theme(name)
    assert contrast(colours[token], colours[ground]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("token", MARKS)
def test_marks_can_be_seen(name: str, token: str) -> None:
    colours = theme(name)
    # Hatching and grey marks lie on the page; on the quiet band only outlines of controls do.
    assert contrast(colours[token], colours["paper"]) >= 3.0


@pytest.mark.parametrize("name", ["light", "dark"])
def test_borders_of_controls_can_be_seen_on_the_quiet_band(name: str) -> None:
    colours = theme(name)
    assert contrast(colours["mark"], colours["band"]) >= 3.0


def test_dark_changes_every_colour_and_nothing_else() -> None:
    assert theme("dark").keys() == theme("light").keys()


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_page_mirrors_because_no_side_is_named(path: Path) -> None:
    physical = re.compile(
        r"^(margin|padding|border|inset|scroll-(margin|padding))-(left|right|top|bottom)"
        r"|^(left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)$"
        r"|^border-(top|bottom)-(left|right)-radius$"
    )
    assert [name for name, _ in declarations(path) if physical.search(name)] == []
    by_value = {"text-align", "float", "clear"}
    sided = [(name, value) for name, value in declarations(path) if name in by_value and value in {"left", "right"}]
    assert sided == []


@pytest.mark.parametrize("path", [path for path in SHEETS if path.name not in SPEAKING], ids=lambda path: path.name)
def test_colours_typefaces_and_sizes_are_named_in_the_tokens_only(path: Path) -> None:
    named = []
    for name, value in declarations(path):
        # Django's own pages go by other names: a name may stand for a token, not for a value.
        if name.startswith("--") and not re.fullmatch(r"var\(--[\w-]+\)", value):
            named.append((name, value))
        if re.search(r"#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch|lab|color-mix)a?\(", value, re.IGNORECASE):
            named.append((name, value))
        if name in {"color", "background", "fill", "stroke", "outline-color", "border-color", "background-color"}:
            word = value.lower()
            if not word.startswith("var(") and word not in SYSTEM_COLOURS:
                named.append((name, value))
        if name in {"font-size", "font-family"} and not value.startswith("var(") and value != "inherit":
            named.append((name, value))
        if name == "font" and value != "inherit":
            named.append((name, value))
    assert named == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(path: Path) -> None:
    known = set(re.findall(r"--([\w-]+):", rules(CSS / "tokens.css")))
    assert set(re.findall(r"var\(--([\w-]+)", rules(path))) <= known


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_style_sheets_need_no_force_and_stay_short(path: Path) -> None:
    assert "!important" not in rules(path)
    assert len(path.read_text().splitlines()) <= 400


def test_no_style_sheet_asks_another_host() -> None:
    assert not [path.name for path in SHEETS if re.search(r"url\(\s*[\"']?(https?:)?//", rules(path))]


def test_every_face_is_there() -> None:
    files = re.findall(r'url\("\.\./([^"]+)"\)', (CSS / "fonts.css").read_text())
    assert files
    assert [name for name in files if not (STATIC / name).is_file()] == []


@pytest.mark.bar("B41")
def test_vendored_files_are_the_recorded_ones() -> None:
    vendor = STATIC / "vendor"
    rows = re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (vendor / "VENDOR.md").read_text(), re.MULTILINE)
    recorded = dict(rows)
    words = {"VENDOR.md", "LICENSE", "LICENSE.txt", "OFL.txt"}
    served = {
        path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file() and path.name not in words
    }
    assert served == recorded.keys()
    hashes = {name: hashlib.sha256((vendor / name).read_bytes()).hexdigest() for name in recorded}
    assert hashes == recorded
