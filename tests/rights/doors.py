"""Every door of the staff side and of the API, knocked at by everybody: row of the matrix -> person -> what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from benefits.models import ObservationVersion
from reformtracker.publishing import policy
from reformtracker.publishing.admin.acts import ACTS
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import Person, Version
from reformtracker.publishing.registry import kinds
from tests.rights.world import STATES, World, undone
from tests.staff import act, form_of, url_of

Row = tuple[str, str, str]
"""Door, what is tried there, and the state of the update it is tried on."""
Cells = dict[str, str]

OUTCOMES = {403: "refused", 404: "hidden", 405: "never", 409: "not now", 422: "incomplete"}
SIGN_IN = "/admin/login/"
UPDATE = ObservationVersion._meta.label_lower
ONE_FOR_ALL = {**dict.fromkeys((model._meta.label_lower for model in kinds()), UPDATE)}
"""Kinds of versions share one admin, and their things another: their pages are tried on the update and its indicator."""


def outcome(response: Any, *, done: str, elsewhere: str = "") -> str:
    """`elsewhere`: what a redirect is called, where that is not how the thing is done."""
    # A download is a stream, and ends when it is read. (To close it here would close the connection with it.)
    if response.streaming:
        response.getvalue()
    if response.status_code == 302:
        return "signs in" if response["Location"].startswith(SIGN_IN) else elsewhere or done
    return OUTCOMES.get(response.status_code, done if response.status_code == 200 else str(response.status_code))


# ---------- pages ----------
def pages() -> dict[str, str]:
    """Name of each address below /admin/ -> its pattern; those of kinds by the name of their base."""
    found: dict[str, str] = {}
    for pattern, name in walk(get_resolver(), "", ""):
        if pattern.startswith("admin/") and (shared := _shared(name)) and (shared == name or _is_shown_for_all(name)):
            found[shared] = pattern
    return found


def walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one, path, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and one.name:
            yield path, f"{space}{one.name}"


def _is_shown_for_all(name: str) -> bool:
    return name.startswith(("admin:benefits_observationversion_", "admin:benefits_indicator_"))


def _shared(name: str) -> str:
    """`admin:benefits_indicatorversion_change` -> `version:change`."""
    for model in kinds():
        thing: Any = model._meta.get_field("thing").related_model
        for base, one in (("version", model), ("thing", thing)):
            prefix = f"admin:{one._meta.app_label}_{one._meta.model_name}_"
            if name.startswith(prefix):
                return f"{base}:{name.removeprefix(prefix)}"
    return name


def address(world: World, pattern: str) -> str | None:
    """One address of this pattern, with the rows of the world in it; None where it names what only a session knows."""
    if "uidb36" in pattern or "webauthn/keys" in pattern or "(?P<url>" in pattern:
        return None
    parts = pattern.split("/")
    label = ".".join(parts[1:3])
    known = {
        "<path:object_id>": _key(world, label),
        "<int:version_id>": world.updates["published"].pk,
        "<int:release_id>": _key(world, "publishing.release"),
        "<int:redaction_id>": _key(world, "publishing.redaction"),
        "<int:person_id>": _key(world, "publishing.person"),
        "<id>": _key(world, "publishing.person"),
        "<int:upload_id>": _key(world, "benefits.upload"),
        "<int:report_id>": _key(world, "reporting.report"),
        "<int:build_id>": _key(world, "reporting.build"),
        "<int:meeting_id>": _key(world, "reporting.reviewmeeting"),
        "<slug:name>": "contributor" if pattern.startswith("admin/help/") else "comment",
        "<slug:subject>": f"of-observation-{world.updates['draft'].pk}",
        "<path:path>": "en/reform/",
        "<path:content_type_id>": 1,
        "^(?P<app_label>publishing|sources|initiatives|benefits|casestudies|reporting)": "benefits",
        "$": "",
    }
    one = world.updates["published"].pk
    asked = {
        "admin/benefits/observationversion/compare/": f"?old={one}&new={one}",
        "admin/reporting/report/<int:report_id>/paragraph/": "?after=summary.lead",
        "admin/reporting/reviewmeeting/<int:meeting_id>/decide/": "?item=indicator.2.4.2",
    }.get(pattern, "")
    return "/" + "/".join(str(known.get(part, part)) for part in parts) + asked


def _key(world: World, label: str) -> Any:
    row = world.rows.get(label)
    return row.pk if row is not None else 1


def of_pages(world: World) -> Iterator[tuple[Row, Cells]]:
    for turn, (name, pattern) in enumerate(sorted(pages().items())):
        where = address(world, pattern)
        if where is None:
            yield ("page", name, ""), dict.fromkeys(world.people, "by its key")
            continue
        yield ("page", name, ""), {who: _visit(world, who, where) for who in world.some(turn)}


def _visit(world: World, who: str, where: str) -> str:
    with undone():
        return outcome(world.clients[who].get(where), done="reads", elsewhere="goes on")


# ---------- verbs, forms, lists ----------
def of_verbs(world: World) -> Iterator[tuple[Row, Cells]]:
    for turn, (name, state) in enumerate(product(sorted(ACTS), STATES)):
        yield ("verb", name, state), {who: _try(world, who, name, world.updates[state]) for who in world.some(turn)}


def _try(world: World, who: str, name: str, version: Version) -> str:
    data = {"reason": "A reason.", "text": "A word.", "version_kind": "revision", "seen": current_hash(version)}
    with undone():
        return outcome(act(world.clients[who], version, name, **data), done="does")


def of_saving(world: World) -> Iterator[tuple[Row, Cells]]:
    for state in STATES:
        yield ("form", "save", state), {who: _save(world, who, world.updates[state]) for who in world.people}


def _save(world: World, who: str, version: Version) -> str:
    """What the form of somebody who may edit it would send, sent by everybody."""
    draft = world.updates["draft"]
    sent = form_of(world.clients["superuser"].get(url_of(draft)))
    with undone():
        return outcome(world.clients[who].post(url_of(version), sent), done="does")


def of_fields(world: World) -> Iterator[tuple[Row, Cells]]:
    """Which fields of a page can be written, by whom; translated ones by their name without a language."""
    for model, site in sorted(admin.site._registry.items(), key=lambda entry: entry[0]._meta.label_lower):
        row = world.rows.get(model._meta.label_lower)
        if row is None:
            continue
        fields = _fields(site, world.people["superuser"], row)
        yield (
            ("fields", f"{model._meta.label_lower}: {' '.join(fields) or 'none'}", ""),
            {who: _writes(site, world.people[who], row) for who in world.people},
        )


def _fields(site: Any, who: Person, row: Any) -> list[str]:
    request = RequestFactory().get("/")
    request.user = who
    names = set(flatten_fieldsets(site.get_fieldsets(request, row))) - set(site.get_readonly_fields(request, row))
    inlines = {inline.model._meta.model_name for inline in site.get_inline_instances(request, row)}
    return sorted({_bare(name) for name in names if isinstance(name, str)} | {f"+{name}" for name in inlines})


def _bare(name: str) -> str:
    stem, _line, language = name.rpartition("_")
    return stem if language in {"en", "fr", "es", "ru", "ar", "hans"} and stem else name


def _writes(site: Any, who: Any, row: Any) -> str:
    request = RequestFactory().get("/")
    request.user = who
    if site.has_change_permission(request, row):
        return "writes"
    return "reads" if site.has_view_permission(request, row) else "hidden"


def of_lists(world: World) -> Iterator[tuple[Row, Cells]]:
    """Which actions the list of a kind offers to whom."""
    for model, site in sorted(admin.site._registry.items(), key=lambda entry: entry[0]._meta.label_lower):
        names = sorted(name for _function, name, _said in site._get_base_actions())
        if not names:
            continue
        what = "version" if model._meta.label_lower in ONE_FOR_ALL else model._meta.label_lower
        for name in names:
            yield (
                ("list", f"{what}: {name}", ""),
                {who: _offers(site, world.people[who], name) for who in world.people},
            )


def _offers(site: Any, who: Any, name: str) -> str:
    request = RequestFactory().get("/")
    request.user = who
    return "offered" if name in site.get_actions(request) else "absent"


# ---------- kinds and the interface ----------
def of_kinds(world: World) -> Iterator[tuple[Row, Cells]]:
    """What the policy says of each act on each kind of version; what belongs to no initiative is for those with everything."""
    for name in sorted(policy.ACTS):
        for model in kinds():
            version = world.updates["draft"] if model is ObservationVersion else world.rows[model._meta.label_lower]
            yield (
                ("kind", f"{name}: {model.KIND}", ""),
                {who: "may" if policy.may(world.people[who], name, version) else "no" for who in world.people},
            )


def of_interface(world: World) -> Iterator[tuple[Row, Cells]]:
    """Every operation of the API, and every other method on the same address."""
    client = world.clients["visitor"]
    described = client.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"}).json()
    for turn, path in enumerate(sorted(described["paths"])):
        where = path.replace("{", "").replace("}", "")
        yield ("api", f"get {path}", ""), {who: _asks(world, who, where) for who in world.some(turn)}
        yield ("api", f"write {path}", ""), {who: _writes_there(world, who, where) for who in world.some(turn)}


def _asks(world: World, who: str, where: str) -> str:
    return outcome(world.clients[who].get(where), done="reads")


def _writes_there(world: World, who: str, where: str) -> str:
    return outcome(world.clients[who].post(where, {}), done="does")


DOORS = (of_pages, of_verbs, of_saving, of_fields, of_lists, of_kinds, of_interface)
