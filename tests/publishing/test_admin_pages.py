"""Every page of the staff side: who opens it, what it never does, how often it asks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benefits.models import IndicatorVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast, person
from tests.publishing.desk import WAITING, draft
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


def every_page(of: Chain, cast: Cast) -> list[str]:
    f.one_of_each_kind(of, cast)
    indicator = IndicatorVersion.objects.live().select_related("thing__chain").get()
    actions.order_redaction(indicator, by=cast.administrator, reason="A test.")
    found = [
        reverse("admin:index"),
        WAITING,
        f"{reverse('admin:benefits_observationversion_add')}?indicator={indicator.thing_id}",
    ]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        row = model._default_manager.order_by("-pk").first()
        if row is not None:
            found += [reverse(f"{name}_change", args=[row.pk]), reverse(f"{name}_history", args=[row.pk])]
    return found


def test_every_page_opens_for_an_administrator_and_for_no_stranger(cast: Cast) -> None:
    client, stranger = signed_in(cast.administrator), Client()
    for url in every_page(f.chain(), cast):
        status = client.get(url).status_code
        # Things are made with their first version, releases from what waits, and the record makes itself.
        made_elsewhere = url.endswith("/add/") and status in (302, 403)
        assert status == 200 or made_elsewhere, (url, status)
        refused = stranger.get(url)
        assert refused.status_code == 302, url
        assert "/admin/login/" in refused.url


@pytest.mark.bar("B45")
def test_nothing_is_deleted_through_the_admin(cast: Cast) -> None:
    root = signed_in(person("root", is_superuser=True))
    for model in admin.site._registry:
        row = model._default_manager.first()
        if row is not None:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_delete"
            assert root.post(reverse(name, args=[row.pk]), {"post": "yes"}).status_code == 403, model


def test_no_template_of_the_staff_side_carries_style_or_script_of_its_own() -> None:
    for path in (Path(settings.BASE_DIR) / "templates/admin").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"""\sstyle=|<style|\son[a-z]+=["']|javascript:""", text), path
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), path


def test_the_first_page_says_what_waits_for_whom(cast: Cast, chain: Chain) -> None:
    returned, waits, approved = draft(cast, "2021"), draft(cast, "2022"), draft(cast, "2023")
    actions.submit(returned, by=cast.contributor)
    actions.send_back(returned, by=cast.reviewer, reason="Which window?")
    actions.submit(waits, by=cast.contributor)
    f.approve(approved, cast)
    assert "2.4.2:2021" in signed_in(cast.contributor).get("/admin/").text
    reviewing = signed_in(cast.reviewer).get("/admin/").text
    assert "2.4.2:2022" in reviewing
    assert "2.4.2:2021" not in reviewing
    assert "2.4.2:2023" in signed_in(cast.publisher).get("/admin/").text


def test_the_first_page_and_the_lists_ask_as_often_for_many_as_for_few(cast: Cast, chain: Chain) -> None:
    client = signed_in(cast.contributor)
    pages = ("/admin/", reverse("admin:benefits_observationversion_changelist"))

    def queries() -> list[int]:
        counts = []
        for url in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            counts.append(len(asked))
        return counts

    draft(cast, "2021")
    few = queries()
    for year in range(2022, 2030):
        draft(cast, str(year))
    assert queries() == few
