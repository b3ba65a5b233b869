"""A list of the API as a file: the same filters, fields, order and snapshot, all of its rows, and no pages."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from reformtracker.api.errors import BadParameters, Fault
from reformtracker.api.parameters import PAGE, PAGE_SIZE
from reformtracker.api.serializers import narrowed
from reformtracker.api.tables import workbook
from reformtracker.api.tables.columns import Column, Row, chosen
from reformtracker.api.tables.facts import facts
from reformtracker.api.tables.lines import csv_lines
from reformtracker.publishing.snapshot import Snapshot

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Csv(JSONRenderer):
    """Lets a client ask for CSV by name; what is rendered here is a refusal, and that is JSON."""

    media_type = CSV
    format = "csv"


class Xlsx(JSONRenderer):
    media_type = XLSX
    format = "xlsx"


def refuse_pages(request: Request, language: str | None) -> None:
    """A file holds the whole list, in one language: what would cut it or make a cell of six is refused."""
    faults = [
        Fault(one.name, "not_in_a_file", f"A file holds the whole list: leave “{one.name}” out, or ask for JSON.")
        for one in (PAGE, PAGE_SIZE)
        if one.name in request.query_params
    ]
    if language is None:
        message = "A file holds one language: ask for one after the other, or for JSON."
        faults.append(Fault("lang", "not_in_a_file", message))
    if faults:
        raise BadParameters(*faults)


def table(view: Any, rows: QuerySet[Any], form: str) -> HttpResponseBase:
    """`view`: a `Resource`; `rows`: what its list would give page by page; `form`: csv or xlsx."""
    columns = chosen(view.columns(), view.fields, view.field_names())
    if not columns:
        message = f"No column is made of {', '.join(view.fields)}; ask for JSON."
        raise BadParameters(Fault("fields", "not_in_a_file", message))
    name = _name(view.snapshots, view.NAME, form)
    said = _said(view, rows)
    return csv_file(said, columns, name) if form == "csv" else _workbook(view, rows, columns, said, name)


def _said(view: Any, rows: QuerySet[Any]) -> Iterator[Row]:
    serializer = narrowed(view.serializer_class, view.get_serializer_context(), view.fields)
    return (serializer.to_representation(row) for row in view.each(rows))


def _name(snapshots: Sequence[Snapshot], what: str, form: str) -> str:
    of = [f"{one.chain.slug}-release-{one.number}-{one.day}" for one in snapshots]
    return f"{of[0]}-{what}.{form}" if len(of) == 1 else f"{what}.{form}"


def csv_file(rows: Iterable[Row], columns: Sequence[Column], name: str) -> HttpResponseBase:
    return StreamingHttpResponse(
        csv_lines(rows, columns),
        content_type=f"{CSV}; charset=utf-8; header=present",
        headers=attached(name),
    )


def _workbook(
    view: Any, rows: QuerySet[Any], columns: Sequence[Column], said: Iterable[Row], name: str
) -> HttpResponseBase:
    if rows[workbook.MOST_ROWS : workbook.MOST_ROWS + 1].exists():
        raise workbook.too_large("format")
    address = f"{settings.SITE_URL}{view.request.get_full_path()}"
    moments = [snapshot.release.released_at for snapshot in view.snapshots]

    def write(file: IO[bytes]) -> None:
        workbook.write(
            file,
            facts(view.snapshots, view.language, address),
            [workbook.Sheet(view.NAME, columns, said)],
            language=view.language,
            at=max(moments),
        )

    return written_first(write, XLSX, attached(name))


def written_first(write: Callable[[IO[bytes]], None], media_type: str, headers: dict[str, Any]) -> HttpResponseBase:
    """For what cannot be sent while it is made."""
    # Closed, and with it removed, by the response that sends it.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write(file)
    file.seek(0)
    return FileResponse(file, content_type=media_type, headers=headers)


def attached(name: str) -> dict[str, Any]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
