"""What was made public between two days: every version, in the order of the releases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, QuerySet, Value
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reformtracker.api import fields, links, parameters
from reformtracker.api.errors import BadParameters, Fault
from reformtracker.api.parameters import Parameter
from reformtracker.api.tables.columns import URL, own
from reformtracker.api.views import BATCH, Resource
from reformtracker.publishing.models import Release, Version, VersionKind
from reformtracker.publishing.registry import kind, kinds
from reformtracker.publishing.rows import batched
from reformtracker.publishing.snapshot import today

FROM = Parameter(
    "from", "After the end of that day: what differs from `as_of` that day.", {"type": "string", "format": "date"}
)
TO = Parameter("to", "Up to the end of that day.", {"type": "string", "format": "date"})


class ChangeSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(source="KIND", read_only=True)
    id = serializers.CharField(source="thing.public_id", read_only=True)
    framework = serializers.SlugField(source="release.chain.slug", read_only=True)
    version = serializers.IntegerField(source="number", read_only=True)
    version_kind = serializers.ChoiceField(VersionKind.choices, read_only=True)
    reason = fields.Text()
    release = serializers.IntegerField(source="from_release", read_only=True)
    released_at = serializers.DateTimeField(source="release.released_at", read_only=True)
    recorded_at = serializers.DateTimeField(source="release.recorded_at", read_only=True)
    hash = serializers.CharField(source="content_hash", read_only=True)
    url = serializers.SerializerMethodField(help_text="The thing as it now stands.")

    @extend_schema_field(links.URI)
    def get_url(self, row: Version) -> str:
        resource = {"case_study": "case-studies"}.get(row.KIND, f"{row.KIND.replace('_', '-')}s")
        return links.resource(resource, row.thing.public_id, self.context["snapshots"][row.thing.chain_id])


class Changes(Resource):
    """Every version made public between two days, in the order of the releases."""

    NAME = "changes"
    # Of many models; what the documentation needs one for is only where a path has variables.
    queryset = Release.objects.none()
    serializer_class = ChangeSerializer
    COLUMNS = (
        own("framework", "slug of the framework"),
        own("kind", "what kind of thing"),
        own("id", "code, slug or id of the thing"),
        own("version", "number of the version"),
        own("version_kind", "first, revision, correction, assessment, translation or withdrawal"),
        own("reason", "why it was changed"),
        own("release", "the release that made this version public"),
        own("released_at", "when it was public, UTC"),
        own("recorded_at", "when it was made public here, UTC"),
        own("hash", "SHA-256 of the version"),
        URL,
    )
    ORDERING = {"release": "from_release"}
    TIE = ("rank", "content_hash")

    def parameters(self, action: str | None) -> list[Parameter]:
        return [FROM, TO, *super().parameters(action)]

    def get_queryset(self) -> QuerySet[Any]:
        first, last = self._day(FROM), self._day(TO)
        if first and last and first > last:
            raise BadParameters(Fault("from", "invalid", f"“from” ({first}) lies after “to” ({last})."))
        heads = [self._between(model, first, last) for model in kinds()]
        return heads[0].union(*heads[1:], all=True)

    def _day(self, which: Parameter) -> date | None:
        day = parameters.day(self.request.query_params, which)
        if day and day > today():
            message = f"“{which.name}” lies in the future."
            raise BadParameters(Fault(which.name, "outside_the_record", message, [f"a day up to {today()}"]))
        return day

    def _between(self, model: type[Version], first: date | None, last: date | None) -> QuerySet[Any]:
        """Kind and key only; `rank` and the version's hash order what one release made public: its key, and that of its thing,
        would tell when staff began to draft it."""
        rows = model.objects.published_by(self.snapshot.number).filter(thing__chain=self.snapshot.chain)
        if first:
            rows = rows.filter(release__released_at__gte=_after(first))
        if last:
            rows = rows.filter(release__released_at__lt=_after(last))
        columns: QuerySet[Any] = rows.order_by().annotate(rank=Value(model.RANK), of=Value(model.KIND, CharField()))
        return columns.values("from_release", "rank", "content_hash", "of", "pk")

    def paginate_queryset(self, queryset: Any) -> Any:
        return self._whole(super().paginate_queryset(queryset) or [])

    def each(self, rows: QuerySet[Any]) -> Iterator[Any]:
        for batch in batched(rows.iterator(chunk_size=BATCH), BATCH):
            yield from self._whole(batch)

    def _whole(self, page: Sequence[Any]) -> list[Any]:
        keys = defaultdict(list)
        for row in page:
            keys[row["of"]].append(row["pk"])
        found = {
            (name, version.pk): version
            for name, pks in keys.items()
            for version in kind(name).objects.filter(pk__in=pks).select_related(*_thing(name), "release__chain")
        }
        return [found[row["of"], row["pk"]] for row in page]


def _thing(name: str) -> list[str]:
    """With what the thing points at: its public id may be made of theirs."""
    model: Any = kind(name)
    thing = model._meta.get_field("thing").related_model
    return [f"thing__{field.name}" for field in thing._meta.fields if field.is_relation]


def _after(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC) + timedelta(days=1)
