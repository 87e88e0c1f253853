"""Unsent words of a form, kept for their writer on every machine she signs in on (hy-draft)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from huiyin.kernel.models import Draft

KEPT = dt.timedelta(days=30)
MOST, FORMS = 200_000, 100
"""Bytes of one form's words; forms of one person, of which the oldest go first."""
KEY = 160


@login_required
@require_http_methods(["GET", "POST", "DELETE"])
def draft(request: HttpRequest) -> HttpResponse:
    """`?key=` names the form. GET answers {"words": [[name, value], …]} or 204; POST keeps it; DELETE forgets it."""
    key = request.GET.get("key", "").replace("\x00", "")[:KEY]
    person: Any = request.user
    mine = Draft.objects.filter(person=person)
    if request.method == "GET":
        kept = mine.filter(key=key).first()
        return JsonResponse({"words": kept.words}) if kept else HttpResponse(status=204)
    if request.method == "DELETE":
        mine.filter(key=key).delete()
        return HttpResponse(status=204)
    words = _words(request)
    if words is None or not key:
        return HttpResponse(status=400)
    now = timezone.now()
    mine.filter(at__lt=now - KEPT).delete()
    mine.update_or_create(person=person, key=key, defaults={"words": words, "at": now})
    mine.filter(pk__in=list(mine.order_by("-at", "-pk").values_list("pk", flat=True)[FORMS : FORMS * 2])).delete()
    return HttpResponse(status=204)


def _words(request: HttpRequest) -> list[list[str]] | None:
    """The pairs sent, if that is what they are and not too much."""
    if len(request.body) > MOST:
        return None
    try:
        words: Any = json.loads(request.body).get("words")
    except (ValueError, AttributeError, RecursionError):
        return None
    pairs = isinstance(words, list) and all(
        isinstance(one, list) and len(one) == 2 and all(isinstance(text, str) for text in one) for one in words
    )
    return [[_holdable(text) for text in one] for one in words] if pairs else None


def _holdable(text: str) -> str:
    """Without what no database holds: NUL and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


urlpatterns = [path("draft", draft, name="draft")]
