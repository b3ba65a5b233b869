from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformtracker.settings")

application = get_wsgi_application()

# What loading has made lives as long as the process: no collection needs to look through it.
gc.collect()
gc.freeze()
