"""What exactly is hashed: canonical JSON, the same bytes on SQLite and PostgreSQL.

Keys sorted, no white space, UTF-8, text in NFC; decimals as strings without trailing zeros or exponent; dates ISO 8601;
references by code, slug or symbol. Nothing computed and nothing of the clock goes in.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from reformtracker.publishing.models import Release, Thing, Version
from reformtracker.publishing.texts import PATHS, column, columns

MANIFEST_FORMAT = 1


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def dumps(value: Any) -> str:
    return _ENCODER.encode(value)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def token(value: Any) -> str:
    """What a form sends back of what its reader had on the screen: something else, another token."""
    return sha256(dumps(value))[:32]


def number(value: Decimal) -> str:
    """
    >>> number(Decimal("16.500000")), number(Decimal("2E+2")), number(Decimal("-0.0"))
    ('16.5', '200', '0')
    """
    fixed = format(value, "f")
    if "." in fixed:
        fixed = fixed.rstrip("0").rstrip(".")
    return "0" if fixed in ("-0", "") else fixed


def reference(row: models.Model | None) -> str | None:
    if row is None:
        return None
    key = getattr(row, "natural_key", None)
    return str(key()[0]) if key else str(row.public_id)  # type: ignore[attr-defined]  # a Thing, where it has no natural key


def plain(value: Any) -> Any:
    match value:
        case models.Model():
            return reference(value)
        case Decimal():
            return number(value)
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case str():
            return unicodedata.normalize("NFC", value)
        case _:
            return value


def content(row: Any) -> dict[str, Any]:
    """The content fields of a version or of a row that belongs to one; a missing text is null, never empty."""
    found: dict[str, Any] = {}
    for field in row.CONTENT:
        if field in row.TRANSLATED:
            for name in columns(field):
                found[name] = plain(getattr(row, name)) or None
        else:
            found[field] = plain(getattr(row, field))
    return found


def rows(found: Iterable[Any]) -> list[dict[str, Any]]:
    """In an order of their own: no database's collation decides it."""
    return sorted((content(row) for row in found), key=dumps)


def meaning(thing: Thing) -> dict[str, Any]:
    """What the thing itself says, and freezes at first publication: kind, unit, direction, period, levels of the rubric."""
    names = [field.name for field in thing._meta.concrete_fields if not field.primary_key and field.name != "chain"]
    said = {name: _of_thing(thing, name) for name in names}
    parts = {name: rows(getattr(thing, name).all()) for name in thing.PARTS}
    return {name: value for name, value in said.items() if value is not None or name not in thing.ADDED} | parts


def _of_thing(thing: Thing, name: str) -> Any:
    value = getattr(thing, name)
    return value.known_in(thing.chain_id) if isinstance(value, Thing) else plain(value)


def envelope(version: Version, beside: str | None) -> dict[str, Any]:
    """All that the hash of a version covers."""
    return {
        "kind": version.KIND,
        "id": version.thing.public_id,
        "thing": meaning(version.thing),
        "version_kind": version.version_kind,
        "content": content_and_reason(version),
        "children": {name: rows(getattr(version, name).all()) for name in version.CHILDREN},
        "beside": beside,
    }


def content_and_reason(version: Version) -> dict[str, Any]:
    return content(version) | {name: plain(getattr(version, name)) or None for name in columns("reason")}


def hash_of(version: Version, beside: str | None) -> str:
    """SHA-256 over the thing's meaning, the content, citations and other rows, and the hash of what it stands beside."""
    return sha256(dumps(envelope(version, beside)))


def standing_hash(beside: Version | None) -> str | None:
    if beside is None:
        return None
    return beside.content_hash or current_hash(beside)


def current_hash(version: Version) -> str:
    return hash_of(version, standing_hash(version.stands_beside()))


def manifest(release: Release, versions: list[tuple[str, str, int, str]]) -> str:
    """The text whose UTF-8 bytes are served as the manifest; their SHA-256 is the release's hash.

    `versions`: (kind, id, version number, hash) of what this release made public, in any order.
    """
    if release.released_at is None or release.recorded_at is None:
        raise ValueError("a manifest is made at publication, when the moments are known")
    return dumps(
        {
            "format": MANIFEST_FORMAT,
            "framework": release.chain.slug,
            "number": release.number,
            "title": {name: plain(getattr(release, column("title", code))) or None for name, code in PATHS.items()},
            "released_at": moment(release.released_at),
            "recorded_at": moment(release.recorded_at),
            "previous": release.previous or None,
            "versions": sorted([kind, id_, number_, hash_] for kind, id_, number_, hash_ in versions),
        }
    )


def moment(value: datetime) -> str:
    """To the second, in UTC."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")
