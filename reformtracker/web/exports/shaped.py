"""The observations of a snapshot, shaped by PostgreSQL: one statement, every row as the line that stands in the file.

What the serializers say for each row is said here once for all of them, for files of a million rows; a test holds the two
to the same bytes. Numbers have at most 15 digits, so a float and a decimal are written alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.urls import reverse

from benefits.models import Indicator, IndicatorVersion, Level, Observation, ObservationVersion, Target, Unit
from benefits.models.observation import ObservationCitation
from initiatives.models import Initiative, Objective
from reformtracker.api.tables.columns import LICENCE
from reformtracker.api.tables.lines import FORMULA, in_pieces
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.texts import PATHS, column
from reformtracker.sources.models import Document
from reformtracker.web.converters import CodeConverter
from reformtracker.web.exports.rows import Export

BATCH = 2000
PLAIN = '^[[:alnum:](][^",\r\n]*$'
"""Texts that stand in a line as they are: nearly all of them."""
PARTED = '[",\r\n]'
LONGEST = "60s"
IS_NOTICE = "(v.version_kind = 'withdrawal' OR v.redacted)"
IS_JUDGED = "v.verdict <> ''"
TABLES: dict[str, type[Model]] = {
    "version": ObservationVersion,
    "observation": Observation,
    "indicator": Indicator,
    "judged": IndicatorVersion,
    "initiative": Initiative,
    "objective": Objective,
    "chain": Chain,
    "release": Release,
    "unit": Unit,
    "level": Level,
    "target": Target,
    "citation": ObservationCitation,
    "document": Document,
}
SOURCES = "CASE WHEN x.paragraph_to = '' THEN x.paragraph ELSE x.paragraph || '-' || x.paragraph_to END"


def can_shape(export: Export) -> bool:
    """Where codes stand in addresses as they are, without quoting."""
    if connection.vendor != "postgresql" or export.indicator:
        return False
    codes = Indicator.objects.filter(chain=export.snapshot.chain)
    return not codes.exclude(code__regex=f"^({CodeConverter.regex})$").exists()


def csv_lines(export: Export) -> Iterator[str]:
    names = [column.name for column in export.columns("observations")]
    yield from in_pieces(names, ())
    yield from _lines(export, names)


def _lines(export: Export, names: Sequence[str]) -> Iterator[str]:
    """In the transaction of its own that a cursor needs which gives its first rows before its last."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        with connection.cursor() as planner:
            # All rows will be read: a plan for the first tenth of them would be slow for the rest.
            planner.execute("SET LOCAL cursor_tuple_fraction = 1")
            # The first rows come once all have been put in order, which is more than a page may take (`public_role.LONGEST`).
            planner.execute(f"SET LOCAL statement_timeout = '{LONGEST}'")
        cursor.execute(_statement(export, names), _parameters(export))
        while rows := cursor.fetchmany(BATCH):
            yield "".join(line for (line,) in rows)


def _parameters(export: Export) -> dict[str, str | int]:
    snapshot = export.snapshot
    slug, asked = snapshot.chain.slug, urlencode(snapshot.asked)
    return {
        "page": f"{settings.SITE_URL}/{export.language}/{slug}/indicators/",
        "asked": f"?{asked}" if asked else "",
        "resource": f"{settings.SITE_URL}{reverse('api:observations-list')}",
        "snapshot": f"?{urlencode({'framework': slug, **snapshot.asked})}",
        "chain": snapshot.chain.pk,
        "release": snapshot.number,
        "day": snapshot.day.isoformat(),
        "licence": LICENCE,
        "formula": "".join(FORMULA),
        "plain": PLAIN,
        "parted": PARTED,
        "end": "\r\n",
    }


def _statement(export: Export, names: Sequence[str]) -> str:
    cells = _cells(PATHS[export.language], frozen=export.frozen)
    table = {name: model._meta.db_table for name, model in TABLES.items()}
    live = "{0}.from_release <= %(release)s AND ({0}.to_release IS NULL OR {0}.to_release > %(release)s)"
    line = ", ".join(f"COALESCE({cells[name]}, '')" for name in names)
    return (
        f"SELECT concat_ws(',', {line}) || %(end)s "
        f"FROM {table['version']} v "
        f"JOIN {table['observation']} t ON t.id = v.thing_id "
        f"JOIN {table['indicator']} i ON i.id = t.indicator_id "
        f"JOIN {table['initiative']} n ON n.id = i.initiative_id "
        f"JOIN {table['objective']} o ON o.id = n.objective_id "
        f"JOIN {table['chain']} c ON c.id = t.chain_id "
        f"JOIN {table['release']} r ON r.id = v.release_id "
        f"LEFT JOIN {table['judged']} w ON w.thing_id = i.id AND {live.format('w')} "
        f"LEFT JOIN {table['unit']} u ON u.id = i.unit_id "
        f"LEFT JOIN {table['level']} l ON l.id = v.level_id "
        f"LEFT JOIN {table['target']} a ON a.id = v.judged_against_id "
        f"LEFT JOIN LATERAL (SELECT string_agg(d.symbol || ', ' || {SOURCES}, '; ' ORDER BY x.position, x.id) AS said "
        f"FROM {table['citation']} x JOIN {table['document']} d ON d.id = x.document_id WHERE x.version_id = v.id) s ON TRUE "
        f"LEFT JOIN ({_notices(table, frozen=export.frozen)}) m ON {'m.id = v.id' if export.frozen else 'm.thing_id = v.thing_id'} "
        f"WHERE t.chain_id = %(chain)s AND {live.format('v')} "
        'ORDER BY i.code, t.start, t."end", v.number, v.id'
    )


