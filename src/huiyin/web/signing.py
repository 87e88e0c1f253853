"""Putting one's name to a step: the password once more and what it means; or sending it back with a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.kernel import flow, signing
from huiyin.kernel.errors import Invalid
from huiyin.kernel.policy import procedure_of
from huiyin.kernel.signs import Demand
from huiyin.kernel.told import Told
from huiyin.packs.shape import Procedure, Step
from huiyin.web.answers import address, gone_to, page, record_or_404, seen_by
from huiyin.web.forms import reason_field

METHOD = "password"


@page
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, type_name: str, number: str) -> HttpResponse:
    """GET: what is signed and what it means. POST `verdict`: signed, or refused with a reason."""
    at = timezone.now()
    record = record_or_404(request, type_name, number, at=at)
    procedure = procedure_of(record)
    proposal = signing.open_proposal(record)
    step = procedure.flow.steps[proposal.step]
    demand, held = signing.right_to_sign(request.user, record, step, proposal, at)  # type: ignore[arg-type]
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            return _signed(request, record, step, at)
        except Invalid as invalid:
            errors = invalid.errors
    role = procedure.roles.get(held.role)
    context = {
        "record": record,
        "step": step,
        "proposal": proposal,
        "form": _form(request, record, procedure, demand, errors, role=str(role.label) if role else ""),
        "filed": _filed(record, procedure, proposal),
    }
    return render(request, "web/sign.html", context, status=422 if errors else 200)


def _signed(request: HttpRequest, record: Any, step: Step, at: dt.datetime) -> HttpResponse:
    verdict = "refused" if request.POST.get("verdict") == "refused" else "signed"
    reason = request.POST.get("reason", "")
    if verdict == "refused" and not reason.strip():  # before the password: nobody types it twice for a forgotten word
        raise Invalid({"reason": _("Say why you send it back.")})
    prove(request)
    person: Any = request.user
    made = flow.sign(
        record, person, seen=seen_by(request, record), at=at, method=METHOD, verdict=verdict, reason=reason
    )  # fmt: skip
    words = _("Sent back: %(step)s.") if verdict == "refused" else _("Signed: %(step)s.")
    messages.success(request, words % {"step": step.label})
    return gone_to(request, address(made))


def prove(request: HttpRequest) -> None:
    """The password again. A wrong one is counted with those at the door. Raises Invalid with a sentence."""
    password = request.POST.get("password", "")
    if not password or len(password) > 200:
        raise Invalid({"password": _("Type your password: it stands for your hand.")})
    try:
        proved = get_adapter(request).reauthenticate(request.user, password)
    except ValidationError as shut:
        raise Invalid({"password": _("Too many wrong passwords. Wait five minutes, then try again.")}) from shut
    if not proved:
        raise Invalid({"password": _("The password is not right. Nothing was signed; type it again.")})


def _form(
    request: HttpRequest, record: Any, procedure: Procedure, demand: Demand, errors: dict[str, Any], *, role: str
) -> dict[str, Any]:
    given = {"reason": request.POST.get("reason", "")}
    wrong = {name: text for name, text in errors.items() if name not in ("password", "reason")}
    reason = reason_field(given, errors, label=_("Remark, or why you send it back"))
    return {
        "action": reverse("sign", args=[record.type, record.number]),
        "seen": record.version,
        "cancel": address(record),
        "blockers": [{"ok": False, "text": str(text)} for text in wrong.values()],
        "reason": reason | {"required": False},
        "sign": {
            "meaning": str(demand.sign.meaning) or _("I have read this and agree."),
            "person": request.user,
            "role": f"{role} · {demand.unit_name}" if demand.unit_name else role,
            "clause": demand.sign.clause,
            "error": str(errors.get("password", "")),
        },
    }


def _filed(record: Any, procedure: Procedure, proposal: Any) -> list[dict[str, Any]]:
    """Who filed the step, and what she wrote with it: what is about to be signed."""
    events = record.events.filter(kind="filed", step=proposal.step).select_related("actor", "on_behalf")
    return Told(record, procedure).entries(events.order_by("-seq")[:1])


urlpatterns = [path("<slug:type_name>/<path:number>/sign", sign, name="sign")]
