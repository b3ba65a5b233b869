"""The texts that lie in a data package beside the data: what it is, how it may be used, how to cite it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.conf import settings

from reformtracker.api.tables.columns import LICENCE
from reformtracker.api.tables.facts import cited, title
from reformtracker.web.exports.rows import Export

README = """\
# {title}

{invented}Framework `{framework}` of {site}, as it stood on {day} (release {number}).

| | |
|---|---|
| Source | {address} |
| Public page | {homepage} |
| Hash of the release | `{hash}` |
| Language of the texts | `{language}`; a text that is not translated is empty |
| Licence | {licence}, see `LICENCE.txt` |

## Files

| File | Rows |
|---|---|
{files}

`datapackage.json` says of each column what it means and which type it has, which columns make a row unique, and which point
at another file (Frictionless Data Package: `frictionless validate datapackage.json`).

## Reading it

- UTF-8, one header row, commas, an empty cell where there is nothing. Numbers are plain, dates are ISO 8601, moments are UTC.
- `observations.csv` has one row for each indicator and period. `unit` is the unit of `value`; `qualifier` says whether the number
  is exact; `missing` says why there is none; `comparable` is false from a series break on.
- `verdict` is given by a person and `justification` says why; `change`, `progress` and `status` are computed.
- `sources` names document and paragraph: `A/75/202, 38`.
- A text that a spreadsheet would take for a formula has an apostrophe before it. Numbers never have.

## Citing it

{cited}. {licence}. {homepage}
"""

LICENCE_TEXT = """\
The data in this package may be copied, changed and passed on, also commercially, provided that the source is named:

    {cited}

Creative Commons Attribution 4.0 International (CC BY 4.0)
https://creativecommons.org/licenses/by/4.0/legalcode
"""


def summary(export: Export) -> str:
    return f"{title(export.snapshot, export.language)}, release {export.snapshot.number}"


def homepage(export: Export) -> str:
    snapshot = export.snapshot
    return f"{settings.SITE_URL}/{export.language}/{snapshot.chain.slug}/?release={snapshot.number}"


def readme(export: Export, files: Iterable[tuple[str, int]], address: str) -> str:
    """`files`: name and number of rows of each."""
    snapshot = export.snapshot
    return README.format(
        title=summary(export),
        invented="**Invented data, for demonstration only.**\n\n" if snapshot.chain.is_demo else "",
        framework=snapshot.chain.slug,
        site=settings.SITE_NAME,
        day=snapshot.day,
        number=snapshot.number,
        address=address,
        homepage=homepage(export),
        hash=snapshot.release.hash,
        language=export.language,
        licence=LICENCE,
        files="\n".join(f"| `{name}` | {rows} |" for name, rows in files),
        cited=cited(snapshot),
    )


def licence(export: Export) -> str:
    return LICENCE_TEXT.format(cited=cited(export.snapshot))


def citation(export: Export, address: str) -> str:
    """Citation File Format 1.2; what JSON quotes, YAML reads."""
    snapshot = export.snapshot
    said = {
        "cff-version": "1.2.0",
        "message": "Please cite the data as follows.",
        "type": "dataset",
        "title": summary(export),
        "version": str(snapshot.number),
        "date-released": snapshot.day.isoformat(),
        "license": "CC-BY-4.0",
        "url": homepage(export),
        "repository-artifact": address,
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in said.items()]
    authors = ["authors:", f"  - name: {json.dumps(settings.SITE_NAME, ensure_ascii=False)}"]
    return "\n".join([*lines, *authors]) + "\n"
