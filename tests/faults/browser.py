"""A member of staff with a browser: pages are fetched over HTTP, and forms are sent back as they came, with some fields changed."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE = 40
"""Seconds. nginx gives up before."""
FRESH = 500
"""Seconds."""
LOST = 0
"""The status of a request to which nobody answered."""


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]
    seconds: float

    @property
    def leads_to(self) -> str:
        return urlsplit(self.headers.get("Location", "")).path


@dataclass
class Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, **changes: str) -> dict[str, str]:
        return dict(self.fields) | changes


class Forms(HTMLParser):
    """What a browser would send of each form on a page, untouched and without a button."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = self._text = ""
        self.feed(page)

    def with_field(self, name: str) -> Form:
        return next(form for form in self.found if name in dict(form.fields))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.found.append(Form(said.get("action", "")))
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "textarea":
            self._text = said.get("name", "")
            self._put(self._text, "")
        elif tag == "option" and self._select and "selected" in said:
            self._put(self._select, said.get("value", ""))
        elif tag == "input" and _is_sent(said):
            self._put(said["name"], said.get("value", "on" if said.get("type") == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text and self.found:
            name, before = self.found[-1].fields.pop()
            self._put(name, before + data)

    def _put(self, name: str, value: str) -> None:
        if name and self.found:
            self.found[-1].fields.append((name, value))


def _is_sent(said: Mapping[str, str]) -> bool:
    kind = said.get("type", "text")
    if not said.get("name") or kind in ("submit", "button", "file", "image"):
        return False
    return kind not in ("checkbox", "radio") or "checked" in said


class Browser:
    """Of one person, or of a reader who signs in nowhere, from an address of its own: nginx slows down whoever asks too often. It
    follows no redirect."""

    _places = count()

    def __init__(self, site: str) -> None:
        self.host = urlsplit(site).netloc
        self.place = (f"127.0.3.{1 + next(self._places) % 250}", 0)
        self.cookies: dict[str, str] = {}
        self.account = ("", "")
        self.proved_at = 0.0

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, form: Mapping[str, Any]) -> Answer:
        body = urlencode(form, doseq=True).encode()
        return self._ask("POST", path, body, "application/x-www-form-urlencoded")

    def send_file(self, path: str, form: Mapping[str, str], name: str, content: bytes) -> Answer:
        edge = secrets.token_hex(16)
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{form[key]}\r\n' for key in form]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join([*parts, head]).encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={edge}")

    def sign_in(self, name: str, password: str) -> bool:
        self.account, self.cookies = (name, password), {}
        page = self.get("/admin/login/")
        if page.status != 200:
            return False
        form = Forms(page.text).with_field("login").filled(login=name, password=password)
        self.proved_at = time.monotonic()
        return self.post("/admin/login/", form).status == 302

    def has_proved(self) -> bool:
        """What cannot be undone asks for a proof that is not older than ten minutes."""
        return time.monotonic() - self.proved_at < FRESH or self.sign_in(*self.account)

    def is_signed_in(self) -> bool:
        answer = self.get("/admin/")
        return answer.status == 200 and "/admin/logout/" in answer.text

    def _ask(self, method: str, path: str, body: bytes | None = None, media_type: str = "") -> Answer:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": media_type, "Referer": f"http://{self.host}{path}"}
        begun = time.monotonic()
        connection = HTTPConnection(self.host, timeout=PATIENCE, source_address=self.place)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, HTTPException):
            return Answer(LOST, "", {}, time.monotonic() - begun)
        finally:
            connection.close()
        given = SimpleCookie("; ".join(value.partition(";")[0] for value in response.headers.get_all("Set-Cookie", [])))
        # Made anew: several threads may work with one browser.
        self.cookies = self.cookies | {key: morsel.value for key, morsel in given.items()}
        return Answer(response.status, text, dict(response.headers), time.monotonic() - begun)
