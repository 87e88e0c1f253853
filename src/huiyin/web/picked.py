"""Deeds on the rows picked in a register: copy to, hand over, export. Each record goes through the door by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from huiyin.kernel import passing
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Record
from huiyin.kernel.policy import visible
from huiyin.people.models import Person
from huiyin.web.answers import address, record_type_or_404
from huiyin.web.answers import page as answered
from huiyin.web.export import as_workbook
from huiyin.web.forms import reason_field
from huiyin.web.initials import initials
from huiyin.web.listing import listing

MOST = 200


@dataclass(frozen=True, slots=True)
class OnMany:
    """One such deed: its name on the button, what it asks for, and the door each record goes through."""

    label: Any
    hint: Any
    several: bool
    reason: bool
    do: Callable[..., Any]


def _copy(record: Any, actor: Any, persons: list[Person], reason: str, seen: int, at: dt.datetime) -> None:
    passing.copy_to(record, actor, persons, seen=seen, at=at)


def _hand_over(record: Any, actor: Any, persons: list[Person], reason: str, seen: int, at: dt.datetime) -> None:
    passing.hand_over(record, actor, persons[0], reason, seen=seen, at=at)


DEEDS = {
    "copy": OnMany(
        gettext_lazy("Copy to"),
        gettext_lazy("They are told at once, see the records from now on, and confirm that they have read them."),
        several=True, reason=False, do=_copy,
    ),
    "hand-over": OnMany(
        gettext_lazy("Hand over"), gettext_lazy("The records become hers to act on; she is told at once."),
        several=False, reason=True, do=_hand_over,
    ),
}  # fmt: skip


def offered() -> list[dict[str, str]]:
    """The buttons under a register."""
    made = [{"label": str(one.label), "name": "deed", "value": name} for name, one in DEEDS.items()]
    return [*made, {"label": _("Export"), "name": "deed", "value": "export"}]


@answered
@require_POST
def picked(request: HttpRequest, type_name: str) -> HttpResponseBase:
    """`picked` (numbers) and `deed`; the first time it asks what the deed needs, then it does it, record by record."""
    record_type_or_404(type_name)
    at, deed = timezone.now(), request.POST.get("deed", "")
    records = _records(request, type_name, at)
    if deed == "export":
        return _export(request, type_name, records, at)
    found = DEEDS.get(deed)
    if found is None:
        raise Refused(_("Choose what is to be done with the picked records."), status=422)
    errors: dict[str, Any] = {}
    if request.POST.get("sure"):
        persons, errors = _persons(request, found)
        reason = request.POST.get("reason", "").strip()
        if found.reason and not reason:
            errors["reason"] = _("Give the reason.")
        if not errors:
            return _done(
                request, type_name, found, [_carry(found, one, request, persons, reason, at) for one in records]
            )
    return _ask(request, type_name, deed, found, records, errors)


def _records(request: HttpRequest, type_name: str, at: dt.datetime) -> list[Record]:
    """The picked records she may see, in the order they were picked. Raises Refused when none is left."""
    numbers = list(dict.fromkeys(one for one in request.POST.getlist("picked") if one and "\x00" not in one))
    if len(numbers) > MOST:
        raise Refused(_("At most %(most)d records at a time.") % {"most": MOST}, status=422)
    rows = visible(request.user, None, at=at).filter(type=type_name, number__in=numbers)  # type: ignore[arg-type]
    known = {one.number: one for one in rows.select_related("customer")}
    found = [known[number] for number in numbers if number in known]
    if not found:
        raise Refused(_("Pick at least one record first."), status=422)
    return found


def _export(request: HttpRequest, type_name: str, records: list[Record], at: dt.datetime) -> HttpResponseBase:
    """The picked rows in the order of the page, as a workbook."""
    query = QueryDict(mutable=True)
    for name in ("view", "sort"):
        if name in request.GET:
            query[name] = request.GET[name]
    found = listing(request, type_name, query, at=at)
    found.narrowed.branches = [one.filter(pk__in=[record.pk for record in records]) for one in found.narrowed.branches]
    return as_workbook(found)


def _persons(request: HttpRequest, found: OnMany) -> tuple[list[Person], dict[str, Any]]:
    chosen = [int(one) for one in request.POST.getlist("persons") if one.isdecimal() and len(one) < 16]
    persons = list(_colleagues(request).filter(pk__in=chosen[: MOST if found.several else 1]))
    return persons, {} if persons else {"persons": _("Choose at least one person.")}


def _colleagues(request: HttpRequest) -> Any:
    return Person.objects.filter(is_active=True).select_related("unit").exclude(username=request.user.get_username())


def _ask(
    request: HttpRequest, type_name: str, deed: str, found: OnMany, records: list[Record], errors: dict[str, Any]
) -> HttpResponse:
    chosen = request.POST.getlist("persons")
    choices = [_choice(one) for one in _colleagues(request)]
    field = {
        "name": "persons", "kind": "choices" if found.several else "choice", "look": "select", "required": True,
        "label": _("Colleagues") if found.several else _("To whom"), "choices": choices, "autofocus": True,
        "value": chosen if found.several else "".join(chosen[:1]), "error": str(errors.get("persons", "")),
    }  # fmt: skip
    asked = [field, *([reason_field(request.POST.dict(), errors)] if found.reason else [])]
    context = {
        "title": found.label, "hint": found.hint, "records": [_row(one, request) for one in records], "fields": asked,
        "deed": deed, "action": request.get_full_path(), "back": reverse("register", args=[type_name]),
        "count": ngettext("%(n)d record", "%(n)d records", len(records)) % {"n": len(records)},
    }  # fmt: skip
    return render(request, "web/picked.html", context, status=422 if errors else 200)


def _choice(one: Person) -> dict[str, str]:
    label = f"{one.name} · {one.unit.name}" if one.unit else one.name
    return {"value": str(one.pk), "label": label, "initials": initials(label)}


def _row(record: Record, request: HttpRequest) -> dict[str, Any]:
    seen = request.POST.get(f"seen.{record.pk}", "")
    return {
        "number": record.number, "title": record.title, "customer": str(record.customer or record.customer_unknown),
        "url": address(record), "seen_name": f"seen.{record.pk}",
        "seen": seen if seen.isdecimal() and len(seen) < 10 else record.version,
    }  # fmt: skip


def _carry(
    found: OnMany, record: Record, request: HttpRequest, persons: list[Person], reason: str, at: dt.datetime
) -> dict[str, Any]:
    """One record through the door; a refusal is a line of the result and stops no other."""
    row = _row(record, request)
    try:
        found.do(record, request.user, persons, reason, int(row["seen"]), at)
    except Invalid as no:
        return row | {"ok": False, "why": " ".join(str(one) for one in no.errors.values())}
    except Refused as no:
        return row | {"ok": False, "why": str(no.why)}
    return row | {"ok": True}


def _done(request: HttpRequest, type_name: str, found: OnMany, results: list[dict[str, Any]]) -> HttpResponse:
    good = sum(one["ok"] for one in results)
    words = ngettext("Done for %(n)d record.", "Done for %(n)d records.", good) % {"n": good}
    refused = len(results) - good
    if refused:
        words += " " + ngettext("%(n)d was refused.", "%(n)d were refused.", refused) % {"n": refused}
    context = {"title": found.label, "results": results, "words": words, "refused": refused,
               "back": reverse("register", args=[type_name])}  # fmt: skip
    return render(request, "web/picked_done.html", context)


urlpatterns = [path("<slug:type_name>/picked", picked, name="picked")]
