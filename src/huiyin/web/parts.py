"""The page of parts: each part of the shelf in all its states, for developers. `?lang=en&theme=dark` sets the light."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override

from huiyin.web import samples
from huiyin.web.context import DARK_MEDIA, LANG_TAGS, frame


def parts(request: HttpRequest) -> HttpResponse:
    """Every part with made-up contexts. Not in the addresses of a running system."""
    language = request.GET.get("lang", "")
    with override(language if language in LANG_TAGS else get_language()):
        made = frame(request)["frame"]
        given = {key: made[key] for key in made}
        if request.GET.get("theme") in DARK_MEDIA:
            given |= {"theme": request.GET["theme"], "dark_media": DARK_MEDIA[request.GET["theme"]]}
        if not given["groups"]:
            given |= samples.menu()
        only = request.GET.get("only", "")
        return render(request, "web/parts.html", {"frame": given, "only": only, **samples.everything()})
