"""Editors who press “Save draft” at the same moment, through the form, on a real PostgreSQL."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing.models import AuditEvent
from tests import factories as f
from tests.cast import assemble
from tests.staff import form_of, signed_in, url_of

pytestmark = [pytest.mark.bar("B16"), pytest.mark.django_db(transaction=True), pytest.mark.postgres]
EDITORS = 4
ROUNDS = 10


def test_of_editors_who_save_at_once_one_saves_and_each_other_sees_both_texts() -> None:
    cast = assemble()
    f.tracker(cast)
    draft = f.observation(IndicatorVersion.objects.live().get().thing, cast, "2021", "18")
    clients = [signed_in(cast.contributor) for _editor in range(EDITORS)]
    outcomes: Counter[int] = Counter()
    for round_ in range(ROUNDS):
        opened = [form_of(client.get(url_of(draft))) for client in clients]
        together = Barrier(EDITORS)

        def save(editor: int, round_: int = round_, opened: Any = opened, together: Barrier = together) -> Any:
            text = f"{round_}.{editor}"
            data = opened[editor] | {"narrative_en": text, "citations-0-paragraph": text, "_save": "1"}
            together.wait()
            response = clients[editor].post(url_of(draft), data)
            connection.close()
            return text, response

        with ThreadPoolExecutor(EDITORS) as pool:
            answers = list(pool.map(save, range(EDITORS)))
        outcomes.update(response.status_code for _text, response in answers)
        (stored,) = (text for text, response in answers if response.status_code == 302)
        now = ObservationVersion.objects.get(pk=draft.pk)
        assert (now.narrative_en, now.citations.get().paragraph) == (stored, stored)
        for text, response in answers:
            if text != stored:
                # Read off the page: the context of a response takes in what other threads render meanwhile.
                assert re.search(rf'name="narrative_en"[^>]*>\s*{re.escape(text)}<', response.text)
                assert f"<div>{stored}</div>" in response.text

    assert outcomes == {302: ROUNDS, 409: ROUNDS * (EDITORS - 1)}
    assert AuditEvent.objects.filter(act="save").count() == ROUNDS
