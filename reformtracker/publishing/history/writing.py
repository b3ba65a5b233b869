"""The triggers that write the history, on PostgreSQL: one for each table and event, once per statement, however many rows.

Rows of invented frameworks are passed over, by a look at their chain and not by a switch that somebody could throw. A
transaction's changes hang on one seal, which is numbered, tied to the one before and hashed when the transaction commits.
The lock is taken then and not before, so that writers wait for each other's commits only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import AppConfig
from django.db import connections

from reformtracker.publishing.history.places import Place, places
from reformtracker.publishing.models import Change, Redaction, Seal
from reformtracker.publishing.triggers import (
    Event,
    Refusal,
    Written,
    add,
    add_written,
    changed,
    columns_of,
    keep_from_truncate,
)

SEAL, CHANGE = Seal._meta.db_table, Change._meta.db_table
LOCK = 7202202
"""The number of the advisory lock under which a transaction is sealed."""
HIDDEN = "•"
"""Stands for what a private column says."""

AS_OWNER = "SECURITY DEFINER SET search_path = public, pg_temp"
"""Whoever changes a row need not be able to write the history: its functions may, as the role that owns the tables."""

_ROWS = {
    "INSERT": ("come", "come n"),
    "DELETE": ("gone", "gone o"),
    "UPDATE": ("come", "gone o JOIN come n ON n.id = o.id"),
}
_NAMED = {
    "INSERT": "NEW TABLE AS come",
    "DELETE": "OLD TABLE AS gone",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS come",
}
_OPS: dict[str, str] = {"INSERT": Change.Op.CAME, "UPDATE": Change.Op.CHANGED, "DELETE": Change.Op.WENT}

_OPEN_SEAL = f"""CREATE OR REPLACE FUNCTION publishing_open_seal() RETURNS bigint LANGUAGE plpgsql {AS_OWNER} AS $history$
DECLARE
  given text := current_setting('tracker.seal', true);
  found bigint;
BEGIN
  -- Nobody sees the unsealed seal of another transaction, so a setting that is made up points nowhere.
  IF given ~ '^[0-9]{{1,18}}$' THEN
    SELECT s.id INTO found FROM {SEAL} s WHERE s.id = given::bigint AND s.number IS NULL;
  END IF;
  IF found IS NULL THEN
    INSERT INTO {SEAL} (at, person, role, reason, changes, previous, hash)
      VALUES (now(), '', session_user, '', 0, '', '') RETURNING id INTO found;
    PERFORM set_config('tracker.seal', found::text, true);
  END IF;
  RETURN found;
END $history$"""

_FOR_NOBODY = "REVOKE ALL ON FUNCTION publishing_open_seal() FROM PUBLIC"

_AT_COMMIT = f"""CREATE OR REPLACE FUNCTION publishing_seal_at_commit() RETURNS trigger LANGUAGE plpgsql {AS_OWNER} AS $history$
DECLARE
  before record;
  digests text;
  many integer;
  mine record;
BEGIN
  PERFORM pg_advisory_xact_lock({LOCK});
  SELECT s.number, s.hash INTO before FROM {SEAL} s WHERE s.number IS NOT NULL ORDER BY s.number DESC LIMIT 1;
  SELECT count(*), encode(sha256(convert_to(COALESCE(string_agg(c.digest, '' ORDER BY c.id), ''), 'UTF8')), 'hex')
    INTO many, digests FROM {CHANGE} c WHERE c.seal_id = NEW.id;
  SELECT COALESCE(before.number, 0) + 1 AS number, COALESCE(before.hash, '') AS previous,
    left(COALESCE(current_setting('tracker.person', true), ''), 64) AS person,
    COALESCE(current_setting('tracker.reason', true), '') AS reason INTO mine;
  UPDATE {SEAL} SET number = mine.number, previous = mine.previous, person = mine.person, reason = mine.reason,
    changes = many, hash = encode(sha256(convert_to(jsonb_build_array(mine.number,
      to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), mine.person, NEW.role, mine.reason, many,
      digests, mine.previous)::text, 'UTF8')), 'hex')
    WHERE id = NEW.id;
  RETURN NULL;
