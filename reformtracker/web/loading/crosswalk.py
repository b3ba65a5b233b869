"""Indicators that replace others: of the same framework, or of the one that this framework follows."""

from __future__ import annotations

from collections.abc import Sequence

from benefits.models import Indicator, IndicatorVersion
from initiatives.models import Framework, FrameworkVersion
from reformtracker.publishing.models import Thing
from reformtracker.web.loading.drafts import Builder
from reformtracker.web.loading.reader import Problems
from reformtracker.web.loading.values import Block, Named


def in_order(indicators: Sequence[Block], problems: Problems) -> list[Block]:
    """As they are written, but each after the one that it replaces. A circle is noted, with all that lies on it."""
    by_code = {block["code"]: block for block in reversed(indicators) if block["code"]}
    ordered: dict[int, Block] = {}
    for block in indicators:
        path: dict[int, Block] = {}
        step: Block | None = block
        while step is not None and id(step) not in ordered and id(step) not in path:
            path[id(step)] = step
            step = by_code.get(step["replaces"].name) if step["replaces"] else None
        if step is not None and id(step) in path:
            circle = [found["code"] for found in list(path.values())[list(path).index(id(step)) :]]
            said = " replaces ".join([*circle, circle[0]])
            problems.add(block.at("replaces"), f"A crosswalk cannot run in a circle: {said}.")
        ordered |= reversed(path.items())
    return list(ordered.values())


def followed(builder: Builder, block: Block) -> Framework | None:
    """The framework that this one follows. It must be public: what is recorded here is read beside it."""
    named: Named | None = block["follows"]
    if named is None:
        return None
    real = Framework.objects.filter(chain__is_demo=False).exclude(chain__slug=builder.library.slug)
    found = real.filter(chain__slug=named.name).select_related("chain").first()
    if found is None:
        there = ", ".join(real.filter(chain__head__gt=0).order_by("chain__slug").values_list("chain__slug", flat=True))
        said = f"There is no framework “{named.name}” that this one could follow; there is {there or 'none yet'}."
        builder.problems.add(named.place, said)
    elif not FrameworkVersion.objects.live().filter(thing=found).exists():
        builder.problems.add(named.place, f"The framework “{named.name}” is not public yet: publish it first.")
        return None
    return found


def replaced(builder: Builder, block: Block) -> Indicator | None:
    """By its code, or in the framework that this one follows as `framework/code`."""
    named: Named = block["replaces"]
    beyond = "/" in named.name
    found = _of_the_one_before(builder, named) if beyond else builder.register.find(Indicator, named)
    if found is not None and (other := _in_its_place(builder, block, found)):
        builder.problems.add(
            named.place, f"“{named.name}” is replaced by {other} already; only one can take its place."
        )
        return None
    return found


def _of_the_one_before(builder: Builder, named: Named) -> Indicator | None:
    slug, _slash, code = named.name.rpartition("/")
    if wrong := _not_followed(builder, slug, code):
        builder.problems.add(named.place, wrong)
        return None
    public = Indicator.objects.filter(versions__in=IndicatorVersion.objects.live(), chain__slug=slug)
    found: Indicator | None = public.filter(code=code).select_related("chain").first()
    if found is None:
        builder.problems.add(named.place, f"There is no public indicator “{code}” in “{slug}”.")
    return found


def _not_followed(builder: Builder, slug: str, code: str) -> str:
    if slug == builder.library.slug:
        return f"Within its own framework a code stands alone: write “{code}”."
    block = builder.library.framework
    follows: Named | None = block["follows"] if block else None
    if follows is None:
        return f"This framework follows none: write “follows: {slug}” in framework.yaml."
    return "" if follows.name == slug else f"This framework follows “{follows.name}”, not “{slug}”: name one of that."


def _in_its_place(builder: Builder, block: Block, found: Indicator) -> str:
    """The code of another indicator that replaces the same one, in these files or on record."""
    for other in builder.library.of("indicators"):
        if other is not block and other["replaces"] and other["replaces"].name == block["replaces"].name:
            return str(other["code"])
    stored = Indicator.objects.filter(replaces=found.pk).exclude(chain=builder.register.chain, code=block["code"])
    return next((one.known_in(builder.register.chain.pk) for one in stored.select_related("chain")), "")


def needed(builder: Builder, block: Block, found: Indicator | None) -> list[Thing]:
    """What must be on record before an indicator that replaces `found`: that one, or the framework that says what it follows."""
    if found is None:
        return []
    if found.chain_id == builder.register.chain.pk:
        return [found]
    own = builder.register.find(Framework, Named(builder.library.slug, block.place))
    return [own] if own else []
