"""What every resource is: read only, anonymous, strict about parameters, bound to a snapshot."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from reformtracker.api import parameters
from reformtracker.api.filters import Filtering, Filters, VersionFilters, ordered
from reformtracker.api.pagination import Pages
from reformtracker.api.parameters import (
    AS_OF,
    FORMAT,
    FRAMEWORK,
    INCLUDE_HISTORY,
    LANG,
    PAGE,
    PAGE_SIZE,
    RELEASE,
    Parameter,
)
from reformtracker.api.schema import ResourceSchema
from reformtracker.api.serializers import with_notices
from reformtracker.api.snapshot import Asked, of_each, of_one
from reformtracker.publishing.models import Version
from reformtracker.publishing.snapshot import Snapshot

METHODS = "GET, HEAD, OPTIONS"


class View(APIView):
    http_method_names = ["get", "head", "options"]
    schema = ResourceSchema()
    NAME: ClassVar[str]
    PATH: ClassVar[dict[str, str]] = {}
    """Variables of the path, with their descriptions."""
    FORMATS: ClassVar[Parameter] = FORMAT
    """Which formats there are."""

    def parameters(self, action: str | None) -> list[Parameter]:
        return [FORMAT]

    def names(self) -> list[str]:
        return [parameter.name for parameter in self.parameters(getattr(self, "action", None))]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # PostgreSQL cannot look for one.
        if any("\x00" in value for value in kwargs.values()):
            raise NotFound("No name holds a NUL character.")
        # A preflight request carries the query of the request that follows: let that one be refused in words.
        if request.method in ("GET", "HEAD"):
            parameters.check(request.query_params, self.names())
            parameters.choice(request.query_params, self.FORMATS)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
        return answer

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        headers = {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "Accept, If-Modified-Since, If-None-Match",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status=204, headers=headers)


class Resource(ViewSetMixin, View, GenericAPIView[Any]):
    """A list and its members, in the snapshot that the request names."""

    filter_backends = (Filtering,)
    pagination_class = Pages
    ORDERING: ClassVar[dict[str, str]]
    """Name in `ordering` -> column. The first one is the default."""
    TIE: ClassVar[tuple[str, ...]] = ("pk",)
    EVERY_FRAMEWORK: ClassVar[bool] = False
    """Whether a request that names no framework reads them all."""
    filterset_class: type[Filters] | None = None

    def parameters(self, action: str | None) -> list[Parameter]:
        framework = parameters.ANY_FRAMEWORK if self.EVERY_FRAMEWORK else FRAMEWORK
        common = [framework, AS_OF, RELEASE, LANG, FORMAT]
        if action != "list":
            return common
        return [*common, PAGE, PAGE_SIZE, parameters.ordering(self.ORDERING, self.default_order)]

    def names(self) -> list[str]:
        filters = self.filterset_class.base_filters if self.filterset_class and self.action == "list" else ()
        return [*super().names(), *filters]

    @property
    def default_order(self) -> str:
        return next(iter(self.ORDERING))

    @cached_property
    def asked(self) -> Asked:
        return Asked.read(self.request.query_params)

    @cached_property
    def snapshots(self) -> list[Snapshot]:
        return self.read()

    def read(self) -> list[Snapshot]:
        return of_each(self.asked) if self.EVERY_FRAMEWORK else [of_one(self.asked)]

    @property
    def snapshot(self) -> Snapshot:
        return self.snapshots[0]

    @property
    def language(self) -> str | None:
        """None where all six are asked for."""
        language = parameters.choice(self.request.query_params, LANG)
        return None if language == parameters.ALL else language

    def get_serializer_context(self) -> dict[str, Any]:
        snapshots = {snapshot.chain.pk: snapshot for snapshot in self.snapshots}
        return {"language": self.language, "snapshots": snapshots, "snapshot": next(iter(snapshots.values()), None)}

    def list(self, request: Request, **path: str) -> Response:
        context = self.get_serializer_context()
        rows = self.filter_queryset(self.get_queryset())
        rows = ordered(rows, request.query_params.get("ordering", self.default_order), self.ORDERING, self.TIE)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer_class()(page, many=True, context=context).data)

    def retrieve(self, request: Request, **path: str) -> Response:
        context = self.get_serializer_context()
        return Response(self.get_serializer_class()(self.find(**path), context=context).data)

    def find(self, **path: str) -> Any:
        """The member that the path names."""
        found = self.named(self.get_queryset(), **path).first()
        if found is None:
            raise NotFound(f"Nothing public goes by the name of “{'/'.join(path.values())}” in {self.NAME}.")
        return found

    def named(self, rows: QuerySet[Any], **path: str) -> QuerySet[Any]:
        raise NotImplementedError


class Versions(Resource):
    """Things of one kind, each with the version that was live in the snapshot; withdrawn ones as a notice."""

    KIND: ClassVar[type[Version]]
    CODE: ClassVar[str] = "thing__code"
    PATH: ClassVar[dict[str, str]] = {"id": "Code, slug or id."}
    TIE: ClassVar[tuple[str, ...]] = ("number", "pk")
    filterset_class = VersionFilters

    def parameters(self, action: str | None) -> list[Parameter]:
        return [*super().parameters(action), *([INCLUDE_HISTORY] if action == "list" else [])]

    @cached_property
    def with_history(self) -> bool:
        return parameters.yes(self.request.query_params, INCLUDE_HISTORY)

    def get_queryset(self) -> QuerySet[Any]:
        rows = self.KIND.objects.none()
        for snapshot in self.snapshots:
            rows = rows | self.published(snapshot)
        return with_notices(self.complete(rows))

    def published(self, snapshot: Snapshot) -> QuerySet[Any]:
        versions = self.KIND.objects
        there = versions.published_by(snapshot.number) if self.with_history else versions.published(snapshot.number)
        found: QuerySet[Any] = there.filter(thing__chain=snapshot.chain)
        return found

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

    def get(self, request: Request, **path: str) -> Response:
        raise NotFound("There is no such resource; the resources are listed at /api/v1/.")
