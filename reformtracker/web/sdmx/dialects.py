"""The two ways in which SDMX-ML 2.1 writes the same data: structure-specific, where each component is an attribute of XML
by its own name, and generic, where names are values as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from reformtracker.web.sdmx.components import INDICATOR, OBS_VALUE, TIME_PERIOD
from reformtracker.web.sdmx.header import namespace
from reformtracker.web.sdmx.markup import Markup

Said = Mapping[str, str]
"""Id of a component -> what is said; what is not said is not there."""


class Dialect(Protocol):
    root: str
    has_namespace: bool
    """Whether the data has names of its own."""

    def open_set(self, markup: Markup, structure: str, dimension: str, about: Said) -> None: ...

    def open_series(self, markup: Markup, key: Said, attributes: Said) -> None: ...

    def close_series(self, markup: Markup) -> None: ...

    def observation(self, markup: Markup, key: Said, value: str, attributes: Said) -> None:
        """`key` is the time, for one that stands by itself its series as well."""


class StructureSpecific:
    root = "mes:StructureSpecificData"
    has_namespace = True

    def open_set(self, markup: Markup, structure: str, dimension: str, about: Said) -> None:
        own = {f"data:{name}": said for name, said in about.items()}
        markup.open(
            "mes:DataSet",
            **own,
            **{"data:structureRef": structure, "data:dataScope": "DataStructure", "xsi:type": "ns1:DataSetType"},
            **{"xmlns:ns1": namespace(structure, dimension)},
        )

    def open_series(self, markup: Markup, key: Said, attributes: Said) -> None:
        markup.open("Series", **key, **attributes)

    def close_series(self, markup: Markup) -> None:
        markup.close("Series")

    def observation(self, markup: Markup, key: Said, value: str, attributes: Said) -> None:
        measure = {OBS_VALUE.id: value} if value else {}
        markup.empty("Obs", **key, **measure, **attributes)


class Generic:
    root = "mes:GenericData"
    has_namespace = False

    def open_set(self, markup: Markup, structure: str, dimension: str, about: Said) -> None:
        markup.open("mes:DataSet", structureRef=structure, **about)

    def open_series(self, markup: Markup, key: Said, attributes: Said) -> None:
        markup.open("gen:Series")
        self._values(markup, "gen:SeriesKey", key)
        self._values(markup, "gen:Attributes", attributes)

    def close_series(self, markup: Markup) -> None:
        markup.close("gen:Series")

    def observation(self, markup: Markup, key: Said, value: str, attributes: Said) -> None:
        with markup.element("gen:Obs"):
            if INDICATOR.id in key:
                self._values(markup, "gen:ObsKey", key)
            else:
                markup.empty("gen:ObsDimension", value=key[TIME_PERIOD.id])
            if value:
                markup.empty("gen:ObsValue", value=value)
            self._values(markup, "gen:Attributes", attributes)

    def _values(self, markup: Markup, name: str, said: Said) -> None:
        if not said:
            return
        with markup.element(name):
            for component, value in said.items():
                markup.empty("gen:Value", id=component, value=value)
