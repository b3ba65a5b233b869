"""What every version says of itself, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reformtracker.api import fields, flat, links
from reformtracker.api.flat import Beyond, Columns
from reformtracker.publishing.models import State, Version, VersionKind
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import PATHS, column

LIVE_WITHDRAWAL = {"state": State.PUBLISHED, "version_kind": VersionKind.WITHDRAWAL}
NOTICE = {
    "type": ["object", "null"],
    "description": "Set where the thing has been withdrawn, now or after the snapshot.",
    "properties": {"on": {"type": "string", "format": "date"}, "reason": fields.TEXT_SCHEMA},
    "required": ["on", "reason"],
}


def with_notices(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each thing holds the withdrawal that is live now as `notices`, a list of one or none: earlier snapshots say so too."""
    return rows.prefetch_related(Prefetch("thing__versions", withdrawals(rows.model), to_attr="notices"))


def withdrawals(model: type[Version]) -> QuerySet[Any]:
    """Those that are live now, at most one of a thing."""
    live: QuerySet[Any] = model.objects.filter(**LIVE_WITHDRAWAL)
    return live.select_related("release")


def beside(model: type[Version], snapshots: Mapping[int, Snapshot]) -> dict[str, Beyond]:
    """For `flat`: what is known already, and the notices. `snapshots`: by the key of their chain."""

    def chains(keys: Columns, names: Sequence[str]) -> list[Columns]:
        return [[getattr(snapshots[key].chain, name) for key in keys] for name in names]

    def notices(keys: Columns, names: Sequence[str]) -> list[Columns]:
        # There is hardly ever one: that is asked without objects.
        live = [pk for _, pk in flat.by_keys(model, "thing", ("pk",), keys, **LIVE_WITHDRAWAL)]
        found = {notice.thing_id: [notice] for notice in withdrawals(model).filter(pk__in=live)} if live else {}
        return [[found.get(key, []) for key in keys]]

    return {"thing.chain": Beyond("thing__chain", chains), "thing.notices": Beyond("thing", notices)}


def narrowed(serializer: Any, context: dict[str, Any], names: Sequence[str]) -> Any:
    """One of that class with the fields of these names, before anything is worked out; their order stays that of the class."""
    made = serializer(context=context)
    for name in set(made.fields) - set(names):
        made.fields.pop(name)
    return made


class VersionSerializer(serializers.Serializer[Any]):
    """Fields of the kind, then those of every version. A withdrawn or redacted one is null but for what never changes."""

    RESOURCE: ClassVar[str]
    PAGE: ClassVar[str]
    """The path, after that of the framework, of the public page that shows it; `{}` is what lies at `PAGE_OF`."""
    PAGE_OF: ClassVar[str] = "thing.public_id"
    OF_THE_THING: ClassVar[tuple[str, ...]] = ("code",)

    release = serializers.IntegerField(
        source="from_release", read_only=True, help_text="The release that made this version public."
    )
    released_at = serializers.DateTimeField(source="release.released_at", read_only=True)
    recorded_at = serializers.DateTimeField(source="release.recorded_at", read_only=True)
    version = serializers.IntegerField(source="number", read_only=True)
    version_kind = serializers.ChoiceField(VersionKind.choices, read_only=True)
    reason = fields.Text()
    superseded_in = fields.Made(help_text="The release, up to the snapshot, that replaced it.")
    redacted = serializers.BooleanField(read_only=True, help_text="Blanked for legal or personal reasons.")
    withdrawn = fields.Made()
    untranslated = fields.Made(
        help_text="Texts of this object that are null because they are not translated into the language asked for."
    )
    html_url = fields.Made()
    url = fields.Made()

    def get_fields(self) -> dict[str, Any]:
        found = super().get_fields()
        common = [name for name in VersionSerializer._declared_fields if name in found]
        return {name: found[name] for name in (*(name for name in found if name not in common), *common)}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        said = super().to_representation(instance)
        finished: dict[str, Any] = self.finish(
            said, *(fields.reach(instance, path) for path in fields.read_by(self.finish))
        )
        return finished

    @fields.reads("version_kind", "redacted", "from_release", "thing.chain_id", "thing.notices")
    def finish(
        self, said: dict[str, Any], kind: str, redacted: bool, begins: int | None, chain: int, notices: list[Version]
    ) -> dict[str, Any]:
        """An older version of something that the snapshot has as withdrawn is blank too: its history says that it was, not
        what."""
        now = self.snapshots[chain].number
        gone_by_now = any((begins or 0) < (notice.from_release or 0) <= now for notice in notices)
        if kind == VersionKind.WITHDRAWAL or redacted or gone_by_now:
            keep = {*self.OF_THE_THING, *VersionSerializer._declared_fields, "framework"}
            said |= {name: [] if isinstance(value, list) else None for name, value in said.items() if name not in keep}
        return said

    @cached_property
    def snapshots(self) -> dict[int, Snapshot]:
        """By the key of their chain."""
        found: dict[int, Snapshot] = self.context["snapshots"]
        return found

    def snapshot(self, row: Version) -> Snapshot:
        return self.snapshots[row.thing.chain_id]

    @extend_schema_field({"type": ["integer", "null"]})
    @fields.reads("to_release", "thing.chain_id")
    def get_superseded_in(self, ends: int | None, chain: int) -> int | None:
        return None if ends is None or ends > self.snapshots[chain].number else ends

    @extend_schema_field(NOTICE)
    @fields.reads(
        "version_kind",
        "release.released_at",
        "thing.notices",
        lambda self: fields.columns("reason", self.context["language"]),
    )
    def get_withdrawn(
        self, kind: str, released_at: datetime | None, notices: list[Version], *reason: str
    ) -> dict[str, Any] | None:
        language = self.context["language"]
        if kind == VersionKind.WITHDRAWAL:
            return _notice(released_at, fields.in_language(language, *reason))
        for notice in notices:
            return _notice(
                notice.release.released_at if notice.release else None, fields.text(notice, "reason", language)
            )
        return None

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    @fields.reads(
        lambda self: [
            column(text, PATHS[one]) for text in self._texts().values() for one in (self.context["language"], "en")
        ]
    )
    def get_untranslated(self, *found: str) -> list[str]:
        each = zip(self._texts(), found[::2], found[1::2], strict=True)
        return [name for name, here, english in each if english and not here]

    def _texts(self) -> dict[str, str]:
        """Those that may be missing in the language asked for: by name, their column."""
        if self.context["language"] in (None, "en"):
            return {}
        return {name: field.column for name, field in self.fields.items() if isinstance(field, fields.Text)}

    @extend_schema_field(links.PAGE)
    @fields.reads(lambda self: [self.PAGE_OF], "thing.chain_id")
    def get_html_url(self, name: str, chain: int) -> str | None:
        return links.page(self.PAGE.format(name), self.snapshots[chain], self.context["language"] or "en")

    @extend_schema_field(links.URI)
    @fields.reads("thing.public_id", "thing.chain_id")
    def get_url(self, public_id: str, chain: int) -> str:
        return links.resource(self.RESOURCE, public_id, self.snapshots[chain])


def _notice(released_at: datetime | None, reason: Any) -> dict[str, Any]:
    return {"on": released_at.date().isoformat() if released_at else None, "reason": reason}
