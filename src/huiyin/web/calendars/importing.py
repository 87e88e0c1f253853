"""A year of holidays taken in from a file: looked at first, with what it changes, then done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.calendars import notices
from huiyin.calendars.rehearsal import rehearse
from huiyin.kernel.errors import Invalid
from huiyin.kernel.recomputing import would_move
from huiyin.people.keep import calendars as keep
from huiyin.people.keep.act import only_keepers
from huiyin.web.answers import gone_to
from huiyin.web.answers import page as answered
from huiyin.web.calendars.finding import calendar_or_404, crumbs
from huiyin.web.calendars.preview import preview


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def importing(request: HttpRequest, code: str) -> HttpResponse:
    """GET: choose a file. POST: what it holds and would do; POST again with it: the year is in."""
    at, person = timezone.now(), request.user
    only_keepers(person)  # type: ignore[arg-type]
    row = calendar_or_404(code)
    context: dict[str, Any] = {
        "title": _("Take in a year of holidays"), "calendar": row, "crumbs": crumbs(row),
        "back": reverse("calendar", args=[code]), "source": request.POST.get("source", ""), "wrong": "",
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "web/calendars/importing.html", context)
    try:
        name, content = _file(request)
        found = notices.read(name, content.encode(), source=context["source"])
        if request.POST.get("sure") == "yes":
            after = keep.import_year(person, code, found, at=at)  # type: ignore[arg-type]
            messages.success(
                request, _("%(year)d is in, edition %(edition)d.") % {"year": found.year, "edition": after.edition}
            )
            return gone_to(request, reverse("calendar_year", args=[code, found.year]))
        changed, dates = rehearse(lambda: keep.import_year(person, code, found, at=at))  # type: ignore[arg-type]
    except (notices.BadNotice, Invalid) as bad:
        return render(request, "web/calendars/importing.html", context | {"wrong": str(bad)}, status=422)
    context |= {"found": _found(found), "name": name, "content": content, "known": not changed}
    context["preview"] = preview(changed, dates, would_move(changed, dates))
    return render(request, "web/calendars/importing.html", context)


def _file(request: HttpRequest) -> tuple[str, str]:
    """The file's name and text: chosen just now, or sent along from the page that showed it."""
    chosen = request.FILES.get("file")
    if chosen is None:
        name, content = request.POST.get("name", ""), request.POST.get("content", "")
        if not content:
            raise Invalid({}, _("Choose a file first: .toml, .json or .csv."))
        return name, content
    if (chosen.size or 0) > notices.LARGEST:
        raise notices.BadNotice(_("%(file)s is too large for one year of holidays.") % {"file": chosen.name})
    try:
        return str(chosen.name), chosen.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise notices.BadNotice(_("%(file)s is not UTF-8 text; save it as UTF-8.") % {"file": chosen.name}) from None


def _found(found: notices.Announced) -> list[dict[str, Any]]:
    """What the file says, in words."""
    rest = sum(what.kind == "rest" for what in found.days.values())
    return [
        {"label": _("Year"), "text": str(found.year)},
        {"label": _("Source"), "text": found.source},
        {"label": _("Published on"), "text": str(found.issued or "")},
        {"label": _("Days off"), "text": str(rest)},
        {"label": _("Make-up working days"), "text": str(len(found.days) - rest)},
    ]
