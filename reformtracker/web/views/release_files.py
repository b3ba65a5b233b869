"""Files prepared of a release: a list of them with their hashes, and each under an address at which it never changes."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from reformtracker.api.conditional import Validators
from reformtracker.api.packing import packing_for
from reformtracker.api.parameters import FORMAT, FRAMEWORK, NUMBER, Parameter
from reformtracker.api.snapshot import Asked, of_one
from reformtracker.api.tables.answer import Csv, Xlsx, attached, written_first
from reformtracker.api.views import View
from reformtracker.publishing.models import Release, ReleaseFile
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.web.exports import store
from reformtracker.web.exports.files import csv_lines, name_of
from reformtracker.web.views.exports import Zip

FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Immutable(Validators):
    """Of a file whose hash is on record. Weak, because it may travel packed."""

    is_named: bool = True
    """Whether the address names the framework: which one is the default may change."""

    def put_on(self, response: HttpResponseBase) -> None:
        Validators.put_on(self, response)
        if self.is_named:
            response.headers["Cache-Control"] = FOR_EVER


class SupersededSerializer(serializers.Serializer[Any]):
    sha256 = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(source="superseded_at", read_only=True)
    because = serializers.CharField(source="superseded_because", read_only=True)


class FileSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(read_only=True)
    media_type = serializers.CharField(read_only=True)
    sha256 = serializers.CharField(read_only=True, allow_null=True, help_text="Null until the file has been prepared.")
    size = serializers.IntegerField(read_only=True, allow_null=True, help_text="Bytes.")
    format = serializers.IntegerField(read_only=True, allow_null=True, help_text="Goes up when columns change.")
    made_at = serializers.DateTimeField(read_only=True, allow_null=True)
    superseded = SupersededSerializer(
        many=True, read_only=True, help_text="What was given out before it, and why no more."
    )
    url = serializers.URLField(read_only=True)


class FilesSerializer(serializers.Serializer[Any]):
    framework = serializers.SlugField(read_only=True)
    release = serializers.IntegerField(read_only=True)
    hash = serializers.CharField(read_only=True, help_text="Of the release.")
    files = FileSerializer(many=True, read_only=True)


class OfARelease(View):
    NAME = "export"
    action: str

    def parameters(self, action: str | None) -> list[Parameter]:
        return [FRAMEWORK]

    def read(self) -> list[Snapshot]:
        number = self.kwargs["number"]
        if not NUMBER.fullmatch(number):
            raise NotFound(f"Releases have numbers, and “{number}” is none.")
        framework = self.request.query_params.get(FRAMEWORK.name)
        newest = of_one(Asked(framework, None, None))
        if int(number) > newest.number:
            raise NotFound(
                f"There is no release {number} of {newest.chain.slug}; releases run from 1 to {newest.number}."
            )
        return [of_one(Asked(framework, None, int(number)))]

    @property
    def release(self) -> Release:
        return self.snapshot.release


class ReleaseFiles(OfARelease):
    """The files of a release, each with its SHA-256 and its size, and what was given out before a redaction."""

    action = "release_files"
    PATH = {"number": "Number of the release."}

    def parameters(self, action: str | None) -> list[Parameter]:
        return [FRAMEWORK, FORMAT]

    def validate(self, request: Request) -> None:
        """What is prepared, and when, is not of the record that an answer is otherwise known by."""
        return

    @extend_schema(responses=FilesSerializer)
    def get(self, request: Request, **path: str) -> Response:
        release = self.release
        rows = list(ReleaseFile.objects.filter(release=release).order_by("id"))
        files = [_file(release, name, [row for row in rows if row.name == name]) for name in store.names_of(release)]
        said = {"framework": release.chain.slug, "release": release.number, "hash": release.hash, "files": files}
        return Response(FilesSerializer(said).data)


def _file(release: Release, name: str, rows: list[ReleaseFile]) -> dict[str, Any]:
    live = next((row for row in rows if row.superseded_at is None), None)
    known = {field: getattr(live, field, None) for field in ("sha256", "size", "format", "made_at")}
    return {
        "name": name,
        "media_type": store.FILES[name].media_type,
        **known,
        "superseded": [row for row in rows if row.superseded_at],
        "url": store.address(release, name),
    }


class ReleaseFileView(OfARelease):
    """One file of a release: only what was public in it, without addresses and in English, so that it never changes. The
    `ETag` holds its SHA-256; `Repr-Digest` too, where it is not packed for the way. One that is not prepared is made
    while it is sent."""

    action = "release_file"
    PATH = {"number": "Number of the release.", "name": f"One of {', '.join(store.FILES)}."}
    renderer_classes = [JSONRenderer, Csv, Xlsx, Zip]

    @cached_property
    def row(self) -> ReleaseFile | None:
        found = ReleaseFile.objects.live().filter(release=self.release, name=self.kwargs["name"]).first()
        if found is not None:
            found.release = self.release
        return found

    def validate(self, request: Request) -> Validators | None:
        if not store.has(self.release, self.kwargs["name"]):
            raise NotFound(
                f"A release has no file “{self.kwargs['name']}”; it has {', '.join(store.names_of(self.release))}."
            )
        if self.row is None:
            return super().validate(request)
        return Immutable(f'W/"{self.row.sha256}"', self.row.made_at, FRAMEWORK.name in request.query_params)

    @extend_schema(responses={(200, kind.media_type): OpenApiTypes.BINARY for kind in store.FILES.values()})
    def get(self, request: Request, **path: str) -> HttpResponseBase:
        self.spare()
        name, kind = path["name"], store.FILES[path["name"]]
        called = name_of(store.export_of(self.release), *name.split("."))
        if self.row is None or not store.path_of(self.row).exists():
            return self._made_now(name, kind, attached(called))
        headers = {}
        if not packing_for(request.headers.get("Accept-Encoding", "")):
            digest = base64.b64encode(bytes.fromhex(self.row.sha256)).decode()
            headers["Repr-Digest"] = f"sha-256=:{digest}:"
        if settings.EXPORTS_LOCATION:
            headers |= attached(called) | {"X-Accel-Redirect": f"{settings.EXPORTS_LOCATION}{store.within(self.row)}"}
            return HttpResponse(content_type=kind.media_type, headers=headers)
        file = store.path_of(self.row).open("rb")
        return FileResponse(file, as_attachment=True, filename=called, content_type=kind.media_type, headers=headers)

    def _made_now(self, name: str, kind: store.Kind, headers: dict[str, Any]) -> HttpResponseBase:
        """Whoever reads writes nothing: it is kept when the worker comes to it."""
        if name == "observations.csv":
            return StreamingHttpResponse(
                csv_lines(store.export_of(self.release)), content_type=kind.media_type, headers=headers
            )
        export, address = store.export_of(self.release), store.address(self.release, name)
        return written_first(lambda file: kind.write(export, file, address), kind.media_type, headers)
