"""The refusals that hold for every kind of version, its children, its thing, and for releases: see `triggers`."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import CharField, ForeignKey, Model, TextField

from reformtracker.publishing import filed
from reformtracker.publishing.models import (
    AuditEvent,
    Chain,
    Editor,
    Redaction,
    Release,
    Thing,
    Version,
)
from reformtracker.publishing.registry import children, kinds
from reformtracker.publishing.texts import columns
from reformtracker.publishing.touching import on_edit, on_redaction
from reformtracker.publishing.triggers import Effect, Refusal, add, changed, columns_of, keep_from_truncate

PUBLIC = "('published', 'superseded', 'withdrawn')"
ARROWS = (
    ("draft", "in_review"),
    ("in_review", "draft"),
    ("in_review", "approved"),
    ("approved", "in_review"),
    ("approved", "published"),
    ("draft", "published"),  # loaded from a reviewed file only
    ("published", "superseded"),
    ("published", "withdrawn"),
)
MOVES_WHEN_PUBLIC = {"state", "to_release", "redacted"}


def add_all() -> None:
    for model in kinds():
        _guard_version(model)
        _guard_thing(model)
        for child in children(model).values():
            _guard_child(model, child)
    _guard_references()
    _guard_releases()
    _guard_record()
    filed.guard()


def content_columns(model: type[Version]) -> list[str]:
    """Columns of the content: never the plain column that stands beside the six of a translated field."""
    names = [name for field in model.CONTENT for name in (columns(field) if field in model.TRANSLATED else (field,))]
    return columns_of(model, *names, *columns("reason"))


def in_demo(thing_table: str, thing: str) -> str:
    chain = Chain._meta.db_table
    return (
        f"EXISTS (SELECT 1 FROM {thing_table} t JOIN {chain} c ON c.id = t.chain_id WHERE t.id = {thing} AND c.is_demo)"
    )


def _redacted_by_order(model: type[Version]) -> str:
    computed = columns_of(model, *model.COMPUTED) if model.COMPUTED else []
    by_column = {field.column: field for field in model._meta.concrete_fields}
    nothing = [
        f'NEW."{column}" IS NULL' if by_column[column].null else f"""(NEW."{column}" = '' OR NOT {changed(column)})"""
        for column in [*content_columns(model), *computed]
        if column != "indicator_version_id"
        and (by_column[column].null or isinstance(by_column[column], CharField | TextField))
    ]
    return (
        f"(NEW.redacted AND NOT OLD.redacted AND {' AND '.join(nothing)} "
        f"AND EXISTS (SELECT 1 FROM {Redaction._meta.db_table} r WHERE r.kind = '{model.KIND}' "
        "AND r.version_id = OLD.id AND r.confirmed_by_id IS NOT NULL))"
    )


def _guard_version(model: type[Version]) -> None:
    table = model._meta.db_table
    thing_table = _thing_of(model)._meta.db_table
    content = content_columns(model)
    computed = columns_of(model, *model.COMPUTED) if model.COMPUTED else []
    plain = [column for field in model.TRANSLATED for column in columns_of(model, field)]
    frozen = [
        column
        for column in columns_of(model)
        if column not in {*MOVES_WHEN_PUBLIC, *content, *computed, *plain, "reason"}
    ]
    arrows = " OR ".join(f"(OLD.state = '{old}' AND NEW.state = '{new}')" for old, new in ARROWS)
    redacted = _redacted_by_order(model)
    never = (
        f"({changed(*frozen)} OR (OLD.to_release IS NOT NULL AND NEW.to_release IS DISTINCT FROM OLD.to_release)"
        " OR (OLD.redacted AND NOT NEW.redacted))"
    )
    add(
        Refusal(
            f"{table}_starts_as_a_draft", table, ("INSERT",), "NEW.state <> 'draft'", "a version begins as a draft"
        ),
        Refusal(
            f"{table}_state_moves_forward",
            table,
            ("UPDATE",),
            f"NEW.state <> OLD.state AND (NOT ({arrows}) "
            "OR (OLD.state = 'draft' AND NEW.state = 'published' AND NEW.origin <> 'loaded'))",
            "a version moves along draft, in review, approved, published, superseded or withdrawn",
        ),
        Refusal(
            f"{table}_content_is_fixed",
            table,
            ("UPDATE",),
            (
                "OLD.state <> 'draft'",
                changed("version_kind", "thing_id", *content),
                f"{changed('version_kind', 'thing_id')} OR NOT {redacted}",
            ),
            "only a draft can be edited; return the version, or make a new one",
        ),
        Refusal(
            f"{table}_published_is_fixed",
            table,
            ("UPDATE",),
            (
                f"OLD.state IN {PUBLIC}",
                f"{never} OR (NEW.redacted AND NOT OLD.redacted)",
                f"{never} OR NOT {redacted}",
            ),
            "what is public never changes",
        ),
        Refusal(
            f"{table}_never_deleted",
            table,
            ("DELETE",),
            (f"OLD.state IN {PUBLIC}", f"NOT {in_demo(thing_table, 'OLD.thing_id')}"),
            "what has been public is never deleted; withdraw it",
        ),
        Refusal(
            f"{table}_four_eyes",
            table,
            ("UPDATE",),
            (
                "NEW.approved_by_id IS NOT NULL",
                f"EXISTS (SELECT 1 FROM {Editor._meta.db_table} e WHERE e.kind = '{model.KIND}' "
                "AND e.version_id = NEW.id AND e.person_id = NEW.approved_by_id)",
            ),
            "whoever edited a version cannot approve it",
        ),
        Refusal(
            f"{table}_released_in_its_own_chain",
            table,
            ("INSERT", "UPDATE"),
            (
                "NEW.release_id IS NOT NULL",
                f"NOT EXISTS (SELECT 1 FROM {Release._meta.db_table} r JOIN {thing_table} t ON t.chain_id = r.chain_id "
                "WHERE r.id = NEW.release_id AND t.id = NEW.thing_id)",
            ),
            "a version is released in its own framework",
        ),
        Effect(
            f"{table}_remembers_editors",
            table,
            ("INSERT", "UPDATE"),
            f"INSERT INTO {Editor._meta.db_table} (kind, version_id, person_id) "
            f"SELECT '{model.KIND}', NEW.id, NEW.edited_by_id WHERE NEW.edited_by_id IS NOT NULL AND NOT EXISTS "
            f"(SELECT 1 FROM {Editor._meta.db_table} e WHERE e.kind = '{model.KIND}' AND e.version_id = NEW.id "
            "AND e.person_id = NEW.edited_by_id)",
            unless="NEW.edited_by_id IS NULL",
        ),
    )
    if computed:
        add(
            Refusal(
                f"{table}_judged_once",
                table,
                ("UPDATE",),
                (f"OLD.state IN {PUBLIC}", changed(*computed), f"NOT {redacted}"),
                "what was computed at publication stands",
            )
        )
    if "citations" in model.CHILDREN:
        citations = children(model)["citations"]._meta.db_table
        add(
            Refusal(
                f"{table}_cites_before_submission",
                table,
                ("UPDATE",),
                (
                    "OLD.state = 'draft' AND NEW.state <> 'draft' AND NEW.version_kind <> 'withdrawal'",
                    f"NOT {in_demo(thing_table, 'NEW.thing_id')}",
                    f"NOT EXISTS (SELECT 1 FROM {citations} c WHERE c.version_id = NEW.id)",
                ),
                "name at least one document and paragraph before submission",
            )
        )
    keep_from_truncate(table)


def _thing_of(model: type[Version]) -> type[Thing]:
    things: dict[str, Any] = {field.name: field.related_model for field in model._meta.concrete_fields}
    thing: type[Thing] = things["thing"]
    return thing


def _guard_thing(model: type[Version]) -> None:
    """Code, slug and parents are frozen once something of the thing is public; a parent is of the same framework, but for
    those that a rule of their own lets lie in another."""
    thing = _thing_of(model)
    table = thing._meta.db_table
    fixed = columns_of(thing)
    add(
        Refusal(
            f"{table}_frozen_once_public",
            table,
            ("UPDATE",),
            f"{changed(*fixed)} AND EXISTS (SELECT 1 FROM {model._meta.db_table} v WHERE v.thing_id = OLD.id "
            f"AND v.state IN {PUBLIC})",
            "nothing public changes its meaning: make a new one, with a crosswalk",
        )
    )
    for field in thing._meta.concrete_fields:
        if field.name in thing.BEYOND:
            continue
        if isinstance(field, ForeignKey) and issubclass(field.related_model, Thing):
            parent = field.related_model._meta.db_table
            add(
                Refusal(
                    f"{table}_{field.name}_of_the_same_framework",
                    table,
                    ("INSERT", "UPDATE"),
                    f"NEW.{field.column} IS NOT NULL AND NOT EXISTS "
                    f"(SELECT 1 FROM {parent} p WHERE p.id = NEW.{field.column} AND p.chain_id = NEW.chain_id)",
                    "it must lie in the framework of what it belongs to",
                )
            )
    keep_from_truncate(table)


def _guard_child(model: type[Version], child: type[Model]) -> None:
    table, parent = child._meta.db_table, model._meta.db_table
    thing_table = _thing_of(model)._meta.db_table
    not_a_draft = f"EXISTS (SELECT 1 FROM {parent} v WHERE v.id = {{row}}.version_id AND v.state <> 'draft'"
    add(
        Refusal(
            f"{table}_fixed_with_its_version",
            table,
            ("INSERT", "UPDATE"),
            f"{not_a_draft})",
            "it belongs to a version that is no draft any more",
        ),
        Refusal(
            f"{table}_kept_with_its_version",
            table,
            ("DELETE",),
            f"{not_a_draft} AND NOT v.redacted AND NOT {in_demo(thing_table, 'v.thing_id')})",
            "it belongs to a version that is no draft any more",
        ),
        Refusal(
            f"{table}_stays_with_its_version",
            table,
            ("UPDATE",),
            "NEW.version_id <> OLD.version_id",
            "it belongs to one version",
        ),
    )
    keep_from_truncate(table)


def _guard_references() -> None:
    """What published content is hashed by keeps its name: the symbol of a document, the code of an entity."""
    pointing: dict[type[Model], list[str]] = defaultdict(list)
    for model in kinds():
        version = model._meta.db_table
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.name in model.CONTENT:
                pointing[field.related_model].append(
                    f"EXISTS (SELECT 1 FROM {version} v WHERE v.{field.column} = OLD.id AND v.state IN {PUBLIC})"
                )
        for child in children(model).values():
            for field in child._meta.concrete_fields:
                if isinstance(field, ForeignKey) and field.name in child.CONTENT:
                    pointing[field.related_model].append(
                        f"EXISTS (SELECT 1 FROM {child._meta.db_table} x JOIN {version} v ON v.id = x.version_id "
                        f"WHERE x.{field.column} = OLD.id AND v.state IN {PUBLIC})"
                    )
    for target, clauses in pointing.items():
        # A thing is frozen once it is public.
        if not issubclass(target, Thing):
            on_edit(target, clauses)
        names = getattr(target, "NAMES", ())
        if names:
            table = target._meta.db_table
            add(
                Refusal(
                    f"{table}_keeps_its_name_once_cited",
                    table,
                    ("UPDATE",),
                    f"{changed(*columns_of(target, *names))} AND ({' OR '.join(clauses)})",
                    "published content is found and hashed by it",
                )
            )


def _guard_releases() -> None:
    release, chain = Release._meta.db_table, Chain._meta.db_table
    fixed = columns_of(Release)
    head = f"(SELECT COALESCE(MAX(r.number), 0) FROM {release} r WHERE r.chain_id = NEW.chain_id AND r.id <> NEW.id)"
    add(
        Refusal(
            f"{release}_is_planned_first", release, ("INSERT",), "NEW.state <> 'planned'", "a release is planned first"
        ),
        Refusal(
            f"{release}_is_fixed",
            release,
            ("UPDATE",),
            f"OLD.state <> 'planned' AND {changed(*fixed)}",
            "a published or cancelled release never changes",
        ),
        Refusal(
            f"{release}_has_no_gap",
            release,
            ("UPDATE",),
            f"NEW.state = 'published' AND OLD.state = 'planned' AND NEW.number <> {head} + 1",
            "numbers are given without gaps",
        ),
        Refusal(
            f"{release}_follows_the_one_before",
            release,
            ("UPDATE",),
            f"NEW.state = 'published' AND OLD.state = 'planned' AND (NEW.previous <> COALESCE((SELECT r.hash FROM {release} r "
            f"WHERE r.chain_id = NEW.chain_id AND r.number = NEW.number - 1), '') OR EXISTS (SELECT 1 FROM {release} r "
            "WHERE r.chain_id = NEW.chain_id AND r.number < NEW.number AND r.released_at > NEW.released_at))",
            "a release names the hash of the one before, and is no older",
        ),
        Refusal(
            f"{release}_keeps_its_embargo",
            release,
            ("UPDATE",),
            "NEW.state = 'published' AND OLD.state = 'planned' AND OLD.publish_at > {now}",
            "the time set for this release has not come; change the time first",
        ),
        Refusal(
            f"{release}_never_deleted",
            release,
            ("DELETE",),
            f"OLD.state <> 'planned' AND NOT EXISTS (SELECT 1 FROM {chain} c WHERE c.id = OLD.chain_id AND c.is_demo)",
            "a release is never deleted",
        ),
        Refusal(
            f"{chain}_is_fixed",
            chain,
            ("UPDATE",),
            "NEW.is_demo <> OLD.is_demo OR (OLD.head > 0 AND NEW.slug <> OLD.slug) OR NEW.head < OLD.head",
            "the slug and the mark of invented data are frozen, and the head moves forward",
        ),
        Refusal(
            f"{chain}_never_deleted",
            chain,
            ("DELETE",),
            "OLD.head > 0 AND NOT OLD.is_demo",
            "a record is never deleted",
        ),
    )
    keep_from_truncate(release, chain)


def _guard_record() -> None:
    on_redaction()
    for model in (AuditEvent, Editor, Redaction):
        table = model._meta.db_table
        add(Refusal(f"{table}_only_grows", table, ("DELETE",), "TRUE", "the record of the work only grows"))
        keep_from_truncate(table)
    for model in (AuditEvent, Editor):
        table = model._meta.db_table
        add(Refusal(f"{table}_is_fixed", table, ("UPDATE",), "TRUE", "the record of the work only grows"))
    redaction = Redaction._meta.db_table
    add(
        Refusal(
            f"{redaction}_is_fixed",
            redaction,
            ("UPDATE",),
            f"OLD.confirmed_by_id IS NOT NULL OR {changed('kind', 'version_id', 'reason', 'ordered_by_id', 'ordered_at')}",
            "a redaction is confirmed once and never changed",
        )
    )
