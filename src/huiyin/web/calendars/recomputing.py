"""The deed by which a calendar edit reaches open promises: first what would move, then record by record."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from huiyin.kernel.errors import Invalid
from huiyin.kernel.recomputing import AT_ONCE, Done, present, recompute_each, would_move
from huiyin.people.keep.act import only_keepers
from huiyin.web.answers import addresses
from huiyin.web.answers import page as answered
from huiyin.web.calendars.preview import MOST, promise


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def recomputing(request: HttpRequest) -> HttpResponse:
    """GET: the promises that stand elsewhere on today's calendars. POST with a reason: the first of them move."""
    at, person = timezone.now(), request.user
    only_keepers(person)  # type: ignore[arg-type]
    done: list[Done] = []
    error, reason = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            done = recompute_each(request.POST.getlist("number"), person, reason, at=at)  # type: ignore[arg-type]
        except Invalid as invalid:
            error = str(invalid.errors.get("reason", ""))
    left = list(islice(would_move(present()), MOST))
    numbers = list(dict.fromkeys(one.number for one in left))
    seen = addresses(person, [*numbers[:AT_ONCE], *(one.number for one in done)])  # type: ignore[arg-type]
    context = {
        "title": _("Recompute open promises"), "crumbs": [{"label": _("Calendars"), "url": reverse("calendars")}],
        "words": _left(len(left), len(numbers)),
        "rows": [promise(one) | {"url": seen.get(one.number, "")} for one in left[:AT_ONCE]],
        "numbers": numbers[:AT_ONCE], "done": _done(done, seen), "submit": _submit(len(numbers)),
        "reason": {
            "name": "reason", "kind": "long", "label": _("Reason"), "required": True, "rows": 2, "limit": 2000,
            "value": "" if done else reason, "error": error,
            "hint": _("It stands in the trail of every record that moves."),
        },
    }  # fmt: skip
    return render(request, "web/calendars/recomputing.html", context, status=422 if error else 200)


def _left(promises: int, records: int) -> str:
    if not promises:
        return _("Every open promise stands where today's calendars put it.")
    words = ngettext(
        "%(n)d open promise on %(records)d record would stand elsewhere on today's calendars.",
        "%(n)d open promises on %(records)d records would stand elsewhere on today's calendars.",
        promises,
    )
    return words % {"n": promises, "records": records}


def _submit(records: int) -> str:
    if records > AT_ONCE:
        return _("Recompute the first %(n)d records") % {"n": AT_ONCE}
    return ngettext("Recompute %(n)d record", "Recompute %(n)d records", records) % {"n": records}


def _done(done: list[Done], seen: dict[str, str]) -> dict[str, Any] | None:
    """What became of each, and how many moved."""
    if not done:
        return None
    rows = [
        {
            "number": one.number, "url": seen.get(one.number, ""), "why": str(one.why),
            "moved": [promise(moved) for moved in one.moved],
        }
        for one in done
    ]  # fmt: skip
    moved = sum(bool(one.moved) for one in done)
    words = ngettext("%(n)d record was recomputed.", "%(n)d records were recomputed.", moved) % {"n": moved}
    return {"words": words, "rows": rows, "refused": any(one.why for one in done)}
