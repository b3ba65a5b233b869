"""What clients were told has been done, and whether the record agrees: each acknowledged write is there once, and nothing by half.

A write carries a token of its own, so that it is found wherever it went.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg2

from tests.faults.browser import LOST, Answer

DONE = 302
FAILED = frozenset({LOST, 500, 502, 503, 504})
"""Whoever gets one of these does not know whether it was done."""


@dataclass(frozen=True)
class Asked:
    at: float
    kind: str
    answer: Answer


@dataclass
class Ledger:
    """Filled by several threads. `name`: what its tokens begin with, so that it finds none of another ledger."""

    name: str = field(default_factory=lambda: f"ledger-{secrets.token_hex(4)}")
    acknowledged: dict[str, list[str]] = field(default_factory=dict)
    unsure: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def token(self) -> str:
        return f"{self.name}-{secrets.token_hex(6)}"

    def note(self, kind: str, answer: Answer) -> Answer:
        """Something was asked, whether it writes or not."""
        with self._lock:
            self.asked.append(Asked(time.monotonic(), kind, answer))
        return answer

    def write(self, kind: str, token: str, answer: Answer) -> bool:
        """Whether the write was acknowledged. One that was refused must not be there, as one that was never sent."""
        self.note(kind, answer)
        with self._lock:
            # Whoever is to sign in once more has not done it.
            if answer.status == DONE and "/account/" not in answer.leads_to:
                self.acknowledged.setdefault(kind, []).append(token)
            elif answer.status in FAILED:
                self.unsure.setdefault(kind, []).append(token)
            else:
                self.refused[token] = answer
        return answer.status == DONE

    def count(self) -> int:
        return sum(map(len, self.acknowledged.values()))

    def statuses(self, since: float = 0) -> Counter[int]:
        return Counter(asked.answer.status for asked in self.asked if asked.at >= since)

    def failed(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.answer.status in FAILED]

    def differences(self, database: str) -> list[str]:
        """Between what was acknowledged and what is there."""
        there = found(database, self.name)
        wrong = []
        for kind in sorted({*self.acknowledged, *self.unsure, *there}):
            counts = there.get(kind, Counter())
            surely, perhaps = self.acknowledged.get(kind, []), self.unsure.get(kind, [])
            wrong += [f"{kind} {token}: there {counts[token]} times" for token in surely if counts[token] != 1]
            wrong += [f"{kind} {token}: doubled" for token in perhaps if counts[token] > 1]
            wrong += [
                f"{kind} {token}: there, and {self._refusal(token)}" for token in counts.keys() - {*surely, *perhaps}
            ]
        return wrong + halves(database)

    def _refusal(self, token: str) -> str:
        answer = self.refused.get(token)
        return f"refused with {answer.status} {answer.leads_to}" if answer else "never answered"


ALL_OF: dict[str, str] = {
    "comment": "SELECT text FROM publishing_remark WHERE text ~ %(token)s",
    # Each save leaves one change that says what was typed.
    "save": "SELECT new FROM publishing_change WHERE \"table\" = 'benefits_observationversion' AND new ~ %(token)s",
    "upload": "SELECT name FROM benefits_upload WHERE name ~ %(token)s",
    "release": "SELECT title_en FROM publishing_release WHERE title_en ~ %(token)s AND state = 'published'",
}
HALVES: dict[str, str] = {
    "a comment without its entry in the audit": """
        SELECT version_id FROM publishing_remark r WHERE act = 'comment' GROUP BY kind, version_id
        HAVING count(*) <> (SELECT count(*) FROM publishing_auditevent a
                            WHERE a.act = 'comment' AND a.kind = r.kind AND a.version_id = r.version_id)""",
    "a save that is counted and not in the audit, or the other way round": """
        SELECT id FROM benefits_observationversion v WHERE state = 'draft' AND edits <> 1 +
        (SELECT count(*) FROM publishing_auditevent a
         WHERE a.act = 'save' AND a.kind = 'observation' AND a.version_id = v.id)""",
    "an upload without its entry in the audit": """
        SELECT id FROM benefits_upload u WHERE 1 <>
        (SELECT count(*) FROM publishing_auditevent a WHERE a.act = 'upload' AND (a.detail->>'upload')::bigint = u.id)""",
    "a release that was begun": "SELECT id FROM publishing_release WHERE state = 'planned' AND publish_at IS NULL",
    "a release without its entry in the audit": """
        SELECT id FROM publishing_release r WHERE state = 'published' AND 1 <>
        (SELECT count(*) FROM publishing_auditevent a WHERE a.act = 'publish' AND (a.detail->>'release')::bigint = r.id)""",
    "a head that is not the newest release": """
        SELECT id FROM publishing_chain c WHERE head <>
        (SELECT count(*) FROM publishing_release r WHERE r.chain_id = c.id AND r.state = 'published')""",
    "a release whose files nobody was asked for": """
        SELECT r.id FROM publishing_release r JOIN publishing_chain c ON c.id = r.chain_id
        WHERE r.state = 'published' AND NOT c.is_demo AND NOT EXISTS
        (SELECT 1 FROM publishing_outboxentry o WHERE o.key = 'exports:release:' || r.id)""",
    "two live versions of one observation": """
        SELECT thing_id FROM benefits_observationversion WHERE from_release IS NOT NULL AND to_release IS NULL
        GROUP BY thing_id HAVING count(*) > 1""",
}


def found(database: str, name: str) -> dict[str, Counter[str]]:
    """How often each token of that ledger is there."""
    tokens = f"{name}-[0-9a-f]{{12}}"
    with _cursor(database) as cursor:
        there = {}
        for kind, query in ALL_OF.items():
            cursor.execute(query, {"token": tokens})
            there[kind] = Counter(token for (text,) in cursor.fetchall() for token in set(re.findall(tokens, text)))
    return there


def halves(database: str) -> list[str]:
    wrong = []
    with _cursor(database) as cursor:
        for name, query in HALVES.items():
            cursor.execute(query)
            wrong += [f"{name}: {row}" for row in cursor.fetchall()]
    return wrong


def ask(database: str, query: str, *values: Any) -> Any:
    """The first column of the first row; of a statement that gives none, nothing."""
    with _cursor(database) as cursor:
        cursor.execute(query, values or None)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


@contextlib.contextmanager
def _cursor(database: str) -> Iterator[Any]:
    with contextlib.closing(psycopg2.connect(database)) as connection, connection, connection.cursor() as cursor:
        yield cursor
