"""A snapshot as a Frictionless Data Package: CSVs that explain themselves, in one zip.

Nothing in it is of the clock: the same snapshot gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from reformtracker.api.tables.columns import Row
from reformtracker.api.tables.lines import csv_lines
from reformtracker.api.tables.types import described
from reformtracker.web.exports.files import moment
from reformtracker.web.exports.leaflets import citation, homepage, licence, readme, summary
from reformtracker.web.exports.rows import Export

KEYS: dict[str, tuple[str, ...]] = {
    "frameworks": ("slug",),
    "objectives": ("code",),
    "initiatives": ("code",),
    "indicators": ("code",),
    "targets": ("indicator", "due"),
    "observations": ("id",),
    "case-studies": ("slug",),
    "challenges": ("code",),
    "corrective-actions": ("code",),
    "milestones": ("slug",),
    "documents": ("symbol",),
}
"""Every table of the package, in its order, with the columns by which a row is known."""

POINTS: dict[str, dict[str, str]] = {
    "initiatives": {"objective": "objectives"},
    "indicators": {"objective": "objectives", "initiative": "initiatives"},
    "targets": {"indicator": "indicators"},
    "observations": {"objective": "objectives", "initiative": "initiatives", "indicator": "indicators"},
    "corrective-actions": {"challenge": "challenges"},
}
"""Column -> the table in which it names a row, by its code."""

COMPRESSION = 6


@dataclass
class Table:
    """What is known of a file once it is written. `named`: by column, the codes that it holds of other tables or of its own."""

    name: str
    rows: int = 0
    size: int = 0
    sha256: str = ""
    named: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def path(self) -> str:
        return f"{self.name}.csv"


def write_package(export: Export, file: IO[bytes], address: str) -> None:
    """`address`: where it can be had again."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        tables = [_table(archive, export, name) for name in KEYS]
        texts = {
            "datapackage.json": json.dumps(_descriptor(export, tables, address), ensure_ascii=False, indent=2) + "\n",
            "README.md": readme(export, [(table.path, table.rows) for table in tables], address),
            "LICENCE.txt": licence(export),
            "CITATION.cff": citation(export, address),
        }
        for name, text in texts.items():
            archive.writestr(_entry(export, name), text)


def _entry(export: Export, name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment(export).timetuple()[:6])
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    return entry


def _table(archive: zipfile.ZipFile, export: Export, name: str) -> Table:
    table, digest = Table(name), hashlib.sha256()
    rows = _noting(export.rows(name), table)
    with archive.open(_entry(export, table.path), "w", force_zip64=True) as out:
        for text in csv_lines(rows, export.columns(name)):
            content = text.encode()
            digest.update(content)
            table.size += out.write(content)
    table.sha256 = digest.hexdigest()
    return table


def _noting(rows: Iterable[Row], table: Table) -> Iterator[Row]:
    """Only codes that other tables have or ask for are kept: as many as there are things, never as many as figures."""
    noted = [*POINTS.get(table.name, {}), *(("code",) if KEYS[table.name] == ("code",) else ())]
    for row in rows:
        table.rows += 1
        for name in noted:
            table.named[name].add(row[name])
        yield row


# ---------- datapackage.json ----------
def _descriptor(export: Export, tables: list[Table], address: str) -> dict[str, Any]:
    snapshot = export.snapshot
    by_name = {table.name: table for table in tables}
    return {
        "name": f"{snapshot.chain.slug}-release-{snapshot.number}",
        "title": summary(export),
        "description": "Every figure, verdict, promise, challenge and source of one framework as it stood in one release.",
        "homepage": homepage(export),
        "version": str(snapshot.number),
        "created": moment(export).isoformat().replace("+00:00", "Z"),
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Creative Commons Attribution 4.0",
            }
        ],
        "sources": [{"title": summary(export), "path": address}],
        "asOf": snapshot.day.isoformat(),
        "releaseHash": snapshot.release.hash,
        "resources": [_resource(export, table, by_name) for table in tables],
    }


def _resource(export: Export, table: Table, by_name: dict[str, Table]) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": table.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.size,
        "hash": f"sha256:{table.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": _schema(export, table, by_name),
    }


def _schema(export: Export, table: Table, by_name: dict[str, Table]) -> dict[str, Any]:
    serializer, keys = export.serializer(table.name), KEYS[table.name]
    fields = []
    for column in export.columns(table.name):
        one = {"name": column.name, "description": column.about, **described(column, serializer)}
        if column.name in keys:
            one["constraints"] = {"required": True, **({"unique": True} if len(keys) == 1 else {})}
        if (table.name, column.name) == ("observations", "value"):
            one["unitField"] = "unit"
        fields.append(one)
    points = [_foreign_key(name, there) for name, there in POINTS.get(table.name, {}).items()]
    found = [key for key in points if _holds(table, key, by_name)]
    return {
        "fields": fields,
        "missingValues": [""],
        "primaryKey": list(keys),
        **({"foreignKeys": found} if found else {}),
    }


def _foreign_key(column: str, table: str) -> dict[str, Any]:
    return {"fields": [column], "reference": {"resource": table, "fields": ["code"]}}


def _holds(table: Table, key: dict[str, Any], by_name: dict[str, Table]) -> bool:
    """What lies within something that is not public yet names what the package does not hold: no key is promised then."""
    (column,), there = key["fields"], by_name[key["reference"]["resource"]]
    return table.named[column] <= there.named["code"]
