"""Every refusal of the API in one shape: problem details (RFC 9457) that name the parameter and what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from django.core.exceptions import SuspiciousOperation
from rest_framework.exceptions import APIException, ParseError
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"


class Fault(NamedTuple):
    """What is wrong with one parameter. `allowed` lists the values, or describes them where they cannot be listed."""

    parameter: str
    code: str
    message: str
    allowed: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        return {**self._asdict(), "allowed": list(self.allowed)}


class BadParameters(APIException):
    status_code = HTTPStatus.BAD_REQUEST
    default_code = "bad_parameters"

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(" ".join(fault.message for fault in faults))


class Unchanged(Exception):  # no error: the reader has the answer already
    """Raised where the answer need not be worked out."""


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler. None lets what nobody foresaw go on to the log."""
    if isinstance(error, Unchanged):
        return Response(status=HTTPStatus.NOT_MODIFIED)
    if isinstance(error, SuspiciousOperation):
        error = ParseError("The request is malformed.")
    response = exception_handler(error, context)
    if response is None:
        return None
    faults = error.faults if isinstance(error, BadParameters) else ()
    detail = str(error.detail) if isinstance(error, APIException) else HTTPStatus(response.status_code).phrase
    response.data = details(response.status_code, detail, context["request"].path, faults)
    response.content_type = MEDIA_TYPE
    return response


def details(status: int, detail: str, instance: str, faults: Sequence[Fault] = ()) -> dict[str, Any]:
    """`instance`: the path that was asked."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "errors": [fault.as_json() for fault in faults],
    }
