"""One published indicator, for tests of its page and its sentences."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from django.test import Client
from pypdf import PdfReader

from benefits.models import Indicator, Level, Observation, ObservationVersion, Standing
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Release
from tests import factories as f
from tests.cast import Cast

CODE = "2.4.2"
PAGE = f"/en/reform/indicators/{CODE}/"
VERDICT = {
    "verdict": "improved",
    "cause": "not_assessed",
    "assessment_basis": "as_reported",
    "justification_en": "So it says.",
}
NO_BASELINE = dict.fromkeys(("baseline_start", "baseline_end", "baseline_value"), None) | {"baseline_period": ""}


def publish(cast: Cast, *values: dict[str, Any], target: dict[str, Any] | None = None, **about: Any) -> Chain:
    """An indicator with a baseline of 4 for 2019; `target` as for `f.target`, empty for 20 over 2020-2024. Each of
    `values` is an observation of the second release."""
    chain = f.chain()
    version = f.indicator(chain, cast, CODE, **about)
    if target is not None:
        f.target(version, **target)
    f.release(chain, cast, f.framework(chain, cast), f.objective(chain, cast), f.initiative(chain, cast), version)
    if values:
        f.release(chain, cast, *[f.observation(version.thing, cast, **_levelled(fields)) for fields in values])
    chain.refresh_from_db()
    return chain


def _levelled(fields: dict[str, Any]) -> dict[str, Any]:
    """A level is given by its code."""
    return {**fields, "value": None, "level": level(fields["level"])} if "level" in fields else fields


def standing(chain: Chain) -> Standing:
    return Standing.objects.at(chain.head).of(chain.pk).get()


def observations(chain: Chain) -> list[ObservationVersion]:
    return list(ObservationVersion.objects.published(chain.head).of(Indicator.objects.get().pk))


def level(code: str) -> Level:
    return Level.objects.get(code=code)


def revise(cast: Cast, kind: str, reason: str, *, period: str = "2020", **fields: Any) -> Release:
    """The value of a period changed in a release of its own."""
    thing = Observation.objects.get(period=period)
    draft = actions.revise(thing, ObservationVersion, by=cast.contributor, version_kind=kind)
    for name, value in (fields | {"reason_en": reason}).items():
        setattr(draft, name, value)
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    return f.release(thing.chain, cast, draft)


def withdraw(cast: Cast, reason: str, *, period: str = "2020") -> Release:
    thing = Observation.objects.get(period=period)
    return f.release(thing.chain, cast, actions.withdraw(thing, ObservationVersion, by=cast.contributor, reason=reason))


# ---------- what is served ----------
def html(path: str = PAGE) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


def words(path: str = PAGE) -> str:
    """All that can be read on the page, without the data of its chart."""
    text = re.sub(r"<script.*?</script>", " ", html(path), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def text_of(reader: PdfReader) -> str:
    """All that can be read in a PDF."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def section(name: str, path: str = PAGE) -> str:
    """The words of one section, by the id of its heading."""
    found = re.search(rf'aria-labelledby="{name}".*?</section>', html(path), re.DOTALL)
    assert found, name
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0].partition(">")[2])).split())


def rows(path: str = PAGE) -> dict[str, str]:
    """The table of figures: value by head of the row."""
    table = re.search(r'class="tbl stack series".*?</table>', html(path), re.DOTALL)
    assert table
    found = {}
    for row in re.findall(r"<tr role=\"row\"[^>]*>\s*<th role=\"rowheader\".*?</tr>", table[0], re.DOTALL):
        head, value = (
            " ".join(unescape(re.sub(r"<sup>.*?</sup>|<[^>]+>", "", cell, flags=re.DOTALL)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)[:2]
        )
        found[head] = value
    return found


def chart(path: str = PAGE) -> dict[str, Any]:
    """The figure as the browser gets it: traces by their names."""
    blocks = re.findall(r'<script type="application/json">(.*?)</script>', html(path), re.DOTALL)
    found: dict[str, Any] = json.loads(blocks[0])
    return {trace.get("name", "path"): trace for trace in found["data"]} | {"layout": found["layout"]}


def api(path: str) -> Any:
    response = Client().get(path)
    assert response.status_code == 200
    return response.json()
