"""What stands at the head of every message: from whom, and of when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from reformtracker.publishing.canonical import moment
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.web.sdmx import ids
from reformtracker.web.sdmx.markup import Markup


@dataclass(frozen=True)
class Header:
    """`prepared` is when the newest release in the message was recorded: the same question has the same bytes."""

    id: str
    prepared: datetime

    @classmethod
    def of(cls, snapshots: Sequence[Snapshot]) -> Header:
        moments = [one.release.recorded_at for one in snapshots if one.release.recorded_at]
        name = "-".join(f"{ids.flow(one.chain.slug)}_{one.number}" for one in snapshots[:1]) or "NOTHING"
        return cls(name, max(moments, default=datetime(1970, 1, 1, tzinfo=UTC)))

    def write(self, markup: Markup, structure: str = "", dimension: str = "", *, has_namespace: bool = False) -> None:
        """`structure` is the id of the data structure of a data message, `dimension` what its observations differ by."""
        with markup.element("mes:Header"):
            markup.text("mes:ID", self.id)
            markup.text("mes:Test", "false")
            markup.text("mes:Prepared", moment(self.prepared))
            markup.empty("mes:Sender", id=ids.AGENCY)
            if structure:
                own = {"namespace": namespace(structure, dimension)} if has_namespace else {}
                about = {"structureID": structure, **own, "dimensionAtObservation": dimension}
                with markup.element("mes:Structure", **about), markup.element("com:Structure"):
                    markup.empty("Ref", id=structure, agencyID=ids.AGENCY, version=ids.VERSION)


def namespace(structure: str, dimension: str) -> str:
    return f"{ids.urn('datastructure', ids.AGENCY, structure)}:ObsLevelDim:{dimension}"
