"""One form of a release sent many times at the same moment, on a real PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from benefits.models import IndicatorVersion
from reformtracker.publishing.models import AuditEvent, Release
from tests import factories as f
from tests.cast import assemble
from tests.staff import release_form, signed_in

pytestmark = [pytest.mark.bar("B17", "B20"), pytest.mark.django_db(transaction=True), pytest.mark.postgres]
CLICKS = 6
ROUNDS = 5


def test_however_often_publish_is_pressed_at_once_it_is_published_once() -> None:
    cast = assemble()
    f.tracker(cast)
    thing = IndicatorVersion.objects.live().get().thing
    clients = [signed_in(cast.publisher) for _click in range(CLICKS)]
    for round_ in range(ROUNDS):
        version = f.approve(f.observation(thing, cast, str(1990 + round_), "18"), cast)
        form = release_form(clients[0], version=f"observation:{version.pk}", title_en=f"Round {round_}")
        together = Barrier(CLICKS)

        def click(number: int, form: dict[str, str] = form, together: Barrier = together) -> tuple[int, str]:
            together.wait()
            answer = clients[number].post("/admin/publishing/release/waiting/", form | {"_publish": "1"})
            connection.close()
            return answer.status_code, answer.headers.get("Location", "")

        with ThreadPoolExecutor(CLICKS) as pool:
            answers = list(pool.map(click, range(CLICKS)))
        release = Release.objects.get(title_en=f"Round {round_}")
        # Whoever was so quick as to still find it waiting is told that it has gone out.
        assert {status for status, _where in answers} <= {302, 409}
        assert {where for status, where in answers if status == 302} == {
            f"/admin/publishing/release/{release.pk}/change/"
        }
        version.refresh_from_db()
        assert (version.state, version.from_release) == ("published", release.number)
    assert AuditEvent.objects.filter(act="publish").count() == ROUNDS + 2
