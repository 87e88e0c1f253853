"""An old register taken in on the page: chosen, looked at with every column and fault, then done; by the same code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.intake import kept
from huiyin.intake.binding import label_of
from huiyin.intake.dates import ORDERS
from huiyin.intake.headings import OWN
from huiyin.intake.mapping import LEFT_OUT, Mapping
from huiyin.intake.refused import refused_workbook
from huiyin.intake.register import Account, Order, take_in
from huiyin.intake.sheets import MOST_BYTES
from huiyin.intake.table import blank, words
from huiyin.intake.telling import sentences
from huiyin.kernel import registry
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.policy import may_import
from huiyin.web.answers import gone_to
from huiyin.web.answers import page as answered
from huiyin.web.fields import field

MOST_ROWS = 20_000
SHOWN, LONGEST = 3, 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMN, CONSTANT = "column-", "constant-"


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """GET: choose a file. POST: it is kept for a day, for her alone, and shown."""
    at, person = timezone.now(), request.user
    types = [one for one in registry.types() if may_import(person, one.name, at=at).ok]  # type: ignore[arg-type]
    if not types:
        raise Refused(_("Only whoever works with these records may bring in a register of them."))
    asked = request.POST.get("type", "") or request.GET.get("type", "")
    chosen = request.FILES.get("file")
    context: dict[str, Any] = {"types": _types(types, asked), "wrong": ""}
    if request.method == "POST":
        if chosen is None:
            context["wrong"] = _("Choose a file first.")
        elif (chosen.size or 0) > MOST_BYTES:
            context["wrong"] = _("The file is larger than %(most)d MB. Split it.") % {"most": MOST_BYTES >> 20}
        elif asked not in {one.name for one in types}:
            context["wrong"] = _("Choose what the rows are.")
        else:
            key = kept.keep(person, str(chosen.name)[:200], chosen.read(), at=at)  # type: ignore[arg-type]
            return redirect(f"{reverse('import_look', args=[key])}?type={asked}")
    return render(request, "web/importing/start.html", context, status=422 if context["wrong"] else 200)


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, key: str) -> HttpResponse:
    """GET: what would come of the file, every column with its field. POST: the same with other words, or the deed."""
    at, given = timezone.now(), request.POST if request.method == "POST" else request.GET
    name, content = _kept(request, key)
    sure = request.method == "POST" and given.get("sure") == "yes"
    order = _order(given, name, content, dry=not sure)
    context: dict[str, Any] = {"name": name, "type": given.get("type", ""), "given": given, "wrong": ""}
    try:
        account = take_in(order, request.user, at=at)  # type: ignore[arg-type]
    except Invalid as no:
        context |= {"wrong": str(no.why), "options": _options(given)}
        return render(request, "web/importing/look.html", context, status=422)
    if account.refused:
        kept.keep_refused(request.user, key, refused_workbook(account))  # type: ignore[arg-type]
    context |= {"account": account, "sentences": sentences(account), "refused": reverse("import_refused", args=[key])}
    if not sure:
        context |= {"columns": _columns(account), "options": _options(given, account), "ready": len(account.records)}
        return render(request, "web/importing/look.html", context)
    if not account.refused:
        messages.success(request, " ".join(sentences(account)[-3:]))
        return gone_to(request, reverse("register", args=[order.type_name]))
    context["back"] = reverse("register", args=[order.type_name])
    return render(request, "web/importing/done.html", context)


@answered
@require_safe
def refused(request: HttpRequest, key: str) -> HttpResponse:
    """The rows that did not go in, to be mended."""
    try:
        workbook = kept.refused_of(request.user, key)  # type: ignore[arg-type]
    except LookupError:
        raise Http404 from None
    answer = HttpResponse(workbook, content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="refused.xlsx"'
    return answer


def _kept(request: HttpRequest, key: str) -> tuple[str, bytes]:
    try:
        return kept.find(request.user, key)  # type: ignore[arg-type]
    except LookupError:
        raise Http404 from None


def _order(given: Any, name: str, content: bytes, *, dry: bool) -> Order:
    """What was chosen on the page, as an order; the columns by their headings."""
    said = {one.removeprefix(COLUMN): value for one, value in given.items() if one.startswith(COLUMN) and value}
    constants = {
        one.removeprefix(CONSTANT): value for one, value in given.items() if one.startswith(CONSTANT) and value
    }
    dates = given.get("dates", "")
    if given.get("type") not in {one.name for one in registry.types()} or dates not in ("", *ORDERS):
        raise Http404
    return Order(
        given["type"], content, name, Mapping(columns=said, constants=constants), sheet=given.get("sheet", ""),
        dates=dates, encoding=given.get("encoding", "")[:40], unknown=given.get("unknown", "").strip()[:150],
        new_customers=given.get("customers") == "yes", new_products=given.get("products") == "yes", dry=dry,
        most=MOST_ROWS,
    )  # fmt: skip


def _types(types: Iterable[registry.RecordType], asked: str) -> dict[str, Any]:
    choices = [{"value": one.name, "label": str(one.label)} for one in types]
    value = asked or choices[0]["value"]
    return {"name": "type", "kind": "choice", "look": "radio", "label": _("What the rows are"), "choices": choices,
            "value": value, "required": True}  # fmt: skip


def _columns(account: Account) -> list[dict[str, Any]]:
    """A field for each column: its heading, what stands in it, and the field of a record it goes into."""
    fields = [{"value": name, "label": label_of(name, account.specs)} for name in (*OWN, *account.specs)]
    wrong = {account.binding.place_of(name) for one in account.refused for name in one.errors}
    listed = []
    for place, name in enumerate(account.table.names):
        if not name or place in account.binding.ours:
            continue
        seen = dict.fromkeys(words(cell)[:LONGEST] for cell in account.table.column(place)[:200] if not blank(cell))
        listed.append({
            "name": COLUMN + name, "id": f"column-{place}", "kind": "choice", "label": name,
            "value": account.binding.columns.get(place, LEFT_OUT), "hint": " · ".join(list(seen)[:SHOWN]),
            "error": _("Some rows are refused because of this column.") if place in wrong else "",
            "choices": [{"value": LEFT_OUT, "label": _("no field: kept in the trail")}, *fields],
        })  # fmt: skip
    return listed


def _options(given: Any, account: Account | None = None) -> list[dict[str, Any]]:
    """What the file cannot say: dates, customers without a card, values for fields no column gives."""
    ways = [("mdy", _("month, day, year")), ("dmy", _("day, month, year")), ("ymd", _("year, month, day"))]
    fields: list[dict[str, Any]] = [
        {"name": "dates", "kind": "choice", "label": _("3/4/2015 is"), "value": given.get("dates", ""),
         "choices": [{"value": code, "label": label} for code, label in ways], "placeholder": _("as the file shows")},
        {"name": "customers", "kind": "flag", "label": _("Customers"), "value": given.get("customers") == "yes",
         "words": _("Open a card for each new customer")},
        {"name": "unknown", "kind": "text", "label": _("Or take rows without a card, because"),
         "value": given.get("unknown", ""), "limit": 150},
        {"name": "products", "kind": "flag", "label": _("Products"), "value": given.get("products") == "yes",
         "words": _("Add each new product to the catalogue")},
        {"name": "encoding", "kind": "text", "label": _("Encoding"), "value": given.get("encoding", ""), "limit": 40,
         "placeholder": account.table.sheet.encoding if account else "gb18030"},
    ]  # fmt: skip
    if account is None:
        return fields
    if account.other_sheets:
        names = [account.table.sheet.name, *account.other_sheets]
        fields.insert(0, {"name": "sheet", "kind": "choice", "label": _("Sheet"), "value": names[0],
                          "choices": [{"value": one, "label": one} for one in names]})  # fmt: skip
    return fields + _constants(given, account)


def _constants(given: Any, account: Account) -> list[dict[str, Any]]:
    """A value for all rows, for what a record needs and no column gives, and the day closed rows were closed."""
    bound = {*account.binding.columns.values(), *account.binding.joined}
    lacking = [
        spec
        for name, spec in account.specs.items()
        if name not in bound and (spec.required or CONSTANT + name in given)
    ]
    if "received_at" not in bound and all(spec.name != "received_at" for spec in lacking):
        lacking.append(account.specs["received_at"])
    made = []
    for spec in lacking:
        one = field(spec, given={spec.name: given.get(CONSTANT + spec.name, "")}, name=CONSTANT + spec.name)
        made.append(one | {"required": False, "kind": "date" if spec.kind == "moment" else one["kind"]})
    name, label = f"{CONSTANT}closed_at", _("Closed rows without a date were closed on")
    made.append({"name": name, "kind": "date", "label": label, "value": given.get(name, "")})
    made[0]["title"] = _("For every row that says nothing of it")
    return made


urlpatterns = [
    path("import", start, name="import"),
    path("import/<slug:key>", look, name="import_look"),
    path("import/<slug:key>/refused.xlsx", refused, name="import_refused"),
]
