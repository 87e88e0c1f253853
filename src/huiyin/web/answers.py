"""How a page of records answers: who is asked in, what is found, what is refused, where to go next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from huiyin.kernel import registry
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Record
from huiyin.kernel.policy import visible
from huiyin.kernel.rights import may_beside
from huiyin.people.models import Person
from huiyin.web.errors import refused

Page = Callable[..., HttpResponseBase]


def page(view: Page) -> Page:
    """A page for whoever signed in; a refusal no one caught is answered with its sentence and status."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_piece(request) and not request.user.is_authenticated:
            return _to_sign_in(request)
        return guarded(request, *args, **kwargs)

    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refused as why:
            return refusal(request, why)

    return asked


def is_piece(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page (the dialog) and not the browser for a whole one."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A session that ended while a dialog was open: the whole page goes to the door and comes back to where it was."""
    here = urlsplit(request.headers.get("HX-Current-URL", "/"))
    query = QueryDict(mutable=True)
    query["next"] = f"{here.path}?{here.query}" if here.query else here.path
    return HttpResponse(headers={"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}?{query.urlencode(safe='/')}"})


def gone_to(request: HttpRequest, url: str) -> HttpResponse:
    """After a deed: on to `url`, the whole page of it, also out of the dialog."""
    if is_piece(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=303)


def refusal(request: HttpRequest, why: Refused, record: Any = None) -> HttpResponse:
    """The refusal with what stands in the way linked to where it is mended, and the way back to the sheet."""
    back = address(record) if record is not None else "/"
    items = blockers_of(request.user, why.blockers, record)
    if isinstance(why, Invalid):
        items = [{"ok": False, "text": str(sentence)} for sentence in why.errors.values()]
    return refused(request, why, back=back, items=items)


def blockers_of(person: Any, blockers: Iterable[Any], record: Any = None) -> list[dict[str, Any]]:
    """What stands in the way, as parts/preflight.html shows it: each with the clause that asks and a way to mend it."""
    blockers = list(blockers)
    where = addresses(person, [one.number for one in blockers if one.number])
    found = []
    for one in blockers:
        url = where.get(one.number, "")
        if not one.number and one.field and record is not None:
            url = f"{address(record)}#at-{one.field.partition('.')[0]}"
        found.append({"ok": False, "text": str(one.text), "clause": one.clause, "url": url})
    return found


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where a deed leads when it is done: the page of ours that sent for it (``back``), or ``otherwise``."""
    back = request.POST.get("back", "") or request.GET.get("back", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if ours else otherwise


def address(record: Any) -> str:
    """Where a record's sheet lies."""
    return reverse("sheet", args=[record.type, record.number])


def addresses(person: Person, numbers: Iterable[str]) -> dict[str, str]:
    """The sheets behind numbers, those `person` may see. One query, none for no number."""
    wanted = set(numbers)
    if not wanted:
        return {}
    rows = visible(person, None, at=timezone.now()).filter(number__in=wanted).values_list("number", "type")
    return {number: reverse("sheet", args=[kind, number]) for number, kind in rows}


def record_type_or_404(type_name: str) -> registry.RecordType:
    """The type of that name, or nothing like it."""
    try:
        return registry.get(type_name)
    except LookupError:
        raise Http404 from None


def record_or_404(request: HttpRequest, type_name: str, number: str, *, at: dt.datetime) -> Any:
    """The room's row behind a number with everything its sheet names, in one query; strangers find nothing."""
    record_type = record_type_or_404(type_name)
    if "\x00" in number:
        raise Http404
    model = record_type.model
    named = [one.name for one in model._meta.fields if one.many_to_one] + ["unit", "customer", "procedure"]
    rows = visible(request.user, type_name, at=at).filter(number=number)  # type: ignore[arg-type]
    record = rows.select_related(*dict.fromkeys(named)).defer("procedure__body").first()
    if record is None:
        raise Http404
    return record


def allowed(request: HttpRequest, type_name: str, number: str, right: str) -> tuple[Any, dt.datetime]:
    """The record behind a number and the moment, if the asker may do that deed beside the flow. Raises Refused."""
    at = timezone.now()
    record = record_or_404(request, type_name, number, at=at)
    verdict = may_beside(request.user, record, right, at=at)  # type: ignore[arg-type]
    if not verdict.ok:
        raise Refused(verdict.why)
    return record, at


def seen_by(request: HttpRequest, record: Record) -> int:
    """The version the page showed that this form was filled on; a form without one has seen nothing."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
