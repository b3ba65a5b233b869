from __future__ import annotations

import pytest

# What these find wrong is told as in a test.
pytest.register_assert_rewrite(*(f"tests.faults.{name}" for name in ("restarts", "tasks", "without_redis", "workers")))
