"""How one person wants her pages: language and appearance. Kept with her, and in this browser before she signs in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from huiyin.people.models import Person
from huiyin.web.context import THEMES

YEAR = 365 * 24 * 3600


@require_POST
def manner(request: HttpRequest) -> HttpResponse:
    """Take `language` and `theme`, keep what is known, and go back to `next`."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    kept = {}
    if (language := request.POST.get("language")) in dict(settings.LANGUAGES):
        kept["language"] = language
        _cookie(response, settings.LANGUAGE_COOKIE_NAME, language)
    if (theme := request.POST.get("theme")) in THEMES:
        kept["theme"] = theme
        _cookie(response, "theme", theme)
    if kept and request.user.is_authenticated:
        Person.objects.filter(pk=request.user.pk).update(**kept)
    return response


def _cookie(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
