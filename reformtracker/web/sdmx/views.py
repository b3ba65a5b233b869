"""SDMX over REST, version 2.1 of the standard: structures, data, and which data there is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponsePermanentRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from reformtracker.api import parameters as read
from reformtracker.api.errors import BadParameters, Fault
from reformtracker.api.parameters import Parameter
from reformtracker.api.snapshot import Asked, begun, of_each, of_one
from reformtracker.api.views import View
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.web.sdmx import formats, ids, parameters
from reformtracker.web.sdmx.availability import availability_message
from reformtracker.web.sdmx.data_message import Detail, data_message
from reformtracker.web.sdmx.dialects import Generic, StructureSpecific
from reformtracker.web.sdmx.errors import NotOffered, refuse
from reformtracker.web.sdmx.flat import csv_message
from reformtracker.web.sdmx.formats import Format
from reformtracker.web.sdmx.header import Header
from reformtracker.web.sdmx.series import Wanted
from reformtracker.web.sdmx.structure_message import structure_message
from reformtracker.web.sdmx.structures import ANY, Question, answer, everything

ELSEWHERE = frozenset(
    {
        *("metadata", "schema", "metadatastructure", "metadataflow", "categoryscheme", "categorisation"),
        *("hierarchicalcodelist", "organisationscheme", "dataproviderscheme", "dataconsumerscheme"),
        *("organisationunitscheme", "reportingtaxonomy", "provisionagreement", "structureset", "process"),
        *("contentconstraint", "actualconstraint", "allowedconstraint", "attachmentconstraint"),
    }
)
"""Resources of the standard that this service has nothing of."""


class SdmxView(View):
    """Read only, anonymous and strict like the API; refusals are messages of SDMX."""

    schema = None  # type: ignore[assignment]  # described by SDMX itself, not in the OpenAPI document
    OFFERED: ClassVar[dict[Format, str]]
    PARAMETERS: ClassVar[tuple[Parameter, ...]]

    def parameters(self, action: str | None) -> list[Parameter]:
        return list(self.PARAMETERS)

    def get_exception_handler(self) -> Any:
        return refuse

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """The renderer is a name only: what is sent is written here."""
        given = parameters.format_(request.query_params)
        if given not in self.OFFERED and not force and request.method != "OPTIONS":
            given = formats.negotiate(request.headers.get("Accept", ""), self.OFFERED)
        self.format = given if given in self.OFFERED else next(iter(self.OFFERED))
        return JSONRenderer(), self.OFFERED[self.format]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        parameters.check(request.query_params)
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ["Accept"])
        return answer

    # ---------- which snapshot ----------
    def asked_of(self, slug: str | None) -> Asked:
        params = self.request.query_params
        if parameters.AS_OF.name in params and parameters.RELEASE.name in params:
            raise BadParameters(Fault("asOf", "exclusive", "Give either “asOf” or “release”, not both."))
        day = read.day(params, parameters.AS_OF)
        return Asked(slug, day, read.number(params, parameters.RELEASE))

    def send(self, body: Any) -> HttpResponseBase:
        self.spare()
        kind = HttpResponse if isinstance(body, str) else StreamingHttpResponse
        return kind(body, content_type=f"{self.OFFERED[self.format]}; charset=utf-8")


class Structures(SdmxView):
    """`/dataflow/RT/PEACE_AND_SECURITY/latest?references=all` and the like."""

    NAME = "structure"
    PATH = {"agency": "Agency.", "artefact": "Id.", "version": "Version.", "item": "Code, concept or agency."}
    FORMATS = parameters.STRUCTURE_FORMAT
    OFFERED = formats.STRUCTURE
    PARAMETERS = parameters.STRUCTURE

    def read(self) -> list[Snapshot]:
        if parameters.RELEASE.name not in self.request.query_params:
            return of_each(self.asked_of(None)) if begun().exists() else []
        found = [slug for slug in begun().values_list("slug", flat=True) if self._is_of(slug)]
        if len(found) != 1:
            message = "A release is of one framework: name its dataflow, or give “asOf”."
            raise BadParameters(Fault("release", "needs_framework", message))
        return [of_one(self.asked_of(found[0]))]

    def _is_of(self, slug: str) -> bool:
        """Whether what is asked for by id belongs to that framework; where it does to none, there may be one only."""
        flow, named = ids.flow(slug), self.kwargs.get("artefact", "all")
        return named in ANY or named == flow or named.endswith(f"_{flow}")

    def get(self, request: Request, resource: str, **path: str) -> HttpResponseBase:
        params = request.query_params
        references = read.choice(params, parameters.REFERENCES_)
        detail = read.choice(params, parameters.STRUCTURE_DETAIL)
        question = Question(
            resource,
            path.get("agency", "all"),
            path.get("artefact", "all"),
            path.get("version", "latest"),
            path.get("item", "all"),
            references,
        )
        found, asked = answer(question, everything(self.snapshots))
        if not asked:
            raise NotFound(
                f"There is no {resource} of that agency, id and version; all are listed at /sdmx/structure/."
            )
        stubs = {one.key for one in found if _is_stub(detail, is_asked=one.key in asked)}
        return self.send(structure_message(Header.of(self.snapshots), found, stubs))


def _is_stub(detail: str, *, is_asked: bool) -> bool:
    return detail in ("allstubs", "allcompletestubs") or (
        detail in ("referencestubs", "referencecompletestubs") and not is_asked
    )


class OfFlow(SdmxView):
    """What is asked of one dataflow: `{agency},{id},{version}`, or its id alone."""

    PATH = {"flow": "Dataflow.", "key": "Ids of indicators, joined by `+`, or `all`.", "provider": "Provider."}

    def read(self) -> list[Snapshot]:
        agency, name, version = _reference(self.kwargs["flow"])
        slug = ids.slug(name)
        there = list(begun().values_list("slug", flat=True))
        mine = agency in (*ANY, ids.AGENCY) and version in (*ANY, ids.VERSION) and ids.flow(slug) == name
        if not mine or slug not in there:
            flows = ", ".join(ids.flow(one) for one in there)
            raise NotFound(f"There is no dataflow “{self.kwargs['flow']}”; there is {flows or 'none yet'}.")
        if self.kwargs.get("provider", "all") not in (*ANY, ids.AGENCY, f"{ids.AGENCY},{ids.AGENCY}"):
            raise NotFound(f"The only provider of data here is {ids.AGENCY}.")
        return [of_one(self.asked_of(slug))]

    def wanted(self, request: Request) -> Wanted:
        params = request.query_params
        found = Wanted(
            self.snapshots[0],
            language=read.choice(params, parameters.LANG),
            indicators=_indicators(self.kwargs.get("key", "all")),
            since=parameters.period(params, parameters.START_PERIOD),
            until=parameters.period(params, parameters.END_PERIOD),
            updated_after=parameters.moment(params, parameters.UPDATED_AFTER),
            with_history=parameters.yes(params, parameters.INCLUDE_HISTORY),
        )
        if not found.rows.exists():
            raise NotFound("There are no observations that answer this question.")
        return found


def _reference(flow: str) -> tuple[str, str, str]:
    match flow.split(","):
        case [name]:
            return "all", name, "latest"
        case [agency, name]:
            return agency, name, "latest"
        case [agency, name, version]:
            return agency, name, version.lower()
    message = "A dataflow is written {agency},{id},{version}, or by its id alone."
    raise BadParameters(Fault("flow", "invalid", message))


def _indicators(key: str) -> frozenset[str]:
    """None where the key leaves it open."""
    if "." in key:
        message = "A key has one part, INDICATOR: write 2_4_2, 2_4_1+2_4_2 or all."
        raise BadParameters(Fault("key", "invalid", message))
    return frozenset() if key == "all" else frozenset(key.split("+"))


class Data(OfFlow):
    """`/data/PEACE_AND_SECURITY/2_4_2?startPeriod=2019`."""

    NAME = "data"
    FORMATS = parameters.FORMAT
    OFFERED = formats.DATA
    PARAMETERS = parameters.DATA

    def get(self, request: Request, **path: str) -> HttpResponseBase:
        params = request.query_params
        detail = Detail(read.choice(params, parameters.DETAIL))
        dimension = read.choice(params, parameters.DIMENSION)
        wanted = self.wanted(request)
        if self.format == Format.CSV:
            response = self.send(csv_message(wanted, detail))
            name = f"{ids.flow(wanted.snapshot.chain.slug)}-release-{wanted.snapshot.number}.csv"
            response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
        dialect = Generic() if self.format == Format.GENERIC else StructureSpecific()
        return self.send(data_message(wanted, dialect, dimension, detail))


class Available(OfFlow):
    """`/availableconstraint/PEACE_AND_SECURITY`: of which indicators there is something, from when to when."""

    NAME = "availableconstraint"
    FORMATS = parameters.STRUCTURE_FORMAT
    OFFERED = formats.STRUCTURE
    PARAMETERS = parameters.AVAILABLE

    def get(self, request: Request, **path: str) -> HttpResponseBase:
        read.choice(request.query_params, parameters.MODE)
        if read.choice(request.query_params, parameters.REFERENCES_) != "none":
            raise NotOffered("References are not offered here; ask for the dataflow with references=all.")
        component = path.get("component", "all")
        if component not in ("all", "INDICATOR", "TIME_PERIOD"):
            raise NotFound(f"There is no dimension “{component}”; there are INDICATOR and TIME_PERIOD.")
        return self.send(availability_message(self.wanted(request), component))


class Elsewhere(SdmxView):
    """What no other address answers."""

    NAME = "missing"
    FORMATS = parameters.STRUCTURE_FORMAT
    OFFERED = formats.STRUCTURE

    def names(self) -> list[str]:
        return list(self.request.query_params)

    def validate(self, request: Request) -> None:
        """Nothing here to tell one answer from another by."""

    def get(self, request: Request, path: str = "") -> HttpResponseBase:
        if path.endswith("/"):
            asked = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{request.path.rstrip('/')}{asked and '?'}{asked}")
        if path.split("/")[0] in ELSEWHERE:
            raise NotOffered(f"“{path.split('/')[0]}” is not offered here: there is nothing of the kind.")
        raise NotFound("There is nothing here; structures are listed at /sdmx/structure/.")
