"""What every resource is: read only, anonymous, strict about parameters, bound to a snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, reduce
from http import HTTPStatus
from operator import or_
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from reformtracker.api import parameters
from reformtracker.api.conditional import Validators, validators
from reformtracker.api.deprecation import Deprecation
from reformtracker.api.errors import Unchanged
from reformtracker.api.filters import Filtering, Filters, VersionFilters, ordered
from reformtracker.api.pagination import Pages
from reformtracker.api.parameters import (
    AS_OF,
    FORMAT,
    FRAMEWORK,
    INCLUDE_HISTORY,
    LANG,
    LIST_FORMAT,
    PAGE,
    PAGE_SIZE,
    RELEASE,
    Parameter,
)
from reformtracker.api.schema import ResourceSchema
from reformtracker.api.serializers import narrowed, with_notices
from reformtracker.api.snapshot import Asked, of_each, of_one
from reformtracker.api.tables.answer import CSV, XLSX, Csv, Xlsx, refuse_pages, table
from reformtracker.api.tables.columns import Column
from reformtracker.publishing.models import Tally, Version
from reformtracker.publishing.snapshot import Snapshot

BATCH = 500
"""Rows that a file reads together."""


class View(APIView):
    http_method_names = ["get", "head", "options"]
    schema = ResourceSchema()
    NAME: ClassVar[str]
    FORMATS: ClassVar[Parameter] = FORMAT
    """Which formats there are."""
    PATH: ClassVar[dict[str, str]] = {}
    """Variables of the path, with their descriptions."""
    SHOWN: ClassVar[Mapping[str, str]] = {"number": "1", "name": "observations.csv"}
    """Variables of an address whose answer is too long to be shown."""
    LATENESS: ClassVar[bool] = False
    """Whether the answer counts days, and so changes overnight."""
    DEPRECATED: ClassVar[Deprecation | None] = None
    DEPRECATED_PARAMETERS: ClassVar[Mapping[str, Deprecation]] = {}
    validators: Validators | None = None
    form = "json"

    def parameters(self, action: str | None) -> list[Parameter]:
        return [FORMAT]

    def form_of(self, request: Request) -> str:
        return parameters.choice(request.query_params, self.FORMATS)

    def read(self) -> list[Snapshot]:
        """The snapshots that the answer is made of; none where it is of the code alone."""
        return []

    def others(self) -> list[Snapshot]:
        """What else the answer says something of: it is another one when these move on."""
        return []

    @cached_property
    def asked(self) -> Asked:
        return Asked.read(self.request.query_params)

    @cached_property
    def snapshots(self) -> list[Snapshot]:
        return self.read()

    @property
    def snapshot(self) -> Snapshot:
        return self.snapshots[0]

    def names(self) -> list[str]:
        return [parameter.name for parameter in self.parameters(getattr(self, "action", None))]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # PostgreSQL cannot look for one.
        if any("\x00" in value for value in kwargs.values()):
            raise NotFound("No name holds a NUL character.")
        parameters.check(request.query_params, self.names())
        self.form = self.form_of(request)
        if request.method in ("GET", "HEAD"):
            self.validators = self.validate(request)
            if self.validators and self.validators.named_by(request):
                raise Unchanged

    def validate(self, request: Request) -> Validators | None:
        """None where there is nothing to tell one answer from another by."""
        form = getattr(request, "accepted_media_type", "")
        return validators(request, [*self.snapshots, *self.others()], by_the_day=self.LATENESS, form=form)

    def spare(self) -> None:
        """Called where the question is known to be a good one, before its answer is worked out."""
        if self.validators and self.validators.satisfy(self.request):
            raise Unchanged

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        is_good = answer.status_code < HTTPStatus.BAD_REQUEST
        if not is_good:
            answer.headers["Cache-Control"] = "no-store"
        elif self.validators:
            self.validators.put_on(answer)
        if going := self.DEPRECATED or (self._first_to_go(request) if is_good else None):
            going.put_on(answer)
        return answer

    def _first_to_go(self, request: Request) -> Deprecation | None:
        """Of the parameters that are used."""
        used = [what for name, what in self.DEPRECATED_PARAMETERS.items() if name in request.query_params]
        return min(used, key=lambda deprecation: deprecation.sunset, default=None)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """`Allow` says it all; a preflight request is answered before it comes here."""
        return Response(status=HTTPStatus.NO_CONTENT)


class Resource(ViewSetMixin, View, GenericAPIView[Any]):
    """A list and its members, in the snapshot that the request names."""

    filter_backends = (Filtering,)
    pagination_class = Pages
    ORDERING: ClassVar[dict[str, str]]
    """Name in `ordering` -> column. The first one is the default."""
    TIE: ClassVar[tuple[str, ...]]
    """Columns that order what is still equal. Nothing but what is public: a key tells when staff began to draft it."""
    EVERY_FRAMEWORK: ClassVar[bool] = False
    """Whether a request that names no framework reads them all."""
    COLUMNS: ClassVar[Sequence[Column]]
    """Of its list as a flat table."""
    filterset_class: type[Filters] | None = None

    def parameters(self, action: str | None) -> list[Parameter]:
        framework = parameters.ANY_FRAMEWORK if self.EVERY_FRAMEWORK else FRAMEWORK
        form = LIST_FORMAT if action == "list" else FORMAT
        common = [framework, AS_OF, RELEASE, LANG, form, parameters.fields(self.field_names())]
        if action != "list":
            return common
        return [*common, PAGE, PAGE_SIZE, parameters.ordering(self.ORDERING, self.default_order)]

    def names(self) -> list[str]:
        filters = self.filterset_class.base_filters if self.filterset_class and self.action == "list" else ()
        return [*super().names(), *filters]

    @property
    def default_order(self) -> str:
        return next(iter(self.ORDERING))

    def read(self) -> list[Snapshot]:
        return of_each(self.asked) if self.EVERY_FRAMEWORK else [of_one(self.asked)]

    @classmethod
    def field_names(cls) -> list[str]:
        """Of its serializer, in their order."""
        made: Any = cls.serializer_class
        return list(_names(made)) if made else []

    @property
    def fields(self) -> list[str]:
        """Those asked for; all where none is named."""
        names = self.field_names()
        return parameters.words(self.request.query_params, parameters.fields(names)) or names

    @property
    def order(self) -> str:
        which = parameters.ordering(self.ORDERING, self.default_order)
        return ",".join(parameters.words(self.request.query_params, which)) or self.default_order

    @property
    def language(self) -> str | None:
        """None where all six are asked for."""
        language = parameters.choice(self.request.query_params, LANG)
        return None if language == parameters.ALL else language

    def get_serializer_context(self) -> dict[str, Any]:
        snapshots = {snapshot.chain.pk: snapshot for snapshot in self.snapshots}
        return {"language": self.language, "snapshots": snapshots, "snapshot": next(iter(snapshots.values()), None)}

    def get_renderers(self) -> list[BaseRenderer]:
        return [*super().get_renderers(), *((Csv(), Xlsx()) if self.action == "list" else ())]

    @property
    def default_response_headers(self) -> dict[str, str]:
        found: dict[str, str] = super().default_response_headers
        return found | ({"Vary": "Accept"} if self.action == "list" else {})

    def form_of(self, request: Request) -> str:
        """By the parameter, else by what Accept prefers."""
        if self.action != "list":
            return super().form_of(request)
        accepted = {CSV: "csv", XLSX: "xlsx"}.get(getattr(request, "accepted_media_type", None) or "", "json")
        form = parameters.choice(request.query_params, LIST_FORMAT)
        return form if LIST_FORMAT.name in request.query_params else accepted

    @property
    def is_filtered(self) -> bool:
        filters = self.filterset_class.base_filters if self.filterset_class else {}
        return not filters.keys().isdisjoint(self.request.query_params)

    @property
    def pinned(self) -> str:
        """The number of the release that the next page is to be read in; empty where the request names a snapshot itself, where
        it reads every framework, and where a release would fix the day to which lateness is counted as well."""
        is_free = not (self.EVERY_FRAMEWORK or self.LATENESS or self.snapshot.asked)
        return str(self.snapshot.number) if is_free else ""

    def count(self, rows: QuerySet[Any]) -> int:
        """How many rows the pages of a list have together."""
        return rows.count()

    def columns(self) -> Sequence[Column]:
        return self.COLUMNS

    def each(self, rows: QuerySet[Any]) -> Iterator[Any]:
        """All of a list, batch by batch."""
        yield from rows.iterator(chunk_size=BATCH)

    def list(self, request: Request, **path: str) -> Response | HttpResponseBase:
        if self.form != "json":
            refuse_pages(request, self.language)
        context, fields = self.get_serializer_context(), self.fields
        rows = self.filter_queryset(self.get_queryset())
        rows = ordered(rows, self.order, self.ORDERING, self.TIE)
        if self.form != "json":
            self.spare()
            return table(self, rows, self.form)
        page = self.paginate_queryset(rows)
        self.spare()
        return self.get_paginated_response(self.say(page, context, fields))

    def say(self, page: Any, context: dict[str, Any], fields: Sequence[str]) -> Sequence[Any]:
        """What stands in a list."""
        return [*map(narrowed(self.serializer_class, context, fields).to_representation, page)]

    def retrieve(self, request: Request, **path: str) -> Response:
        context, fields = self.get_serializer_context(), self.fields
        found = self.find(**path)
        self.spare()
        return Response(narrowed(self.serializer_class, context, fields).to_representation(found))

    def find(self, **path: str) -> Any:
        """The member that the path names."""
        found = self.named(self.get_queryset(), **path).first()
        if found is None:
            raise NotFound(f"Nothing public goes by the name of “{'/'.join(path.values())}” in {self.NAME}.")
        return found

    def named(self, rows: QuerySet[Any], **path: str) -> QuerySet[Any]:
        raise NotImplementedError


_COUNTED: dict[tuple[Any, ...], int] = {}
"""By kind, whether with history, and the hash of each release, which covers all that it holds."""


@cache
def _names(serializer: Any) -> tuple[str, ...]:
    return tuple(serializer().get_fields())


class Versions(Resource):
    """Things of one kind, each with the version that was live in the snapshot; withdrawn ones as a notice."""

    KIND: ClassVar[type[Version]]
    CHAIN: ClassVar[str] = "thing__chain"
    CODE: ClassVar[str] = "thing__code"
    PATH: ClassVar[dict[str, str]] = {"id": "Code, slug or id."}
    TIE: ClassVar[tuple[str, ...]] = ("thing__code", "number")
    filterset_class = VersionFilters

    def parameters(self, action: str | None) -> list[Parameter]:
        return [*super().parameters(action), *([INCLUDE_HISTORY] if action == "list" else [])]

    @cached_property
    def with_history(self) -> bool:
        return parameters.yes(self.request.query_params, INCLUDE_HISTORY)

    def get_queryset(self) -> QuerySet[Any]:
        return with_notices(self.complete(self.rows()))

    def rows(self) -> QuerySet[Any]:
        """All that is public in the snapshots."""
        return reduce(or_, map(self.published, self.snapshots), self.KIND.objects.none())

    def published(self, snapshot: Snapshot) -> QuerySet[Any]:
        versions = self.KIND.objects
        there = versions.published_by(snapshot.number) if self.with_history else versions.published(snapshot.number)
        found: QuerySet[Any] = there.filter(**{self.CHAIN: snapshot.chain})
        return found

    def count(self, rows: QuerySet[Any]) -> int:
        """Where no filter narrows it, as it was counted when the releases were made: what a release holds never changes."""
        if self.is_filtered:
            return super().count(rows)
        releases = [one.release for one in self.snapshots]
        which = (self.KIND, self.with_history, *(one.hash for one in releases))
        if which not in _COUNTED:
            _COUNTED[which] = Tally.objects.total(self.KIND.KIND, releases, ever=self.with_history)
        return _COUNTED[which]

    def complete(self, rows: Any) -> QuerySet[Any]:
        """With all that the serializer reads, so that a list takes the same number of queries whatever its length."""
        completed: QuerySet[Any] = rows.for_api()
        return completed

    def named(self, rows: QuerySet[Any], **path: str) -> QuerySet[Any]:
        return rows.filter(**{self.CODE: path["id"]})


class Missing(View):
    """What no other path answers: in the shape of every other refusal."""

    NAME = "missing"
    schema = None  # type: ignore[assignment]  # how DRF leaves a view out of the description

    def names(self) -> list[str]:
        return list(self.request.query_params)

    def validate(self, request: Request) -> None:
        return None

    def get(self, request: Request, **path: str) -> Response:
        raise NotFound("There is no such resource; the resources are listed at /api/v1/.")
