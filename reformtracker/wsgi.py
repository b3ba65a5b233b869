from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformtracker.settings")


def _application() -> WSGIApplication:
    django = get_wsgi_application()
    # Only now can models be imported.
    from reformtracker.web.front import Front

    return Front(django)


application = _application()

# What loading has made lives as long as the process: no collection needs to look through it.
gc.collect()
gc.freeze()
