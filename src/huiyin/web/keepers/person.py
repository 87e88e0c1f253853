"""Everything about one person: where she belongs, what she holds and held, who stands in, her keys, her sign-ins."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huiyin.base.dates import moment_words
from huiyin.people.holding import day_of
from huiyin.people.models import ApiToken, Holding, PeopleChange, Person, SignIn, StandIn
from huiyin.web.keepers.finding import for_keepers, person_or_404
from huiyin.web.keepers.words import entries
from huiyin.web.me import role_names

LATEST = 8


@for_keepers
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The page."""
    at, found = timezone.now(), person_or_404(pk)
    day = day_of(at)
    tokens = list(ApiToken.objects.filter(person=found).order_by("-created_at", "-pk"))
    about = Q(subject=f"person:{found.username}") | Q(subject__in=[f"token:{one.pk}" for one in tokens])
    changes = list(PeopleChange.objects.filter(about).select_related("by")[: LATEST + 1])
    context = {
        "person": found, "title": found.name, "facts": _facts(found),
        "crumbs": [{"label": _("Persons and units"), "url": reverse("persons")}],
        "holdings": _holdings(found, day), "standing": _standing(found, day), "tokens": _tokens(tokens, at),
        "sign_ins": [_tried(one) for one in SignIn.objects.filter(username=found.username)[:LATEST]],
        "changes": entries(changes[:LATEST]), "more": len(changes) > LATEST,
        "changes_url": f"{reverse('people_changes')}?about=person:{found.username}",
    }  # fmt: skip
    return render(request, "web/keepers/person.html", context)


def _facts(one: Person) -> list[dict[str, str]]:
    seen = moment_words(timezone.localtime(one.last_login)) if one.last_login else _("never")
    facts = [
        (_("Sign-in name"), one.username), (_("Unit"), str(one.unit or "")), (_("Position"), one.title),
        (_("E-mail"), one.email), (_("Phone"), one.phone), (_("Last signed in"), seen),
    ]  # fmt: skip
    if one.password_lent:
        facts.append((_("Password"), _("lent; she will be asked for one of her own")))
    return [{"label": label, "text": text} for label, text in facts]


def _holdings(one: Person, day: dt.date) -> list[dict[str, Any]]:
    """Her roles, those that hold now first, then those to come, then the past; each with its days."""
    names = role_names()
    rows = Holding.objects.filter(person=one).select_related("unit", "granted_by").order_by("-since", "-pk")
    made = [
        {
            "role": names.get(row.role, row.role), "unit": row.unit.name if row.unit else _("The whole firm"),
            "since": row.since, "until": row.until, "by": row.granted_by, "when": _when(row, day),
            "end": reverse("holding_end", args=[one.pk, row.pk]) if row.until is None or row.until >= day else "",
        }
        for row in rows
    ]  # fmt: skip
    return sorted(made, key=lambda row: ("now", "later", "past").index(str(row["when"])))


def _when(row: Any, day: dt.date) -> str:
    if row.since > day:
        return "later"
    return "past" if row.until is not None and row.until < day else "now"


def _standing(one: Person, day: dt.date) -> list[dict[str, Any]]:
    """Who acts for her, and for whom she acts; what is over is left to the history."""
    rows = StandIn.objects.filter(Q(absent=one) | Q(person=one), until__gte=day).select_related("absent", "person")
    return [
        {
            "words": _("%(name)s acts for her") % {"name": row.person.name} if row.absent_id == one.pk
            else _("She acts for %(name)s") % {"name": row.absent.name},
            "since": row.since, "until": row.until, "reason": row.reason, "now": _when(row, day) == "now",
            "end": reverse("stand_in_end", args=[one.pk, row.pk]),
        }
        for row in rows.order_by("since", "pk")
    ]  # fmt: skip


def _tokens(tokens: list[ApiToken], at: dt.datetime) -> list[dict[str, Any]]:
    return [
        {
            "label": one.label, "created": one.created_at, "expires": one.expires_at, "ended": one.ended_at,
            "counts": one.ended_at is None and (one.expires_at is None or at < one.expires_at),
            "end": reverse("token_end", args=[one.person_id, one.pk]),
        }
        for one in tokens
    ]  # fmt: skip


def _tried(one: SignIn) -> dict[str, Any]:
    return {
        "at": one.at,
        "words": str(SignIn.OUTCOMES.get(one.outcome, one.outcome)),
        "ok": one.ok,
        "address": one.address,
    }