END $history$"""


def guard() -> None:
    """The record only grows; a redaction may blank what it says of the version it names, and nothing else."""
    ordered = (
        f"NEW.old = '' AND NEW.new = '' AND EXISTS (SELECT 1 FROM {Redaction._meta.db_table} r WHERE r.kind = OLD.kind "
        "AND r.version_id = OLD.version_id AND r.confirmed_by_id IS NOT NULL)"
    )
    fixed = [column for column in columns_of(Change) if column not in {"old", "new"}]
    add(
        Refusal(f"{CHANGE}_only_grows", CHANGE, ("DELETE",), "TRUE", "the history only grows"),
        Refusal(
            f"{CHANGE}_is_fixed",
            CHANGE,
            ("UPDATE",),
            f"{changed(*fixed)} OR NOT ({ordered})",
            "the history never changes; a redaction blanks what it says of one version",
        ),
        Refusal(f"{SEAL}_only_grows", SEAL, ("DELETE",), "TRUE", "the history only grows"),
        Refusal(
            f"{SEAL}_given_at_commit", SEAL, ("INSERT",), "NEW.number IS NOT NULL", "a seal is numbered at the commit"
        ),
        Refusal(f"{SEAL}_is_fixed", SEAL, ("UPDATE",), "OLD.number IS NOT NULL", "what is sealed never changes"),
    )
    keep_from_truncate(CHANGE, SEAL)
    add_written(_triggers)


def _triggers() -> Iterator[Written]:
    yield Written(
        f"{SEAL}_at_commit",
        SEAL,
        (_OPEN_SEAL, _FOR_NOBODY, _AT_COMMIT),
        # Of its kind none can be replaced. Both orders are sent together, and so made in one transaction.
        f"DROP TRIGGER IF EXISTS {SEAL}_at_commit ON {SEAL}; "
        f"CREATE CONSTRAINT TRIGGER {SEAL}_at_commit AFTER INSERT ON {SEAL} DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION publishing_seal_at_commit()",
    )
    events: tuple[Event, ...] = ("INSERT", "UPDATE", "DELETE")
    for place in places().values():
        for event in events:
            name = f"{place.table}_history_{event.lower()}"
            create = (
                f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {place.table} REFERENCING {_NAMED[event]} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
            yield Written(name, place.table, (_function(name, place, event),), create)


def _function(name: str, place: Place, event: Event) -> str:
    """Moments are written in UTC, whoever is connected."""
    known, source = _ROWS[event]
    row = "o" if event == "DELETE" else "n"
    real = _real(place, row)
    differs = ""
    if event == "UPDATE":
        differs = f" AND {_without('to_jsonb(o)', place)} IS DISTINCT FROM {_without('to_jsonb(n)', place)}"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {AS_OWNER} SET timezone = 'UTC' AS $history$\n"
        f"BEGIN\n"
        f"  IF EXISTS (SELECT 1 FROM {known} {row} WHERE {real}) THEN\n"
        # Whether anything differs is asked of real rows only: invented ones come by the hundred thousand.
        + (f"    IF EXISTS (SELECT 1 FROM {source} WHERE {real}{differs}) THEN\n" if differs else "")
        + f"    {_record(place, event, source, row, real + differs)};\n"
        + ("    END IF;\n" if differs else "")
        + "  END IF;\n  RETURN NULL;\nEND $history$"
    )


def _record(place: Place, event: Event, source: str, row: str, where: str) -> str:
    old, new = {
        "INSERT": ("''", _whole("n", place)),
        "DELETE": (_whole("o", place), "''"),
        "UPDATE": (_part("o", "n", place), _part("n", "o", place)),
    }[event]
    return _insert(place, _OPS[event], source, row, where, old, new)


def _insert(place: Place, op: str, source: str, row: str, where: str, old: str, new: str) -> str:
    columns = ("op", "row_id", "kind", "version_id", "thing_id", "old", "new")
    names = ", ".join(columns)
    said = ", ".join(f"said.{column}" for column in columns)
    kind, version, thing = (part.format(row=row) for part in (place.kind, place.version, place.thing))
    return (
        f"WITH seal AS MATERIALIZED (SELECT publishing_open_seal() AS id), said AS (SELECT '{op}'::text AS op, "
        f"{row}.id::bigint AS row_id, {kind}::text AS kind, ({version})::bigint AS version_id, "
        f"({thing})::bigint AS thing_id, {old} AS old, {new} AS new FROM {source} WHERE {where})\n"
        f"    INSERT INTO {CHANGE} (seal_id, \"table\", {names}, digest) SELECT seal.id, '{place.table}', {said}, "
        f"encode(sha256(convert_to(jsonb_build_array('{place.table}', {said})::text, 'UTF8')), 'hex') "
        f"FROM said, seal ORDER BY said.row_id"
    )


def _array(names: Iterable[str]) -> str:
    return f"ARRAY[{', '.join(repr(name) for name in names)}]::text[]"


def _without(image: str, place: Place) -> str:
    return f"({image} - {_array(place.dropped)})" if place.dropped else image


def _value(place: Place, key: str, value: str) -> str:
    if not place.private:
        return value
    return f"CASE WHEN {key} = ANY ({_array(place.private)}) THEN '\"{HIDDEN}\"'::jsonb ELSE {value} END"


def _whole(row: str, place: Place) -> str:
    image = _without(f"to_jsonb({row})", place)
    if not place.private:
        return f"{image}::text"
    said = _value(place, "e.key", "e.value")
    return f"(SELECT jsonb_object_agg(e.key, {said})::text FROM jsonb_each({image}) e)"


def _part(row: str, other: str, place: Place) -> str:
    """What the row says where the other one says something else."""
    said = _value(place, "e.key", "e.value")
    return (
        f"(SELECT COALESCE(jsonb_object_agg(e.key, {said}), '{{}}'::jsonb)::text "
        f"FROM jsonb_each({_without(f'to_jsonb({row})', place)}) e "
        f"WHERE e.value IS DISTINCT FROM to_jsonb({other}) -> e.key)"
    )


def begin_after_migrate(sender: AppConfig, using: str, **_signal: Any) -> None:
    """Writes down what is there already, in tables of which nothing has been written yet."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        # It may be on its way back to a time before there was a history.
        for place in places().values() if CHANGE in there else ():
            if place.table in there and _begins(cursor, place):
                cursor.execute(_beginning(place))


def _begins(cursor: Any, place: Place) -> bool:
    cursor.execute(
        f"SELECT EXISTS (SELECT 1 FROM {place.table} n WHERE {_real(place, 'n')}) "
        f'AND NOT EXISTS (SELECT 1 FROM {CHANGE} WHERE "table" = %s)',
        [place.table],
    )
    found: bool = cursor.fetchone()[0]
    return found


def _beginning(place: Place) -> str:
    return _insert(place, Change.Op.THERE, f"{place.table} n", "n", _real(place, "n"), "''", _whole("n", place))


def _real(place: Place, row: str) -> str:
    return f"NOT {place.invented.format(row=row)}"
