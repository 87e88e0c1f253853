"""The deeds beside the flow, each a small form: hand over, copy, correct, extend, merge, part, void, take back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from huiyin.kernel import amend, extending, passing
from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.errors import Invalid, Stale
from huiyin.kernel.fields import FieldSpec, asked, fields_of
from huiyin.kernel.policy import find, procedure_of
from huiyin.kernel.registry import type_of
from huiyin.people.models import Person
from huiyin.web.answers import address, allowed, gone_to, page, seen_by
from huiyin.web.clocks_view import clocks_of
from huiyin.web.fields import fields, said
from huiyin.web.forms import Sent, reason_field, sent
from huiyin.web.initials import initials
from huiyin.web.meanwhile import meanwhile

Do = Callable[..., Any]
TO = FieldSpec("to", gettext_lazy("To whom"), "person", required=True)
KEPT = FieldSpec(
    "number", gettext_lazy("Number of the record that is kept"), "text", required=True, limit=60,
    hint=gettext_lazy("Work goes on there; this record's number stays and leads to it."),
)  # fmt: skip
UNTIL = FieldSpec("until", gettext_lazy("New deadline"), "moment", required=True)


@dataclass(frozen=True, slots=True)
class Beside:
    """One such deed: which right it needs, what it is called, what it asks, the door it goes to, and what is told
    when it is done: a sentence, or what makes one of the record.
    """

    right: str
    title: Any
    hint: Any
    done: Any
    do: Do
    asks: tuple[FieldSpec, ...] = ()
    reason: bool = True


# --- to the doors ----------------------------------------------------------------------------------------------------
def _hand_over(record: Any, actor: Person, came: Sent, *, seen: int, at: dt.datetime) -> Any:
    return passing.hand_over(record, actor, _value(TO, came), came.reason, seen=seen, at=at)


def _merge(record: Any, actor: Person, came: Sent, *, seen: int, at: dt.datetime) -> Any:
    number = str(came.data.get("number", "")).strip()
    try:
        kept = find(actor, number, at=at)
    except LookupError:
        raise Invalid({"number": _("There is no such record, or you may not see it.")}) from None
    return amend.merge(record, kept, actor, came.reason, seen=seen, at=at)


def _unmerge(record: Any, actor: Person, came: Sent, *, seen: int, at: dt.datetime) -> Any:
    return amend.unmerge(record, actor, came.reason, seen=seen, at=at)


def _void(record: Any, actor: Person, came: Sent, *, seen: int, at: dt.datetime) -> Any:
    return amend.void(record, actor, came.reason, seen=seen, at=at)


def _take_back(record: Any, actor: Person, came: Sent, *, seen: int, at: dt.datetime) -> Any:
    return amend.take_back(record, actor, came.reason, seen=seen, at=at)


def _value(spec: FieldSpec, came: Sent) -> Any:
    """One cleaned value a deed cannot do without. Raises Invalid."""
    try:
        value = clean(spec, came.data.get(spec.name))
    except Bad as bad:
        raise Invalid({spec.name: str(bad)}) from bad
    if value is None:
        raise Invalid({spec.name: _("This is needed here.")})
    return value


DEEDS = {
    "hand-over": Beside(
        "hand_over", gettext_lazy("Hand over"), gettext_lazy("The record becomes hers to act on; she is told at once."),
        gettext_lazy("Handed over."), _hand_over, (TO,),
    ),
    "merge": Beside(
        "merge", gettext_lazy("Merge into another"), gettext_lazy("For two records that tell of the same thing."),
        gettext_lazy("Merged."), _merge, (KEPT,),
    ),
    "unmerge": Beside(
        "unmerge", gettext_lazy("Part again"), gettext_lazy("The clocks run on from where they truly were."),
        gettext_lazy("Parted again."), _unmerge,
    ),
    "void": Beside(
        "void", gettext_lazy("Void"), gettext_lazy("The number and the words stay; nothing more can be done here."),
        gettext_lazy("The record was voided."), _void,
    ),
    "take-back": Beside(
        "take_back", gettext_lazy("Take back"),
        gettext_lazy("What you wrote stays. Signatures given so far no longer count."),
        gettext_lazy("Taken back."), _take_back,
    ),
}  # fmt: skip


# --- pages -----------------------------------------------------------------------------------------------------------
@page
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, type_name: str, number: str, name: str) -> HttpResponse:
    """One of the deeds that ask for little: a person, a number, a reason."""
    found = DEEDS.get(name)
    if found is None:
        raise Http404
    record, at = allowed(request, type_name, number, found.right)
    url = reverse("deed", args=[record.type, record.number, name])
    return carry(request, record, found, url, at=at)


def carry(request: HttpRequest, record: Any, found: Beside, url: str, *, at: dt.datetime, **more: Any) -> HttpResponse:
    """Show the deed's form, or do it: back to the sheet when it is done, the form with its words when it is not."""
    came, errors, stale, wrong = Sent(), {}, None, ""
    if request.method == "POST":
        came = sent(request, found.asks, (), at=at)
        seen = seen_by(request, record)
        try:
            if not came.more_rows:
                made = found.do(record, request.user, came, seen=seen, at=at)
                messages.success(request, str(found.done(made) if callable(found.done) else found.done))
                return gone_to(request, address(record))
        except Stale as late:
            wrong = str(late.why)
            stale = meanwhile(record, procedure_of(record), found.asks, came.values, seen=late.seen)
        except Invalid as invalid:
            errors, wrong = invalid.errors, str(invalid.why)
    shown = {spec.name for spec in found.asks} | {"reason"}
    form = {
        "action": url,
        "fields": fields(found.asks, more.get("of"), given=came.values, errors=errors, candidates=came.candidates),
        "seen": record.version,
        "submit": str(found.title),
        "cancel": address(record),
        "wrong": wrong,
        "stale": stale,
        "blockers": [
            {"ok": False, "text": str(text)} for name, text in errors.items() if name.partition(".")[0] not in shown
        ],
    }
    if found.reason:
        form["reason"] = reason_field(came.values, errors)
    status = 409 if stale else 422 if errors or wrong else 200
    context = {"record": record, "title": found.title, "hint": found.hint, "form": form, "said": more.get("said")}
    return render(request, "web/deed.html", context, status=status)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, type_name: str, number: str) -> HttpResponse:
    """抄送: tell colleagues; from now on they may see it."""
    record, at = allowed(request, type_name, number, "copy")
    url = reverse("copy", args=[record.type, record.number])
    chosen = [one for one in request.POST.getlist("persons") if one.isdecimal() and len(one) < 16]
    rows = Person.objects.filter(is_active=True).select_related("unit").exclude(username=request.user.get_username())
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            persons = list(rows.filter(pk__in=chosen))
            passing.copy_to(record, request.user, persons, seen=seen_by(request, record), at=at)  # type: ignore[arg-type]
            messages.success(request, _("Copied to %(names)s") % {"names": "、".join(one.name for one in persons)})
            return gone_to(request, address(record))
        except Stale as late:
            errors = {"persons": late.why}
        except Invalid as invalid:
            errors = invalid.errors
    field = {
        "name": "persons", "kind": "choices", "label": _("Colleagues"), "required": True, "value": chosen,
        "choices": [_colleague(one) for one in rows], "error": str(errors.get("persons", "")), "autofocus": True,
    }  # fmt: skip
    form = {"action": url, "fields": [field], "seen": record.version, "submit": _("Copy"), "cancel": address(record)}
    hint = _("They are told at once, see the record from now on, and confirm that they have read it.")
    context = {"record": record, "title": _("Copy to"), "hint": hint, "form": form}
    return render(request, "web/deed.html", context, status=422 if errors else 200)


