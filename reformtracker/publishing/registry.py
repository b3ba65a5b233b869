"""What higher layers register with publishing: nothing here knows an indicator or a case study by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Model, Q

from reformtracker.publishing.deadlines import Due
from reformtracker.publishing.models import Chain, Person, Release, Role, Thing, Version

Problems = dict[str, list[str]]
Check = Callable[[Any, Problems], Problems]
AtSubmission = Callable[[Any], dict[str, Any]]
BeforePublication = Callable[[Sequence[Any]], None]
AfterPublication = Callable[[Release], None]
AfterRedaction = Callable[[Version], None]
BeforeRemoval = Callable[[Chain], None]
Handler = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Caution:
    """What a publisher should know before a release, and may go on in spite of.

    `mend`: how; `about`: the versions that it is about, each with what is to be said of it (or nothing).
    """

    code: str
    sentence: str
    mend: str
    about: tuple[tuple[Version, str], ...] = ()


Cautioner = Callable[[Sequence[Version]], Iterable[Caution]]


@dataclass(frozen=True)
class Effect:
    """What a release of some versions would do. `held`: sentences that say why it cannot be made, and then nothing else
    is said; `also`: identifiers of approved versions that it would have to hold as well; `number`: of that release;
    `pages`: address and name of public pages that would say something else; `charts`: how many drawings would."""

    held: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    number: int = 0
    said: tuple[str, ...] = ()
    charts: int = 0
    pages: tuple[tuple[str, str], ...] = ()


class Area(Protocol):
    """What is assigned to a person in one role."""

    @property
    def is_everything(self) -> bool: ...

    @property
    def is_empty(self) -> bool: ...

    def things(self, model: type[Thing]) -> Q:
        """The condition on things of this kind that lie in it."""

    def may_grow(self, model: type[Thing]) -> bool:
        """Whether something new of this kind could lie in it."""

    def __str__(self) -> str:
        """For staff, in the language they read: what it holds."""


DueFor = Callable[[Person, date], list[Due]]
Foretell = Callable[[Sequence[Version]], Effect]
AreaOf = Callable[[Person], Area]

_areas: dict[Role, AreaOf] = {}
_due: list[DueFor] = []
_checks: dict[str, Check] = {}
_at_submission: dict[str, AtSubmission] = {}
_before_publication: dict[str, BeforePublication] = {}
_after_publication: list[AfterPublication] = []
_after_redaction: list[AfterRedaction] = []
_handlers: dict[str, Handler] = {}
_cautioners: list[Cautioner] = []
_foretelling: list[Foretell] = []
_derived: list[type[Model]] = []
_showing: list[tuple[type[Model], str, Sequence[str]]] = []
_removing: list[BeforeRemoval] = []


@cache
def kinds() -> tuple[type[Version], ...]:
    """Every concrete version model, in the order in which a release publishes them."""
    found = [model for model in apps.get_models() if issubclass(model, Version)]
    return tuple(sorted(found, key=lambda model: model.RANK))


def kind(name: str) -> type[Version]:
    return next(model for model in kinds() if name == model.KIND)


def check(name: str, function: Check) -> None:
    """Registers the rules of the domain for a kind: given a version and the problems found so far, all problems."""
    _checks[name] = function


def problems(version: Version) -> Problems:
    """What keeps a draft from review, by field; empty when nothing does."""
    found = version.problems()
    rules = _checks.get(version.KIND)
    return rules(version, found) if rules else found


def expects(function: DueFor) -> None:
    """Registers what says which entries a person owes on a day."""
    _due.append(function)


def due_for(person: Person, today: date) -> list[Due]:
    """By the day on which each is due."""
    found = [due for function in _due for due in function(person, today)]
    return sorted(found, key=lambda due: (due.day, due.thing.public_id, due.period))


def limits(role: Role, function: AreaOf) -> None:
    """Registers what the holders of a role are assigned: they act there only. Other roles act everywhere."""
    _areas[role] = function


def area(person: Person, role: Role) -> Area | None:
    """Read once for each person that a request brings along; None: the role has no limit."""
    if role not in _areas:
        return None
    if role not in person.areas:
        person.areas[role] = _areas[role](person)
    found: Area = person.areas[role]
    return found


def at_submission(name: str, function: AtSubmission) -> None:
    """Registers what is noted on a version of a kind when it is submitted: columns and their values."""
    _at_submission[name] = function


def noted_at_submission(version: Version) -> dict[str, Any]:
    note = _at_submission.get(version.KIND)
    return note(version) if note else {}


def before_publication(name: str, function: BeforePublication) -> None:
    """Registers what sets the computed fields of versions of a kind that are about to become public together."""
    _before_publication[name] = function


def prepare(model: type[Version], versions: Sequence[Version]) -> None:
    if model.KIND in _before_publication:
        _before_publication[model.KIND](versions)


def after_publication(function: AfterPublication) -> AfterPublication:
    """Called within the transaction of a release, once its versions are public."""
    _after_publication.append(function)
    return function


def call_after_publication(release: Release) -> None:
    for function in _after_publication:
        function(release)


def after_redaction(function: AfterRedaction) -> AfterRedaction:
    """Called within the transaction that blanks a version, for what was derived from it."""
    _after_redaction.append(function)
    return function


def call_after_redaction(version: Version) -> None:
    for function in _after_redaction:
        function(version)


def caution(function: Cautioner) -> Cautioner:
    """Registers what a layer warns of before a release: given all its versions, read as `whole()` reads them."""
    _cautioners.append(function)
    return function


def cautions(versions: Sequence[Version]) -> list[Caution]:
    return [found for function in _cautioners for found in function(versions)]


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Registers what works off the outbox entries of a topic. A handler may be called twice for one entry."""

    def register(function: Handler) -> Handler:
        _handlers[topic] = function
        return function

    return register


def handler(topic: str) -> Handler:
    return _handlers[topic]


def children(model: type[Version]) -> dict[str, type[Any]]:
    """By related name: the models whose rows belong to the content of a version."""
    related = {relation.get_accessor_name(): relation.related_model for relation in model._meta.related_objects}
    return {name: related[name] for name in model.CHILDREN}


def foretells(function: Foretell) -> Foretell:
    """Registers what can say, before a release, what the public will find changed: the layer that knows the pages."""
    _foretelling[:] = [function]
    return function


def foretold(versions: Sequence[Version]) -> Effect | None:
    """None where nobody has registered."""
    return next((foretell(versions) for foretell in _foretelling), None)


def derives(model: type[Model]) -> None:
    """Registers a table of what follows from published rows alone: all of it is public."""
    _derived.append(model)


def derived() -> tuple[type[Model], ...]:
    return tuple(_derived)


def shows(model: type[Model], rows: str, hidden: Sequence[str] = ()) -> None:
    """Registers a table of which the public sees these rows, a condition in SQL, without the `hidden` fields."""
    _showing.append((model, rows, hidden))


def showing() -> tuple[tuple[type[Model], str, Sequence[str]], ...]:
    return tuple(_showing)


def before_removal(function: BeforeRemoval) -> BeforeRemoval:
    """Called within the transaction that removes a framework of invented data, for what points to its releases."""
    _removing.append(function)
    return function


def call_before_removal(chain: Chain) -> None:
    for function in _removing:
        function(chain)
