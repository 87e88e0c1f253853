"""How the API answers: JSON in plain characters; every refusal is `{why, errors, blockers}` with its status."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.renderers import BaseRenderer

from huiyin.api.values import blockers
from huiyin.kernel.errors import Busy, Invalid, Refused, Stale

LOG = logging.getLogger(__name__)


class Unreadable(Refused):
    """What was sent cannot be read at all."""

    status = 400


class PlainJson(BaseRenderer):
    """Chinese stays Chinese: half the bytes of escapes, and readable."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        """`data` as JSON."""
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)


def answer(data: Any, status: int = 200) -> HttpResponse:
    """A JSON answer."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    response = HttpResponse(text, status=status, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


def fault(status: int, why: Any, **more: Any) -> HttpResponse:
    """A refusal in the one form every refusal has."""
    return answer({"why": str(why), "errors": {}, "blockers": [], **more}, status)


def refused(request: HttpRequest, no: Refused) -> HttpResponse:
    """The door's own refusal."""
    more: dict[str, Any] = {"blockers": blockers(no.blockers)}
    if isinstance(no, Invalid):
        more["errors"] = {name: str(sentence) for name, sentence in no.errors.items()}
    if isinstance(no, Stale):
        more |= {"seen": no.seen, "present": no.present}
    response = fault(no.status, no.why, **more)
    if isinstance(no, Busy):
        response["Retry-After"] = "5"
    return response


def not_found(request: HttpRequest, _why: Any = None, **_path: Any) -> HttpResponse:
    """What is absent and what is hidden look alike."""
    return fault(404, _("There is no such thing here, or it is not for you."))


def not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """405 in our form, with what is allowed."""
    made = fault(405, _("This address does not take %(method)s.") % {"method": str(request.method)[:20]})
    made["Allow"] = response.headers.get("Allow", "")
    return made


def _who_are_you(request: HttpRequest, _why: Any) -> HttpResponse:
    response = fault(401, _("Send a key: “Authorization: Bearer hy_…”. Whoever keeps the persons makes keys."))
    response["WWW-Authenticate"] = "Bearer"
    return response


def _too_often(request: HttpRequest, why: Throttled) -> HttpResponse:
    response = fault(429, _("Too many requests. Wait a moment."))
    response["Retry-After"] = str(int(why.wait or 1) + 1)
    return response


def _too_big(request: HttpRequest, _why: Any) -> HttpResponse:
    return fault(413, _("This is too large to be read. Send long texts as files."))


def _unreadable(request: HttpRequest, _why: Any) -> HttpResponse:
    return fault(400, _("What was sent cannot be read."))


def _http(request: HttpRequest, why: HttpError) -> HttpResponse:
    if why.status_code == 403:  # the forgery guard
        return fault(403, _("A browser must send the CSRF token in X-CSRFToken. Programs send a key instead."))
    return fault(why.status_code, _("What was sent cannot be read."))


def _broken(request: HttpRequest, why: Exception) -> HttpResponse:
    LOG.error("the API broke at %s %s", request.method, request.path, exc_info=why)
    return fault(500, _("The fault is ours; it was written down. Nothing was written to your records."))


def handle_all(api: NinjaAPI) -> None:
    """Give every error its answer."""
    every: tuple[tuple[Any, Any], ...] = (
        (Exception, _broken), (Refused, refused), (Invalid, refused), (Http404, not_found),
        (HttpError, _http), (AuthenticationError, _who_are_you), (Throttled, _too_often),
        (SuspiciousOperation, _unreadable), (RequestDataTooBig, _too_big),
    )  # fmt: skip
    for kind, handler in every:
        api.add_exception_handler(kind, handler)
