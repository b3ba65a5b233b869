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


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler. None lets what nobody foresaw go on to the log."""
    if isinstance(error, SuspiciousOperation):
        error = ParseError("The request is malformed.")
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = {
        "type": "about:blank",
        "title": _phrase(response),
        "status": response.status_code,
        "detail": str(error.detail) if isinstance(error, APIException) else _phrase(response),
        "instance": context["request"].path,
        "errors": [fault.as_json() for fault in error.faults] if isinstance(error, BadParameters) else [],
    }
    response.content_type = MEDIA_TYPE
    return response


def _phrase(response: Response) -> str:
    return HTTPStatus(response.status_code).phrase
