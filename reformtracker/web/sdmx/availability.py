"""Which data there is, as a constraint: the indicators, and the time that their observations span."""

from __future__ import annotations

from django.db.models import Max, Min

from reformtracker.web.sdmx import ids
from reformtracker.web.sdmx.header import Header
from reformtracker.web.sdmx.markup import Markup
from reformtracker.web.sdmx.series import Wanted


def availability_message(wanted: Wanted, component: str) -> str:
    """`component`: INDICATOR, TIME_PERIOD or all."""
    flow = ids.flow(wanted.snapshot.chain.slug)
    markup = Markup()
    with markup.root("mes:Structure"):
        Header.of([wanted.snapshot]).write(markup)
        with markup.element("mes:Structures"), markup.element("str:Constraints"):
            about = {"id": f"CC_{flow}", "agencyID": ids.AGENCY, "version": ids.VERSION, "type": "Actual"}
            with markup.element("str:ContentConstraint", **about):
                markup.text("com:Name", "What there is", **{"xml:lang": "en"})
                with markup.element("str:ConstraintAttachment"), markup.element("str:Dataflow"):
                    kind = {"package": "datastructure", "class": "Dataflow"}
                    markup.empty("Ref", id=flow, agencyID=ids.AGENCY, version=ids.VERSION, **kind)
                with markup.element("str:CubeRegion", include="true"):
                    if component != "TIME_PERIOD":
                        _indicators(markup, wanted)
                    if component != "INDICATOR":
                        _time(markup, wanted)
    return markup.taken()


def _indicators(markup: Markup, wanted: Wanted) -> None:
    with markup.element("com:KeyValue", id="INDICATOR"):
        for code in wanted.codes():
            markup.text("com:Value", ids.code(code))


def _time(markup: Markup, wanted: Wanted) -> None:
    span = wanted.rows.order_by().aggregate(first=Min("thing__start"), last=Max("thing__end"))
    with markup.element("com:KeyValue", id="TIME_PERIOD"), markup.element("com:TimeRange"):
        markup.text("com:StartPeriod", span["first"].isoformat(), isInclusive="true")
        markup.text("com:EndPeriod", span["last"].isoformat(), isInclusive="true")
