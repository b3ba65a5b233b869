"""An address as a square that a phone reads from paper."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

QUIET = 4
"""Modules of white around the code, without which a camera does not find it."""


def svg(address: str) -> SafeString:
    """Black on white in every theme: a camera wants dark on light. Print the address in letters beside it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(
        border=QUIET,
        omitsize=True,
        light="#fff",
        title=_("This address as a QR code"),
        svgclass="qr",
        lineclass=None,
    )
    # segno draws it; of the address only squares are left, and it escapes the title.
    return SafeString(drawn.replace("<svg ", '<svg role="img" focusable="false" ', 1))  # noqa: S308
