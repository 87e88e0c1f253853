"""My own page: what I am, how I want my pages, how I come in, who acts for me while I am away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.kernel import registry
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.wording import versions_of
from huiyin.people.holding import day_of, holdings
from huiyin.people.keep.roles import end_stand_in, stand_in
from huiyin.people.models import Person, StandIn, Unit
from huiyin.web.answers import gone_to
from huiyin.web.answers import page as answered
from huiyin.web.initials import initials


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """The page; POST lets a colleague stand in for me between two days."""
    at, person = timezone.now(), request.user
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            row = _arrange(request, at)
        except Invalid as invalid:
            errors = invalid.errors
        except Refused as no:
            errors = {"person": no.why}
        else:
            messages.success(request, _("%(name)s stands in for you.") % {"name": row.person.name})
            return gone_to(request, reverse("me"))
    context = {
        "person": person, "roles": _roles(person, at), "stand_ins": _stand_ins(person, at),
        "standing_in": _standing_in(person, at), "form": _form(request, errors, at),
        "ways": _ways_in(),
    }  # fmt: skip
    return render(request, "web/me.html", context, status=422 if errors else 200)


def _arrange(request: HttpRequest, at: dt.datetime) -> StandIn:
    chosen = request.POST.get("person", "")
    other = Person.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 16 else None
    if other is None:
        raise Invalid({"person": _("Choose a colleague.")})
    me: Any = request.user
    given = {name: request.POST.get(name, "").replace("\x00", "") for name in ("since", "until", "reason")}
    return stand_in(
        me, me, other, since=given["since"], until=given["until"], reason=given["reason"], at=at
    )  # fmt: skip


@answered
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """I am back: whoever stood in for me does so no longer."""
    row = StandIn.objects.filter(pk=pk, absent_id=request.user.pk).first()
    if row is None:
        raise Http404
    end_stand_in(request.user, row, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("You act for yourself again."))
    return gone_to(request, reverse("me"))


# --- what is shown --------------------------------------------------------------------------------------------------


def role_names() -> dict[str, str]:
    """Every role by code as the firm calls it, from the newest procedures that name it."""
    found: dict[str, str] = {}
    for one in registry.types():
        for procedure in versions_of(one.name).values():
            found |= {code: str(role.label) for code, role in procedure.roles.items() if code not in found}
    return found


def _roles(person: Any, at: dt.datetime) -> list[dict[str, str]]:
    """My roles in words: which, where, and whom I only stand in for."""
    names, units = role_names(), {}
    held = holdings(person, at)
    if ids := {one.unit_id for one in held if one.unit_id}:
        units = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [
        {
            "role": names.get(one.role, one.role), "where": units.get(one.unit_id or 0, "") or _("The whole firm"),
            "for": one.on_behalf.name if one.on_behalf else "",
        }
        for one in held
    ]  # fmt: skip


def _stand_ins(person: Any, at: dt.datetime) -> list[StandIn]:
    """Who acts for me now or soon."""
    rows = StandIn.objects.filter(absent=person, until__gte=day_of(at)).select_related("person")
    return list(rows.order_by("since", "pk"))


def _standing_in(person: Any, at: dt.datetime) -> list[StandIn]:
    """Whom I act for now or soon."""
    rows = StandIn.objects.filter(person=person, until__gte=day_of(at)).select_related("absent")
    return list(rows.order_by("since", "pk"))


def _form(request: HttpRequest, errors: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    given, today = request.POST, day_of(at).isoformat()
    rows = Person.objects.filter(is_active=True).exclude(username=request.user.get_username()).select_related("unit")
    people = [
        {"value": str(one.pk), "label": f"{one.name} · {one.unit.name}" if one.unit else one.name,
         "initials": initials(one.name)}
        for one in rows
    ]  # fmt: skip
    fields: list[dict[str, Any]] = [
        {"name": "person", "kind": "choice", "look": "select", "label": _("Who acts for me"), "required": True,
         "choices": people, "value": given.get("person", "")},
        {"name": "since", "kind": "date", "label": _("From"), "required": True, "value": given.get("since") or today,
         "min": today},
        {"name": "until", "kind": "date", "label": _("Until"), "required": True, "value": given.get("until", ""),
         "min": today},
        {"name": "reason", "kind": "text", "label": _("Reason"), "limit": 200, "value": given.get("reason", "")},
    ]  # fmt: skip
    for one in fields:
        one["error"] = str(errors.get(one["name"], ""))
    rest = [str(text) for name, text in errors.items() if name not in {one["name"] for one in fields}]
    return {"action": reverse("me"), "fields": fields, "submit": _("Arrange it"), "wrong": " ".join(rest)}


def _ways_in() -> list[dict[str, str]]:
    """Password and second factor: pages of the signing in."""
    ways = (
        ("account_change_password", _("Change the password"), "lock"),
        ("mfa_index", _("Second factor"), "shield-check"),
    )
    return [{"url": reverse(name), "label": label, "icon": icon} for name, label, icon in ways]


urlpatterns = [path("me", me, name="me"), path("me/stand-ins/<int:pk>/end", back, name="me_back")]
