"""The people of a deployed tracker and what they do all day, each in a thread, while something is killed."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg2
from stack import FRAMEWORK, Stack

from tests.faults.browser import Browser, Forms
from tests.faults.ledger import DONE, Ledger, ask

OBSERVATION = "/admin/benefits/observationversion"
WAITING = "/admin/publishing/release/waiting/"
PAGES = (f"/en/{FRAMEWORK}/", f"/fr/{FRAMEWORK}/", "/api/v1/indicators/", f"/ar/{FRAMEWORK}/releases/")
EXPORT = f"/api/v1/export/tracker.xlsx?framework={FRAMEWORK}&lang=fr"
LARGE = 3 << 20
"""Bytes of an upload that Django does not keep in memory."""
PAUSE, HEAVY_PAUSE = 0.1, 1.0
DUE = "SELECT to_char(now() AT TIME ZONE 'UTC' + %s * interval '1 second', 'YYYY-MM-DD HH24:MI:SS')"
TO_DO = "SELECT count(*) FROM publishing_outboxentry WHERE done_at IS NULL"


@dataclass
class Office:
    """Two drafts are open: one that is talked about, one that is saved again and again."""

    stack: Stack
    contributor: Browser
    reviewer: Browser
    publisher: Browser
    talked_about: int
    saved: int

    def ask(self, query: str, *values: object) -> object:
        return ask(self.stack.database, query, *values)

    def comment(self, ledger: Ledger) -> bool:
        page = ledger.note("read", self.contributor.get(f"{OBSERVATION}/{self.talked_about}/change/"))
        if page.status != 200:
            return False
        token = ledger.token()
        form = Forms(page.text).with_field("text").filled(text=token)
        address = f"{OBSERVATION}/{self.talked_about}/act/comment/"
        return ledger.write("comment", token, self.contributor.post(address, form))

    def save(self, ledger: Ledger) -> bool:
        return self._send(ledger, self.saved, _save="1")

    def _send(self, ledger: Ledger, version: int, **button: str) -> bool:
        path = f"{OBSERVATION}/{version}/change/"
        page = ledger.note("read", self.contributor.get(path))
        if page.status != 200:
            return False
        token = ledger.token()
        form = Forms(page.text).with_field("edits").filled(narrative_en=f"Said again: {token}", **button)
        return ledger.write("save", token, self.contributor.post(path, form))

    def publish(self, ledger: Ledger) -> bool:
        """One figure from a new draft to a release, by three people. Where a step fails, the next figure is taken."""
        version = self._approved(ledger)
        return bool(version) and self._release(ledger, version, _publish="1")

    def plan(self, ledger: Ledger, seconds: int) -> str:
        """A release that is to come out so long from now, by the clock of the database; gives its title."""
        version = self._approved(ledger)
        due = self.ask(DUE, seconds)
        day, _space, moment = str(due).partition(" ")
        assert self._release(ledger, version, _plan="1", publish_at_0=day, publish_at_1=moment)
        return ledger.acknowledged["release"][-1]

    def _approved(self, ledger: Ledger) -> int:
        """A new version of a figure, handed in and approved; 0 where that failed on the way."""
        try:
            live = self._next_live()
        except psycopg2.OperationalError:
            return 0
        begun = self._act(ledger, self.contributor, live, "revise", version_kind="correction")
        if not begun:
            return 0
        version = int(begun.rstrip("/").split("/")[-2])
        if not self._send(ledger, version, reason_en="A slip.", _submit="1"):
            return 0
        return version if self._act(ledger, self.reviewer, version, "approve") else 0

    def _next_live(self) -> int:
        """Of figures that nobody has in hand."""
        query = """SELECT v.id FROM benefits_observationversion v WHERE v.state = 'published' AND NOT EXISTS
                   (SELECT 1 FROM benefits_observationversion o WHERE o.thing_id = v.thing_id AND
                    o.state IN ('draft', 'in_review', 'approved')) ORDER BY v.from_release, v.id LIMIT 1"""
        return int(str(self.ask(query)))

    def _act(self, ledger: Ledger, who: Browser, version: int, name: str, **more: str) -> str:
        """Where it leads to; nowhere if it was not done."""
        page = ledger.note("read", who.get(f"{OBSERVATION}/{version}/change/"))
        if page.status != 200:
            return ""
        forms = Forms(page.text)
        field = "seen" if name == "approve" else "csrfmiddlewaretoken"
        form = forms.with_field(field).filled(**more)
        answer = ledger.note(name, who.post(f"{OBSERVATION}/{version}/act/{name}/", form))
        return answer.leads_to if answer.status == DONE else ""

    def _release(self, ledger: Ledger, version: int, **more: str) -> bool:
        if not self.publisher.has_proved():
            return False
        token = ledger.token()
        chosen = {"version": f"observation:{version}", "title_en": token, "note_en": "What is new."} | more
        page = ledger.note("read", self.publisher.get(WAITING))
        if page.status != 200:
            return False
        form = Forms(page.text).with_field("title_en").filled(**chosen)
        asked = {name: value for name, value in form.items() if name not in ("_publish", "_plan")}
        checked = ledger.note("check", self.publisher.post(WAITING, asked | {"_check": "1"}))
        if checked.status != 200:
            return False
        seen = re.search(r'name="seen" value="([^"]+)"', checked.text)
        form["seen"] = seen[1] if seen else ""
        return ledger.write("release", token, self.publisher.post(WAITING, form))

    def upload(self, ledger: Ledger) -> bool:
        time.sleep(HEAVY_PAUSE)
        page = ledger.note("read", self.contributor.get("/admin/benefits/upload/add/"))
        if page.status != 200:
            return False
        token = ledger.token()
        form = Forms(page.text).with_field("csrfmiddlewaretoken").filled()
        content = b"a,b\n" * (LARGE // 4)
        answer = self.contributor.send_file("/admin/benefits/upload/add/", form, f"{token}.csv", content)
        return ledger.write("upload", token, answer)

    def export(self, ledger: Ledger) -> bool:
        time.sleep(HEAVY_PAUSE)
        return ledger.note("export", Browser(self.stack.site).get(EXPORT)).status == 200

    def read(self, ledger: Ledger) -> bool:
        reader = Browser(self.stack.site)
        return {ledger.note("page", reader.get(path)).status for path in PAGES} == {200}


def open_office(stack: Stack) -> Office:
    accounts = dict(re.findall(r"^  (\w+) +(\S+)$", stack.manage("create_demo_staff"), re.MULTILINE))
    ask(stack.database, "UPDATE publishing_person SET email = username || '@example.org'")
    people = {name: Browser(stack.site) for name in ("contributor", "reviewer", "publisher")}
    for name, browser in people.items():
        assert browser.sign_in(name, accounts[name])
    office = Office(stack, **people, talked_about=0, saved=0)
    for name in ("talked_about", "saved"):
        begun = office._act(Ledger(), office.contributor, office._next_live(), "revise", version_kind="correction")
        setattr(office, name, int(begun.rstrip("/").split("/")[-2]))
    return office


@contextlib.contextmanager
def at_work(office: Office, *tasks: Callable[[Ledger], bool]) -> Iterator[Ledger]:
    """Each task again and again in a thread of its own, until the block is left."""
    ledger, home = Ledger(), threading.Event()
    broken: list[BaseException] = []

    def work(task: Callable[[Ledger], bool]) -> None:
        try:
            while not home.wait(PAUSE):
                task(ledger)
        except BaseException as error:
            broken.append(error)
            raise

    threads = [threading.Thread(target=work, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    try:
        yield ledger
    finally:
        home.set()
        for thread in threads:
            thread.join()
    if broken:
        raise broken[0]


def until(is_so: Callable[[], bool], seconds: float, every: float = 0.1) -> float:
    """How long it took."""
    begun = time.monotonic()
    while not is_so():
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"Not within {seconds} seconds.")
        time.sleep(every)
    return time.monotonic() - begun
