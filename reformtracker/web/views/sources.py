from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.web import documents, resting
from reformtracker.web.page import open_site_page


@require_safe
def source_list(request: HttpRequest, lang: str) -> HttpResponse:
    page = open_site_page(request, lang)
    public = documents.record(page.snapshots)
    found = documents.sources(public)
    return page.render(
        "web/sources.html",
        {"sources": found, "answer": documents.answer(found), "several": len(public.frameworks) > 1},
    )


@require_safe
def source_page(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """404 for a document that nothing public cites in the snapshot: it is not public either."""
    page = open_site_page(request, lang)
    public = documents.record(page.snapshots)
    source = next(iter(documents.sources(public, slug=slug)), None)
    if source is None:
        raise Http404(slug)
    found = resting.paragraphs(page, public, source)
    return page.render(
        "web/source.html",
        {
            "source": source,
            "paragraphs": found,
            "answer": resting.answer(source, found),
            "several": len(source.frameworks) > 1,
        },
    )
