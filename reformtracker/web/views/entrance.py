from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from initiatives.models import FrameworkVersion
from reformtracker.web.language import preferred
from reformtracker.web.page import Page
from reformtracker.web.parameters import AS_OF, RELEASE


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """The only address that looks at Accept-Language."""
    response = HttpResponseRedirect(reverse("web:home", kwargs={"lang": preferred(request)}))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def home(request: HttpRequest, lang: str) -> HttpResponse:
    """The only framework by redirect; where there are several, or none yet, a list."""
    frameworks = list(FrameworkVersion.objects.listed())
    if len(frameworks) != 1:
        return Page(request).render("web/home.html", {"frameworks": frameworks})
    path = reverse("web:overview", kwargs={"lang": lang, "fw": frameworks[0].thing.slug})
    asked = {name: request.GET[name] for name in (AS_OF, RELEASE) if request.GET.get(name)}
    return HttpResponseRedirect(f"{path}?{urlencode(asked)}" if asked else path)
