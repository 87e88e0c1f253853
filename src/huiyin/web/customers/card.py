"""The card as a form: made at the start of dealings, corrected at once when something changes (SM-5.2b, SM-5.2c)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.calendars.models import WorkCalendar
from huiyin.kernel.errors import Invalid, Refused
from huiyin.parties import rights
from huiyin.parties.about import said
from huiyin.parties.card import StaleCard, change_card, open_customer
from huiyin.parties.models import CardChange, Customer
from huiyin.people.holding import default_window, window_for
from huiyin.web.answers import page as answered
from huiyin.web.asking import Compare, Field, Form, Values, asked, choice, column, columns, seen
from huiyin.web.customers.clocks import Own, own_clocks
from huiyin.web.customers.columns import languages
from huiyin.web.customers.finding import customer_or_404
from huiyin.web.customers.trail import entries

CLOCK = "clock."
NAMES = ("name", "short_name", "name_en", "code", "rank", "key", "relation", "unit", "region", "address")


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new card. A firm of the same name is asked about, and made when it is another one indeed."""
    at, person = timezone.now(), request.user
    refuse(rights.may_keep(person, None, at=at))  # type: ignore[arg-type]
    home = window_for(person)  # type: ignore[arg-type]
    blank = Customer(unit=home, since=timezone.localtime(at).date())
    own = own_clocks(home, timezone.localtime(at).date())
    fields = _fields(blank, own)
    next(one for one in fields if one["name"] == "code")["hint"] = _("Left empty, the next number is taken.")
    form = Form(_("New customer"), _("Make the card"), reverse("customers"), fields)
    form.done = _("The card is made.")

    def make(good: Values, source: str, same: bool) -> Customer:
        return open_customer(person, good, source=source, at=at, same_name=same)  # type: ignore[arg-type]

    return _carried(request, form, make)


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a card; whoever was slower sees both values and decides."""
    at, person = timezone.now(), request.user
    customer, form = card_form(request, code, _("Change the card"), _("Save the card"), at=at)
    day = timezone.localtime(at).date()
    own = own_clocks(rights.contact_window(customer), day)
    form.fields = _fields(customer, own)
    form.hint = _("The old values stay in the history of the card, with the source of the change.")
    form.done = _("The card is changed.")

    def save(good: Values, source: str, same: bool) -> Customer:
        return change_card(customer, person, good, source=source, seen=seen(request), at=at, same_name=same)  # type: ignore[arg-type]

    return _carried(request, form, save)


def _carried(request: HttpRequest, form: Form, deed: Callable[[Values, str, bool], Customer]) -> HttpResponse:
    """Show the card's form or do the deed with what it says."""
    if "same_name" in request.POST:
        form.fields.insert(1, _same_name())

    def do(values: Values) -> str:
        good, same = _values(values)
        source = good.pop("source", "")
        try:
            found = deed(good, source, same)
        except Invalid as invalid:
            if "name" in invalid.errors and good.get("name") and "same_name" not in request.POST:
                form.fields.insert(1, _same_name())
            raise Invalid(_at_the_clock(invalid.errors, good.get("clocks", ())), invalid.why) from invalid
        return reverse("customer", args=[found.code])

    return asked(request, form, do, compare=both())


def card_form(
    request: HttpRequest, code: str, title: str, submit: str, *, at: dt.datetime
) -> tuple[Customer, Form]:  # fmt: skip
    """The customer and an empty form about her, for whoever keeps her card; others are refused with the reason."""
    customer = customer_or_404(request, code, at=at)
    refuse(rights.may_keep(request.user, rights.contact_window(customer), at=at))  # type: ignore[arg-type]
    back = reverse("customer", args=[customer.code])
    return customer, Form(title, submit, back, about=(customer.name, back), seen=customer.version)


def refuse(why: Any) -> None:
    """Raises Refused with the reason, if there is one."""
    if why:
        raise Refused(why)


def source_field() -> Field:
    """Where the news came from: asked with every change of a card."""
    one = column(CardChange, "source", hint=_("A letter, a call, a visit, the yearly review …"))
    return one | {"required": True}


def both(whose: str = "") -> Compare:
    """Someone was faster: what she did, and both values of each field that differs; `whose` is the row on the card."""

    def compare(no: Refused) -> dict[str, Any]:
        if not isinstance(no, StaleCard):
            return {"rows": [], "trail": []}
        changes = {f"{whose}.{name}" if whose else name: pair for name, pair in no.both.items()}
        rows = [{"label": one.label, "yours": one.new, "now": one.old} for one in said(CardChange(changes=changes))]
        return {"rows": rows, "trail": entries([no.last] if no.last else [])}

    return compare


# --- fields ----------------------------------------------------------------------------------------------------------


def _fields(customer: Customer, own: Mapping[str, Own]) -> list[Field]:
    window = default_window()
    firm = _("Left empty: %(unit)s, the firm's own window") % {"unit": window} if window else ""
    fields = columns(customer, NAMES, code={"required": bool(customer.pk)}, unit={"hint": firm})
    fields += [
        choice("language", _("Language of letters"), languages().items(), customer.language, required=True),
        choice("calendar", _("Working calendar"), _calendars(), customer.calendar, placeholder=_("The firm's")),
        *columns(customer, ("since", "ended_on", "terms", "note")),
        *_clock_fields(customer, own),
    ]
    return [*fields, source_field()] if customer.pk else [*fields, source_field() | {"required": False}]


def _calendars() -> list[tuple[str, str]]:
    return [(one.code, f"{one.label} ({one.code})") for one in WorkCalendar.objects.all()]


def _clock_fields(customer: Customer, own: Mapping[str, Own]) -> list[Field]:
    """One short field for each clock of the procedures in force, and for those the card holds already."""
    names = [*own, *(name for name in customer.clocks if name not in own)]
    title = _("Own clocks: left empty, the procedure's time holds")
    return [
        {
            "title": title if name == names[0] else "",
            "name": f"{CLOCK}{name}", "kind": "text", "limit": 20, "value": customer.clocks.get(name, ""),
            "label": own[name].label if name in own else name, "placeholder": "24h",
            "hint": own[name].usual if name in own else _("No procedure in force names this clock"),
        }
        for name in names
    ]  # fmt: skip


def _same_name() -> Field:
    """Asked only after a name was found twice: then the second try comes with the answer."""
    label = _("It is another firm indeed, though its name is the same")
    return {"name": "same_name", "kind": "flag", "label": label, "value": False}


def _values(values: Values) -> tuple[Values, bool]:
    """What the door takes of the card, and whether the same name is meant."""
    good = {name: one for name, one in values.items() if not name.startswith(CLOCK)}
    same = good.pop("same_name", "no") == "yes"
    clocks = {name.removeprefix(CLOCK): one.strip() for name, one in values.items() if name.startswith(CLOCK)}
    if clocks:
        good["clocks"] = {name: amount for name, amount in clocks.items() if amount}
    return good, same


def _at_the_clock(errors: Mapping[str, Any], clocks: Iterable[str]) -> dict[str, Any]:
    """The door speaks of one clock by its name; the sentence goes to the field of that clock."""
    sentence = str(errors.get("clocks", ""))
    name = next((one for one in sorted(clocks, key=len, reverse=True) if sentence.startswith(one)), "")
    if not name:
        return dict(errors)
    rest = {key: one for key, one in errors.items() if key != "clocks"}
    return rest | {f"{CLOCK}{name}": sentence.removeprefix(name).lstrip(":： ")}
