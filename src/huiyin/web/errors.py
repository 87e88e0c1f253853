"""What a person reads when a page cannot be given: what happened, and what she can do now.

`refused` answers for the door's own refusals, on a page or inside a dialog. The handlers at the end are Django's
(`handler404 …` in urls.py); the one for 500 asks the database for nothing, because that may be what broke.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from huiyin.kernel.errors import Refused


def refused(
    request: HttpRequest, no: Refused, *, back: str = "/", items: list[dict[str, Any]] | None = None
) -> HttpResponse:
    """The door's refusal with its sentence and status; `items` are its blockers as preflight.html takes them."""
    return _page(request, no.status, str(no.why), back=back, items=items or blockers(no))


def blockers(no: Refused) -> list[dict[str, Any]]:
    """What stands in the way, each as an item of parts/preflight.html."""
    return [blocker(one) for one in no.blockers]


def blocker(one: Any) -> dict[str, Any]:
    """One kernel Blocker as an item: its sentence, its clause, and where to mend it."""
    return {"ok": False, "text": str(one.text), "clause": one.clause, "url": f"#at-{one.field}" if one.field else ""}


def _page(
    request: HttpRequest, status: int, why: str = "", *, back: str = "/", items: list[dict[str, Any]] | None = None
) -> HttpResponse:
    title, sentence, icon = _words(status)
    context = {"title": title, "why": why or sentence, "items": items, "back": back, "icon": icon, "status": status}
    return render(request, "web/refused.html", context, status=status)


def _words(status: int) -> tuple[str, str, str]:
    """Title, sentence and icon for a status."""
    match status:
        case HTTPStatus.FORBIDDEN:
            return (
                _("Not allowed"),
                _("Your roles do not cover this. Who may do it is written in the procedure."),
                "lock",
            )
        case HTTPStatus.CONFLICT:
            return _("Someone was faster"), _("The record changed after you opened it. Nothing was written."), "refresh"
        case HTTPStatus.NOT_FOUND:
            sentence = _("There is no such page, or it is not for you. Check the number, or look for it by search.")
            return _("Nothing here"), sentence, "search"
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return _("Busy just now"), _("Nothing was written. Try again in a few seconds."), "hourglass"
        case _:
            return _("This cannot be done"), _("What was sent cannot be used. Go back and try again."), "alert-circle"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request no page of ours sends."""
    return _page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 raised by a view; what it says is not shown unless it is one of our own sentences."""
    return _page(request, HTTPStatus.FORBIDDEN, str(exception.why) if isinstance(exception, Refused) else "")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 by the forgery guard: nearly always a form that lay open while the person signed in anew."""
    why = _("This form lay open too long. Go back, reload the page and send it again; your words are kept there.")
    return _page(request, HTTPStatus.FORBIDDEN, why, back=request.path)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: what is absent and what is hidden look alike."""
    return _page(request, HTTPStatus.NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """500: the fault is ours. No context processor runs, no row is read."""
    return HttpResponse(render_to_string("web/broken.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
