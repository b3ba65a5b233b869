"""The release of cases, challenges and corrective actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benefits.models import Indicator
from casestudies.models import (
    ActionIndicator,
    CaseEvent,
    CaseInitiative,
    CaseLink,
    CaseParagraph,
    CasePlace,
    CaseStudy,
    CaseStudyVersion,
    Challenge,
    ChallengeInitiative,
    ChallengeVersion,
    CorrectiveAction,
    CorrectiveActionVersion,
    Country,
)
from initiatives.models import Entity, Initiative
from reformtracker.sources.models import Precision
from reformtracker.web.demo import happenings, words
from reformtracker.web.demo.drafts import Drafts, store
from reformtracker.web.demo.plan import ENDS
from reformtracker.web.demo.words import marked, noted
from reformtracker.web.loading.values import spread

CONDITIONS = tuple(ChallengeVersion.Condition.values)
STEPS = tuple(CorrectiveActionVersion.Progress.values)


def draft(drafts: Drafts) -> None:
    initiatives = list(Initiative.objects.filter(chain=drafts.chain).order_by("code"))
    indicators = list(Indicator.objects.filter(chain=drafts.chain).order_by("code")[:60])
    _cases(drafts, initiatives, indicators)
    _challenges(drafts, initiatives)
    _actions(drafts, indicators)


def places() -> list[Country]:
    """Reference data under codes that no State has."""
    return [
        Country.objects.get_or_create(
            iso3=iso3, defaults={"latitude": latitude, "longitude": longitude, **spread("name", name)}
        )[0]
        for iso3, name, latitude, longitude in happenings.PLACES
    ]


def _cases(drafts: Drafts, initiatives: Sequence[Initiative], indicators: Sequence[Indicator]) -> None:
    countries = places()
    things = store(CaseStudy(chain=drafts.chain, slug=slug) for slug, _title in happenings.CASES)
    versions = drafts.versions(
        CaseStudyVersion(
            thing=thing,
            **spread("title", marked(title)),
            **spread("summary", noted(happenings.CASE_SUMMARY)),
            **spread("limits", happenings.CASE_LIMITS),
        )
        for thing, (_slug, title) in zip(things, happenings.CASES, strict=True)
    )
    for place, version in enumerate(versions):
        _inside(version, place, initiatives, indicators, countries)


def _inside(
    version: CaseStudyVersion,
    place: int,
    initiatives: Sequence[Initiative],
    indicators: Sequence[Indicator],
    countries: Sequence[Country],
) -> None:
    main, other = initiatives[place % len(initiatives)], initiatives[(place + 1) % len(initiatives)]
    store(
        CaseInitiative(version=version, initiative=initiative, position=position)
        for position, initiative in enumerate(dict.fromkeys((main, other)))
    )
    store([CasePlace(version=version, country=countries[place % len(countries)])])
    text = spread("text", noted(happenings.CASE_SUMMARY))
    store(CaseParagraph(version=version, paragraph=str(number), position=number, **text) for number in (1, 2))
    day = ENDS.replace(year=ENDS.year - 1 - place)
    store([CaseEvent(version=version, day=day, precision=Precision.YEAR, **spread("text", happenings.CASE_EVENT))])
    linked = dict.fromkeys(indicators[(7 * place + step) % len(indicators)] for step in (0, 1))
    store(
        CaseLink(version=version, indicator=indicator, bearing=bearing, **spread("why", happenings.CASE_WHY))
        for indicator, bearing in zip(linked, CaseLink.Bearing.values, strict=False)
    )


def _challenges(drafts: Drafts, initiatives: Sequence[Initiative]) -> None:
    offices = list(Entity.objects.filter(code__in=[code for code, _name in happenings.OFFICES]).order_by("code"))
    things = store(
        Challenge(chain=drafts.chain, code=f"C{number}") for number, _title in enumerate(happenings.CHALLENGES, 1)
    )
    versions = drafts.versions(
        ChallengeVersion(
            thing=thing,
            condition=CONDITIONS[place % len(CONDITIONS)],
            responsible=offices[place % len(offices)],
            **spread("title", marked(title)),
            **spread("text", words.NOTE),
        )
        for place, (thing, title) in enumerate(zip(things, happenings.CHALLENGES, strict=True))
    )
    store(
        ChallengeInitiative(version=version, initiative=initiatives[(2 * place) % len(initiatives)])
        for place, version in enumerate(versions)
    )


def _actions(drafts: Drafts, indicators: Sequence[Indicator]) -> None:
    """For all challenges but the last: that one has none recorded."""
    challenges = Challenge.objects.filter(chain=drafts.chain).order_by("code")
    owner = Entity.objects.get(code=happenings.OFFICES[0][0])
    things = store(
        CorrectiveAction(chain=drafts.chain, challenge=challenge, code=f"{challenge.code}.1")
        for challenge, _title in zip(challenges, happenings.ACTIONS, strict=False)
    )
    versions = drafts.versions(_action(thing, place, owner) for place, thing in enumerate(things))
    store(
        ActionIndicator(version=version, indicator=indicator)
        for place, version in enumerate(versions)
        for indicator in dict.fromkeys(indicators[(place + step) % len(indicators)] for step in (0, 3, 6))
    )


def _action(thing: CorrectiveAction, place: int, owner: Entity) -> CorrectiveActionVersion:
    said: dict[str, Any] = {
        **spread("title", marked(happenings.ACTIONS[place])),
        **spread("text", words.NOTE),
        **spread("progress_note", happenings.ACTION_NOTE),
    }
    return CorrectiveActionVersion(
        thing=thing, progress=STEPS[place % len(STEPS)], owner=owner, due=ENDS.replace(year=ENDS.year + place), **said
    )
