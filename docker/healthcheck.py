"""Exits with 0 when the server of this container answers under its public name; a port may be given."""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

host = urlsplit(os.environ.get("SITE_URL", "http://localhost")).netloc
connection = HTTPConnection("127.0.0.1", int(sys.argv[1] if sys.argv[1:] else 8000), timeout=4)
try:
    connection.request("GET", "/healthz", headers={"Host": host})
    healthy = connection.getresponse().status == 200
except (OSError, HTTPException):
    healthy = False
sys.exit(not healthy)
