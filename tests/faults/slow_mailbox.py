"""A mail server that takes its time over each mail, so that whoever is killed is killed in the middle of one."""

from __future__ import annotations

import asyncio
from typing import Any

from aiosmtpd.handlers import Mailbox

SECONDS = 0.15


class SlowMailbox(Mailbox):
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Taken, and not yet said to be."""
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(SECONDS)
        return answer
