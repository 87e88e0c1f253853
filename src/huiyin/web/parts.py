"""The page of parts: each part of the shelf in all its states, for developers.

`?only=register&rows=0&lang=en&theme=dark` picks a shelf, the rows of the register, language and light.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override

from huiyin.web import samples
from huiyin.web.context import DARK_MEDIA, LANG_TAGS, frame

SCREENFUL = 14
MOST = 5000


def parts(request: HttpRequest) -> HttpResponse:
    """Every part with made-up contexts, refusing what is posted. Not in the addresses of a running system."""
    asked = request.GET
    rows = min(int(asked["rows"]), MOST) if asked.get("rows", "").isdecimal() else SCREENFUL
    with override(asked["lang"] if asked.get("lang") in LANG_TAGS else get_language()):
        made_up = samples.everything(rows)
        drawn = frame(request)["frame"]
        around = {key: drawn[key] for key in drawn}
        if asked.get("theme") in DARK_MEDIA:
            around |= {"theme": asked["theme"], "dark_media": DARK_MEDIA[asked["theme"]]}
        if not around["groups"]:
            around |= made_up["menu"]
        shown = {**made_up, "frame": around, "only": asked.get("only", "")}
        return render(request, "web/parts.html", shown, status=422 if request.method == "POST" else 200)
