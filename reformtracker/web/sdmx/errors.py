"""Refusals as SDMX error messages: the code of the standard, and a sentence that says what is allowed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from rest_framework.exceptions import APIException

from reformtracker.api.errors import problem
from reformtracker.web.sdmx.formats import ERROR
from reformtracker.web.sdmx.markup import Markup

SYNTAX = 140
CODES = {404: 100, 413: 130, 403: 150, 500: 500, 501: 501, 503: 503}
"""Status -> code of the standard; every other refusal of a question is one of its syntax."""


class NotOffered(APIException):
    """Part of the standard, and not of this service."""

    status_code = HTTPStatus.NOT_IMPLEMENTED


def refuse(error: Exception, context: dict[str, Any]) -> Any:
    """The refusal of the API in the words of SDMX, with its headers. None lets what nobody foresaw go on to the log."""
    found = problem(error, context)
    if found is None or found.status_code < HTTPStatus.BAD_REQUEST:
        return found
    body = error_message(CODES.get(found.status_code, SYNTAX), found.data["detail"])
    answer = HttpResponse(body, status=found.status_code, headers=found.headers)
    answer.headers["Content-Type"] = f"{ERROR}; charset=utf-8"
    return answer


def error_message(code: int, said: str) -> str:
    markup = Markup()
    with markup.root("mes:Error"), markup.element("mes:ErrorMessage", code=str(code)):
        markup.text("com:Text", said, **{"xml:lang": "en"})
    return markup.taken()
