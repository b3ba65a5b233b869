"""What every version says of itself, whatever its kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reformtracker.api import fields, links
from reformtracker.publishing.models import State, Version, VersionKind
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import PATHS, column

NOTICE = {
    "type": ["object", "null"],
    "description": "Set where the thing has been withdrawn, now or after the snapshot.",
    "properties": {"on": {"type": "string", "format": "date"}, "reason": fields.TEXT_SCHEMA},
    "required": ["on", "reason"],
}


def with_notices(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each thing holds the withdrawal that is live now as `notices`, a list of one or none: earlier snapshots say so too."""
    withdrawals = rows.model._default_manager.filter(state=State.PUBLISHED, version_kind=VersionKind.WITHDRAWAL)
    notices = Prefetch("thing__versions", withdrawals.select_related("release"), to_attr="notices")
    return rows.prefetch_related(notices)


def narrow(serializer: serializers.Serializer[Any], names: Sequence[str]) -> None:
    """To the fields of these names, before anything is worked out; the order stays that of the serializer."""
    for name in set(serializer.fields) - set(names):
        serializer.fields.pop(name)


class VersionSerializer(serializers.Serializer[Any]):
    """Fields of the kind, then those of every version. A withdrawn or redacted one is null but for what never changes."""

    RESOURCE: ClassVar[str]
    OF_THE_THING: ClassVar[tuple[str, ...]] = ("code",)

    release = serializers.IntegerField(
        source="from_release", read_only=True, help_text="The release that made this version public."
    )
    released_at = serializers.DateTimeField(source="release.released_at", read_only=True)
    recorded_at = serializers.DateTimeField(source="release.recorded_at", read_only=True)
    version = serializers.IntegerField(source="number", read_only=True)
    version_kind = serializers.ChoiceField(VersionKind.choices, read_only=True)
    reason = fields.Text()
    superseded_in = serializers.SerializerMethodField(help_text="The release, up to the snapshot, that replaced it.")
    redacted = serializers.BooleanField(read_only=True, help_text="Blanked for legal or personal reasons.")
    withdrawn = serializers.SerializerMethodField()
    untranslated = serializers.SerializerMethodField(
        help_text="Texts of this object that are null because they are not translated into the language asked for."
    )
    html_url = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_fields(self) -> dict[str, Any]:
        found = super().get_fields()
        common = [name for name in VersionSerializer._declared_fields if name in found]
        return {name: found[name] for name in (*(name for name in found if name not in common), *common)}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        said = super().to_representation(instance)
        if instance.is_withdrawal or instance.redacted or self._is_withdrawn_by_now(instance):
            keep = {*self.OF_THE_THING, *VersionSerializer._declared_fields, "framework"}
            said |= {name: [] if isinstance(value, list) else None for name, value in said.items() if name not in keep}
        return said

    def _is_withdrawn_by_now(self, row: Version) -> bool:
        """An older version of something that the snapshot has as withdrawn: its history says that it was, not what."""
        now, begins = self.snapshot(row).number, row.from_release or 0
        return any(begins < (notice.from_release or 0) <= now for notice in row.thing.notices)

    def snapshot(self, row: Version) -> Snapshot:
        found: Snapshot = self.context["snapshots"][row.thing.chain_id]
        return found

    @property
    def page_language(self) -> str:
        return self.context["language"] or "en"

    def page(self, row: Any) -> str:
        """The path, after that of the framework, of the public page that shows it."""
        raise NotImplementedError

    @extend_schema_field({"type": ["integer", "null"]})
    def get_superseded_in(self, row: Version) -> int | None:
        if row.to_release is None or row.to_release > self.snapshot(row).number:
            return None
        return row.to_release

    @extend_schema_field(NOTICE)
    def get_withdrawn(self, row: Version) -> dict[str, Any] | None:
        notice = row if row.is_withdrawal else next(iter(row.thing.notices), None)
        if notice is None:
            return None
        reason = fields.text(notice, "reason", self.context["language"])
        released = notice.release.released_at if notice.release else None
        return {"on": released.date().isoformat() if released else None, "reason": reason}

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_untranslated(self, row: Version) -> list[str]:
        language = self.context["language"]
        if language in (None, "en"):
            return []
        return [
            name
            for name, field in self.fields.items()
            if isinstance(field, fields.Text)
            and not getattr(row, column(field.column, PATHS[language]))
            and getattr(row, column(field.column, "en"))
        ]

    @extend_schema_field(links.PAGE)
    def get_html_url(self, row: Version) -> str | None:
        return links.page(self.page(row), self.snapshot(row), self.page_language)

    @extend_schema_field(links.URI)
    def get_url(self, row: Version) -> str:
        return links.resource(self.RESOURCE, row.thing.public_id, self.snapshot(row))
