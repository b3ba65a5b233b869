"""Forms and addresses of the staff side with awkward words in them: saved, shown again or refused, and never broken."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.http import urlencode
from hypothesis import strategies as st

from reformtracker.publishing.models import Version
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast, person
from tests.fuzz.mutating import AWKWARD, NUMBERS
from tests.fuzz.trying import Reader, tried, tried_for
from tests.staff import act, form_of, signed_in, url_of

pytestmark = [pytest.mark.bar("B25"), pytest.mark.django_db]

ANSWERED = {200, 301, 302, 400, 403, 404, 405, 409, 422}
SAID = (
    st.sampled_from([word for word in AWKWARD if "\ud800" not in word])
    | NUMBERS
    | st.text(st.characters(codec="utf-8"), max_size=12)
)
BUTTONS = st.sampled_from(["_save", "_submit", "_continue"])
NAMES = (
    "q",
    "p",
    "o",
    "e",
    "all",
    "id",
    "old",
    "new",
    "period",
    "indicator",
    "language",
    "next",
    "state",
    "version",
    "seen",
    "days",
)
PAGES = (
    *("", "work/", "review/", "submit/", "publishing/release/waiting/", "publishing/auditevent/", "publishing/change/"),
    *(
        "benefits/observationversion/",
        "benefits/observationversion/add/",
        "benefits/indicatorversion/",
        "benefits/upload/",
    ),
    *(
        "benefits/upload/template/",
        "benefits/read-number/",
        "sources/document/",
        "initiatives/entity/",
        "publishing/person/",
    ),
)


class Desk:
    """Somebody who may do anything, and a draft of every kind, each form opened once."""

    def __init__(self, cast: Cast) -> None:
        root = person("root")
        root.is_superuser = True
        root.save()
        self.client: Client = signed_in(root)
        self.drafts: dict[str, Version] = f.one_of_each_kind(f.chain(), cast)
        self.forms = {kind: form_of(self.client.get(url_of(draft))) for kind, draft in self.drafts.items()}

    def forms_like(self) -> Reader:
        each = st.sampled_from(sorted(self.forms)).flatmap(
            lambda kind: st.tuples(
                st.just(kind),
                st.dictionaries(st.sampled_from(sorted(self.forms[kind])), SAID, min_size=1, max_size=4),
                BUTTONS,
            )
        )
        return Reader("forms of staff", each, self.sends)

    def questions(self) -> Reader:
        asked = st.tuples(st.sampled_from(PAGES), st.dictionaries(st.sampled_from(NAMES) | SAID, SAID, max_size=3))
        return Reader("addresses of staff", asked, self.asks)

    def words(self) -> Reader:
        acts = st.sampled_from(["comment", "return", "approve", "submit", "revise", "withdraw", "discard", "redact"])
        said = st.dictionaries(st.sampled_from(["text", "reason", "seen", "version_kind"]), SAID)
        return Reader("verbs of staff", st.tuples(st.sampled_from(sorted(self.drafts)), acts, said), self.acts)

    # ---------- each undone ----------
    def sends(self, given: tuple[str, dict[str, str], str]) -> None:
        kind, changed, button = given
        sent = {**self.forms[kind], **changed, button: "1"}
        self.answered(lambda: self.client.post(url_of(self.drafts[kind]), sent))

    def asks(self, given: tuple[str, dict[str, str]]) -> None:
        page, asked = given
        self.answered(lambda: self.client.get(f"/admin/{page}?{urlencode(asked)}"))

    def acts(self, given: tuple[str, str, dict[str, str]]) -> None:
        kind, name, said = given
        self.answered(lambda: act(self.client, self.drafts[kind], name, **said))

    def answered(self, ask: Any) -> None:
        with transaction.atomic():
            answer = ask()
            assert answer.status_code in ANSWERED, answer.status_code
            if answer.streaming:
                answer.getvalue()
            transaction.set_rollback(True)


READERS = ("forms_like", "questions", "words")


@pytest.mark.parametrize("name", READERS)
def test_no_awkward_words_break_the_staff_side(name: str, cast: Cast) -> None:
    tried(getattr(Desk(cast), name)(), 8)


@pytest.mark.trust
@pytest.mark.parametrize("name", READERS)
def test_no_awkward_words_of_many_break_the_staff_side(name: str, cast: Cast, figure: Figure) -> None:
    reader = getattr(Desk(cast), name)()
    figure("B25", f"{tried_for(reader, 8):,} {reader.name}")
