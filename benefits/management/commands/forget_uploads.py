from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from benefits.workbook import actions


class Command(BaseCommand):
    help = (
        "Lets go of uploaded spreadsheets that are older than 90 days. Who uploaded what, and its hash, stay on record."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.forget_old()} files are not kept any more")