def _colleague(person: Person) -> dict[str, Any]:
    label = f"{person.name} · {person.unit.name}" if person.unit else person.name
    return {"value": str(person.pk), "label": label, "initials": initials(label)}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, type_name: str, number: str) -> HttpResponse:
    """Mend what was written wrong: first which field, then its old words beside the new ones, and why."""
    record, at = allowed(request, type_name, number, "correct")
    procedure, record_type = procedure_of(record), type_of(record)
    url = reverse("correct", args=[record.type, record.number])
    every = asked(procedure, record_type, (), fields_of(procedure, record_type))
    spec = next((one for one in every if one.name == request.GET.get("field")), None)
    if spec is None:
        choose = [{"label": one.label, "text": _now(one, record), "url": f"{url}?field={one.name}"} for one in every]
        title, hint = _("Correct"), _("Choose what was written wrong. The old words stay in the trail.")
        context = {
            "record": record,
            "title": title,
            "hint": hint,
            "choose": choose,
            "form": {"cancel": address(record)},
        }
        return render(request, "web/deed.html", context)

    def mend(record: Any, actor: Person, came: Sent, *, seen: int, at: dt.datetime) -> Any:
        return amend.correct(record, actor, came.data, came.reason, seen=seen, at=at)

    hint = _("Signatures given over the old words will show that they were changed.")
    found = Beside("correct", _("Correct: %(field)s") % {"field": spec.label}, hint, _("Corrected."), mend, (spec,))
    before = [{"label": _("Now it says"), "text": _now(spec, record)}]
    return carry(request, record, found, f"{url}?field={spec.name}", at=at, of=record, said=before)


def _now(spec: FieldSpec, record: Any) -> str:
    cell = said(spec, record)
    if "lines" in cell:
        return "\n".join(_join(part["text"] for part in row) for row in cell["lines"]["rows"])
    return str(cell["text"])


def _join(texts: Iterable[str]) -> str:
    return " · ".join(text for text in texts if text)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, type_name: str, number: str, clock: str) -> HttpResponse:
    """延期: a later date for a promise, with a reason; the first date stays for the punctuality figure."""
    record, at = allowed(request, type_name, number, "extend")
    known = clocks_of(record, procedure_of(record), at=at, may_extend=False)
    now = next((one for one in known if one["name"] == clock and one["id"]), None)
    if now is None:
        raise Http404

    def later(record: Any, actor: Person, came: Sent, *, seen: int, at: dt.datetime) -> Any:
        until = _value(UNTIL, came)
        return extending.extend(record, clock, actor, until=until, reason=came.reason, seen=seen, at=at)

    def done(record: Any) -> str:
        if record.dues.filter(name=clock, due_at=now["due_at"]).exists():
            return _("Asked for; the date moves when it is granted.")
        return _("Extended.")

    hint = _("The first date stays on the record and counts for punctuality.")
    found = Beside("extend", _("Extend: %(clock)s") % {"clock": now["label"]}, hint, done, later, (UNTIL,))
    due = [{"label": _("Due now"), "text": _moment(now["due_at"])}]
    if now["first_due_at"]:
        due.append({"label": _("First promised"), "text": _moment(now["first_due_at"])})
    url = reverse("extend", args=[record.type, record.number, clock])
    return carry(request, record, found, url, at=at, said=due)


def _moment(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


urlpatterns = [
    path("<slug:type_name>/<path:number>/deeds/copy", copy, name="copy"),
    path("<slug:type_name>/<path:number>/deeds/correct", correct, name="correct"),
    path("<slug:type_name>/<path:number>/deeds/extend/<slug:clock>", extend, name="extend"),
    path("<slug:type_name>/<path:number>/deeds/<slug:name>", deed, name="deed"),
]
