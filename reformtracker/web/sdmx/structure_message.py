"""Structural metadata as SDMX-ML 2.1."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from django.conf import settings

from reformtracker.web.sdmx import ids
from reformtracker.web.sdmx.artefacts import Artefact, Component, Item, Level, Names
from reformtracker.web.sdmx.header import Header
from reformtracker.web.sdmx.markup import Markup
from reformtracker.web.sdmx.structures import CONCEPTS

_SECTIONS = {
    "agencyscheme": ("str:OrganisationSchemes", "str:AgencyScheme", "str:Agency"),
    "dataflow": ("str:Dataflows", "str:Dataflow", ""),
    "codelist": ("str:Codelists", "str:Codelist", "str:Code"),
    "conceptscheme": ("str:Concepts", "str:ConceptScheme", "str:Concept"),
    "datastructure": ("str:DataStructures", "str:DataStructure", ""),
}
"""Resource -> list, artefact and item, in the order that the schema of SDMX wants."""


def structure_message(header: Header, artefacts: Sequence[Artefact], stubs: Collection[tuple[str, str]]) -> str:
    """`stubs`: keys of those of which only the name is given."""
    markup = Markup()
    with markup.root("mes:Structure"):
        header.write(markup)
        with markup.element("mes:Structures"):
            order = list(_SECTIONS)
            there = sorted(artefacts, key=lambda artefact: order.index(artefact.resource))
            for resource, found in groupby(there, key=lambda artefact: artefact.resource):
                with markup.element(_SECTIONS[resource][0]):
                    for artefact in found:
                        _write(markup, artefact, is_stub=artefact.key in stubs)
    return markup.taken()


def _write(markup: Markup, artefact: Artefact, *, is_stub: bool) -> None:
    _section, name, item = _SECTIONS[artefact.resource]
    with markup.element(name, **_about(artefact, is_stub=is_stub)):
        _say(markup, "com:Name", artefact.names)
        _say(markup, "com:Description", artefact.description or {})
        if is_stub:
            return
        for one in artefact.items:
            _write_item(markup, item, one, artefact)
        if artefact.components:
            _write_components(markup, artefact.components)
        if artefact.resource == "dataflow":
            with markup.element("str:Structure"):
                _refer(markup, *artefact.uses[0])


def _about(artefact: Artefact, *, is_stub: bool) -> dict[str, str]:
    about = {"id": artefact.id, "agencyID": artefact.agency, "version": ids.VERSION, "urn": artefact.urn}
    if artefact.is_partial:
        about["isPartial"] = "true"
    if is_stub:
        where = f"{artefact.resource}/{artefact.agency}/{artefact.id}/{ids.VERSION}"
        about |= {"isExternalReference": "true", "structureURL": f"{settings.SITE_URL}/sdmx/{where}"}
    return about


def _say(markup: Markup, name: str, said: Names) -> None:
    for language, text in said.items():
        markup.text(name, text, **{"xml:lang": language})


def _write_item(markup: Markup, name: str, item: Item, artefact: Artefact) -> None:
    kind = {"str:Code": "codelist.Code", "str:Concept": "conceptscheme.Concept", "str:Agency": "base.Agency"}[name]
    urn = f"urn:sdmx:org.sdmx.infomodel.{kind}={artefact.agency}:{artefact.id}({ids.VERSION}).{item.id}"
    # The scheme of agencies is the one without a version in the names of what it holds.
    urn = f"urn:sdmx:org.sdmx.infomodel.base.Agency={item.id}" if name == "str:Agency" else urn
    with markup.element(name, id=item.id, urn=urn):
        _say(markup, "com:Name", item.names)


def _write_components(markup: Markup, components: Sequence[Component]) -> None:
    by_level = {level: [one for one in components if one.level == level] for level in Level}
    with markup.element("str:DataStructureComponents"):
        with markup.element("str:DimensionList", id="DimensionDescriptor"):
            for place, one in enumerate(by_level[Level.DIMENSION], start=1):
                _write_component(markup, "str:Dimension", one, position=str(place))
            for one in by_level[Level.TIME]:
                _write_component(markup, "str:TimeDimension", one, position=str(len(by_level[Level.DIMENSION]) + 1))
        with markup.element("str:AttributeList", id="AttributeDescriptor"):
            for one in (*by_level[Level.SERIES], *by_level[Level.OBSERVATION]):
                status = "Mandatory" if one.is_mandatory else "Conditional"
                _write_component(markup, "str:Attribute", one, assignmentStatus=status)
        with markup.element("str:MeasureList", id="MeasureDescriptor"):
            for one in by_level[Level.MEASURE]:
                _write_component(markup, "str:PrimaryMeasure", one)


def _write_component(markup: Markup, name: str, one: Component, **about: str) -> None:
    with markup.element(name, id=one.id, **about):
        with markup.element("str:ConceptIdentity"):
            parent = {"maintainableParentID": CONCEPTS, "maintainableParentVersion": ids.VERSION}
            markup.empty(
                "Ref", id=one.id, **parent, agencyID=ids.AGENCY, package="conceptscheme", **{"class": "Concept"}
            )
        with markup.element("str:LocalRepresentation"):
            if one.codelist:
                with markup.element("str:Enumeration"):
                    _refer(markup, "codelist", one.codelist)
            else:
                markup.empty("str:TextFormat", textType=one.text)
        if name == "str:Attribute":
            _relate(markup, one.level)


def _relate(markup: Markup, level: Level) -> None:
    """What the attribute is said of: a whole series, or one observation."""
    target, name = ("str:Dimension", "INDICATOR") if level == Level.SERIES else ("str:PrimaryMeasure", "OBS_VALUE")
    with markup.element("str:AttributeRelationship"), markup.element(target):
        markup.empty("Ref", id=name)


_CLASSES = {"datastructure": ("datastructure", "DataStructure"), "codelist": ("codelist", "Codelist")}


def _refer(markup: Markup, resource: str, name: str) -> None:
    package, kind = _CLASSES[resource]
    about = {"id": name, "agencyID": ids.AGENCY, "version": ids.VERSION, "package": package, "class": kind}
    markup.empty("Ref", **about)
