"""One deployed tracker for all faults of a run: whatever was done to it, it must have recovered before the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deployed import deployed
from tests.faults.office import Office, open_office
from tests.faults.post import Post, post_office


@pytest.fixture(scope="session")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    with post_office(tmp_path_factory.mktemp("post") / "mails") as found:
        yield found


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, post: Post) -> Iterator[Office]:
    given = {"EMAIL_URL": post.url, "REQUIRE_SECOND_FACTOR": "false"}
    with deployed(tmp_path_factory.mktemp("deployed"), **given) as stack:
        yield open_office(stack)