def _notices(table: dict[str, str], *, frozen: bool) -> str:
    """Withdrawals: those that the file of a release knows as rows of its own; else those in force today, one of a thing at most.
    There are few: they are gathered once, not looked for beside each row."""
    which = "" if frozen else "AND x.state = 'published'"
    return (
        f"SELECT x.*, y.released_at FROM {table['version']} x JOIN {table['release']} y ON y.id = x.release_id "
        f"WHERE x.version_kind = 'withdrawal' {which}"
    )


# ---------- cells ----------
def _text(of: str) -> str:
    """Guarded as `lines.cell` guards it, and quoted as `csv` quotes it."""
    guarded = f"CASE WHEN strpos(%(formula)s, left({of}, 1)) > 0 THEN '''' || {of} ELSE {of} END"
    quoted = f"""'"' || replace({guarded}, '"', '""') || '"'"""
    return f"CASE WHEN {of} = '' OR {of} ~ %(plain)s THEN {of} WHEN {of} ~ %(parted)s THEN {quoted} ELSE {guarded} END"


def _number(of: str) -> str:
    return f"trim_scale({of})::text"


def _said(cell: str, when: str = "") -> str:
    """Nothing where the row is a notice."""
    return f"CASE WHEN {IS_NOTICE}{f' OR NOT {when}' if when else ''} THEN NULL ELSE {cell} END"


def _cells(language: str, *, frozen: bool) -> dict[str, str]:
    """By column. `language`: as Django writes it."""

    def words(alias: str, field: str) -> str:
        return _text(f'{alias}."{column(field, language)}"')

    day = "to_char({}, 'YYYY-MM-DD')"
    moment = "replace(to_char(r.released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '.000000', '') || 'Z'"
    of_unit = f"NULLIF(w.\"{column('unit_label', language)}\", '')"
    label = of_unit if frozen else f'COALESCE({of_unit}, u."{column("label", language)}")'
    plain = {name: _said(f"v.{name}") for name in ("missing", "qualifier", "change", "status")}
    numbers = {
        name: _said(_number(f"v.{name}")) for name in ("value", "numerator", "denominator", "progress", "expected")
    }
    judged = {
        "verdict": "verdict",
        "cause": "cause",
        "confidence": "confidence",
        "assessment_basis": "assessment_basis",
    }
    return {
        "framework": "c.slug",
        "objective": _text("o.code"),
        "initiative": _text("n.code"),
        "indicator": _text("i.code"),
        "indicator_name": words("w", "name"),
        "kind": "CASE WHEN w.id IS NOT NULL THEN i.kind END",
        "role": "CASE WHEN w.id IS NOT NULL THEN i.role END",
        "id": _text("(i.code || ':' || t.period)"),
        "period": _text("t.period"),
        "start": day.format("t.start"),
        "end": day.format('t."end"'),
        "period_basis": "t.period_basis",
        "unit": f"CASE WHEN w.id IS NOT NULL THEN {_text('u.code')} END",
        "unit_label": f"CASE WHEN u.id IS NOT NULL AND w.id IS NOT NULL THEN {_text(label)} END",
        "level": _said(_text("l.code")),
        "level_number": _said("l.number::text"),
        "level_label": _said(words("l", "label")),
        "comparable": _said("CASE WHEN v.comparable THEN 'true' ELSE 'false' END"),
        "break_note": _said(words("v", "break_note")),
        "narrative": _said(words("v", "narrative")),
        **plain,
        **numbers,
        **{name: _said(f"v.{field}", IS_JUDGED) for name, field in judged.items()},
        "justification": _said(words("v", "justification"), IS_JUDGED),
        "target_due": _said(day.format("a.due")),
        "target_value": _said(_number("a.value")),
        "sources": _said(_text("s.said")),
        "release": "v.from_release::text",
        "released_at": moment,
        "version": "v.number::text",
        "version_kind": "v.version_kind",
        "withdrawn_on": "to_char(m.released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
        "withdrawn_reason": words("m", "reason"),
        "html_url": "%(page)s || i.code || '/' || %(asked)s",
        "url": "%(resource)s || i.code || ':' || t.period || '/' || %(snapshot)s",
        "as_of": "%(day)s",
        "as_of_release": "%(release)s::text",
        "licence": "%(licence)s",
    }
