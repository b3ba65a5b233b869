"""The payloads in every column of text, in all rows, past every rule of the application: what is drafted, published, noted or sent.

Where the database itself refuses a text, its column cannot hold one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from reformtracker.publishing.history.places import APPS
from tests.attack.xss.payloads import fitting, held

OF_PROGRAMS = {
    # Names and hashes by which programs find a row; addresses are made of them, and converters let nothing else through.
    *("code", "slug", "iso3", "period", "public_id", "baseline_period", "pseudonym", "person", "actor", "language"),
    *(
        "content_hash",
        "submitted_hash",
        "approved_hash",
        "file_hash",
        "hash",
        "sha256",
        "digest",
        "previous",
        "audit_head",
    ),
    *(
        "kind",
        "state",
        "op",
        "table",
        "act",
        "form",
        "key",
        "topic",
        "mail",
        "about",
        "password",
        "manifest",
        "standards",
    ),
    # JSON that is read again: its texts are planted one by one.
    *("old", "new"),
}
STEP = 10
"""So far apart begin the six languages of one text, that together they hold all payloads."""


def plant(turn: int = 0) -> dict[str, set[int]]:
    """Which payloads each column now holds in some row; none where the database refuses them."""
    found: dict[str, set[int]] = {}
    for place, (model, field) in enumerate(columns()):
        table, column = model._meta.db_table, field.column
        said = fitting(_room(field), STEP * place + 5 * turn)
        found[f"{table}.{column}"] = held(said) if _put(table, column, said, unique=field.unique) else set()
    _into_the_history()
    return found


def by_text(found: dict[str, set[int]]) -> dict[str, set[int]]:
    """The six languages of a text together."""
    together: dict[str, set[int]] = defaultdict(set)
    for name, numbers in found.items():
        for suffix in ("_en", "_fr", "_es", "_ru", "_ar", "_zh_hans"):
            if name.endswith(suffix):
                together[name.removesuffix(suffix)] |= numbers
                break
        else:
            together[name] |= numbers
    return together


def columns() -> Iterator[tuple[type[models.Model], Any]]:
    for app in APPS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            for field in model._meta.concrete_fields:
                is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(
                    field, models.SlugField
                )
                if is_text and not field.choices and field.name not in OF_PROGRAMS and model._meta.managed:
                    yield model, field


def _room(field: Any) -> int | None:
    """Unique texts are told apart by the key of their row."""
    return None if field.max_length is None else field.max_length - (8 if field.unique else 0)


def _put(table: str, column: str, said: str, *, unique: bool) -> bool:
    """Into every row; where that would break a rule of the table, into those that say something there already."""
    value = "%s || ' ' || id" if unique else "%s"
    for where in ("TRUE", f"COALESCE(\"{column}\", '') <> ''"):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(f'UPDATE "{table}" SET "{column}" = {value} WHERE {where}', [said])  # noqa: S608
                cursor.execute("SET LOCAL session_replication_role = origin")
        except IntegrityError:
            continue
        return True
    return False


def _into_the_history() -> None:
    """Every text that the history tells of is a payload there."""
    text = fitting(300, 0)
    for column in ("old", "new"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                f"UPDATE publishing_change SET {column} = (SELECT jsonb_object_agg(e.key, CASE WHEN jsonb_typeof(e.value) = "  # noqa: S608
                f"'string' THEN to_jsonb(%s::text) ELSE e.value END) FROM jsonb_each({column}::jsonb) e)::text "
                f"WHERE {column} LIKE '{{_%%'",
                [text],
            )
            cursor.execute("SET LOCAL session_replication_role = origin")
